//! The configuration: one TOML file, and the environment, which wins. Every problem is told, not only the first.

use std::collections::BTreeMap;
use std::fmt;
use std::net::SocketAddr;
use std::path::Path;
use std::str::FromStr;

use ipnet::IpNet;
use secrecy::{ExposeSecret as _, SecretString};
use tracing::level_filters::LevelFilter;
use url::{Host, Url};

use crate::DEMO;
use crate::seal::KeyRing;

const PREFIX: &str = "PARVIS_RELAY_";

/// What one replica is told. Only [`Config::read`] makes one, so it is valid.
pub struct Config {
    /// Where browsers and Parvis reach the relay, without a trailing slash. Never taken from a request.
    pub public_address: String,
    /// The path of that, in front of every route, such as `/parvis`; empty at the root of its host.
    pub prefix: String,
    /// The provider, as registered there.
    pub issuer: String,
    /// The ministry's client at the provider.
    pub client_id: String,
    /// Proves to the provider that the relay is that client.
    pub client_secret: SecretString,
    /// The replicas share it.
    pub keys: KeyRing,
    /// What Parvis may ask for; `openid` is one of them.
    pub scopes: Vec<String>,
    /// The path of Parvis's loopback address.
    pub callback_path: String,
    /// For everybody.
    pub listen: SocketAddr,
    /// For those who watch over it.
    pub metrics_listen: SocketAddr,
    /// Whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How much is logged.
    pub log: LevelFilter,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which key, as in the file.
    pub key: String,
    /// What is wrong, and what to write instead. Never a secret.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.key, self.what)
    }
}

impl Config {
    /// Reads the file at `path`, and what is set in `environment`. A file that is not there is an empty one when the
    /// environment says everything that has to be said.
    pub fn read(
        path: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut source = Source::open(path, environment);
        let public_address = source.required("public_address", "https://parvis.example.org", |text| {
            let url = service_address(text)?;
            let prefix = url.path().trim_end_matches('/').to_owned();
            Ok((url.as_str().trim_end_matches('/').to_owned(), prefix))
        });
        // Compared to the letter with what the provider says of itself, so kept as it was written.
        let issuer = source.required("issuer", "https://auth.agentconnect.gouv.fr/api/v2", |text| {
            service_address(text).map(|_| text.to_owned())
        });
        let client_id = source.required("client_id", "the identifier that the provider gave", |text| {
            if visible(text) { Ok(text.to_owned()) } else { Err("has a space or an odd character".into()) }
        });
        let client_secret = source.secret("client_secret", |text| {
            if visible(text) {
                Ok(SecretString::from(text))
            } else {
                Err("has a space or an odd character".into())
            }
        });
        let keys = source.secret("keys", KeyRing::parse);
        let scopes = source.list("scopes", |scope: &str| {
            if visible(scope) { Ok(scope.to_owned()) } else { Err(format!("{scope:?} is not a scope")) }
        });
        if !scopes.iter().any(|scope| scope == "openid") {
            source
                .problem("scopes", "is needed, with \"openid\" in it: scopes = [\"openid\", \"given_name\"]");
        }
        let callback_path = source.optional("callback_path", "/callback", |text| {
            let fine = |c: char| c.is_ascii_alphanumeric() || "/-_.~".contains(c);
            let plain = text.starts_with('/') && text.chars().all(fine);
            if plain { Ok(text.to_owned()) } else { Err("is not a plain path such as /callback".into()) }
        });
        let listen = source.optional("listen", "127.0.0.1:8080", socket_address);
        let metrics_listen = source.optional("metrics_listen", "127.0.0.1:9464", socket_address);
        if listen.is_some() && listen == metrics_listen && listen.is_some_and(|address| address.port() != 0) {
            source.problem("metrics_listen", "is the same as listen: the figures are not for everybody");
        }
        let trusted_proxies = source.list("trusted_proxies", |text: &str| {
            let net = IpNet::from_str(text).or_else(|_| text.parse().map(|ip: std::net::IpAddr| ip.into()));
            net.map_err(|_| format!("{text:?} is not a network: 10.0.0.0/8, 192.0.2.1"))
        });
        let log = source.optional("log", "info", |text| match text {
            "error" | "warn" | "info" | "debug" | "trace" => {
                LevelFilter::from_str(text).map_err(|e| e.to_string())
            }
            _ => Err("is none of error, warn, info, debug, trace".to_owned()),
        });
        let config = (|| {
            let (public_address, prefix) = public_address?;
            Some(Self {
                public_address,
                prefix,
                issuer: issuer?,
                client_id: client_id?,
                client_secret: client_secret?,
                keys: keys?,
                scopes,
                callback_path: callback_path?,
                listen: listen?,
                metrics_listen: metrics_listen?,
                trusted_proxies,
                log: log?,
            })
        })();
        let problems = source.close();
        config.filter(|_| problems.is_empty()).ok_or(problems)
    }

    /// The secret, for the one request that carries it.
    pub(crate) fn secret(&self) -> &str {
        self.client_secret.expose_secret()
    }
}

