//! The workspace: read, checked as a whole, and only then used. One that is not valid never replaces one that is.

use std::path::{Path, PathBuf};

use url::Url;

pub mod assets;
pub mod audience;
mod brand;
mod builtin;
pub mod check;
pub mod diff;
pub mod feed;
pub mod format;
mod icon;
mod in_words;
pub mod merge;
mod nearest;
pub mod notice;
pub mod problem;
mod rules;
pub mod someone;
pub mod source;
pub mod tuf;

use self::assets::{Assets, Folder, NoAssets};
use self::format::{App, Feed, Identity, Notice, Routine, Section, Settings, Text};
pub use self::icon::Picture;
use self::problem::{Findings, Problem, unreadable};
use crate::error::Code;
use crate::launch::address::Hosts;
use crate::policy::trust;
use crate::view::BrandView;
use crate::words;
use crate::words::Words;

/// No workspace is larger, in bytes: 2,000 tools with their icons beside it take less than half.
pub const LARGEST: usize = 4 * 1024 * 1024;

/// A workspace that was checked.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Its revision, for people.
    pub revision: Option<u64>,
    /// How the organisation looks.
    pub brand: BrandView,
    /// What may be opened.
    pub hosts: Hosts,
    /// How agents sign in.
    pub identity: Option<Identity>,
    /// The sections, in order.
    pub sections: Vec<Section>,
    /// The tools, in order.
    pub tools: Vec<Tool>,
    /// The lists of tools that somebody else keeps.
    pub feeds: Vec<Feed>,
    /// What is opened together. Tools that it names may be missing.
    pub routines: Vec<Routine>,
    /// What the organisation has to say.
    pub notices: Vec<Notice>,
    /// What the organisation prefers of Parvis' own settings.
    pub settings: Settings,
    /// What was left out, for the administrator.
    pub warnings: Vec<Problem>,
}

/// A tool whose addresses were checked.
#[derive(Debug, Clone)]
pub struct Tool {
    /// As it was written.
    pub app: App,
    /// Its address.
    pub url: Url,
    /// Its icon.
    pub icon: Option<Picture>,
    /// For [`Sso::InitiateLogin`](format::Sso::InitiateLogin): where a login is initiated.
    pub initiate: Option<Url>,
}

/// A workspace file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// [`Code::WorkspaceUnreadable`], [`Code::WorkspaceUnsafe`] or [`Code::WorkspaceInvalid`].
    pub code: Code,
    /// The file.
    pub file: PathBuf,
    /// Every problem found, for the administrator.
    pub problems: Vec<Problem>,
}

impl Workspace {
    /// "La Suite numérique": public tools, no sign-in. What Parvis shows when nobody configured it.
    pub fn built_in() -> Self {
        let mut findings = Findings::default();
        let workspace = rules::apply(format::Document::built_in(), &NoAssets, &mut findings);
        debug_assert!(findings.problems.is_empty(), "{findings:?}");
        workspace
    }

    /// Reads and checks a file that IT laid.
    pub fn load(file: &Path) -> Result<Self, Broken> {
        Self::load_with_text(file).map(|(workspace, _)| workspace)
    }

    /// The same, with the text that was checked.
    fn load_with_text(file: &Path) -> Result<(Self, Vec<u8>), Broken> {
        let broken = |code, problems| Broken { code, file: file.to_owned(), problems };
        let unreadable =
            |e: std::io::Error| broken(Code::WorkspaceUnreadable, vec![Problem::new("", unreadable(&e))]);
        let size = std::fs::metadata(file).map_err(unreadable)?.len();
        let unsafe_place = |why| broken(Code::WorkspaceUnsafe, vec![Problem::new("", why)]);
        let real = trust::of(file).map_err(unsafe_place)?;
        if size > LARGEST as u64 {
            return Err(broken(Code::WorkspaceInvalid, vec![too_large()]));
        }
        let text = std::fs::read(&real).map_err(unreadable)?;
        let assets = Folder::laid(real.parent().unwrap_or(Path::new("/")));
        let invalid = |problems| broken(Code::WorkspaceInvalid, problems);
        Ok((Self::read(&text, &assets).map_err(invalid)?, text))
    }

    /// Checks a document; icons are looked for among `assets`. All problems are listed at once, with their places.
    pub fn read(text: &[u8], assets: &dyn Assets) -> Result<Self, Vec<Problem>> {
        if text.len() > LARGEST {
            return Err(vec![too_large()]);
        }
        // Notepad begins its files with a mark.
        let json = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut findings = Findings::default();
        let unexplained = match serde_json::from_slice(json) {
            Ok(document) => {
                let workspace = rules::apply(document, assets, &mut findings);
                if findings.problems.is_empty() {
                    return Ok(Self { warnings: findings.warnings, ..workspace });
                }
                findings.problems
            }
            Err(error) => vec![Problem::new("", Words::same(error))],
        };
        // Only now is the time taken to find every place.
        let problems = check::problems(text, assets);
        Err(if problems.is_empty() { unexplained } else { problems })
    }

    /// The tool with this id.
    pub fn tool(&self, id: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.app.id == id)
    }
}

fn too_large() -> Problem {
    let most = LARGEST / 1024 / 1024;
    let what = words!("dépasse {most} Mio", "is larger than {most} MiB", "ist größer als {most} MiB");
    Problem::new("", what)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
