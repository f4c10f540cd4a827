//! Who a tool is shown to. A display filter and never a protection: who may use a tool is for that tool to say.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::words;
use crate::words::Words;

/// The conditions of which one is enough. A tool without an audience is everybody's: these tools are the default
/// desk, which is also what is shown of a person of whom nothing is known.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Audience {
    /// One of these is enough.
    #[serde(default)]
    pub(super) any: Vec<Condition>,
}

/// All of the keys that are there have to hold, each with any of its values.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub(super) struct Condition {
    /// The organisation; spaces do not count.
    pub(super) siret: Option<Vec<String>>,
    /// As the provider writes them, such as `agent_public_etat`.
    pub(super) roles: Option<Vec<String>>,
    /// By id or by name.
    pub(super) groups: Option<Vec<String>>,
    /// As the provider writes it, such as `DRH/Paie`.
    pub(super) organizational_unit: Option<Vec<String>>,
    /// What comes after the `@`; capitals do not count.
    pub(super) email_domain: Option<Vec<String>>,
    /// What a later version may know. This one cannot tell whether it holds.
    #[serde(flatten)]
    pub(super) unknown: Map<String, Value>,
}

/// Values of a claim; `None` is not known, which is not the same as none.
type Values = Option<BTreeSet<String>>;

/// What is known of a person and an audience can ask for. Nothing is known by default.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Without spaces.
    siret: Values,
    roles: Values,
    groups: Values,
    organizational_unit: Values,
    /// In lower case.
    email_domain: Values,
}

/// More values of one claim are left out: whoever is in so many groups is not shown tools by them.
const MOST_VALUES: usize = 500;
/// Longer values, in bytes, are left out, as are empty ones and those with control characters.
const LONGEST_VALUE: usize = 200;

impl Audience {
    /// Whether the person belongs to it. What is not known does not hold.
    pub fn includes(&self, person: &Membership) -> bool {
        self.any.iter().any(|condition| condition.is_met_by(person))
    }

    /// What can never hold, for the administrator: where in the audience, then what.
    pub fn warnings(&self) -> Vec<(String, Words)> {
        if self.any.is_empty() {
            let what = words!(
                "ne contient aucune condition : personne ne le voit",
                "holds no condition, so nobody is shown this",
                "enthält keine Bedingung: Niemand sieht es"
            );
            return vec![("any".into(), what)];
        }
        let nth = |(index, condition): (usize, &Condition)| {
            let (key, never) = condition.never_holds()?;
            let place = if key.is_empty() { format!("any[{index}]") } else { format!("any[{index}].{key}") };
            Some((place, never.words()))
        };
        self.any.iter().enumerate().filter_map(nth).collect()
    }
}

impl Condition {
    pub(super) fn is_met_by(&self, person: &Membership) -> bool {
        let holds = |wanted: &Option<Vec<String>>, known: &Values, as_known: fn(&str) -> Cow<str>| {
            let known =
                |value: &String| known.as_ref().is_some_and(|known| known.contains(&*as_known(value)));
            wanted.as_ref().is_none_or(|wanted| wanted.iter().any(known))
        };
        self.never_holds().is_none()
            && holds(&self.siret, &person.siret, |siret| without_spaces(siret).into())
            && holds(&self.roles, &person.roles, as_it_is)
            && holds(&self.groups, &person.groups, as_it_is)
            && holds(&self.organizational_unit, &person.organizational_unit, as_it_is)
            && holds(&self.email_domain, &person.email_domain, |domain| domain.to_ascii_lowercase().into())
    }

    /// The key because of which nobody can meet it, and why.
    fn never_holds(&self) -> Option<(&str, Never)> {
        if let Some(key) = self.unknown.keys().next() {
            return Some((key, Never::Unknown));
        }
        let keys = [
            ("siret", &self.siret),
            ("roles", &self.roles),
            ("groups", &self.groups),
            ("organizational_unit", &self.organizational_unit),
            ("email_domain", &self.email_domain),
        ];
        if keys.iter().all(|(_, wanted)| wanted.is_none()) {
            return Some(("", Never::AsksNothing));
        }
        let empty = keys.into_iter().find(|(_, wanted)| wanted.as_ref().is_some_and(Vec::is_empty));
        empty.map(|(key, _)| (key, Never::Empty))
    }
}

