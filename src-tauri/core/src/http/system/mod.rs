//! What the settings of this computer say of proxies, each system in its way. Scripts (PAC, WPAD) are seen where the system
//! shows them, and not run.

use url::Url;

use super::environment::Environment;

#[cfg(target_os = "linux")]
mod portal;
#[cfg(any(windows, test))]
mod windows;

/// What the settings say of an address, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Said {
    /// There are none, or none about proxies.
    Nothing,
    /// No proxy.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "only the portal says it"))]
    Directly(&'static str),
    /// No proxy for this host, though there is one for others.
    #[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "elsewhere the system does not say why"))]
    Exempt(&'static str),
    /// This proxy.
    Through(String, &'static str),
    /// A script decides, and is not run.
    #[cfg_attr(not(any(windows, test)), expect(dead_code, reason = "elsewhere the system does not show it"))]
    Script(&'static str),
    /// They did not answer.
    #[cfg_attr(not(target_os = "linux"), expect(dead_code, reason = "elsewhere they are read, not asked"))]
    Silent(&'static str),
}

/// The settings, with what they answered lately.
#[derive(Default)]
pub(super) struct System {
    #[cfg(target_os = "linux")]
    portal: portal::Portal,
}

impl System {
    /// Linux: the desktop's portal.
    #[cfg(target_os = "linux")]
    pub(super) async fn ask(&self, environment: &Environment, to: &Url) -> Said {
        match environment.session_bus() {
            Some(bus) => self.portal.ask(&bus, to).await,
            None => Said::Nothing,
        }
    }

    /// Windows: the agent's Internet options, else what the machine's services use.
    #[cfg(windows)]
    #[expect(clippy::unused_async, reason = "elsewhere they are asked, and may take their time")]
    pub(super) async fn ask(&self, _: &Environment, to: &Url) -> Said {
        windows::read(to)
    }

    /// macOS: the proxies of the network settings.
    #[cfg(target_os = "macos")]
    #[expect(clippy::unused_async, reason = "elsewhere they are asked, and may take their time")]
    pub(super) async fn ask(&self, _: &Environment, to: &Url) -> Said {
        let matcher = hyper_util::client::proxy::matcher::Matcher::from_system();
        let found = to.as_str().parse().ok().and_then(|to| matcher.intercept(&to));
        found.map_or(Said::Nothing, |found| Said::Through(found.uri().to_string(), "macOS"))
    }
}
