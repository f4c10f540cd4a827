//! Windows: the Internet options, and what `netsh winhttp set proxy` wrote for the machine. Understood on any system, so
//! that the tests need no registry.

use url::Url;

use super::Said;

const AGENT: &str = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Internet Settings";

/// Proxies as Windows writes them.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    /// `host:port` for all schemes, or `http=host:port;https=host:port;socks=host:port`.
    server: Option<String>,
    /// Hosts that are reached directly: names with `*`, and `<local>` for names without a dot.
    bypass: String,
    /// The address of a script.
    script: Option<String>,
}

/// What the registry says of an address: the agent's options count before the machine's.
#[cfg(windows)]
pub(super) fn read(to: &Url) -> Said {
    use windows_registry::{CURRENT_USER, LOCAL_MACHINE};

    const OPTIONS: &str = r"Software\Microsoft\Windows\CurrentVersion\Internet Settings";
    const MACHINE: &str = r"HKLM\Software\Microsoft\Windows\CurrentVersion\Internet Settings";
    const SERVICES: &str =
        r"HKLM\Software\Microsoft\Windows\CurrentVersion\Internet Settings\Connections\WinHttpSettings";
    /// With 0 here the options are the machine's for everybody.
    const PER_USER: &str = r"Software\Policies\Microsoft\Windows\CurrentVersion\Internet Settings";
    let for_all = LOCAL_MACHINE.open(PER_USER).and_then(|key| key.get_u32("ProxySettingsPerUser"));
    let (root, place) =
        if for_all.is_ok_and(|value| value == 0) { (LOCAL_MACHINE, MACHINE) } else { (CURRENT_USER, AGENT) };
    let options = root.open(OPTIONS).map_or_else(
        |_| Options::default(),
        |key| Options {
            server: key
                .get_string("ProxyServer")
                .ok()
                .filter(|_| key.get_u32("ProxyEnable").is_ok_and(|value| value != 0)),
            bypass: key.get_string("ProxyOverride").unwrap_or_default(),
            script: key.get_string("AutoConfigURL").ok(),
        },
    );
    let said = options.say(place, to);
    if said != Said::Nothing {
        return said;
    }
    let services = LOCAL_MACHINE.open(format!(r"{OPTIONS}\Connections"));
    let bytes = services.and_then(|key| key.get_value("WinHttpSettings"));
    bytes.ok().and_then(|bytes| Options::of_services(&bytes)).unwrap_or_default().say(SERVICES, to)
}

impl Options {
    fn say(&self, place: &'static str, to: &Url) -> Said {
        // As in browsers: where a script is set, it decides and the server is what is left without it.
        let server = self.server.as_deref().and_then(|server| for_scheme(server, to.scheme()));
        let Some(server) = server else {
            let script = self.script.as_deref().is_some_and(|script| !script.trim().is_empty());
            return if script { Said::Script(place) } else { Said::Nothing };
        };
        if self.exempts(to.host_str().unwrap_or_default().trim_end_matches('.')) {
            return Said::Exempt(place);
        }
        Said::Through(server, place)
    }

    fn exempts(&self, host: &str) -> bool {
        let mut patterns = self.bypass.split([';', ',', ' ']).map(str::trim).filter(|one| !one.is_empty());
        patterns.any(|pattern| match pattern.split_once("://").map_or(pattern, |(_, rest)| rest) {
            "<local>" => !host.contains(['.', ':']),
            pattern => matches(&pattern.to_ascii_lowercase(), host),
        })
    }

    /// What `WinHTTP` keeps for services, which Microsoft does not describe: version and counter, flags (2: a proxy), then
    /// the server and the exempt hosts, each after its length; all numbers of 4 bytes, the lowest first.
    fn of_services(bytes: &[u8]) -> Option<Self> {
        const A_PROXY: u32 = 2;
        fn number(bytes: &mut &[u8]) -> Option<u32> {
            let (number, rest) = bytes.split_first_chunk::<4>()?;
            *bytes = rest;
            Some(u32::from_le_bytes(*number))
        }
        fn text(bytes: &mut &[u8]) -> Option<String> {
            let length = usize::try_from(number(bytes)?).ok()?;
            let (text, rest) = bytes.split_at_checked(length)?;
            *bytes = rest;
            String::from_utf8(text.to_vec()).ok()
        }
        let mut rest = bytes.get(8..)?;
        let has_proxy = number(&mut rest)? & A_PROXY != 0;
        let server = text(&mut rest)?;
        let bypass = text(&mut rest).unwrap_or_default();
        Some(Self { server: Some(server).filter(|_| has_proxy), bypass, script: None })
    }
}

