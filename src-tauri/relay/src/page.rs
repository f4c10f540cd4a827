//! The pages that the relay shows in the agent's browser. No script, no request; nothing that a provider or a
//! request said is shown, save the loopback address, escaped.

use std::sync::OnceLock;

use axum::http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use sha2::{Digest as _, Sha256};

use crate::words::Language;

/// Back to Parvis on this computer. `by_itself` only if the agent, or the system on behalf of Parvis, opened the
/// first address: a page elsewhere may have sent the browser here, and then a person has to say yes.
pub fn hand_off(language: Language, address: &str, by_itself: bool) -> Response {
    let address = escape(address);
    let onward = language.pick(
        "Continuer vers Parvis sur cet ordinateur",
        "Continue to Parvis on this computer",
        "Weiter zu Parvis auf diesem Computer",
    );
    if by_itself {
        let title = language.pick("Retour à Parvis", "Back to Parvis", "Zurück zu Parvis");
        let text = language.pick(
            "La page suivante s’ouvre d’elle-même. Sinon, suivez ce lien.",
            "The next page opens by itself. If it does not, follow this link.",
            "Die nächste Seite öffnet sich von selbst. Falls nicht, folgen Sie diesem Link.",
        );
        // A refresh replaces this page in the tab's history, so that "back" does not meet a spent code.
        let head = format!(r#"<meta http-equiv="refresh" content="0;url={address}">"#);
        let body = format!(r#"<p>{text}</p><p><a href="{address}">{onward}</a></p>"#);
        return document(language, StatusCode::OK, title, &head, &body);
    }
    let title = language.pick(
        "Avez-vous lancé une connexion à Parvis ?",
        "Did you start signing in to Parvis?",
        "Haben Sie eine Anmeldung bei Parvis begonnen?",
    );
    let text = language.pick(
        "Si vous venez de lancer une connexion ou une déconnexion depuis Parvis, continuez. Sinon, fermez cet onglet : rien ne se passera.",
        "If you have just started signing in or out from Parvis, continue. If not, close this tab: nothing will happen.",
        "Wenn Sie gerade in Parvis eine An- oder Abmeldung begonnen haben, fahren Sie fort. Wenn nicht, schließen Sie diesen Tab: Es geschieht dann nichts.",
    );
    let body = format!(r#"<p>{text}</p><p><a class="button" href="{address}">{onward}</a></p>"#);
    document(language, StatusCode::OK, title, "", &body)
}

/// The request is not one that Parvis sends, or it is too old.
pub fn refused(language: Language) -> Response {
    let title = language.pick(
        "Cette connexion ne peut pas continuer",
        "This sign-in cannot go on",
        "Diese Anmeldung kann nicht fortgesetzt werden",
    );
    let text = language.pick(
        "La demande est incomplète, trop ancienne, ou ne vient pas de Parvis. Fermez cet onglet et recommencez depuis Parvis.",
        "The request is incomplete, too old, or does not come from Parvis. Close this tab and start again from Parvis.",
        "Die Anfrage ist unvollständig, zu alt oder kommt nicht von Parvis. Schließen Sie diesen Tab und beginnen Sie in Parvis von vorn.",
    );
    plain(language, StatusCode::BAD_REQUEST, title, text)
}

/// The provider is not known yet, or this replica lacks a key that the others have.
pub fn not_now(language: Language) -> Response {
    let title = language.pick(
        "Le service de connexion n’est pas disponible",
        "The sign-in service is not available",
        "Der Anmeldedienst ist nicht verfügbar",
    );
    let text = language.pick(
        "Réessayez dans quelques minutes depuis Parvis. Vos outils déjà ouverts ne sont pas concernés.",
        "Try again in a few minutes from Parvis. The tools you have already opened are not affected.",
        "Versuchen Sie es in einigen Minuten in Parvis erneut. Bereits geöffnete Werkzeuge sind nicht betroffen.",
    );
    plain(language, StatusCode::SERVICE_UNAVAILABLE, title, text)
}

/// Too many requests from there.
pub fn too_many(language: Language) -> Response {
    let title = language.pick("Trop de demandes", "Too many requests", "Zu viele Anfragen");
    let text = language.pick(
        "Attendez une minute, puis recommencez depuis Parvis.",
        "Wait a minute, then start again from Parvis.",
        "Warten Sie eine Minute und beginnen Sie dann in Parvis von vorn.",
    );
    plain(language, StatusCode::TOO_MANY_REQUESTS, title, text)
}

/// The session at the provider is over.
pub fn signed_out(language: Language) -> Response {
    let title = language.pick("Vous êtes déconnecté", "You are signed out", "Sie sind abgemeldet");
    let text = language.pick(
        "Vous pouvez fermer cet onglet.",
        "You can close this tab.",
        "Sie können diesen Tab schließen.",
    );
    plain(language, StatusCode::OK, title, text)
}

/// The provider offers no sign-out.
pub fn no_sign_out(language: Language) -> Response {
    let title = language.pick(
        "La session du navigateur reste ouverte",
        "The browser’s session stays open",
        "Die Sitzung im Browser bleibt offen",
    );
    let text = language.pick(
        "Votre service de connexion ne propose pas de déconnexion. Pour y mettre fin, fermez toutes les fenêtres de votre navigateur.",
        "Your sign-in service offers no sign-out. To end the session, close all windows of your browser.",
        "Ihr Anmeldedienst bietet keine Abmeldung an. Um die Sitzung zu beenden, schließen Sie alle Fenster Ihres Browsers.",
    );
    plain(language, StatusCode::NOT_FOUND, title, text)
}

fn plain(language: Language, status: StatusCode, title: &str, text: &str) -> Response {
    document(language, status, title, "", &format!("<p>{text}</p>"))
}

fn document(language: Language, status: StatusCode, title: &str, head: &str, body: &str) -> Response {
    let html = format!(
        r#"<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Parvis</title>{head}<style>{STYLE}</style></head>
<body><main><p class="mark">Parvis</p><h1>{title}</h1>{body}</main></body></html>"#,
        lang = language.tag(),
    );
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8")),
        (CONTENT_SECURITY_POLICY, policy()),
    ];
    (status, headers, html).into_response()
}

/// What a page may do: its own style, known by its digest, and nothing else.
fn policy() -> HeaderValue {
    static POLICY: OnceLock<HeaderValue> = OnceLock::new();
    let policy = || {
        let digest = BASE64_STANDARD.encode(Sha256::digest(STYLE));
        let policy = format!(
            "default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        );
        HeaderValue::try_from(policy).expect("base64 is a header")
    };
    POLICY.get_or_init(policy).clone()
}

const STYLE: &str = "
:root{color-scheme:light dark;--bg:#f7f8f8;--card:#fff;--ink:#1b1c1d;--soft:#5c5f63;--brand:#0659c5;--on:#fff}
@media(prefers-color-scheme:dark){:root{--bg:#101112;--card:#1b1c1d;--ink:#f0f1f2;--soft:#a7acb2;--brand:#80aee8;--on:#101112}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);
font:16px/1.5 Inter,system-ui,sans-serif}
main{background:var(--card);border-radius:16px;padding:32px 40px;margin:16px;max-width:28rem}
h1{font-size:25px;line-height:1.2;margin:0 0 12px}p{margin:0 0 8px}.mark{color:var(--soft);font-weight:600}
a{color:var(--brand)}a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}
.button{display:inline-block;margin-top:8px;padding:10px 18px;border-radius:8px;background:var(--brand);color:var(--on);
text-decoration:none;font-weight:600}";

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\'' => escaped.push_str("&#39;"),
            c => escaped.push(c),
        }
    }
    escaped
}
