//! What a key holds, checked once, as the catalogue says. A message tells what is expected and never quotes the value:
//! it may be a secret in the wrong place.

use std::path::PathBuf;

use secrecy::SecretString;
use serde_json::Value as Json;
use url::Url;

use super::catalogue::{Key, Kind};
use crate::DEMO;
use crate::http::ProxyChoice;
use crate::words;
use crate::words::Words;

/// A value that was checked.
#[derive(Debug, Clone)]
pub(super) enum Value {
    /// Of [`Kind::File`].
    File(PathBuf),
    /// Of [`Kind::Files`].
    Files(Vec<PathBuf>),
    /// Of [`Kind::Address`].
    Address(Url),
    /// Of [`Kind::Proxy`], and as it is written.
    Proxy(ProxyChoice, String),
    /// Of [`Kind::Switch`].
    Switch(bool),
    /// Of [`Kind::Number`].
    Number(u32),
    /// Of [`Kind::Secret`].
    Secret(SecretString),
    /// Of [`Kind::Choice`].
    Choice(&'static str),
}

impl Value {
    /// What a key holds, or what it should.
    pub(super) fn read(key: &Key, written: &Json) -> Result<Self, Words> {
        let text = written.as_str();
        let value = match key.kind {
            Kind::File => text.and_then(absolute).map(Self::File),
            Kind::Files => {
                let paths = written.as_array().filter(|paths| !paths.is_empty());
                paths
                    .and_then(|paths| paths.iter().map(|path| path.as_str().and_then(absolute)).collect())
                    .map(Self::Files)
            }
            Kind::Address => text.and_then(address).map(Self::Address),
            Kind::Proxy => text.and_then(|text| {
                let choice = match text {
                    "system" => ProxyChoice::System,
                    "none" => ProxyChoice::None,
                    address => ProxyChoice::Explicit(address.parse().ok()?),
                };
                Some(Self::Proxy(choice, text.to_owned()))
            }),
            Kind::Switch => written.as_bool().map(Self::Switch),
            Kind::Number { least, most } => written
                .as_u64()
                .and_then(|number| u32::try_from(number).ok())
                .filter(|number| (least..=most).contains(number))
                .map(Self::Number),
            Kind::Secret => text.filter(|text| !text.is_empty()).map(|text| Self::Secret(text.into())),
            Kind::Choice(choices) => {
                choices.iter().map(|choice| choice.value).find(|value| text == Some(value)).map(Self::Choice)
            }
        };
        value.ok_or_else(|| expected(key.kind))
    }

