//! Why nobody answered, so that it can be said.

use std::error::Error;
use std::fmt;

use rustls::CertificateError;

use super::proxy::Route;
use crate::words;
use crate::words::Words;

/// Why a request has no answer, and on which way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreached {
    /// What happened.
    pub cause: Cause,
    /// The way that was tried.
    pub route: Route,
    /// The innermost reason, in English, without the address (which may hold a query).
    pub detail: String,
}

/// What happened on the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cause {
    /// The name of the host is not known.
    NameUnknown,
    /// Nobody listens there.
    Refused,
    /// It took too long.
    TimedOut,
    /// The certificate comes from nobody that this computer or policy trusts.
    IssuerUnknown,
    /// The certificate is no longer valid, or this computer's clock is ahead.
    Expired,
    /// The certificate is not valid yet, or this computer's clock is behind.
    NotYetValid,
    /// The certificate is for another host.
    WrongName,
    /// The certificate is not acceptable for another reason.
    Certificate,
    /// The proxy itself is not there.
    ProxyUnreachable,
    /// The proxy asks for a login that it was not given (407, RFC 9110 §15.5.8).
    ProxyLogin,
    /// The proxy does not let this through.
    ProxyRefused,
    /// What is set as proxy is none.
    ProxyUnusable,
    /// This computer trusts nobody: its store of certificates is empty or cannot be read.
    NoRoots,
    /// The connection broke for another reason.
    Broken,
}

/// A name that was not found, so that it is told from all else that goes wrong.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(super) struct NameNotFound(pub(super) std::io::Error);

impl Unreached {
    pub(super) fn of(error: &reqwest::Error, route: Route) -> Self {
        let cause = cause(error, route.proxy.is_some());
        let detail = chain(error).last().map(ToString::to_string).unwrap_or_default();
        Self { cause, route, detail }
    }

    /// Nothing could even be tried.
    pub(super) fn untried(cause: Cause, route: Route, detail: impl Into<String>) -> Self {
        Self { cause, route, detail: detail.into() }
    }

    /// For the administrator, with what to do.
    pub fn words(&self) -> Words {
        let proxy = self.route.proxy.as_ref().map(ToString::to_string).unwrap_or_default();
        match self.cause {
            Cause::ProxyUnreachable => words!(
                "le proxy {proxy} ne répond pas",
                "the proxy {proxy} does not answer",
                "der Proxy {proxy} antwortet nicht",
            ),
            Cause::ProxyLogin => words!(
                "le proxy {proxy} demande une connexion. Parvis ne connaît ni NTLM ni Kerberos : autorisez cet hôte sans \
                 connexion, ou indiquez un autre proxy par la politique « proxy »",
                "the proxy {proxy} asks for a login. Parvis speaks neither NTLM nor Kerberos: let this host through \
                 without a login, or name another proxy by the policy \"proxy\"",
                "der Proxy {proxy} verlangt eine Anmeldung. Parvis kann weder NTLM noch Kerberos: Lassen Sie diesen Host \
                 ohne Anmeldung zu, oder nennen Sie durch die Richtlinie „proxy“ einen anderen",
            ),
            Cause::ProxyRefused => words!(
                "le proxy {proxy} ne laisse pas passer vers cet hôte, ou ne le trouve pas",
                "the proxy {proxy} does not let through to this host, or does not find it",
                "der Proxy {proxy} lässt nicht zu diesem Host durch oder findet ihn nicht",
            ),
            Cause::ProxyUnusable => self.route.because.words(),
            cause => cause.words(),
        }
    }
}

/// In English, for a log or a help desk.
impl fmt::Display for Unreached {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.cause.name())?;
        if let Some(proxy) = &self.route.proxy {
            write!(f, ", through the proxy {proxy}")?;
        }
        if self.detail.is_empty() { Ok(()) } else { write!(f, " ({})", self.detail) }
    }
}

