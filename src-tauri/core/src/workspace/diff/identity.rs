//! How agents sign in: what they will notice of the change.

use super::{About, Changes, Kind, from_to};
use crate::workspace::format::{ClientKind, Document, Identity, RedirectHost, SigningAlgorithm};

pub(super) fn compare(old: &Document, new: &Document, changes: &mut Changes) {
    let about = About::SignIn;
    match (&old.identity, &new.identity) {
        (None, None) => {}
        (None, Some(identity)) => {
            let issuer = &identity.issuer;
            changes.say(
                about,
                Kind::Appeared,
                "identity",
                [
                    format!("les agents se connecteront auprès de {issuer}"),
                    format!("agents will sign in at {issuer}"),
                    format!("Angemeldet wird künftig bei {issuer}"),
                ],
            );
        }
        (Some(identity), None) => {
            let issuer = &identity.issuer;
            changes.say(about, Kind::Gone, "identity", [
                format!("les agents ne se connectent plus auprès de {issuer} : chaque outil demandera sa propre connexion"),
                format!("agents no longer sign in at {issuer}: each tool will ask for its own sign-in"),
                format!("Angemeldet wird nicht mehr bei {issuer}: jede Anwendung fragt selbst nach der Anmeldung"),
            ]);
        }
        (Some(was), Some(is)) if was == is && old.id == new.id => {}
        (Some(was), Some(is)) => both(was, is, old.id != new.id, changes),
    }
}

fn both(was: &Identity, is: &Identity, other_workspace: bool, changes: &mut Changes) {
    let about = About::SignIn;
    let none = || "–".to_owned();
    let or_none = |value: &Option<String>| value.clone().unwrap_or_else(none);
    // What the stored session belongs to: see `Setup::has_same_session_as`.
    let session = [
        ("issuer", was.issuer.clone(), is.issuer.clone()),
        ("client", kind(was.client).to_owned(), kind(is.client).to_owned()),
        ("client_id", was.client_id.clone(), is.client_id.clone()),
        ("relay", or_none(&was.relay), or_none(&is.relay)),
    ];
    let other_session = other_workspace || session.iter().any(|(_, was, is)| was != is);
    if other_session {
        changes.say(
            about,
            Kind::Warning,
            "identity",
            [
                "tout le monde devra se connecter de nouveau".to_owned(),
                "everybody will have to sign in again".to_owned(),
                "alle müssen sich neu anmelden".to_owned(),
            ],
        );
    }
    let hours = |identity: &Identity| format!("{} h", identity.session_hours);
    let ports = |identity: &Identity| list(identity.redirect_ports.iter().map(ToString::to_string));
    let host = |identity: &Identity| redirect_host(identity.redirect_host).to_owned();
    let levels = |identity: &Identity| list(identity.acr.essential.iter().cloned());
    let algorithm = |algorithm| algorithm_name(algorithm).unwrap_or_else(none);
    let others = [
        ("session_hours", hours(was), hours(is)),
        ("scopes", list(was.scopes.iter().cloned()), list(is.scopes.iter().cloned())),
        ("acr.essential", levels(was), levels(is)),
        ("redirect_host", host(was), host(is)),
        ("redirect_ports", ports(was), ports(is)),
        ("callback_path", was.callback_path.clone(), is.callback_path.clone()),
        ("post_logout_path", or_none(&was.post_logout_path), or_none(&is.post_logout_path)),
        (
            "supports_prompt_login",
            was.supports_prompt_login.to_string(),
            is.supports_prompt_login.to_string(),
        ),
        (
            "id_token_signed_response_alg",
            algorithm(was.id_token_signed_response_alg),
            algorithm(is.id_token_signed_response_alg),
        ),
        (
            "userinfo_signed_response_alg",
            algorithm(was.userinfo_signed_response_alg),
            algorithm(is.userinfo_signed_response_alg),
        ),
        ("scim", or_none(&was.scim), or_none(&is.scim)),
    ];
    for (field, was, is) in session.into_iter().chain(others).filter(|(_, was, is)| was != is) {
        let how = from_to(&was, &is);
        changes.say(
            about,
            Kind::Changed,
            field,
            [format!("{field} : {how}"), format!("{field}: {how}"), format!("{field}: {how}")],
        );
    }
}

fn kind(client: ClientKind) -> &'static str {
    match client {
        ClientKind::Public => "public",
        ClientKind::Secret => "secret",
        ClientKind::Relay => "relay",
    }
}

fn redirect_host(host: RedirectHost) -> &'static str {
    match host {
        RedirectHost::Ipv4 => "127.0.0.1",
        RedirectHost::Ipv6 => "[::1]",
        RedirectHost::Localhost => "localhost",
    }
}

fn algorithm_name(algorithm: Option<SigningAlgorithm>) -> Option<String> {
    algorithm.map(|algorithm| format!("{algorithm:?}"))
}

fn list(values: impl Iterator<Item = String>) -> String {
    let values: Vec<_> = values.collect();
    if values.is_empty() { "–".to_owned() } else { values.join(" ") }
}