/// Why a condition holds for nobody.
enum Never {
    Unknown,
    AsksNothing,
    Empty,
}

impl Never {
    fn words(self) -> Words {
        match self {
            Self::Unknown => words!(
                "n’est pas connu de cette version : cette condition n’est jamais remplie",
                "is not known to this version, so this condition never holds",
                "ist dieser Version nicht bekannt: Diese Bedingung ist nie erfüllt"
            ),
            Self::AsksNothing => words!(
                "ne demande rien : cette condition n’est jamais remplie",
                "asks for nothing, so this condition never holds",
                "verlangt nichts: Diese Bedingung ist nie erfüllt"
            ),
            Self::Empty => words!(
                "est vide : cette condition n’est jamais remplie",
                "is empty, so this condition never holds",
                "ist leer: Diese Bedingung ist nie erfüllt"
            ),
        }
    }
}

impl Membership {
    /// What userinfo says (OpenID Connect Core §5.3): `siret`, `roles`, `groups`, `organizational_unit` and `email`.
    /// A claim that is absent, or of another kind than expected, is not known.
    pub fn of_claims(claims: &Map<String, Value>) -> Self {
        let values = |claim| claims.get(claim).and_then(values);
        let one = |claim, as_known: fn(&str) -> Option<String>| {
            let text = claims.get(claim).and_then(Value::as_str)?;
            as_known(text).filter(|text| is_usable(text)).map(|text| BTreeSet::from([text]))
        };
        Self {
            siret: one("siret", |siret| Some(without_spaces(siret))),
            roles: values("roles"),
            groups: values("groups"),
            organizational_unit: values("organizational_unit"),
            email_domain: one("email", |email| {
                Some(
                    email
                        .trim()
                        .rsplit_once('@')
                        .filter(|(name, _)| !name.is_empty())?
                        .1
                        .to_ascii_lowercase(),
                )
            }),
        }
    }

    /// The same, with what was known before of whatever is not known now.
    #[must_use]
    pub fn or(self, before: &Self) -> Self {
        let or = |now: Values, before: &Values| now.or_else(|| before.clone());
        Self {
            siret: or(self.siret, &before.siret),
            roles: or(self.roles, &before.roles),
            groups: or(self.groups, &before.groups),
            organizational_unit: or(self.organizational_unit, &before.organizational_unit),
            email_domain: or(self.email_domain, &before.email_domain),
        }
    }

    /// The same person, also in these groups.
    #[must_use]
    pub fn with_groups(mut self, groups: &BTreeSet<String>) -> Self {
        self.groups.get_or_insert_default().extend(groups.iter().cloned());
        self
    }
}

/// The values of a claim, or of a SCIM attribute, with one or several: texts, or objects with a `value` and a
/// `display` (RFC 7643 §2.4), which then both count. `None` for anything else.
pub(crate) fn values(claim: &Value) -> Values {
    let texts: Vec<&str> = match claim {
        Value::String(text) => vec![text],
        Value::Array(many) => many
            .iter()
            .flat_map(|one| [one.as_str(), one["value"].as_str(), one["display"].as_str()])
            .flatten()
            .collect(),
        _ => return None,
    };
    Some(texts.into_iter().filter(|text| is_usable(text)).take(MOST_VALUES).map(str::to_owned).collect())
}

fn is_usable(text: &str) -> bool {
    !text.is_empty() && text.len() <= LONGEST_VALUE && !text.contains(char::is_control)
}

fn as_it_is(text: &str) -> Cow<'_, str> {
    text.into()
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

#[cfg(test)]
#[path = "audience_tests.rs"]
mod tests;
