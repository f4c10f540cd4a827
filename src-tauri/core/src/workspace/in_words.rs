//! Parts of the format in words, for whoever administers them.

use super::audience::{Audience, Condition, Membership};
use super::format::{Place, Severity};
use crate::words::Language;

/// Of a longer list only the first values are named: some workspaces list hundreds of organisations.
const MOST_NAMED: usize = 5;

impl Audience {
    /// Who it is: all of its conditions.
    pub fn in_words(&self, language: Language) -> String {
        if self.any.is_empty() {
            return language.pick("personne", "nobody", "niemand").to_owned();
        }
        let conditions: Vec<_> = self.any.iter().map(|condition| condition.in_words(language)).collect();
        conditions.join(language.pick(" ; ou ", "; or ", "; oder "))
    }

    /// The first condition because of which this person belongs to it, if they do.
    pub fn why(&self, person: &Membership, language: Language) -> Option<String> {
        let met = self.any.iter().find(|condition| condition.is_met_by(person));
        met.map(|condition| condition.in_words(language))
    }
}

impl Place {
    /// Where that is.
    pub fn in_words(self, language: Language) -> &'static str {
        match self {
            Self::Pinned => language.pick("épinglé", "pinned", "angeheftet"),
            Self::Suggested => language.pick("proposé", "suggested", "vorgeschlagen"),
            Self::Available => language.pick("à la demande", "on demand", "auf Wunsch"),
            Self::Hidden => language.pick("caché", "hidden", "verborgen"),
        }
    }
}

impl Severity {
    /// How much that is.
    pub fn in_words(self, language: Language) -> &'static str {
        match self {
            Self::Info => language.pick("information", "information", "Information"),
            Self::Warning => language.pick("avertissement", "warning", "Warnung"),
            Self::Critical => language.pick("critique", "critical", "kritisch"),
        }
    }
}

impl Condition {
    fn in_words(&self, language: Language) -> String {
        let l = language;
        let keys = [
            ("SIRET", &self.siret),
            (l.pick("rôle", "role", "Rolle"), &self.roles),
            (l.pick("groupe", "group", "Gruppe"), &self.groups),
            (l.pick("unité", "unit", "Abteilung"), &self.organizational_unit),
            (l.pick("adresse en @", "address at @", "Adresse mit @"), &self.email_domain),
        ];
        let known = keys.into_iter().filter_map(|(key, wanted)| {
            let values = list(wanted.as_ref()?, language);
            Some(if key.ends_with('@') { format!("{key}{values}") } else { format!("{key} {values}") })
        });
        let unknown = self.unknown.keys().map(|key| {
            l.pick(
                format!("{key}, que cette version ne connaît pas"),
                format!("{key}, which this version does not know"),
                format!("{key}, was diese Version nicht kennt"),
            )
        });
        let parts: Vec<_> = known.chain(unknown).collect();
        parts.join(l.pick(" et ", " and ", " und "))
    }
}

fn list(values: &[String], language: Language) -> String {
    let or = language.pick(" ou ", " or ", " oder ");
    let named = values.iter().take(MOST_NAMED).map(String::as_str).collect::<Vec<_>>().join(or);
    match values.len().saturating_sub(MOST_NAMED) {
        0 if values.is_empty() => language.pick("(aucun)", "(none)", "(keine)").to_owned(),
        0 => named,
        more => language.pick(
            format!("{named}, ou {more} autres"),
            format!("{named}, or {more} others"),
            format!("{named} oder {more} weitere"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_audience_is_said_and_why_somebody_belongs_to_it() {
        let audience: Audience = serde_json::from_value(json!({"any": [
            {"groups": ["rh", "drh"], "email_domain": ["exemple.fr"]},
            {"siret": ["1", "2", "3", "4", "5", "6", "7"]},
            {"planet": ["Mars"]},
        ]}))
        .expect("an audience");
        assert_eq!(
            audience.in_words(Language::En),
            "group rh or drh and address at @exemple.fr; or SIRET 1 or 2 or 3 or 4 or 5, or 2 others; \
             or planet, which this version does not know"
        );
        let person = |claims: serde_json::Value| Membership::of_claims(claims.as_object().expect("claims"));
        let why = |claims| audience.why(&person(claims), Language::Fr);
        assert_eq!(
            why(json!({"groups": ["drh"], "email": "a@exemple.fr"})),
            Some("groupe rh ou drh et adresse en @exemple.fr".to_owned())
        );
        assert_eq!(why(json!({"groups": ["drh"]})), None);
        assert_eq!(why(json!({"planet": "Mars"})), None, "what is not known does not hold");
    }
}
