//! Which proxy a request goes through, and who decided it: policy, then the environment, then the settings of the system.

use url::{Host, Url};

use super::environment::Environment;
use super::system::{Said, System};
use crate::words;
use crate::words::Words;

/// What policy says of proxies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ProxyChoice {
    /// What the environment and the settings of this computer say.
    #[default]
    System,
    /// None, whatever this computer says.
    None,
    /// This one for everything but loopback, whatever this computer says.
    Explicit(ProxyAddress),
}

/// The address of a proxy by policy: `http`, `https` or `socks5`, a host, perhaps a port. It holds no login: policy is
/// readable by every agent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProxyAddress(Url);

/// Why a text is no [`ProxyAddress`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotAProxy {
    /// It is not `http://`, `https://` or `socks5://` with a host.
    Address,
    /// It holds a name or a password.
    Login,
}

impl std::str::FromStr for ProxyAddress {
    type Err = NotAProxy;

    fn from_str(text: &str) -> Result<Self, NotAProxy> {
        let Hop(address) = Hop::read(text).ok_or(NotAProxy::Address)?;
        if !address.username().is_empty() || address.password().is_some() {
            return Err(NotAProxy::Login);
        }
        let known = ["http://", "https://", "socks5://"].iter().any(|scheme| text.starts_with(scheme));
        let bare = matches!(address.path(), "" | "/") && address.query().or(address.fragment()).is_none();
        if known && bare { Ok(Self(address)) } else { Err(NotAProxy::Address) }
    }
}

impl NotAProxy {
    /// What to write instead.
    pub fn words(self) -> Words {
        match self {
            Self::Address => words!(
                "ce n'est pas l'adresse d'un proxy : écrivez par exemple http://proxy.exemple.fr:3128",
                "this is not the address of a proxy: write for example http://proxy.example.org:3128",
                "das ist keine Adresse eines Proxys: Schreiben Sie zum Beispiel http://proxy.beispiel.de:3128",
            ),
            Self::Login => words!(
                "un nom ou un mot de passe n'a pas sa place ici : tous les agents peuvent lire ce réglage",
                "a name or a password has no place here: every agent can read this setting",
                "ein Name oder Passwort gehört nicht hierher: Alle können diese Einstellung lesen",
            ),
        }
    }
}

/// The way of a request, and why it is this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The proxy, without a name and password; without one, directly.
    pub proxy: Option<Url>,
    /// Who decided it.
    pub because: Because,
}

/// Who decided which proxy is used, or that none is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// Policy.
    Policy,
    /// The environment variable of this name.
    Variable(String),
    /// The settings at this place: the desktop's portal, a key of the registry.
    Settings(&'static str),
    /// The environment variable of this name, or the settings there, exempt the host.
    Exempt(String),
    /// Loopback is sent to a proxy by the environment alone.
    Loopback,
    /// Nothing is set anywhere.
    Nothing,
    /// A script (PAC) is set there: it is not run, and the request goes directly.
    Script(String),
    /// The settings there gave no answer, and the request goes directly.
    Silent(&'static str),
    /// The environment variable of this name, or the settings there, hold no address of a proxy: nothing is sent.
    Unusable(String),
}

impl Because {
    /// For the administrator, with what to do where something is to be done.
    pub fn words(&self) -> Words {
        match self {
            Self::Policy => {
                words!("décidé par la politique", "decided by policy", "durch Richtlinie bestimmt")
            }
            Self::Variable(name) => words!(
                "variable d'environnement {name}",
                "environment variable {name}",
                "Umgebungsvariable {name}",
            ),
            Self::Settings(place) => words!(
                "réglages de cet ordinateur ({place})",
                "settings of this computer ({place})",
                "Einstellungen dieses Computers ({place})",
            ),
            Self::Exempt(place) => words!(
                "sans proxy pour cet hôte ({place})",
                "no proxy for this host ({place})",
                "kein Proxy für diesen Host ({place})",
            ),
            Self::Loopback => words!(
                "cet ordinateur lui-même : jamais par un proxy",
                "this computer itself: never through a proxy",
                "dieser Computer selbst: nie über einen Proxy",
            ),
            Self::Nothing => {
                words!("aucun proxy n'est réglé", "no proxy is set", "es ist kein Proxy eingestellt",)
            }
            Self::Script(place) => words!(
                "un script de proxy (PAC) est réglé ({place}) ; Parvis ne sait pas le lire et se connecte directement. \
                 Indiquez le proxy par la politique « proxy »",
                "a proxy script (PAC) is set ({place}); Parvis cannot read it and connects directly. Name the proxy by \
                 the policy \"proxy\"",
                "es ist ein Proxy-Skript (PAC) eingestellt ({place}); Parvis kann es nicht lesen und verbindet sich \
                 direkt. Nennen Sie den Proxy durch die Richtlinie „proxy“",
            ),
            Self::Silent(place) => words!(
                "les réglages de cet ordinateur n'ont pas répondu ({place}), connexion directe. S'il faut un proxy, \
                 indiquez-le par la politique « proxy »",
                "the settings of this computer did not answer ({place}), connecting directly. If a proxy is needed, \
                 name it by the policy \"proxy\"",
                "die Einstellungen dieses Computers haben nicht geantwortet ({place}), Verbindung ohne Proxy. Wird ein \
                 Proxy gebraucht, nennen Sie ihn durch die Richtlinie „proxy“",
            ),
            Self::Unusable(place) => words!(
                "{place} ne contient pas l'adresse d'un proxy : rien n'est envoyé. Corrigez-la, ou indiquez le proxy \
                 par la politique « proxy »",
                "{place} does not hold the address of a proxy: nothing is sent. Correct it, or name the proxy by the \
                 policy \"proxy\"",
                "{place} enthält keine Adresse eines Proxys: Es wird nichts gesendet. Berichtigen Sie sie, oder nennen \
                 Sie den Proxy durch die Richtlinie „proxy“",
            ),
        }
    }
}

/// A proxy with what it takes to get in, if the environment says so: no `Debug`, and shown without.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Hop(Url);

impl Hop {
    /// Reads what is written in an environment variable or in a system's settings; without a scheme it is `http`, as
    /// for curl. SOCKS proxies are always asked to find the host themselves, so that its name is not asked for on the
    /// agent's network.
    pub(super) fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
        let scheme = match scheme.to_ascii_lowercase().as_str() {
            "http" => "http",
            "https" => "https",
            "socks" | "socks5" | "socks5h" => "socks5h",
            "socks4" | "socks4a" => "socks4a",
            _ => return None,
        };
        let address = Url::parse(&format!("{scheme}://{rest}")).ok()?;
        (address.host_str().is_some_and(|host| !host.is_empty())
            && reqwest::Proxy::all(address.as_str()).is_ok())
        .then_some(Self(address))
    }

    /// As it may be shown.
    pub(super) fn shown(&self) -> Url {
        let mut address = self.0.clone();
        // Fails only without a host, and there is one.
        let _ = address.set_username("");
        let _ = address.set_password(None);
        address
    }

    /// For the client; with the login.
    pub(super) fn proxy(&self) -> reqwest::Result<reqwest::Proxy> {
        reqwest::Proxy::all(self.0.as_str())
    }
}

