//! Where Parvis keeps things on this computer. The one place that knows.

use std::path::{Path, PathBuf};

use directories::ProjectDirs;

/// The directories of one agent.
#[derive(Debug, Clone)]
pub struct Paths {
    /// Local, never roaming, and safe to delete while Parvis is not running.
    pub cache: PathBuf,
    /// Local too, and the only place of what the agent made.
    pub data: PathBuf,
}

impl Paths {
    /// The operating system's directories for this agent; `None` for an account without a home.
    pub fn of_system() -> Option<Self> {
        #[cfg(feature = "demo")]
        if let Some(home) = std::env::var_os("PARVIS_DEMO_HOME") {
            return Some(Self::below(Path::new(&home)));
        }
        let dirs = ProjectDirs::from("org", "parvis", "Parvis")?;
        Some(Self { cache: dirs.cache_dir().to_owned(), data: dirs.data_local_dir().to_owned() })
    }

    /// Everything below one folder.
    pub fn below(home: &Path) -> Self {
        Self { cache: home.join("cache"), data: home.join("data") }
    }

    /// What the agent made: their desk, their settings.
    pub fn store(&self) -> PathBuf {
        self.data.join("parvis.db")
    }

    /// The last good workspaces, and what keeps them from being rolled back.
    pub fn workspaces(&self) -> PathBuf {
        self.cache.join("workspaces")
    }

    /// The last good answers of feeds.
    pub fn feeds(&self) -> PathBuf {
        self.cache.join("feeds")
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
