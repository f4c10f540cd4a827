//! Which workspaces there are on this computer, and how each is read.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use crate::clock::Clock;
use crate::error::Code;
use crate::http::Http;
use crate::paths::Paths;
use crate::policy::{Laid, Policy, trust};
use crate::private;
use crate::store::{Joined, Store};
use crate::view::Origin;
use crate::words;
use crate::words::Words;
use crate::workspace::assets::{Assets, Folder};
use crate::workspace::format::{ClientKind, Preference};
use crate::workspace::problem::{Problem, unreadable};
use crate::workspace::tuf::{Place, Refused, Release, Repository, Wanted, check_root, fingerprint};
use crate::workspace::{Broken, LARGEST, Workspace};

/// The document, among what a repository holds.
pub const DOCUMENT: &str = "workspace.json";

/// What a release of a workspace is made of.
pub const WANTED: Wanted = Wanted { needed: &[DOCUMENT], below: &["assets/"] };

/// The setting that holds the [key](Source::key) of the workspace that the agent chose.
pub const CHOICE: &str = "workspace";

/// The setting that holds what IT laid last, for when a mistake in the policy hides it.
pub const LAID: &str = "laid";

/// No root is larger.
const LARGEST_ROOT: u64 = 1024 * 1024;

/// What a workspace is read with.
#[derive(Clone, Copy)]
pub struct With<'a> {
    /// Where things are kept; without, a repository cannot be.
    pub paths: Option<&'a Paths>,
    /// The network. Reading asks nobody; what is read may be asked later on.
    pub http: &'a Http,
    /// Time.
    pub clock: &'a Arc<dyn Clock>,
}

impl With<'_> {
    /// Where the last good document of a source is, by the name of its folder.
    pub fn copy(&self, folder: &str) -> Copy {
        Copy(self.paths.map(|paths| (paths.workspaces(), format!("{folder}.json"))))
    }
}

/// Where a workspace comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// What IT laid on this machine.
    Laid(Laid),
    /// What the agent joined.
    Joined(Joined),
    /// What Parvis brings.
    BuiltIn,
}

impl Source {
    /// The workspaces of this computer, in the order in which they are proposed: the first is shown unless the agent
    /// chose another.
    pub fn all(policy: &Policy, joined: Vec<Joined>) -> Vec<Self> {
        let laid = policy.workspace.clone().map(Self::Laid);
        // Public tools are no choice beside those of an organisation that laid its own.
        let built_in = laid.is_none().then_some(Self::BuiltIn);
        let joined = if policy.join_address { joined } else { Vec::new() };
        laid.into_iter().chain(built_in).chain(joined.into_iter().map(Self::Joined)).collect()
    }

    /// The workspace that the agent of this store chose, if it is still there, else the first.
    pub fn chosen(policy: &Policy, store: &Store) -> Self {
        let mut all = Self::all(policy, store.joined().unwrap_or_default());
        let choice: Option<String> = store.setting(CHOICE).ok().flatten();
        let at = all.iter().position(|source| Some(source.key()) == choice).unwrap_or(0);
        all.swap_remove(at)
    }

    /// What it is called between core and the window.
    pub fn key(&self) -> String {
        match self {
            Self::Laid(_) => "machine".to_owned(),
            Self::Joined(joined) => format!("joined-{}", joined.id),
            Self::BuiltIn => "built_in".to_owned(),
        }
    }

    /// For the window.
    pub fn origin(&self) -> Origin {
        match self {
            Self::Laid(Laid::File(_)) => Origin::Machine,
            Self::Laid(Laid::Repository { .. }) => Origin::Repository,
            Self::Joined(_) => Origin::Joined,
            Self::BuiltIn => Origin::BuiltIn,
        }
    }

    /// The host of its repository.
    pub fn host(&self) -> Option<String> {
        let address = match self {
            Self::Laid(Laid::Repository { address, .. }) => address.clone(),
            Self::Joined(joined) => Url::parse(&joined.address).ok()?,
            Self::Laid(Laid::File(_)) | Self::BuiltIn => return None,
        };
        address.host_str().map(str::to_owned)
    }

    /// Files that it is read from, which may change while Parvis runs.
    pub fn files(&self) -> Vec<PathBuf> {
        match self {
            Self::Laid(Laid::File(file) | Laid::Repository { root: file, .. }) => vec![file.clone()],
            Self::Joined(_) | Self::BuiltIn => Vec::new(),
        }
    }

    /// The name of the folder of its repository: with another root it is another one. Empty where there is none.
    pub fn folder(&self) -> Result<String, Broken> {
        Ok(match self {
            Self::Laid(Laid::Repository { address, root }) => folder(address, &read_root(root)?),
            Self::Joined(joined) => {
                Url::parse(&joined.address).map(|address| folder(&address, &joined.root)).unwrap_or_default()
            }
            Self::Laid(Laid::File(_)) | Self::BuiltIn => String::new(),
        })
    }