impl Cause {
    /// In a few words of English.
    pub fn name(self) -> &'static str {
        match self {
            Self::NameUnknown => "name not found",
            Self::Refused => "connection refused",
            Self::TimedOut => "timed out",
            Self::IssuerUnknown => "certificate of an unknown authority",
            Self::Expired => "certificate expired",
            Self::NotYetValid => "certificate not valid yet",
            Self::WrongName => "certificate of another host",
            Self::Certificate => "certificate not acceptable",
            Self::ProxyUnreachable => "proxy unreachable",
            Self::ProxyLogin => "proxy asks for a login",
            Self::ProxyRefused => "refused by the proxy",
            Self::ProxyUnusable => "no address of a proxy",
            Self::NoRoots => "no trusted certificates on this computer",
            Self::Broken => "connection broken",
        }
    }

    fn words(self) -> Words {
        match self {
            Self::NameUnknown => words!(
                "le nom de l'hôte est inconnu sur ce réseau",
                "the name of the host is not known on this network",
                "der Name des Hosts ist in diesem Netz nicht bekannt",
            ),
            Self::Refused => words!(
                "l'hôte refuse la connexion",
                "the host refuses the connection",
                "der Host lehnt die Verbindung ab",
            ),
            Self::TimedOut => words!(
                "l'hôte n'a pas répondu à temps",
                "the host did not answer in time",
                "der Host hat nicht rechtzeitig geantwortet",
            ),
            Self::IssuerUnknown => words!(
                "le certificat vient d'une autorité inconnue. Si c'est la vôtre, indiquez-la par la politique « ca »",
                "the certificate comes from an unknown authority. If it is yours, name it by the policy \"ca\"",
                "das Zertifikat kommt von einer unbekannten Stelle. Ist es Ihre, nennen Sie sie durch die Richtlinie „ca“",
            ),
            Self::Expired => words!(
                "le certificat a expiré, ou l'horloge de cet ordinateur avance",
                "the certificate has expired, or the clock of this computer is ahead",
                "das Zertifikat ist abgelaufen, oder die Uhr dieses Computers geht vor",
            ),
            Self::NotYetValid => words!(
                "le certificat n'est pas encore valable, ou l'horloge de cet ordinateur retarde",
                "the certificate is not valid yet, or the clock of this computer is behind",
                "das Zertifikat gilt noch nicht, oder die Uhr dieses Computers geht nach",
            ),
            Self::WrongName => words!(
                "le certificat est celui d'un autre hôte",
                "the certificate belongs to another host",
                "das Zertifikat gehört zu einem anderen Host",
            ),
            Self::Certificate => words!(
                "le certificat n'est pas acceptable",
                "the certificate is not acceptable",
                "das Zertifikat ist nicht annehmbar",
            ),
            Self::NoRoots => words!(
                "cet ordinateur ne connaît aucune autorité de certification : installez celles du système \
                 (sous Debian : ca-certificates)",
                "this computer knows no certificate authority: install those of the system (on Debian: ca-certificates)",
                "dieser Computer kennt keine Zertifizierungsstelle: Installieren Sie die des Systems (unter Debian: \
                 ca-certificates)",
            ),
            // The others name the proxy: see `Unreached::words`.
            _ => words!(
                "la connexion s'est interrompue",
                "the connection broke",
                "die Verbindung wurde unterbrochen",
            ),
        }
    }
}

/// An error and what is behind it, outermost first.
fn chain<'e>(error: &'e (dyn Error + 'static)) -> impl Iterator<Item = &'e (dyn Error + 'static)> {
    std::iter::successors(Some(error), |&error| {
        // The source of an `io::Error` is that of what it wraps, and what it wraps would be missed.
        let inside = error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref);
        inside.map(|inside| inside as &(dyn Error + 'static)).or_else(|| error.source())
    })
}

fn cause(error: &reqwest::Error, through_proxy: bool) -> Cause {
    if let Some(wrong) = chain(error).find_map(certificate) {
        return wrong;
    }
    if error.is_timeout() {
        return Cause::TimedOut;
    }
    if let Some(cause) = chain(error).find_map(|error| of_proxy(&error.to_string())) {
        return cause;
    }
    let refused = chain(error)
        .filter_map(|error| error.downcast_ref::<std::io::Error>())
        .any(|error| error.kind() == std::io::ErrorKind::ConnectionRefused);
    let unknown = chain(error).any(<dyn Error>::is::<NameNotFound>);
    match (refused || unknown, through_proxy) {
        (true, true) => Cause::ProxyUnreachable,
        (true, false) if unknown => Cause::NameUnknown,
        (true, false) => Cause::Refused,
        (false, _) => Cause::Broken,
    }
}

/// What a proxy said to the request for a connection. hyper-util keeps the types of these errors to itself: they are known
/// by their words, and the tests with real proxies notice other ones.
fn of_proxy(text: &str) -> Option<Cause> {
    match text.strip_prefix("tunnel error: ").or_else(|| text.strip_prefix("SOCKS error: "))? {
        "proxy authorization required" | "credentials not accepted" => Some(Cause::ProxyLogin),
        "failed to create underlying connection" => Some(Cause::ProxyUnreachable),
        "io error establishing tunnel" | "io error during SOCKS handshake" | "unexpected end of file" => {
            Some(Cause::Broken)
        }
        _ => Some(Cause::ProxyRefused),
    }
}

/// What is wrong with a certificate, if this error says so.
fn certificate(error: &(dyn Error + 'static)) -> Option<Cause> {
    let rustls::Error::InvalidCertificate(wrong) = error.downcast_ref()? else { return None };
    Some(match wrong {
        CertificateError::UnknownIssuer => Cause::IssuerUnknown,
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => Cause::Expired,
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => Cause::NotYetValid,
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            Cause::WrongName
        }
        _ => Cause::Certificate,
    })
}
