//! Windows: `HKLM\Software\Policies\Parvis` and its `Recommended`, which group policy writes and agents cannot.
//! `REG_SZ` holds a text, `REG_DWORD` a number or yes and no, `REG_MULTI_SZ` a list.

use serde_json::Value as Json;
use windows_registry::{LOCAL_MACHINE, Type, Value};

use super::catalogue::{KEYS, Kind};
use super::{Class, Found, Place, Written};

const KEY: &str = r"Software\Policies\Parvis";

pub(super) fn read() -> Found {
    let mut found = Found::default();
    for class in Class::ALL {
        let path = match class {
            Class::Managed => KEY.to_owned(),
            Class::Recommended => format!(r"{KEY}\Recommended"),
        };
        let Ok(key) = LOCAL_MACHINE.open(&path) else { continue };
        let Ok(values) = key.values() else { continue };
        // The unnamed value of a key is nobody's setting.
        for (name, value) in values.filter(|(name, _)| !name.is_empty()) {
            let place = Place::whole(format!(r"HKLM\{path}"));
            // The registry does not tell capitals from small letters.
            let key = KEYS.iter().find(|key| key.registry_name().eq_ignore_ascii_case(&name));
            let value = json(value, key.map(|key| key.kind));
            let name = key.map_or(name, |key| key.name.to_owned());
            found.written.push(Written { class, name, value, place });
        }
    }
    found
}

/// As JSON; what no key holds becomes nothing. A text with `%variables%` is none: they are the agent's to set.
fn json(value: Value, kind: Option<Kind>) -> Json {
    match (value.ty(), kind) {
        (Type::String, _) => String::try_from(value).map_or(Json::Null, Json::from),
        (Type::MultiString, _) => {
            let lines = Vec::<String>::try_from(value).unwrap_or_default();
            lines.into_iter().filter(|line| !line.is_empty()).collect()
        }
        (Type::U32, Some(Kind::Switch)) => match u32::try_from(value) {
            Ok(0) => Json::from(false),
            Ok(1) => Json::from(true),
            _ => Json::Null,
        },
        (Type::U32, _) => u32::try_from(value).map_or(Json::Null, Json::from),
        _ => Json::Null,
    }
}

/// Where programs are installed, as the machine says and not the agent's environment.
pub(super) fn program_files() -> Option<std::path::PathBuf> {
    let key = LOCAL_MACHINE.open(r"Software\Microsoft\Windows\CurrentVersion").ok()?;
    key.get_string("ProgramFilesDir").ok().map(Into::into)
}
