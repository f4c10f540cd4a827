//! Which addresses may be opened. The parsed address is what is compared and what is opened, so that nobody
//! can show one address to the check and another to the browser.

use std::fmt;

use url::{Host, Url};

use crate::words;
use crate::words::{Language, Words};

/// One entry of a workspace's `hosts`: `docs.exemple.gouv.fr`, `docs.exemple.gouv.fr:8443` or `*.exemple.gouv.fr`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern {
    /// Whether one or more labels stand before `name`.
    wildcard: bool,
    /// In ASCII, lower case, without a trailing dot.
    name: String,
    port: Option<u16>,
}

/// The hosts that a workspace allows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Hosts {
    patterns: Vec<Pattern>,
    loopback: bool,
}

/// Why an address, or an entry of `hosts`, is refused. As text, in English, for the log and the help desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is not an absolute address.
    NotAnAddress,
    /// It holds a control character, a space or a backslash.
    OddCharacters,
    /// It is not `https`.
    NotHttps,
    /// It carries a user name or a password.
    UserInfo,
    /// Its host is an IP address.
    IpAddress,
    /// Its port is not listed.
    Port,
    /// Its host is not listed.
    Host,
    /// It is not on the tool's own origin.
    OtherOrigin,
    /// A wildcard over a public suffix, such as `*.gouv.fr`.
    PublicSuffix,
}

impl Refusal {
    /// For the administrator; goes on after the address.
    pub fn words(self) -> Words {
        match self {
            Self::NotAnAddress => words!(
                "n’est pas une adresse complète",
                "is not an absolute address",
                "ist keine vollständige Adresse"
            ),
            Self::OddCharacters => words!(
                "contient un caractère de contrôle, une espace ou une barre oblique inversée",
                "holds a control character, a space or a backslash",
                "enthält ein Steuerzeichen, ein Leerzeichen oder einen umgekehrten Schrägstrich"
            ),
            Self::NotHttps => words!("n’est pas en https", "is not https", "ist nicht https"),
            Self::UserInfo => words!(
                "contient un identifiant ou un mot de passe",
                "carries a user name or a password",
                "enthält einen Benutzernamen oder ein Passwort"
            ),
            Self::IpAddress => words!(
                "désigne une adresse IP au lieu d’un hôte",
                "names an IP address instead of a host",
                "nennt eine IP-Adresse statt eines Hosts"
            ),
            Self::Port => words!(
                "utilise un port que \"hosts\" ne cite pas",
                "uses a port that \"hosts\" does not list",
                "verwendet einen Port, den \"hosts\" nicht nennt"
            ),
            Self::Host => words!(
                "est sur un hôte que \"hosts\" ne cite pas",
                "is on a host that \"hosts\" does not list",
                "liegt auf einem Host, den \"hosts\" nicht nennt"
            ),
            Self::OtherOrigin => words!(
                "n’est pas sur l’origine de l’outil lui-même",
                "is not on the tool’s own origin",
                "liegt nicht auf dem Ursprung der Anwendung selbst"
            ),
            Self::PublicSuffix => words!(
                "met un joker sur un suffixe public, où n’importe qui peut enregistrer un nom",
                "puts a wildcard over a public suffix, where anybody can register a name",
                "setzt einen Platzhalter über ein öffentliches Suffix, wo jeder einen Namen registrieren kann"
            ),
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.words().pick(Language::En))
    }
}

impl Hosts {
    /// Reads a workspace's list. With `loopback` (a demonstration build), entries such as `127.0.0.2:8080` count too.
    /// Returns what could be read and, by index, what could not.
    pub fn read(entries: &[String], loopback: bool) -> (Self, Vec<(usize, Refusal)>) {
        let mut hosts = Self { patterns: Vec::new(), loopback };
        let mut refused = Vec::new();
        for (index, entry) in entries.iter().enumerate() {
            match pattern(entry, loopback) {
                Ok(pattern) => hosts.patterns.push(pattern),
                Err(refusal) => refused.push((index, refusal)),
            }
        }
        (hosts, refused)
    }

    /// Checks an address. What is returned is what may be opened, never the text that was checked.
    pub fn check(&self, address: &str) -> Result<Url, Refusal> {
        let url = parse(address)?;
        self.allow(&url)?;
        Ok(url)
    }

    /// Checks a deep link: allowed, and on the origin of the tool it belongs to.
    pub fn check_within(&self, address: &str, tool: &Url) -> Result<Url, Refusal> {
        let url = self.check(address)?;
        if same_origin(&url, tool) { Ok(url) } else { Err(Refusal::OtherOrigin) }
    }

