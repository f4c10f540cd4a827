//! The one kind of address that the relay ever sends a browser to, besides the provider's: Parvis on the same computer.

use serde::{Deserialize, Serialize};
use url::Url;

/// `http://127.0.0.1:PORT/path` or `http://[::1]:PORT/path`, to the letter (RFC 8252 §7.3). It is compared as text, so
/// that there are no two readings of it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub(super) struct Loopback(String);

impl Loopback {
    /// Nothing unless `text` is such an address, with exactly this path.
    pub(super) fn parse(text: &str, path: &str) -> Option<Self> {
        let rest = text.strip_prefix("http://127.0.0.1:").or_else(|| text.strip_prefix("http://[::1]:"))?;
        let port = rest.strip_suffix(path)?;
        let digits = !port.starts_with('0') && port.chars().all(|c| c.is_ascii_digit());
        (digits && port.parse::<u16>().is_ok()).then(|| Self(text.to_owned()))
    }

    /// The listener, whatever its path: one Parvis, as long as it waits.
    pub(super) fn listener(&self) -> &str {
        let rest = self.0.strip_prefix("http://").unwrap_or_default();
        rest.split('/').next().unwrap_or_default()
    }

    pub(super) fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with parameters behind it.
    pub(super) fn with(&self, parameters: &[(&str, &str)]) -> String {
        let mut url = Url::parse(&self.0).expect("a loopback address is an address");
        url.query_pairs_mut().extend_pairs(parameters);
        url.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_loopback_address_with_a_port_and_the_path_passes() {
        for good in
            ["http://127.0.0.1:1/callback", "http://127.0.0.1:65535/callback", "http://[::1]:47811/callback"]
        {
            assert!(Loopback::parse(good, "/callback").is_some_and(|it| it.as_str() == good), "{good}");
        }
        let bad = [
            "",
            "http://127.0.0.1/callback",
            "http://127.0.0.1:/callback",
            "http://127.0.0.1:0/callback",
            "http://127.0.0.1:080/callback",
            "http://127.0.0.1:+80/callback",
            "http://127.0.0.1:65536/callback",
            "http://127.0.0.1:80",
            "http://127.0.0.1:80/callback/",
            "http://127.0.0.1:80/callback?a",
            "http://127.0.0.1:80/callback#a",
            "http://127.0.0.1:80/../callback",
            "http://127.0.0.1:80//callback",
            "http://127.0.0.1:80@evil.example/callback",
            "http://127.0.0.1:80\\@evil.example/callback",
            "http://127.0.0.1.evil.example:80/callback",
            "http://user@127.0.0.1:80/callback",
            "http://127.1:80/callback",
            "http://127.0.0.2:80/callback",
            "http://0x7f000001:80/callback",
            "http://localhost:80/callback",
            "http://[::ffff:127.0.0.1]:80/callback",
            "http://[0:0:0:0:0:0:0:1]:80/callback",
            "https://127.0.0.1:80/callback",
            "HTTP://127.0.0.1:80/callback",
            " http://127.0.0.1:80/callback",
            "http://127.0.0.1:80/callback ",
            "http://127.0.0.1:80/callback\n",
            "http://evil.example/?http://127.0.0.1:80/callback",
            "//evil.example:80/callback",
            "javascript:alert(1)//127.0.0.1:80/callback",
        ];
        for bad in bad {
            assert!(Loopback::parse(bad, "/callback").is_none(), "{bad}");
        }
    }
}
