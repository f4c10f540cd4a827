//! Somebody made up, to try a workspace with: what their sign-in would say of them, in one line.

use std::str::FromStr;

use serde_json::{Map, Value};

use super::audience::Membership;

/// A person such as `siret=13002526500013,groups=rh;dsi`. What is not said is not known; of nobody anything is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Someone {
    /// The line itself.
    pub written: String,
    /// What an audience can ask for.
    pub membership: Membership,
    /// Their organisation, without spaces.
    pub siret: Option<String>,
}

/// Something else was said of a person than what an audience can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a person is described by {}", Someone::CLAIMS.join(", "))]
pub struct NotAClaim;

impl Someone {
    /// What can be said. Values of those with several stand between `;`.
    pub const CLAIMS: [&str; 5] = ["siret", "groups", "roles", "organizational_unit", "email"];
}

impl FromStr for Someone {
    type Err = NotAClaim;

    fn from_str(written: &str) -> Result<Self, NotAClaim> {
        let mut claims = Map::new();
        for part in written.split(',').filter(|part| !part.trim().is_empty()) {
            let (claim, value) = part.split_once('=').ok_or(NotAClaim)?;
            let claim = Self::CLAIMS.into_iter().find(|known| *known == claim.trim()).ok_or(NotAClaim)?;
            let value = if matches!(claim, "siret" | "email") {
                Value::from(value.trim())
            } else {
                value.split(';').map(str::trim).collect()
            };
            claims.insert(claim.to_owned(), value);
        }
        let siret = claims.get("siret").and_then(Value::as_str).map(|siret| siret.replace(' ', ""));
        Ok(Self { written: written.to_owned(), membership: Membership::of_claims(&claims), siret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_sign_in_would_say() {
        let said: Someone = "siret=130 025,groups=rh; dsi,email=a@exemple.fr".parse().expect("somebody");
        let claims = serde_json::json!({"siret": "130025", "groups": ["dsi", "rh"], "email": "b@EXEMPLE.fr"});
        assert_eq!(said.membership, Membership::of_claims(claims.as_object().expect("claims")));
        assert_eq!(said.siret.as_deref(), Some("130025"));
        assert_eq!("".parse(), Ok(Someone::default()));
        for wrong in ["group=rh", "rh", "siret"] {
            assert_eq!(wrong.parse::<Someone>(), Err(NotAClaim), "{wrong}");
        }
    }
}