/// The server for a scheme, as an address.
fn for_scheme(server: &str, scheme: &str) -> Option<String> {
    if !server.contains('=') {
        return Some(server.trim().to_owned()).filter(|server| !server.is_empty());
    }
    let of = |name: &str| {
        let mut parts = server.split(';').filter_map(|part| part.trim().split_once('='));
        parts.find(|(key, _)| key.eq_ignore_ascii_case(name)).map(|(_, value)| value.trim().to_owned())
    };
    of(scheme).or_else(|| of("socks").map(|address| format!("socks://{address}")))
}

/// Whether a host is named by a pattern in which `*` stands for any text.
fn matches(pattern: &str, host: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == host,
        Some((start, rest)) => host
            .strip_prefix(start)
            .is_some_and(|end| (0..=end.len()).any(|at| end.get(at..).is_some_and(|end| matches(rest, end)))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(server: &str, bypass: &str, script: Option<&str>) -> Options {
        let server = (!server.is_empty()).then(|| server.to_owned());
        Options { server, bypass: bypass.into(), script: script.map(Into::into) }
    }

    #[test]
    fn options_are_understood_as_windows_does() {
        let through = |address: &str| Said::Through(address.into(), AGENT);
        let bypass = "*.corp.example;10.*;<local>;https://exact.example;*mid*";
        for (options, to, expected) in [
            (options("p:8080", "", None), "https://a.example/", through("p:8080")),
            (options("http=h:80;https=s:81", "", None), "https://a.example/", through("s:81")),
            (options("http=h:80; socks=k:1080", "", None), "https://a.example/", through("socks://k:1080")),
            (options("http=h:80", "", None), "https://a.example/", Said::Nothing),
            (options("", "", Some("http://wpad/wpad.dat")), "https://a.example/", Said::Script(AGENT)),
            (options("p:1", "", Some("http://wpad/wpad.dat")), "https://a.example/", through("p:1")),
            (options("", "", Some(" ")), "https://a.example/", Said::Nothing),
            (options("p:1", bypass, None), "https://www.corp.example/", Said::Exempt(AGENT)),
            (options("p:1", bypass, None), "https://corp.example/", through("p:1")),
            (options("p:1", bypass, None), "https://10.1.2.3/", Said::Exempt(AGENT)),
            (options("p:1", bypass, None), "https://intranet/", Said::Exempt(AGENT)),
            (options("p:1", bypass, None), "https://exact.example/", Said::Exempt(AGENT)),
            (options("p:1", bypass, None), "https://amidst.example/", Said::Exempt(AGENT)),
            (options("p:1", bypass, None), "https://other.example/", through("p:1")),
        ] {
            let to = Url::parse(to).expect("an address");
            assert_eq!(options.say(AGENT, &to), expected, "{options:?} {to}");
        }
    }

    #[test]
    fn what_netsh_wrote_is_read_and_nothing_else_is() {
        let mut bytes = vec![0x28, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 10, 0, 0, 0];
        bytes.extend(b"proxy:3128");
        bytes.extend([7, 0, 0, 0]);
        bytes.extend(b"<local>");
        assert_eq!(Options::of_services(&bytes), Some(options("proxy:3128", "<local>", None)));
        bytes[8] = 1;
        assert_eq!(Options::of_services(&bytes), Some(options("", "<local>", None)));
        bytes[15] = 0xff;
        assert_eq!(Options::of_services(&bytes), None);
        assert_eq!(Options::of_services(&bytes[..9]), None);
        assert_eq!(Options::of_services(&[]), None);
    }
}
