//! The pages that the loopback listener shows in the agent's browser. No script, no request, nothing that a
//! provider said except through escaping.

use hyper::StatusCode;
use url::Url;

use crate::error::{Code, Failure};
use crate::words::Language;

/// What a page may do: its own style, and nothing else.
pub const POLICY: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// A page on its way to the browser.
pub struct Page {
    /// 200 for the answer of the provider, whatever it was; an error for a request that was not it.
    pub status: StatusCode,
    /// The document.
    pub html: String,
}

/// Signed in; the tab goes on to the tool, if one was waiting.
pub fn signed_in(language: Language, person: &str, onward: Option<(&Url, &str)>) -> Page {
    let title = language.pick("Vous êtes connecté", "You are signed in", "Sie sind angemeldet");
    let hello = language.pick("Bonjour", "Hello", "Guten Tag");
    let (head, body) = if let Some((address, name)) = onward {
        let (address, name) = (escape(address.as_str()), escape(name));
        let opening = language.pick(
            "s’ouvre dans cet onglet.",
            "is opening in this tab.",
            "öffnet sich in diesem Tab.",
        );
        let by_hand = language.pick("Ouvrir maintenant", "Open now", "Jetzt öffnen");
        (
            // A refresh replaces the page in the tab's history, so that "back" does not meet a spent code.
            format!(r#"<meta http-equiv="refresh" content="0;url={address}">"#),
            format!(r#"<p>{name} {opening}</p><p><a href="{address}">{by_hand}</a></p>"#),
        )
    } else {
        let close = language.pick(
            "Vous pouvez fermer cet onglet et revenir à Parvis.",
            "You can close this tab and go back to Parvis.",
            "Sie können diesen Tab schließen und zu Parvis zurückkehren.",
        );
        (String::new(), format!("<p>{close}</p>"))
    };
    let greeting = format!("<p>{hello} {}.</p>", escape(person));
    document(language, StatusCode::OK, title, &head, &format!("{greeting}{body}"))
}

/// On to the provider, in the same tab: after a log-out, or with less to ask for.
pub fn onward(language: Language, address: &Url) -> Page {
    let title = language.pick("Un instant", "One moment", "Einen Moment");
    let text = language.pick(
        "La connexion continue dans cet onglet.",
        "The sign-in goes on in this tab.",
        "Die Anmeldung geht in diesem Tab weiter.",
    );
    let by_hand = language.pick("Continuer", "Continue", "Weiter");
    let address = escape(address.as_str());
    let head = format!(r#"<meta http-equiv="refresh" content="0;url={address}">"#);
    let body = format!(r#"<p>{text}</p><p><a href="{address}">{by_hand}</a></p>"#);
    document(language, StatusCode::OK, title, &head, &body)
}

/// Signed out at the provider.
pub fn signed_out(language: Language) -> Page {
    let title = language.pick("Vous êtes déconnecté", "You are signed out", "Sie sind abgemeldet");
    let text = language.pick(
        "Vous pouvez fermer cet onglet.",
        "You can close this tab.",
        "Sie können diesen Tab schließen.",
    );
    document(language, StatusCode::OK, title, "", &format!("<p>{text}</p>"))
}

/// The sign-in did not work; Parvis says more.
pub fn failed(language: Language, failure: &Failure) -> Page {
    let title = match failure.code {
        Code::SignInRefused => {
            language.pick("Connexion refusée", "The sign-in was refused", "Die Anmeldung wurde abgelehnt")
        }
        _ => language.pick(
            "La connexion n’a pas abouti",
            "The sign-in did not work",
            "Die Anmeldung ist fehlgeschlagen",
        ),
    };
    let back = language.pick(
        "Revenez à Parvis : la raison y est expliquée, et vous pourrez recommencer.",
        "Go back to Parvis: it explains why, and you can try again.",
        "Kehren Sie zu Parvis zurück: Dort steht der Grund, und Sie können es erneut versuchen.",
    );
    document(language, StatusCode::OK, title, "", &format!("<p>{back}</p>"))
}

/// For a request that is not the provider's answer.
pub fn refused(language: Language, status: StatusCode) -> Page {
    let title = language.pick("Page sans effet", "This page has no effect", "Diese Seite hat keine Wirkung");
    let text = language.pick(
        "Cette page ne correspond pas à la connexion en cours. Revenez à Parvis.",
        "This page does not belong to the sign-in under way. Go back to Parvis.",
        "Diese Seite gehört nicht zur laufenden Anmeldung. Kehren Sie zu Parvis zurück.",
    );
    document(language, status, title, "", &format!("<p>{text}</p>"))
}

fn document(language: Language, status: StatusCode, title: &str, head: &str, body: &str) -> Page {
    let html = format!(
        r#"<!doctype html>
<html lang="{lang}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} · Parvis</title>{head}<style>{STYLE}</style></head>
<body><main><p class="mark">Parvis</p><h1>{title}</h1>{body}</main></body></html>"#,
        lang = language.tag(),
    );
    Page { status, html }
}

const STYLE: &str = "
:root{color-scheme:light dark;--bg:#f7f8f8;--card:#fff;--ink:#1b1c1d;--soft:#5c5f63;--brand:#0659c5}
@media(prefers-color-scheme:dark){:root{--bg:#101112;--card:#1b1c1d;--ink:#f0f1f2;--soft:#a7acb2;--brand:#80aee8}}
body{margin:0;min-height:100vh;display:grid;place-items:center;background:var(--bg);color:var(--ink);
font:16px/1.5 Inter,system-ui,sans-serif}
main{background:var(--card);border-radius:16px;padding:32px 40px;margin:16px;max-width:28rem}
h1{font-size:25px;line-height:1.2;margin:0 0 12px}p{margin:0 0 8px}.mark{color:var(--soft);font-weight:600}
a{color:var(--brand)}a:focus-visible{outline:3px solid var(--brand);outline-offset:2px}";

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_elsewhere_becomes_markup() {
        let address = Url::parse("https://docs.exemple.fr/?a=\"><script>&b='").expect("an address");
        let page = signed_in(Language::Fr, "<b>Camille</b>", Some((&address, "\"Docs\"<i>")));
        assert!(
            page.html.contains("&lt;b&gt;Camille&lt;/b&gt;")
                && page.html.contains("&quot;Docs&quot;&lt;i&gt;")
        );
        assert!(!page.html.contains("<script") && !page.html.contains("<b>") && !page.html.contains("<i>"));
    }

    #[test]
    fn the_tab_goes_on_only_when_a_tool_waits() {
        let address = Url::parse("https://docs.exemple.fr/").expect("an address");
        assert!(
            signed_in(Language::De, "A", Some((&address, "Docs"))).html.contains("http-equiv=\"refresh\"")
        );
        assert!(!signed_in(Language::De, "A", None).html.contains("http-equiv"));
    }
}
