//! The configuration: one TOML file, and the environment, which wins. Every problem is told, not only the first.

mod source;

use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::str::FromStr;

use ipnet::IpNet;
use secrecy::{ExposeSecret as _, SecretString};
use tracing::level_filters::LevelFilter;
use url::{Host, Url};

use crate::DEMO;
use crate::seal::KeyRing;
use source::Source;

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
    /// environment says everything that has to be said; of one that cannot be read, nothing else is told.
    pub fn read(
        path: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Vec<Problem>> {
        let mut source = Source::open(path, environment).map_err(|problem| vec![problem])?;
        let public_address = source.required("public_address", "https://parvis.example.org", |text| {
            let url = service_address(text)?;
            let prefix = url.path().trim_end_matches('/').to_owned();
            if !prefix.is_empty() && !is_plain_path(&prefix) {
                return Err("has to have a plain path, such as /parvis, or none".to_owned());
            }
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
            if is_plain_path(text) {
                Ok(text.to_owned())
            } else {
                Err("is not a plain path such as /callback".into())
            }
        });
        let listen = source.optional("listen", "127.0.0.1:8080", socket_address);
        let metrics_listen = source.optional("metrics_listen", "127.0.0.1:9464", socket_address);
        if listen.is_some() && listen == metrics_listen && listen.is_some_and(|address| address.port() != 0) {
            source.problem("metrics_listen", "is the same as listen: the figures are not for everybody");
        }
        let trusted_proxies = source.list("trusted_proxies", network);
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

/// A network, or one address. Nobody is trusted because of everybody.
fn network(text: &str) -> Result<IpNet, String> {
    let net = IpNet::from_str(text).or_else(|_| text.parse().map(|ip: IpAddr| ip.to_canonical().into()));
    let net = net.map_err(|_| format!("{text:?} is not a network: 10.0.0.0/8, 192.0.2.1"))?;
    if net.prefix_len() == 0 {
        return Err(format!("{text:?} is everybody: name the proxies in front alone"));
    }
    Ok(net)
}

/// A path with one reading, for this program and for every proxy before it.
fn is_plain_path(text: &str) -> bool {
    let fine = |c: char| c.is_ascii_alphanumeric() || "-_.~".contains(c);
    text.strip_prefix('/').is_some_and(|rest| {
        rest.split('/').all(|part| !part.is_empty() && !part.starts_with('.') && part.chars().all(fine))
    })
}

fn visible(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_is_for_a_demonstration_on_loopback_alone() {
        assert!(service_address("https://parvis.example.org/relay").is_ok());
        assert_eq!(service_address("http://127.0.0.1:9400/api/v2").is_ok(), DEMO);
        assert_eq!(service_address("http://[::1]:9400").is_ok(), DEMO);
        for never in
            ["http://parvis.example.org", "http://localhost:1", "http://192.0.2.1", "ftp://127.0.0.1"]
        {
            assert!(service_address(never).is_err(), "{never}");
        }
        for odd in
            ["https://a@b.example.org", "https://b.example.org/?c", "https://b.example.org/#c", "/relay"]
        {
            assert!(service_address(odd).is_err(), "{odd}");
        }
    }
}