/// The two places that values come from, and what is wrong with them.
struct Source {
    file: toml::Table,
    environment: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl Source {
    fn open(path: &Path, environment: impl IntoIterator<Item = (String, String)>) -> Self {
        let environment: BTreeMap<_, _> = environment
            .into_iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_ascii_lowercase(), value)))
            .collect();
        let mut source = Self { file: toml::Table::new(), environment, problems: Vec::new() };
        let name = path.display().to_string();
        match std::fs::read_to_string(path) {
            // The parser's own message quotes the line, which may hold a secret.
            Ok(text) => match text.parse() {
                Ok(file) => source.file = file,
                Err(error) => source.problem(&name, not_toml(&text, &error)),
            },
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !source.environment.is_empty() => {}
            Err(error) => source.problem(&name, format!("cannot be read: {error}")),
        }
        source
    }

    fn problem(&mut self, key: &str, what: impl Into<String>) {
        self.problems.push(Problem { key: key.to_owned(), what: what.into() });
    }

    /// The text under `key`, taken out, so that what is left is not known.
    fn text(&mut self, key: &str) -> Option<String> {
        let file = self.file.remove(key);
        match (self.environment.remove(key), file) {
            (Some(text), _) | (None, Some(toml::Value::String(text))) => Some(text),
            (None, None) => None,
            (None, Some(other)) => {
                self.problem(key, format!("is {}, not a text: write it between quotes", kind(&other)));
                None
            }
        }
    }

    fn parsed<T>(
        &mut self,
        key: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        parse(text).map_err(|what| self.problem(key, what)).ok()
    }

    fn required<T>(
        &mut self,
        key: &str,
        example: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let before = self.problems.len();
        if let Some(text) = self.text(key) {
            return self.parsed(key, &text, parse);
        }
        if self.problems.len() == before {
            self.problem(key, format!("is missing: write {example}"));
        }
        None
    }

    fn optional<T>(
        &mut self,
        key: &str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(key).unwrap_or_else(|| default.to_owned());
        self.parsed(key, &text, parse)
    }

    /// A list in the file; in the environment, words between spaces or commas.
    fn list<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let file = self.file.remove(key);
        let words: Vec<String> = match (self.environment.remove(key), file) {
            (Some(text), _) => {
                text.split([' ', ',', '\n']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
            }
            (None, None) => Vec::new(),
            (None, Some(toml::Value::Array(list))) => {
                list.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
            }
            (None, Some(other)) => {
                self.problem(key, format!("is {}, not a list: write [\"…\", \"…\"]", kind(&other)));
                Vec::new()
            }
        };
        words.iter().filter_map(|word| self.parsed(key, word, &parse)).collect()
    }

    /// A secret, from the environment or from the file that `<key>_file` names; never out of the configuration.
    fn secret<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Option<T> {
        let by_file = format!("{key}_file");
        if self.file.remove(key).is_some() {
            let what = format!(
                "does not belong into the configuration: put it into a file of its own, name it with {by_file}, and change it, since it was readable here"
            );
            self.problem(key, what);
        }
        let path = self.text(&by_file);
        let secret = match (self.environment.remove(key), path) {
            (Some(text), _) => Some((key, text)),
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(text) => Some((by_file.as_str(), text)),
                Err(error) => {
                    self.problem(&by_file, format!("{path} cannot be read: {error}"));
                    None
                }
            },
            (None, None) => {
                let variable = format!("{PREFIX}{}", key.to_ascii_uppercase());
                self.problem(&by_file, format!("is missing: name a file, or set {variable}"));
                None
            }
        };
        secret.and_then(|(place, text)| self.parsed(place, text.trim(), parse))
    }

    /// What was not taken is not known.
    fn close(mut self) -> Vec<Problem> {
        let file: Vec<_> = self.file.keys().cloned().collect();
        for key in file {
            self.problem(&key, "is not known here: see packaging/relay/README.md for the keys there are");
        }
        let environment: Vec<_> =
            self.environment.keys().map(|key| format!("{PREFIX}{}", key.to_ascii_uppercase())).collect();
        for name in environment {
            self.problem(&name, "is not known here: see packaging/relay/README.md for the keys there are");
        }
        self.problems
    }
}

/// The address of a service: https, without anything behind the path.
fn service_address(text: &str) -> Result<Url, String> {
    let url = Url::parse(text).map_err(|error| format!("is not an address: {error}"))?;
    let on_loopback = match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    if url.scheme() != "https" && !(DEMO && url.scheme() == "http" && on_loopback) {
        return Err("has to begin with https://".to_owned());
    }
    let bare = url.username().is_empty()
        && url.password().is_none()
        && url.query().is_none()
        && url.fragment().is_none();
    if bare { Ok(url) } else { Err("has to end with its path: no user, no ? and no #".to_owned()) }
}

fn socket_address(text: &str) -> Result<SocketAddr, String> {
    text.parse().map_err(|_| format!("{text:?} is not an address and a port: 127.0.0.1:8080, [::]:8080"))
}

fn visible(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())
}

fn kind(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::String(_) => "a text",
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
        _ => "a number, a date or a yes or no",
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
    format!("line {line} is not TOML: {}", error.message())
}
