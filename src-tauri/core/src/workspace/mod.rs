//! The workspace: read, checked as a whole, and only then used. One that is not valid never replaces one that is.

use std::collections::HashSet;
use std::path::{Path, PathBuf};

use url::Url;

pub mod assets;
pub mod audience;
mod brand;
mod builtin;
pub mod format;
pub mod icon;
mod identity;
pub mod problem;
pub mod tuf;

use self::assets::{Assets, Folder, NoAssets};
use self::audience::Audience;
use self::format::{App, Document, Feed, Identity, Notice, Routine, Section, Settings, Sso, Text};
use crate::DEMO;
use crate::error::Code;
use crate::launch::address::{Hosts, Refusal};
use crate::policy::trusted;
use crate::view::BrandView;

/// No workspace file is larger: 2,000 tools with their icons beside it take less than half.
const LARGEST: u64 = 4 * 1024 * 1024;

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
    /// The lists that somebody else keeps.
    pub feeds: Vec<Feed>,
    /// Tools that are opened together.
    pub routines: Vec<Routine>,
    /// What the organisation has to say.
    pub notices: Vec<Notice>,
    /// What the organisation prefers.
    pub settings: Settings,
    /// What was left out, for the administrator, in English: where in the document, then what.
    pub warnings: Vec<String>,
}

/// A tool whose addresses were checked.
#[derive(Debug, Clone)]
pub struct Tool {
    /// As it was written.
    pub app: App,
    /// Its address.
    pub url: Url,
    /// Its icon as a `data:` URL.
    pub icon: Option<String>,
    /// For [`Sso::InitiateLogin`]: where a login is initiated.
    pub initiate: Option<Url>,
}

/// A workspace file that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// [`Code::WorkspaceUnreadable`], [`Code::WorkspaceUnsafe`] or [`Code::WorkspaceInvalid`].
    pub code: Code,
    /// The file.
    pub file: PathBuf,
    /// Every problem found: where in the document, then what, for the administrator, in English.
    pub problems: Vec<String>,
}

impl Workspace {
    /// "La Suite numérique": public tools, no sign-in. What Parvis shows when nobody configured it.
    pub fn built_in() -> Self {
        let mut problems = Vec::new();
        let workspace = check(builtin::document(), &NoAssets, &mut problems);
        debug_assert!(problems.is_empty(), "{problems:?}");
        workspace
    }

    /// Reads and checks a file that IT laid.
    pub fn load(file: &Path) -> Result<Self, Broken> {
        let broken = |code, problems| Broken { code, file: file.to_owned(), problems };
        let unreadable = |e: std::io::Error| broken(Code::WorkspaceUnreadable, vec![e.to_string()]);
        let size = std::fs::metadata(file).map_err(unreadable)?.len();
        let real = trusted(file).map_err(|reason| broken(Code::WorkspaceUnsafe, vec![reason]))?;
        if size > LARGEST {
            let problem = format!("is larger than {} MiB", LARGEST / 1024 / 1024);
            return Err(broken(Code::WorkspaceInvalid, vec![problem]));
        }
        let text = std::fs::read(&real).map_err(unreadable)?;
        let assets = Folder::laid(real.parent().unwrap_or(Path::new("/")));
        Self::read(&text, &assets).map_err(|problems| broken(Code::WorkspaceInvalid, problems))
    }

    /// Checks a document; icons are looked for among `assets`. All problems are listed at once.
    pub fn read(text: &[u8], assets: &dyn Assets) -> Result<Self, Vec<String>> {
        // Notepad begins its files with a mark.
        let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text);
        let mut json = serde_json::Deserializer::from_slice(text);
        let document: Document = serde_path_to_error::deserialize(&mut json).map_err(|error| {
            let path = error.path().to_string();
            vec![if path == "." { error.inner().to_string() } else { format!("{path}: {}", error.inner()) }]
        })?;
        json.end().map_err(|error| vec![error.to_string()])?;
        let mut problems = Vec::new();
        let workspace = check(document, assets, &mut problems);
        if problems.is_empty() { Ok(workspace) } else { Err(problems) }
    }

    /// The tool with this id.
    pub fn tool(&self, id: &str) -> Option<&Tool> {
        self.tools.iter().find(|tool| tool.app.id == id)
    }
}

