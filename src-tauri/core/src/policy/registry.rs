//! Windows: string values under `HKLM\Software\Policies\Parvis`, which group policy writes and agents cannot.

use std::path::PathBuf;

use windows_registry::LOCAL_MACHINE;

use super::{Policy, Settings};

const KEY: &str = r"Software\Policies\Parvis";

pub(super) fn read() -> Policy {
    let mut policy = Policy::default();
    let Ok(key) = LOCAL_MACHINE.open(KEY) else {
        return policy;
    };
    let mut text = |name: &str| {
        let text = key.get_string(name).ok();
        // A value that has a type is there.
        if text.is_none() && key.get_type(name).is_ok() {
            policy.problem(format!(r"HKLM\{KEY}\{name}"), "is not a string value");
        }
        text
    };
    let workspace = text("Workspace").map(Into::into);
    let client_secret = text("ClientSecret").map(Into::into);
    let settings = Settings { workspace, client_secret, ..Settings::default() };
    policy.lay(settings, &format!(r"HKLM\{KEY}"));
    policy
}

/// Where programs are installed, as the machine says and not the agent's environment.
pub(super) fn program_files() -> Option<PathBuf> {
    let key = LOCAL_MACHINE.open(r"Software\Microsoft\Windows\CurrentVersion").ok()?;
    key.get_string("ProgramFilesDir").ok().map(Into::into)
}
