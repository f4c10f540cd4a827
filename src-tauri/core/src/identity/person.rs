//! Who signed in, from the claims.

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

use crate::view::PersonView;

/// What is known of a person, claim by claim.
pub type Claims = Map<String, Value>;

/// A person, as the claims describe them. ProConnect gives `given_name`, `usual_name`, `siret` and
/// `organization_label`; others give the standard `name`, `family_name`. A claim of another type counts as none: no
/// name is a reason to keep anybody out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// The subject, stable for this issuer.
    pub sub: String,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    given_name: Option<String>,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    usual_name: Option<String>,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    family_name: Option<String>,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    email: Option<String>,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    siret: Option<String>,
    #[serde(default, deserialize_with = "text", skip_serializing_if = "Option::is_none")]
    organization_label: Option<String>,
}

fn text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        // The keychain of Windows holds 2,560 bytes in all.
        Value::String(text) => clean(Some(&text)),
        // A SIRET as a number is still one.
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Longer names are cut: a claim is somebody else's text.
const LONGEST: usize = 120;

impl Person {
    /// The person that these claims are about; `None` without a subject.
    pub fn from_claims(claims: &Claims) -> Option<Self> {
        serde_json::from_value(Value::Object(claims.clone())).ok()
    }

    /// The same, with what was known before of whatever is not named now.
    #[must_use]
    pub fn or(self, before: &Self) -> Self {
        let or = |now: Option<String>, before: &Option<String>| now.or_else(|| before.clone());
        Self {
            sub: self.sub,
            given_name: or(self.given_name, &before.given_name),
            usual_name: or(self.usual_name, &before.usual_name),
            family_name: or(self.family_name, &before.family_name),
            name: or(self.name, &before.name),
            email: or(self.email, &before.email),
            siret: or(self.siret, &before.siret),
            organization_label: or(self.organization_label, &before.organization_label),
        }
    }

    /// The organisation that the person acts for, by SIRET.
    pub fn siret(&self) -> Option<&str> {
        self.siret.as_deref()
    }

    /// Whether both are the same person of the same organisation: one who works for two is shown nothing of the
    /// other.
    pub fn is_same_as(&self, other: &Self) -> bool {
        self.sub == other.sub && self.siret == other.siret
    }

    /// What a window may see.
    pub fn view(&self) -> PersonView {
        // Several first names may come in one claim; one is called by the first.
        let given_name =
            clean(self.given_name.as_deref()).and_then(|n| n.split(' ').next().map(str::to_owned));
        let last = clean(self.usual_name.as_deref()).or_else(|| clean(self.family_name.as_deref()));
        let name = match (&given_name, &last) {
            (Some(first), Some(last)) => format!("{first} {last}"),
            _ => clean(self.name.as_deref())
                .or_else(|| clean(self.email.as_deref()))
                .or_else(|| given_name.clone().or(last))
                .unwrap_or_else(|| self.sub.chars().take(LONGEST).collect()),
        };
        PersonView {
            initials: initials(&name),
            given_name,
            name,
            organisation: clean(self.organization_label.as_deref()),
            siret: clean(self.siret.as_deref()),
        }
    }
}

fn clean(claim: Option<&str>) -> Option<String> {
    let words: Vec<_> =
        claim?.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let text: String = words.join(" ").chars().take(LONGEST).collect();
    (!text.is_empty()).then_some(text)
}

/// A SIRET as somebody wrote it, spaces left out; `None` if it is not 14 digits.
pub fn siret(written: &str) -> Option<String> {
    let digits: String = written.chars().filter(|c| !c.is_whitespace()).collect();
    (digits.len() == 14 && digits.bytes().all(|b| b.is_ascii_digit())).then_some(digits)
}

/// The first letters of the first and the last word.
pub fn initials(name: &str) -> String {
    let mut letters =
        name.split([' ', '-', '.']).filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    first.into_iter().chain(last).flat_map(char::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view(claims: &str) -> PersonView {
        serde_json::from_str::<Person>(claims).expect("claims").view()
    }

    #[test]
    fn names_as_proconnect_and_others_give_them() {
        for (claims, name, initials) in [
            (r#"{"sub":"1","given_name":"Camille Anne","usual_name":"Durand"}"#, "Camille Durand", "CD"),
            (
                r#"{"sub":"1","given_name":"Jürgen","family_name":"von der Heide"}"#,
                "Jürgen von der Heide",
                "JH",
            ),
            (r#"{"sub":"1","name":"Noé Martin"}"#, "Noé Martin", "NM"),
            (r#"{"sub":"1","email":"noe.martin@exemple.fr"}"#, "noe.martin@exemple.fr", "NF"),
            (r#"{"sub":"abc"}"#, "abc", "A"),
            (r#"{"sub":"1","given_name":" \u0000\n","usual_name":"Durand"}"#, "Durand", "D"),
        ] {
            let person = view(claims);
            assert_eq!((person.name.as_str(), person.initials.as_str()), (name, initials), "{claims}");
        }
    }

    #[test]
    fn the_same_person_elsewhere_is_somebody_else() {
        let here: Person = serde_json::from_str(r#"{"sub":"1","siret":"1"}"#).expect("claims");
        let there: Person = serde_json::from_str(r#"{"sub":"1","siret":"2"}"#).expect("claims");
        assert!(here.is_same_as(&here.clone()) && !here.is_same_as(&there));
    }
}
