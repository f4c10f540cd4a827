//! The rules of the sign-in.

use url::Url;

use super::{empty, is_secure_address};
use crate::launch::address::is_secure;
use crate::words::Words;
use crate::workspace::format::{ClientKind, Identity, RedirectHost};
use crate::workspace::problem::{Findings, Problem, quoted, write};
use crate::{DEMO, words};

/// Adds what is wrong, field by field.
pub(super) fn check(identity: &Identity, findings: &mut Findings) {
    let mut say = |field: &str, what: Words| findings.wrong(Problem::new(format!("identity.{field}"), what));
    if identity.client_id.trim().is_empty() {
        say("client_id", empty());
    }
    check_client(identity, &mut say);
    check_paths(identity, &mut say);
    if !(1..=24).contains(&identity.session_hours) {
        let hours = identity.session_hours;
        let what = words!(
            "vaut {hours}, et doit aller de 1 à 24",
            "is {hours}, and has to be from 1 to 24",
            "ist {hours} und muss zwischen 1 und 24 liegen"
        );
        say("session_hours", what);
    }
    if !identity.scopes.iter().any(|scope| scope == "openid") {
        let what =
            words!("ne contient pas \"openid\"", "does not hold \"openid\"", "enthält \"openid\" nicht");
        say("scopes", what);
    }
    // RFC 6749 §3.3: what a scope is made of. A space in one would be two.
    let is_scope = |scope: &String| {
        !scope.is_empty() && scope.chars().all(|c| c.is_ascii_graphic() && c != '"' && c != '\\')
    };
    for (index, scope) in identity.scopes.iter().enumerate().filter(|(_, scope)| !is_scope(scope)) {
        let scope = quoted(scope);
        let what = words!(
            "{scope} n’est pas une portée : écrivez chacune à part, sans espace",
            "{scope} is not a scope: write each one by itself, without spaces",
            "{scope} ist kein Scope: Schreiben Sie jeden einzeln, ohne Leerzeichen"
        );
        say(&format!("scopes[{index}]"), what);
    }
    if identity.redirect_ports.contains(&0) {
        let what = words!(
            "contient 0, qui n’est pas un port",
            "holds 0, which is no port",
            "enthält 0, was kein Port ist"
        );
        say("redirect_ports", what);
    }
    let relay = identity.relay.as_deref().filter(|_| identity.client == ClientKind::Relay);
    let addresses =
        [("issuer", Some(identity.issuer.as_str())), ("scim", identity.scim.as_deref()), ("relay", relay)];
    for (field, address) in addresses {
        if let Some(text) = address.filter(|text| !Url::parse(text).is_ok_and(|url| is_plain(&url))) {
            findings.wrong(no_address(field, text));
        }
    }
}

fn no_address(field: &str, text: &str) -> Problem {
    let written = quoted(text);
    let what = words!(
        "{written} n’est pas une adresse https",
        "{written} is not an https address",
        "{written} ist keine https-Adresse"
    );
    let rest = text.split_once("://").map_or(text, |(_, rest)| rest);
    let secure = format!("https://{rest}");
    let plain = is_secure_address(&secure) && Url::parse(&secure).is_ok_and(|url| is_plain(&url));
    let instead = if plain {
        write(&quoted(&secure))
    } else {
        words!(
            "Écrivez-la sans identifiant, sans \"?\" et sans \"#\", comme https://sso.exemple.gouv.fr/agents",
            "Write it without a user name, \"?\" or \"#\", as in https://sso.exemple.gouv.fr/agents",
            "Schreiben Sie sie ohne Benutzernamen, \"?\" und \"#\", wie https://sso.exemple.gouv.fr/agents"
        )
    };
    Problem::new(format!("identity.{field}"), what).instead(instead)
}

fn check_paths(identity: &Identity, say: &mut impl FnMut(&str, Words)) {
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
            let path = quoted(path);
            let what = words!(
                "{path} n’est pas un chemin simple qui commence par /",
                "{path} is not a plain path that starts with /",
                "{path} ist kein einfacher Pfad, der mit / beginnt"
            );
            say(field, what);
        }
    }
    if identity.post_logout_path.as_ref() == Some(&identity.callback_path) {
        let what = words!(
            "est aussi le callback_path, et les deux doivent différer",
            "is the callback_path too, and they have to differ",
            "ist zugleich der callback_path, und beide müssen verschieden sein"
        );
        say("post_logout_path", what);
    }
}

fn check_client(identity: &Identity, say: &mut impl FnMut(&str, Words)) {
    if identity.client == ClientKind::Secret && identity.redirect_ports.is_empty() {
        let what = words!(
            "est vide, et un client avec un secret a des adresses de retour exactes, donc des ports fixes",
            "is empty, and a client with a secret has exact redirect addresses, so fixed ports",
            "ist leer, und ein Client mit Secret hat genaue Rücksprungadressen, also feste Ports"
        );
        say("redirect_ports", what);
    }
    if identity.client != ClientKind::Relay {
        if identity.relay.is_some() {
            let what = words!(
                "est là, et client ne vaut pas \"relay\"",
                "is there, and client is not \"relay\"",
                "ist angegeben, und client ist nicht \"relay\""
            );
            say("relay", what);
        }
        return;
    }
    if identity.relay.is_none() {
        let what = words!(
            "manque : l’adresse du parvis-relay",
            "is missing: the address of the parvis-relay",
            "fehlt: die Adresse des parvis-relay"
        );
        say("relay", what);
    }
    if identity.post_logout_path.is_some() {
        let what = words!(
            "est là, et un relais a le sien",
            "is there, and a relay has its own",
            "ist angegeben, und ein Relay hat seinen eigenen"
        );
        say("post_logout_path", what);
    }
    if identity.redirect_host == RedirectHost::Localhost {
        let what = words!(
            "vaut \"localhost\", et un relais ne revient qu’à 127.0.0.1 ou [::1]",
            "is \"localhost\", and a relay goes back to 127.0.0.1 or [::1] only",
            "ist \"localhost\", und ein Relay kehrt nur zu 127.0.0.1 oder [::1] zurück"
        );
        say("redirect_host", what);
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
