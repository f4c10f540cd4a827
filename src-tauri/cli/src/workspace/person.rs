//! `--as`: the person whose desk is asked about.

use parvis_core::workspace::audience::Membership;
use serde_json::{Map, Value};

use crate::help::say;

/// What is known of a person, as claims of a sign-in.
#[derive(Debug, Clone, Default)]
pub(super) struct Person {
    /// As it was written.
    pub written: String,
    pub membership: Membership,
    /// Their organisation, without spaces.
    pub siret: Option<String>,
}

/// What can be said of a person. Those with several values take them with `;` in between.
const KEYS: [&str; 5] = ["siret", "groups", "roles", "organizational_unit", "email"];

/// Reads `siret=…,groups=a;b,email=…`.
pub(super) fn read(written: &str) -> Result<Person, String> {
    let mut claims = Map::new();
    for part in written.split(',') {
        let unknown = || {
            let known = KEYS.join(", ");
            let what = say("On peut dire :", "What can be said:", "Möglich sind:");
            format!("{what} {known}.")
        };
        let (key, value) = part.split_once('=').ok_or_else(unknown)?;
        let key = KEYS.into_iter().find(|known| *known == key.trim()).ok_or_else(unknown)?;
        let values = value.split(';').map(|value| Value::from(value.trim())).collect();
        let is_one = matches!(key, "siret" | "email");
        claims.insert(key.to_owned(), if is_one { value.trim().into() } else { Value::Array(values) });
    }
    let siret = claims.get("siret").and_then(Value::as_str).map(|siret| siret.replace(' ', ""));
    Ok(Person { written: written.to_owned(), membership: Membership::of_claims(&claims), siret })
}

#[derive(clap::Args)]
pub(super) struct As {
    #[arg(id = "as", long = "as", value_parser = read, value_name = "siret=…,groups=a;b,roles=…,email=…", help = say(
        "La personne : ce que sa connexion dit d’elle ; ce qui n’est pas dit n’est pas connu",
        "The person: what their sign-in says of them; what is not said is not known",
        "Die Person: was ihre Anmeldung über sie sagt; was fehlt, ist nicht bekannt",
    ))]
    pub person: Option<Person>,
}