    /// Checks a path of a tool as [`check_within`](Self::check_within) checks a whole address.
    pub fn check_path(&self, path: &str, tool: &Url) -> Result<Url, Refusal> {
        let url = tool.join(path).map_err(|_| Refusal::NotAnAddress)?;
        plain(url.as_str())?;
        self.allow(&url)?;
        if same_origin(&url, tool) { Ok(url) } else { Err(Refusal::OtherOrigin) }
    }

    fn allow(&self, url: &Url) -> Result<(), Refusal> {
        if url.scheme() != "https" && !(self.loopback && is_loopback_http(url)) {
            return Err(Refusal::NotHttps);
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(Refusal::UserInfo);
        }
        let name = match url.host() {
            Some(Host::Domain(name)) => name,
            Some(Host::Ipv4(ip)) if self.loopback && ip.is_loopback() => &ip.to_string(),
            Some(_) => return Err(Refusal::IpAddress),
            None => return Err(Refusal::NotAnAddress),
        };
        let listed = |p: &&Pattern| p.covers(name);
        if !self.patterns.iter().any(|p| listed(&p)) {
            return Err(Refusal::Host);
        }
        if !self.patterns.iter().filter(listed).any(|p| p.port == url.port()) {
            return Err(Refusal::Port);
        }
        Ok(())
    }
}

impl Pattern {
    fn covers(&self, name: &str) -> bool {
        if !self.wildcard {
            return self.name == name;
        }
        name.strip_suffix(self.name.as_str())
            .and_then(|rest| rest.strip_suffix('.'))
            .is_some_and(|labels| labels.split('.').all(|label| !label.is_empty()))
    }
}

/// Parses an address strictly. The trailing dot of a host is refused further on: no entry has one.
fn parse(address: &str) -> Result<Url, Refusal> {
    plain(address)?;
    let url = Url::parse(address).map_err(|_| Refusal::NotAnAddress)?;
    if url.cannot_be_a_base() && url.scheme() == "https" { Err(Refusal::NotAnAddress) } else { Ok(url) }
}

/// The URL standard drops tabs and line breaks and reads a backslash as a slash: an address that needs this was made to
/// be misread by somebody.
fn plain(address: &str) -> Result<(), Refusal> {
    let odd = |c: char| c.is_control() || c.is_whitespace() || c == '\\';
    if address.contains(odd) { Err(Refusal::OddCharacters) } else { Ok(()) }
}

/// Of two addresses that may be opened: their schemes have origins (RFC 6454 §4), which are these three.
fn same_origin(one: &Url, other: &Url) -> bool {
    (one.scheme(), one.host(), one.port_or_known_default())
        == (other.scheme(), other.host(), other.port_or_known_default())
}

fn is_loopback_http(url: &Url) -> bool {
    url.scheme() == "http" && matches!(url.host(), Some(Host::Ipv4(ip)) if ip.is_loopback())
}

/// Whether Parvis may send a request to this address of a provider: `https`, or loopback in a demonstration build.
pub fn is_secure(url: &Url, loopback: bool) -> bool {
    url.scheme() == "https" || (loopback && is_loopback_http(url))
}

fn pattern(entry: &str, loopback: bool) -> Result<Pattern, Refusal> {
    let (wildcard, rest) = entry.strip_prefix("*.").map_or((false, entry), |rest| (true, rest));
    // Read the entry with the parser that will read the addresses, so that both agree on every host.
    let url = parse(&format!("https://{rest}"))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && !rest.contains('/');
    if !bare
        || !url.username().is_empty()
        || url.password().is_some()
        || rest.contains('*')
        || rest.contains('@')
    {
        return Err(Refusal::NotAnAddress);
    }
    let name = match url.host() {
        Some(Host::Domain(name)) if !name.ends_with('.') && !name.is_empty() => name.to_owned(),
        Some(Host::Ipv4(ip)) if loopback && ip.is_loopback() && !wildcard => ip.to_string(),
        Some(Host::Domain(_)) | None => return Err(Refusal::NotAnAddress),
        Some(_) => return Err(Refusal::IpAddress),
    };
    if wildcard && psl::domain_str(&name).is_none() {
        return Err(Refusal::PublicSuffix);
    }
    Ok(Pattern { wildcard, name, port: url.port() })
}

#[cfg(test)]
#[path = "address_tests.rs"]
mod tests;