    /// What is wrong with it while its file does not answer.
    pub fn silent(&self) -> Option<Broken> {
        let problem = Problem::new("", unreadable(&std::io::ErrorKind::TimedOut.into()));
        let file = self.files().into_iter().next()?;
        Some(Broken { code: Code::WorkspaceUnreadable, file, problems: vec![problem] })
    }

    /// Reads it: from the disk, whatever the network does.
    pub async fn read(&self, with: With<'_>) -> Reading {
        match self {
            Self::BuiltIn => Reading::of(Workspace::built_in()),
            Self::Laid(Laid::File(file)) => read_file(file, with),
            Self::Laid(Laid::Repository { address, root }) => match read_root(root) {
                Ok(bytes) => read_repository(address.clone(), bytes, with, None).await,
                Err(broken) => Reading { broken: Some(broken), ..Reading::default() },
            },
            Self::Joined(joined) => match Url::parse(&joined.address) {
                Ok(address) => read_repository(address, joined.root.clone(), with, Some(joined)).await,
                Err(_) => Reading::default(),
            },
        }
    }
}

/// Removes what was kept of a repository, by the name of its folder: its releases, and the copy of its document.
pub fn forget(paths: &Paths, folder: &str) {
    if folder.is_empty() {
        return;
    }
    let workspaces = paths.workspaces();
    let gone = fs::remove_dir_all(workspaces.join(folder));
    let gone = gone.and(fs::remove_file(workspaces.join(format!("{folder}.json"))));
    if let Err(error) = gone {
        tracing::info!(%error, "not all of a workspace that was left is gone");
    }
}

/// What of IT's was received last: enough to read it again from the disk, whatever became of its root's file.
#[derive(PartialEq, Eq, Serialize, Deserialize)]
pub struct Received {
    /// Where IT laid it.
    pub laid: Laid,
    /// The first root of its repository, for one.
    pub root: Option<String>,
}

impl Received {
    /// Reads it.
    pub async fn read(&self, with: With<'_>) -> Option<Workspace> {
        let reading = match (&self.laid, &self.root) {
            (Laid::Repository { address, .. }, Some(root)) => {
                read_repository(address.clone(), root.clone().into_bytes(), with, None).await
            }
            (Laid::File(file), _) => return with.copy(&name_of(file)).read(&beside(file)),
            (Laid::Repository { .. }, None) => Source::Laid(self.laid.clone()).read(with).await,
        };
        reading.workspace
    }
}

/// What was read.
#[derive(Default)]
pub struct Reading {
    /// The last good workspace, if there ever was one.
    pub workspace: Option<Workspace>,
    /// Why it is not the newest that was laid, if so.
    pub broken: Option<Broken>,
    /// Where a newer one comes from.
    pub repository: Option<Repository>,
    /// The name of that repository's folder: what is remembered of it goes by that.
    pub folder: String,
    /// Its first root.
    pub root: Option<String>,
    /// The root's fingerprint.
    pub fingerprint: Option<String>,
    /// Why what was kept of it cannot be used.
    pub refused: Option<Refused>,
}

impl Reading {
    fn of(workspace: Workspace) -> Self {
        Self { workspace: Some(workspace), ..Self::default() }
    }
}

/// A file is read where it lies. A copy of the last good one is kept: a mistake in it takes nobody's desk away, not even
/// at the next start.
fn read_file(file: &Path, with: With) -> Reading {
    let copy = with.copy(&name_of(file));
    match Workspace::load_with_text(file) {
        Ok((workspace, text)) => {
            copy.keep(&text);
            Reading::of(workspace)
        }
        Err(broken) => {
            Reading { workspace: copy.read(&beside(file)), broken: Some(broken), ..Reading::default() }
        }
    }
}

/// The name of its copy.
fn name_of(file: &Path) -> String {
    hex(&[file.as_os_str().as_encoded_bytes()])
}

fn beside(file: &Path) -> Folder {
    Folder::laid(file.parent().unwrap_or(Path::new("/")))
}

/// The document of the last good workspace of a source: the folder and the name of its file.
pub struct Copy(Option<(PathBuf, String)>);

impl Copy {
    /// None is kept.
    pub fn none() -> Self {
        Self(None)
    }

    /// Keeps a document that was found good.
    fn keep(&self, text: &[u8]) {
        let Some((folder, name)) = &self.0 else { return };
        if self.text().is_some_and(|kept| kept == text) {
            return;
        }
        if let Err(error) = private::write(folder, name, text) {
            tracing::warn!(%error, "no copy of the workspace is kept");
        }
    }

