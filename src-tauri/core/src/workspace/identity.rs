//! Checks what a workspace says of the sign-in.

use url::Url;

use super::format::{ClientKind, Identity, RedirectHost};
use crate::DEMO;
use crate::launch::address::is_secure;

/// Adds what is wrong, field by field.
pub(super) fn check(identity: &Identity, say: &mut impl FnMut(String, String)) {
    let mut say = |field: &str, what: String| say(format!("identity.{field}"), what);
    let address = |text: &str| match Url::parse(text) {
        Ok(url) if is_plain(&url) => None,
        _ => Some(format!("{text:?} is not an https address")),
    };
    if let Some(what) = address(&identity.issuer) {
        say("issuer", what);
    }
    if identity.client_id.trim().is_empty() {
        say("client_id", "is empty".into());
    }
    if let Some(what) = identity.scim.as_deref().and_then(address) {
        say("scim", what);
    }
    check_client(identity, &mut say, address);
    // They are compared letter by letter, here and at the provider: nothing that anybody might write in another way.
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "/-_.".contains(c);
    let is_path = |path: &str| {
        path.starts_with('/') && !path.contains("//") && !path.contains("..") && path.chars().all(is_plain)
    };
    let paths = [
        ("callback_path", Some(&identity.callback_path)),
        ("post_logout_path", identity.post_logout_path.as_ref()),
    ];
    for (field, path) in paths {
        if let Some(path) = path.filter(|path| !is_path(path)) {
            say(field, format!("{path:?} is not a plain path that starts with /"));
        }
    }
    if identity.post_logout_path.as_ref() == Some(&identity.callback_path) {
        say("post_logout_path", "is the callback_path too, and they have to differ".into());
    }
    if !(1..=24).contains(&identity.session_hours) {
        say("session_hours", format!("is {}, and has to be from 1 to 24", identity.session_hours));
    }
    if !identity.scopes.iter().any(|scope| scope == "openid") {
        say("scopes", "does not hold \"openid\"".into());
    }
    // RFC 6749 §3.3: what a scope is made of. A space in one would be two.
    let is_scope = |scope: &String| {
        !scope.is_empty() && scope.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')
    };
    if let Some(scope) = identity.scopes.iter().find(|scope| !is_scope(scope)) {
        say("scopes", format!("{scope:?} is not a scope: write each one by itself, without spaces"));
    }
    if identity.redirect_ports.contains(&0) {
        say("redirect_ports", "holds 0, which is no port".into());
    }
}

fn check_client(
    identity: &Identity,
    say: &mut impl FnMut(&str, String),
    address: impl Fn(&str) -> Option<String>,
) {
    match (identity.client, &identity.relay) {
        (ClientKind::Secret, _) if identity.redirect_ports.is_empty() => {
            let what = "is empty, and a client with a secret has exact redirect addresses, so fixed ports";
            say("redirect_ports", what.into());
        }
        (ClientKind::Relay, None) => say("relay", "is missing: the address of the parvis-relay".into()),
        (ClientKind::Relay, Some(relay)) => {
            if let Some(what) = address(relay) {
                say("relay", what);
            }
            if identity.post_logout_path.is_some() {
                say("post_logout_path", "is there, and a relay has its own".into());
            }
            if identity.redirect_host == RedirectHost::Localhost {
                say(
                    "redirect_host",
                    "is \"localhost\", and a relay goes back to 127.0.0.1 or [::1] only".into(),
                );
            }
        }
        (ClientKind::Public | ClientKind::Secret, Some(_)) => {
            say("relay", "is there, and client is not \"relay\"".into());
        }
        (ClientKind::Public | ClientKind::Secret, None) => {}
    }
}

/// `https`, and nothing that an address of a service has no use for.
fn is_plain(url: &Url) -> bool {
    is_secure(url, DEMO)
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}