/// Checks what types cannot say. Adds to `problems` and goes on, so that an administrator sees them all.
fn check(document: Document, assets: &dyn Assets, problems: &mut Vec<String>) -> Workspace {
    let mut say = |place: String, what: String| problems.push(format!("{place}: {what}"));
    if document.format != 1 {
        say("format".into(), format!("is {}, and this version reads 1", document.format));
    }
    if document.id.trim().is_empty() {
        say("id".into(), "is empty".into());
    }
    if document.name.is_empty() {
        say("name".into(), "is empty".into());
    }
    let mut warnings = Vec::new();
    let (hosts, refused) = Hosts::read(&document.hosts, DEMO);
    for (index, refusal) in refused {
        say(format!("hosts[{index}]"), format!("{:?} {}", document.hosts[index], entry_refusal(refusal)));
    }
    if let Some(identity) = &document.identity {
        identity::check(identity, &mut say);
    }
    unique(document.sections.iter().map(|s| &s.id), "sections", &mut say);
    unique(document.apps.iter().map(|a| &a.id), "apps", &mut say);
    let mut tools = Vec::with_capacity(document.apps.len());
    for (index, app) in document.apps.into_iter().enumerate() {
        let mut say = |field: &str, what: String| say(format!("apps[{index}].{field}"), what);
        if app.name.is_empty() {
            say("name", "is empty".into());
        }
        let url = match hosts.check(&app.url) {
            Ok(url) => url,
            Err(refusal) => {
                say("url", format!("{:?} {refusal}", app.url));
                continue;
            }
        };
        let initiate = match &app.sso {
            Sso::InitiateLogin { uri } => match hosts.check_within(uri, &url) {
                Ok(uri) => Some(uri),
                Err(refusal) => {
                    say("sso.uri", format!("{uri:?} {refusal}"));
                    None
                }
            },
            Sso::Lasuite { next_param } => {
                let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
                if next_param.is_empty() || !next_param.chars().all(plain) {
                    say("sso.next_param", format!("{next_param:?} is not the name of a parameter"));
                }
                None
            }
            Sso::Link => None,
        };
        for (nth, action) in app.actions.iter().enumerate() {
            let link = url.join(&action.path).map_err(|_| Refusal::NotAnAddress);
            if let Err(refusal) = link.and_then(|link| hosts.check_within(link.as_str(), &url)) {
                say(&format!("actions[{nth}].path"), format!("{:?} {refusal}", action.path));
            }
        }
        let unmet = app.audience.iter().flat_map(Audience::warnings);
        warnings.extend(unmet.map(|(place, what)| format!("apps[{index}].audience.{place}: {what}")));
        // A picture is no reason to take a whole desk away: initials stand in for it.
        let icon = app.icon.as_deref().and_then(|icon| {
            let loaded = icon::load(icon, assets);
            loaded.map_err(|what| warnings.push(format!("apps[{index}].icon: {what}"))).ok()
        });
        tools.push(Tool { app, url, icon, initiate });
    }
    let logo = document.brand.logo.as_deref().and_then(|logo| {
        let loaded = icon::load(logo, assets);
        loaded.map_err(|what| warnings.push(format!("brand.logo: {what}"))).ok()
    });
    let accent = document.brand.accent.as_deref().and_then(|accent| {
        let shades = brand::accent(accent);
        if shades.is_none() {
            warnings.push(format!("brand.accent: {accent:?} is not a colour such as #3e5de7"));
        }
        shades
    });
    Workspace {
        id: document.id,
        name: document.name,
        revision: document.revision,
        brand: BrandView { logo, accent },
        hosts,
        identity: document.identity,
        sections: document.sections,
        tools,
        feeds: document.feeds,
        routines: document.routines,
        notices: document.notices,
        settings: document.settings,
        warnings,
    }
}

fn entry_refusal(refusal: Refusal) -> String {
    match refusal {
        Refusal::NotAnAddress => "is not a host such as docs.example.org or *.example.org".into(),
        other => other.to_string(),
    }
}

fn unique<'a>(ids: impl Iterator<Item = &'a String>, list: &str, say: &mut impl FnMut(String, String)) {
    let mut seen = HashSet::new();
    for (index, id) in ids.enumerate() {
        if id.trim().is_empty() {
            say(format!("{list}[{index}].id"), "is empty".into());
        } else if !seen.insert(id) {
            say(format!("{list}[{index}].id"), format!("{id:?} is there twice"));
        }
    }
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