/// A [`Route`], with the login of its proxy.
pub(super) struct Decision {
    pub(super) hop: Option<Hop>,
    pub(super) because: Because,
}

impl Decision {
    pub(super) fn through(hop: Hop, because: Because) -> Self {
        Self { hop: Some(hop), because }
    }

    pub(super) fn directly(because: Because) -> Self {
        Self { hop: None, because }
    }

    /// As it may be shown.
    pub(super) fn route(&self) -> Route {
        Route { proxy: self.hop.as_ref().map(Hop::shown), because: self.because.clone() }
    }
}

/// The way to an address.
pub(super) async fn decide(
    choice: &ProxyChoice,
    environment: &Environment,
    system: &System,
    to: &Url,
) -> Decision {
    match choice {
        ProxyChoice::None => Decision::directly(Because::Policy),
        _ if is_loopback(to) => match environment.decide(to).filter(|_| *choice == ProxyChoice::System) {
            // As for curl: only these variables can mean this computer too.
            Some(decision) => decision,
            None => Decision::directly(Because::Loopback),
        },
        ProxyChoice::Explicit(ProxyAddress(address)) => {
            Decision::through(Hop(address.clone()), Because::Policy)
        }
        ProxyChoice::System => match environment.decide(to) {
            Some(decision) => decision,
            None => of_settings(system.ask(environment, to).await),
        },
    }
}

fn of_settings(said: Said) -> Decision {
    match said {
        Said::Nothing => Decision::directly(Because::Nothing),
        Said::Directly(place) => Decision::directly(Because::Settings(place)),
        Said::Exempt(place) => Decision::directly(Because::Exempt(place.into())),
        Said::Script(place) => Decision::directly(Because::Script(place.into())),
        Said::Silent(place) => Decision::directly(Because::Silent(place)),
        Said::Through(address, place) => match Hop::read(&address) {
            Some(hop) => Decision::through(hop, Because::Settings(place)),
            None => Decision::directly(Because::Unusable(place.into())),
        },
    }
}

/// Names of RFC 6761 §6.3, and addresses of this computer.
fn is_loopback(to: &Url) -> bool {
    match to.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.to_canonical().is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policy_takes_addresses_without_a_login() {
        for (text, expected) in [
            ("http://proxy.exemple.fr:3128", Ok("http://proxy.exemple.fr:3128/")),
            ("https://proxy.exemple.fr", Ok("https://proxy.exemple.fr/")),
            ("socks5://[fd00::1]:1080", Ok("socks5h://[fd00::1]:1080")),
            ("proxy.exemple.fr:3128", Err(NotAProxy::Address)),
            ("http://", Err(NotAProxy::Address)),
            ("http://proxy.exemple.fr/proxy.pac", Err(NotAProxy::Address)),
            ("ftp://proxy.exemple.fr", Err(NotAProxy::Address)),
            ("", Err(NotAProxy::Address)),
            ("http://agent@proxy.exemple.fr", Err(NotAProxy::Login)),
            ("http://agent:secret@proxy.exemple.fr", Err(NotAProxy::Login)),
        ] {
            let read = text.parse::<ProxyAddress>();
            assert_eq!(
                read.as_ref().map(|ProxyAddress(address)| address.as_str()),
                expected.as_ref().copied()
            );
        }
    }

    #[test]
    fn loopback_is_this_computer_and_nothing_else() {
        for (address, expected) in [
            ("http://localhost:80/", true),
            ("http://a.localhost./", true),
            ("http://127.1/", true),
            ("http://[::1]/", true),
            ("http://[::ffff:127.0.0.1]/", true),
            ("https://localhost.example.org/", false),
            ("https://notlocalhost/", false),
            ("https://128.0.0.1/", false),
            ("https://[fd00::1]/", false),
        ] {
            assert_eq!(is_loopback(&Url::parse(address).expect("an address")), expected, "{address}");
        }
    }
}
