//! What the environment says of proxies, in the variables that curl reads; passed in, so that a test has its own.

use std::collections::BTreeMap;

use hyper_util::client::proxy::matcher::Matcher;
use url::Url;

use super::proxy::{Because, Decision, Hop};

/// The variables that have a part in it. A proxy may be written with its password there: no `Debug`.
#[derive(Clone, Default)]
pub struct Environment(BTreeMap<String, String>);

/// `HTTP_PROXY` is left out, as curl does: in a CGI program anybody on the network may set it.
const NAMES: [&str; 10] = [
    "https_proxy",
    "HTTPS_PROXY",
    "http_proxy",
    "all_proxy",
    "ALL_PROXY",
    "no_proxy",
    "NO_PROXY",
    "auto_proxy",
    "DBUS_SESSION_BUS_ADDRESS",
    "XDG_RUNTIME_DIR",
];

impl Environment {
    /// The environment of this program.
    pub fn of_system() -> Self {
        let value = |name: &str| std::env::var_os(name).map(|value| value.to_string_lossy().into_owned());
        Self(NAMES.iter().filter_map(|name| Some(((*name).to_owned(), value(name)?))).collect())
    }

    /// An empty variable is one that is not set, as for curl.
    fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(|value| value.trim()).filter(|value| !value.is_empty())
    }

    fn first<'n>(&self, names: &[&'n str]) -> Option<(&'n str, &str)> {
        names.iter().find_map(|name| Some((*name, self.get(name)?)))
    }

    /// Where the bus of the agent's session is, as D-Bus programs find it.
    #[cfg(target_os = "linux")]
    pub(super) fn session_bus(&self) -> Option<String> {
        let address = self.get("DBUS_SESSION_BUS_ADDRESS").map(str::to_owned);
        address.or_else(|| Some(format!("unix:path={}/bus", self.get("XDG_RUNTIME_DIR")?)))
    }

    /// The way to an address, if the environment says anything of it.
    pub(super) fn decide(&self, to: &Url) -> Option<Decision> {
        if let Some((name, list)) = self.first(&["no_proxy", "NO_PROXY"])
            && exempts(list, to)
        {
            return Some(Decision::directly(Because::Exempt(name.into())));
        }
        let own: &[_] = if to.scheme() == "http" { &["http_proxy"] } else { &["https_proxy", "HTTPS_PROXY"] };
        let named = self.first(own).or_else(|| self.first(&["all_proxy", "ALL_PROXY"]));
        let Some((name, value)) = named else {
            // Chromium's variable for a script.
            self.get("auto_proxy")?;
            return Some(Decision::directly(Because::Script("auto_proxy".into())));
        };
        Some(match Hop::read(value) {
            _ if is_script(value) => Decision::directly(Because::Script(name.into())),
            Some(hop) => Decision::through(hop, Because::Variable(name.into())),
            None => Decision::directly(Because::Unusable(name.into())),
        })
    }
}

impl<const N: usize> From<[(&str, &str); N]> for Environment {
    /// An environment of these variables alone.
    fn from(variables: [(&str, &str); N]) -> Self {
        Self(variables.map(|(name, value)| (name.into(), value.into())).into())
    }
}

/// Whether a list of hosts, domains and networks, as curl reads it, names the host.
fn exempts(list: &str, to: &Url) -> bool {
    let list = list.split([',', ' ', '\t']).filter(|one| !one.is_empty()).collect::<Vec<_>>().join(",");
    let matcher = Matcher::builder().all("http://proxy.invalid").no(list).build();
    let host = to.host_str().unwrap_or_default().trim_end_matches('.');
    let to = oauth2::http::Uri::try_from(format!("https://{host}/"));
    to.is_ok_and(|to| matcher.intercept(&to).is_none())
}

fn is_script(value: &str) -> bool {
    let value = value.to_ascii_lowercase();
    value.starts_with("pac+") || [".pac", "/wpad.dat"].iter().any(|end| value.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(variables: &[(&str, &str)], to: &str) -> Option<(Option<String>, Because)> {
        let all = variables.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
        let decision = Environment(all.collect()).decide(&Url::parse(to).expect("an address"))?;
        let route = decision.route();
        Some((route.proxy.map(Into::into), route.because))
    }

    #[test]
    fn curl_is_followed() {
        let both = [("https_proxy", "http://low:3128"), ("HTTPS_PROXY", "http://high:3128")];
        let by = |name: &str, address: &str| Some((Some(address.to_owned()), Because::Variable(name.into())));
        for (variables, to, expected) in [
            (&both[..], "https://a.example/", by("https_proxy", "http://low:3128/")),
            (&both[1..], "https://a.example/", by("HTTPS_PROXY", "http://high:3128/")),
            (&both[..], "http://a.example/", None),
            (&[("HTTP_PROXY", "http://cgi:1")], "http://a.example/", None),
            (&[("http_proxy", "proxy:3128")], "http://a.example/", by("http_proxy", "http://proxy:3128/")),
            (&[("https_proxy", " ")], "https://a.example/", None),
            (
                &[("https_proxy", ""), ("all_proxy", "socks5://s:1080")],
                "https://a.example/",
                by("all_proxy", "socks5h://s:1080"),
            ),
            (&[("ALL_PROXY", "http://u:p@h:1")], "https://a.example/", by("ALL_PROXY", "http://h:1/")),
        ] {
            assert_eq!(way(variables, to), expected, "{variables:?} {to}");
        }
    }

    #[test]
    fn what_is_no_proxy_is_not_passed_over() {
        for (value, because) in [
            ("htp://proxy:3128", Because::Unusable("https_proxy".into())),
            ("http://", Because::Unusable("https_proxy".into())),
            ("pac+https://wpad/x", Because::Script("https_proxy".into())),
            ("http://wpad/wpad.dat", Because::Script("https_proxy".into())),
        ] {
            assert_eq!(way(&[("https_proxy", value)], "https://a.example/"), Some((None, because)));
        }
        let script = Some((None, Because::Script("auto_proxy".into())));
        assert_eq!(way(&[("auto_proxy", "http://wpad/x")], "https://a.example/"), script);
    }

    #[test]
    fn exempt_hosts_are_curls() {
        for (list, to, exempt) in [
            ("example.org", "https://example.org/", true),
            ("example.org", "https://www.example.org:8443/", true),
            (".example.org other", "https://www.EXAMPLE.org./", true),
            ("example.org", "https://notexample.org/", false),
            ("10.0.0.0/8, fd00::/8", "https://10.2.3.4/", true),
            ("10.0.0.0/8,fd00::/8", "https://[fd00::1]/", true),
            ("10.0.0.0/8", "https://11.2.3.4/", false),
            ("*", "https://example.org/", true),
            ("", "https://example.org/", false),
        ] {
            let variables = [("https_proxy", "http://p:1"), ("NO_PROXY", list)];
            let decided = way(&variables, to).expect("a decision").1;
            let expected = if exempt {
                Because::Exempt("NO_PROXY".into())
            } else {
                Because::Variable("https_proxy".into())
            };
            assert_eq!(decided, expected, "{list} {to}");
        }
    }
}
