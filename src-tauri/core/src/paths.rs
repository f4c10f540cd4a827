//! Where Parvis keeps things on this computer. The one place that knows.

use std::path::PathBuf;

use directories::ProjectDirs;

/// The directories of one agent.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Local, never roaming, and safe to delete while Parvis is not running.
    pub cache: PathBuf,
}

impl Paths {
    /// The operating system's directories for this agent; `None` for an account without a home.
    pub fn of_system() -> Option<Self> {
        #[cfg(feature = "demo")]
        if let Some(home) = std::env::var_os("PARVIS_DEMO_HOME") {
            return Some(Self { cache: PathBuf::from(home).join("cache") });
        }
        let dirs = ProjectDirs::from("org", "parvis", "Parvis")?;
        Some(Self { cache: dirs.cache_dir().to_owned() })
    }

    /// Where core keeps what is known of whoever signs in here.
    pub fn people(&self) -> PathBuf {
        self.cache.join("people")
    }

    /// Where the window's engine keeps its own files. Apart from everything else, since it writes as it pleases.
    pub fn webview(&self) -> PathBuf {
        self.cache.join("webview")
    }
}