    /// As it is shown; of a secret, nothing.
    pub(super) fn text(&self) -> Option<String> {
        let path = |path: &PathBuf| path.display().to_string();
        Some(match self {
            Self::File(file) => path(file),
            Self::Files(files) => files.iter().map(path).collect::<Vec<_>>().join(", "),
            Self::Address(url) => url.to_string(),
            Self::Proxy(_, written) => written.clone(),
            Self::Switch(on) => on.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Choice(value) => (*value).to_owned(),
            Self::Secret(_) => return None,
        })
    }
}

fn absolute(path: &str) -> Option<PathBuf> {
    let path = PathBuf::from(path);
    path.is_absolute().then_some(path)
}

/// An https address where files can be looked for: no user, no query, no fragment.
fn address(text: &str) -> Option<Url> {
    let url = Url::parse(text).ok()?;
    let loopback = matches!(url.host_str(), Some("127.0.0.1" | "[::1]" | "localhost"));
    let scheme = url.scheme() == "https" || (DEMO && url.scheme() == "http" && loopback);
    let plain = url.username().is_empty() && url.password().is_none();
    (scheme && plain && url.query().is_none() && url.fragment().is_none()).then_some(url)
}

fn expected(kind: Kind) -> Words {
    match kind {
        Kind::File => words!(
            "doit être un chemin absolu, entre guillemets",
            "has to be an absolute path, in quotes",
            "muss ein absoluter Pfad sein, in Anführungszeichen"
        ),
        Kind::Files => words!(
            "doit être une liste de chemins absolus",
            "has to be a list of absolute paths",
            "muss eine Liste absoluter Pfade sein"
        ),
        Kind::Address => words!(
            "doit être une adresse https://, sans nom d’utilisateur, sans « ? » ni « # »",
            "has to be an https:// address, without a user name, “?” or “#”",
            "muss eine https://-Adresse sein, ohne Anmeldenamen, „?“ oder „#“"
        ),
        Kind::Proxy => words!(
            "doit être « system », « none » ou une adresse en http://, https:// ou socks5://, sans nom ni mot de passe",
            "has to be “system”, “none” or an address in http://, https:// or socks5://, without a name or password",
            "muss „system“, „none“ oder eine Adresse mit http://, https:// oder socks5:// sein, ohne Namen und Passwort"
        ),
        Kind::Switch => words!(
            "doit être true ou false, sans guillemets (dans le registre : 1 ou 0)",
            "has to be true or false, without quotes (in the registry: 1 or 0)",
            "muss true oder false sein, ohne Anführungszeichen (in der Registrierung: 1 oder 0)"
        ),
        Kind::Number { least, most } => words!(
            "doit être un nombre entier de {least} à {most}, sans guillemets",
            "has to be a whole number from {least} to {most}, without quotes",
            "muss eine ganze Zahl von {least} bis {most} sein, ohne Anführungszeichen"
        ),
        Kind::Secret => {
            words!(
                "doit être un texte, non vide",
                "has to be a text, not empty",
                "muss ein Text sein, nicht leer"
            )
        }
        Kind::Choice(choices) => {
            let all = choices.iter().map(|choice| choice.value).collect::<Vec<_>>().join(", ");
            words!("doit être un de : {all}", "has to be one of: {all}", "muss eines von diesen sein: {all}")
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::policy::catalogue::{Folder, KEYS};

    fn read(name: &str, written: &Json) -> Option<String> {
        Value::read(Key::named(name).expect("a key"), written)
            .ok()
            .map(|value| value.text().unwrap_or_default())
    }

    #[test]
    fn each_kind_takes_what_it_says_and_nothing_else() {
        let taken = [
            ("workspace_repository", json!("https://a.fr/depot/"), "https://a.fr/depot/"),
            ("workspace_check_hours", json!(168), "168"),
            ("join_address", json!(false), "false"),
            ("proxy", json!("none"), "none"),
            ("proxy", json!("socks5://p.fr:1080"), "socks5://p.fr:1080"),
            ("proxy", json!("http://p.fr:3128"), "http://p.fr:3128"),
            ("client_secret", json!("s"), ""),
            ("theme", json!("dark"), "dark"),
        ];
        for (name, written, text) in taken {
            assert_eq!(read(name, &written).as_deref(), Some(text), "{name} {written}");
        }
        let refused = [
            ("workspace", json!("workspace.json")),
            ("workspace", json!(["/a"])),
            ("ca", json!("/a.pem")),
            ("ca", json!(["/a.pem", "b.pem"])),
            ("ca", json!([])),
            ("workspace_repository", json!("http://a.fr/")),
            ("workspace_repository", json!("https://u:p@a.fr/")),
            ("workspace_repository", json!("https://a.fr/?q")),
            ("workspace_check_hours", json!(0)),
            ("workspace_check_hours", json!(169)),
            ("workspace_check_hours", json!("4")),
            ("workspace_check_hours", json!(4.5)),
            ("join_address", json!("false")),
            ("proxy", json!("http://u:p@p.fr:3128")),
            ("proxy", json!("ftp://p.fr")),
            ("proxy", json!("socks5:p")),
            ("proxy", json!("http://p.fr/proxy.pac")),
            ("client_secret", json!("")),
            ("theme", json!("Dark")),
            ("language", json!(null)),
        ];
        for (name, written) in refused {
            assert_eq!(read(name, &written), None, "{name} {written}");
        }
    }

    #[test]
    fn a_path_is_absolute_on_this_system() {
        let folder = if cfg!(windows) { Folder::Windows } else { Folder::Linux };
        let path = &Key::named("workspace").expect("a key").example_on(folder)[0];
        assert_eq!(read("workspace", &json!(path)).as_ref(), Some(path));
        assert_eq!(read("ca", &json!([path, path])), Some(format!("{path}, {path}")));
    }

    #[test]
    fn a_secret_is_not_shown_wherever_it_was_written() {
        let key = Key::named("client_secret").expect("a key");
        let value = Value::read(key, &json!("hidden-away")).expect("a secret");
        assert!(value.text().is_none() && !format!("{value:?}").contains("hidden-away"));
        for key in KEYS.iter().filter(|key| key.kind != Kind::Secret) {
            let words = Value::read(key, &json!("hidden-away")).expect_err(key.name);
            assert!(!format!("{words:?}").contains("hidden-away"), "{}", key.name);
        }
    }
}