    fn text(&self) -> Option<Vec<u8>> {
        let (folder, name) = self.0.as_ref()?;
        private::read(&folder.join(name), LARGEST as u64)
    }

    fn read(&self, assets: &dyn Assets) -> Option<Workspace> {
        Workspace::read(&self.text()?, assets).ok()
    }
}

fn read_root(file: &Path) -> Result<Vec<u8>, Broken> {
    let broken = |code, what: Words| {
        let problems = vec![Problem::new("", what)];
        Broken { code, file: file.to_owned(), problems }
    };
    let real = trust::of(file).map_err(|reason| broken(Code::WorkspaceUnsafe, reason))?;
    let unreadable = |error: std::io::Error| broken(Code::WorkspaceUnreadable, Words::same(error));
    if fs::metadata(&real).map_err(unreadable)?.len() > LARGEST_ROOT {
        return Err(broken(
            Code::WorkspaceInvalid,
            words!(
                "est trop gros pour un root.json",
                "is too large for a root.json",
                "ist zu groß für eine root.json"
            ),
        ));
    }
    let bytes = fs::read(&real).map_err(unreadable)?;
    check_root(&bytes).map_err(|Refused { detail, .. }| {
        broken(
            Code::WorkspaceInvalid,
            words!(
                "n’est pas un root.json : {detail}",
                "is no root.json: {detail}",
                "ist keine root.json: {detail}"
            ),
        )
    })?;
    Ok(bytes)
}

async fn read_repository(address: Url, root: Vec<u8>, with: With<'_>, joined: Option<&Joined>) -> Reading {
    let name = folder(&address, &root);
    let mut reading = Reading {
        fingerprint: Some(fingerprint(&root)),
        root: String::from_utf8(root.clone()).ok(),
        folder: name.clone(),
        ..Reading::default()
    };
    let Some(paths) = with.paths else {
        return reading;
    };
    let folder = paths.workspaces().join(name);
    let (place, http, clock) = (Place { address, root }, with.http.clone(), with.clock.clone());
    let opened = Repository::open(place, WANTED, folder, http, clock);
    let repository = match opened {
        Ok(repository) => repository,
        Err(refused) => return Reading { refused: Some(refused), ..reading },
    };
    match repository.kept().await {
        Ok(Some(release)) => {
            let copy = with.copy(&reading.folder);
            match read_release(&release, joined, &copy) {
                Ok(workspace) => reading.workspace = Some(workspace),
                Err(broken) => {
                    reading.workspace = copy.read(&release).map(|workspace| vouched(workspace, joined));
                    reading.broken = Some(broken);
                }
            }
        }
        Ok(None) => {}
        Err(refused) => reading.refused = Some(refused),
    }
    reading.repository = Some(repository);
    reading
}

/// The workspace of a release. A copy of a good one is kept: a later version of the format may be published one day.
pub fn read_release(release: &Release, joined: Option<&Joined>, copy: &Copy) -> Result<Workspace, Broken> {
    let file = Path::new(DOCUMENT);
    let broken = |problems| Broken { code: Code::WorkspaceInvalid, file: file.to_owned(), problems };
    let text =
        release.target(DOCUMENT).map_err(|refused| broken(vec![Problem::new("", Words::same(refused))]))?;
    let workspace = Workspace::read(&text, release).map_err(broken)?;
    copy.keep(&text);
    Ok(vouched(workspace, joined))
}

fn vouched(workspace: Workspace, joined: Option<&Joined>) -> Workspace {
    match joined {
        Some(joined) => unvouched(workspace, joined),
        None => workspace,
    }
}

/// Nobody vouches for it: it has sessions and a desk of its own, whatever it calls itself and whoever was at its address
/// before, its directory is not sent a token, no secret of this machine is for it, and it only proposes settings.
fn unvouched(mut workspace: Workspace, joined: &Joined) -> Workspace {
    workspace.id = format!("{}@{}#{}", workspace.id, joined.address, fingerprint(&joined.root));
    let settings = &mut workspace.settings;
    settings.language = settings.language.map(|preference| Preference { locked: false, ..preference });
    settings.theme = settings.theme.map(|preference| Preference { locked: false, ..preference });
    if let Some(identity) = &mut workspace.identity {
        identity.scim = None;
        if identity.client == ClientKind::Secret {
            workspace.identity = None;
        }
    }
    workspace
}

fn folder(address: &Url, root: &[u8]) -> String {
    hex(&[address.as_str().as_bytes(), root])
}

fn hex(parts: &[&[u8]]) -> String {
    use std::fmt::Write as _;

    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().iter().take(16).fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
