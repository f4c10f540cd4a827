//! macOS: the managed preferences of the machine, which only a configuration profile writes. Preferences have no
//! weaker kind: nothing is only recommended there.

use std::path::Path;

use plist::Value as Plist;
use serde_json::Value as Json;

use super::{Class, Found, Place, Problem, Written, trust};
use crate::words;

pub(super) fn read(file: &Path) -> Found {
    let mut found = Found::default();
    match file.try_exists() {
        Ok(false) => return found,
        Ok(true) | Err(_) => {}
    }
    let real = match trust::of(file) {
        Ok(real) => real,
        Err(why) => {
            found.problems.push(Problem::whole(file, why));
            return found;
        }
    };
    let Some(dictionary) = Plist::from_file(real).ok().and_then(Plist::into_dictionary) else {
        let what = words!(
            "n’est pas un fichier de préférences lisible",
            "is not a file of preferences that can be read",
            "ist keine lesbare Einstellungsdatei"
        );
        found.problems.push(Problem::whole(file, what));
        return found;
    };
    // What a profile says about itself.
    for (name, value) in dictionary.into_iter().filter(|(name, _)| !name.starts_with("Payload")) {
        found.written.push(Written {
            class: Class::Managed,
            name,
            value: json(&value),
            place: Place::file(file),
        });
    }
    found
}

/// As JSON; what no key holds becomes nothing.
fn json(value: &Plist) -> Json {
    match value {
        Plist::String(text) => Json::from(text.as_str()),
        Plist::Boolean(on) => Json::from(*on),
        Plist::Integer(number) => number.as_signed().map_or(Json::Null, Json::from),
        Plist::Array(values) => values.iter().map(json).collect(),
        _ => Json::Null,
    }
}
