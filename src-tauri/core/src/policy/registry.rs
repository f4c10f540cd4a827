//! Windows: string values under `HKLM\Software\Policies\Parvis`, which group policy writes and agents cannot.

use windows_registry::LOCAL_MACHINE;

use super::{Policy, Settings};

const KEY: &str = r"Software\Policies\Parvis";

pub(super) fn read() -> Policy {
    let mut policy = Policy::default();
    let Ok(key) = LOCAL_MACHINE.open(KEY) else {
        return policy;
    };
    let settings = Settings {
        workspace: key.get_string("Workspace").ok().map(Into::into),
        client_secret: key.get_string("ClientSecret").ok().map(Into::into),
    };
    policy.lay(settings, &format!(r"HKLM\{KEY}"));
    policy
}
