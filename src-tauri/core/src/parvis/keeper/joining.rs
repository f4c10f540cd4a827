//! Joining a workspace by its address, leaving it, and going from one to another.

use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use url::Url;

use super::Keeper;
use super::workspace::failure;
use crate::DEMO;
use crate::error::{Code, Failure};
use crate::identity::session::{Session, Setup};
use crate::launch::address::is_secure;
use crate::outside::Outside;
use crate::store::Joined;
use crate::view::JoiningView;
use crate::words::Language;
use crate::workspace::source::{self, CHOICE, Copy, Source, WANTED, read_release};
use crate::workspace::tuf::{Place, Repository, fingerprint, first_root};

/// A workspace that is about to be joined.
pub(super) struct Joining {
    state: State,
    found: mpsc::UnboundedReceiver<Result<Found, Failure>>,
}

enum State {
    No,
    Asking { address: String, task: JoinHandle<()> },
    Confirm { found: Found, replaces: Option<String> },
    Failed { address: String, failure: Failure },
}

/// What answers at an address.
pub(super) struct Found {
    address: Url,
    root: Vec<u8>,
    name: String,
}

impl Joining {
    pub(super) fn none() -> Self {
        let (_, found) = mpsc::unbounded_channel();
        Self { state: State::No, found }
    }

    /// What was found; never, while nothing is looked for.
    pub(super) async fn found(&mut self) -> Result<Found, Failure> {
        match self.found.recv().await {
            Some(found) => found,
            None => std::future::pending().await,
        }
    }

    pub(super) fn view(&self) -> Option<JoiningView> {
        Some(match &self.state {
            State::No => return None,
            State::Asking { address, .. } => JoiningView::Asking { address: address.clone() },
            State::Confirm { found, replaces } => JoiningView::Confirm {
                host: found.address.host_str().unwrap_or_default().to_owned(),
                name: found.name.clone(),
                fingerprint: fingerprint(&found.root),
                replaces: replaces.clone(),
            },
            State::Failed { address, failure } => JoiningView::Failed {
                address: address.clone(),
                code: failure.code,
                detail: failure.detail.clone(),
            },
        })
    }
}

impl Drop for Joining {
    fn drop(&mut self) {
        if let State::Asking { task, .. } = &self.state {
            task.abort();
        }
    }
}

impl Keeper {
    /// Asks what is at an address that the agent typed.
    pub(super) fn join(&mut self, typed: String) {
        let (tell, found) = mpsc::unbounded_channel();
        let fail = |code: Code| State::Failed { address: typed.clone(), failure: code.into() };
        let state = match address(&typed) {
            _ if !self.policy.join_address => fail(Code::JoinForbidden),
            None => fail(Code::JoinAddressInvalid),
            Some(address) => {
                let (means, paths) = (self.outside.means.clone(), self.outside.paths.clone());
                let language = means.language.now();
                let policy = self.outside.policy.clone();
                let outside = Outside { means, policy, paths };
                let task = tokio::spawn(async move {
                    let _ = tell.send(look(address, &outside, language).await);
                });
                State::Asking { address: typed, task }
            }
        };
        self.joining = Joining { state, found };
        self.draw();
    }

    /// Something answered, or not.
    pub(super) fn found(&mut self, found: Result<Found, Failure>) {
        let State::Asking { address, .. } = &self.joining.state else { return };
        self.joining.state = match found {
            Err(failure) => State::Failed { address: address.clone(), failure },
            Ok(found) => {
                let joined = self.store.joined().unwrap_or_default();
                let before = joined.into_iter().find(|joined| joined.address == found.address.as_str());
                let replaces =
                    before.filter(|before| before.root != found.root).map(|before| fingerprint(&before.root));
                State::Confirm { found, replaces }
            }
        };
        self.draw();
    }

    /// The agent says that it is the right one.
    pub(super) async fn confirm_join(&mut self) {
        let joining = std::mem::replace(&mut self.joining.state, State::No);
        let State::Confirm { found: Found { address, root, name }, .. } = joining else {
            self.joining.state = joining;
            return;
        };
        if !self.policy.join_address {
            // Forbidden since it was looked at.
            self.joining.state =
                State::Failed { address: address.into(), failure: Code::JoinForbidden.into() };
            return self.draw();
        }
        let joined = self.store.joined().unwrap_or_default();
        let known = joined.into_iter().find(|known| known.address == address.as_str() && known.root == root);
        let id = match known {
            Some(known) => Ok(known.id),
            None => self.store.join(address.as_str(), &root, &name),
        };
        match id {
            Ok(id) => {
                let joined = Joined { id, address: address.into(), root, name };
                self.switch(&Source::Joined(joined).key()).await;
            }
            Err(trouble) => self.note_store(Err::<(), _>(trouble)),
        }
        self.draw();
    }

    /// Gives it up.
    pub(super) fn cancel_join(&mut self) {
        self.joining = Joining::none();
        self.draw();
    }

    /// Shows another workspace of this computer, now and from now on. A key that none has changes nothing.
    pub(super) async fn switch(&mut self, key: &str) {
        if !self.all().iter().any(|source| source.key() == key) {
            return;
        }
        let kept = self.store.set(CHOICE, Some(&key));
        self.note_store(kept);
        let chosen = self.chosen();
        if chosen != self.current.source {
            self.show(chosen).await;
        }
    }

    /// Takes a workspace that was joined from this computer, with its session.
    pub(super) async fn leave(&mut self, key: &str) {
        let joined = self.store.joined().unwrap_or_default();
        let Some(joined) = joined.into_iter().find(|joined| Source::Joined(joined.clone()).key() == key)
        else {
            return;
        };
        let is_shown = self.current.source.key() == key;
        let session = if is_shown {
            self.setup = None;
            self.session.take()
        } else {
            self.session_of(&joined).await
        };
        if let Some(session) = session {
            session.sign_out(false);
            self.end(session);
        }
        let left = self.store.leave(joined.id);
        self.note_store(left);
        if is_shown {
            let kept = self.store.set::<String>(CHOICE, None);
            self.note_store(kept);
            let chosen = self.chosen();
            self.show(chosen).await;
        } else {
            self.draw();
        }
        self.forget(&Source::Joined(joined)).await;
    }

    /// Forgets what is kept of a workspace that was left, unless IT laid the same. How the agent arranged its desk stays,
    /// for when they come back.
    async fn forget(&mut self, left: &Source) {
        let (Ok(folder), Some(paths)) = (left.folder(), self.outside.paths.clone()) else { return };
        if let Some(laid) = self.policy.workspace.clone().map(Source::Laid)
            && self.folder(&laid).await.map_or(true, |other| other == folder)
        {
            return;
        }
        self.forget_repository(&folder);
        self.reads.read("forget", move || source::forget(&paths, &folder)).await;
    }

    /// The session of a workspace that is not shown, as it would start with it.
    async fn session_of(&mut self, joined: &Joined) -> Option<Session> {
        let workspace = self.read(&Source::Joined(joined.clone())).await.workspace?;
        let (nobody, _) = mpsc::unbounded_channel();
        let setup = Setup::of(&workspace, None)?;
        let before = self.ending.remove(&setup.entry());
        Some(Session::start(setup, self.outside.means.clone(), nobody, before))
    }

    /// The workspace that the agent chose, if it is still there, else the first.
    pub(super) fn chosen(&self) -> Source {
        Source::chosen(&self.policy, &self.store)
    }

    /// The workspaces of this computer.
    pub(super) fn all(&self) -> Vec<Source> {
        Source::all(&self.policy, self.store.joined().unwrap_or_default())
    }
}

/// What was typed, as the folder of a repository. An address without a scheme is meant to be `https`.
fn address(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let typed = if typed.contains("://") { typed.to_owned() } else { format!("https://{typed}") };
    let mut url = Url::parse(&typed).ok().filter(|url| is_secure(url, DEMO))?;
    let plain = url.query().is_none() && url.username().is_empty() && url.password().is_none();
    url.set_fragment(None);
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    (plain && url.host_str().is_some()).then_some(url)
}

/// Receives the workspace at an address, whole: its name is what the agent knows it by.
async fn look(address: Url, outside: &Outside, language: Language) -> Result<Found, Failure> {
    let refused = |refused| failure(&refused);
    let root = first_root(&address, &outside.means.http).await.map_err(refused)?;
    let folder = tempfile::tempdir().map_err(|e| Failure::new(Code::WorkspaceNotKept, e.to_string()))?;
    let place = Place { address: address.clone(), root: root.clone() };
    let (http, clock) = (outside.means.http.clone(), outside.means.clock.clone());
    let repository =
        Repository::open(place, WANTED, folder.path().to_owned(), http, clock).map_err(refused)?;
    let release = repository.refresh().await.map_err(refused)?.release;
    let workspace = read_release(&release, None, &Copy::none()).map_err(|broken| {
        let what = broken.problems.first().map(|problem| problem.line(language)).unwrap_or_default();
        Failure::new(broken.code, what)
    })?;
    Ok(Found { name: workspace.name.pick(language).to_owned(), address, root })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_as_people_type_it() {
        let read = |typed| address(typed).map(String::from);
        assert_eq!(read(" parvis.exemple.fr ").as_deref(), Some("https://parvis.exemple.fr/"));
        assert_eq!(read("https://exemple.fr/bureau").as_deref(), Some("https://exemple.fr/bureau/"));
        for typed in [
            "",
            "http://exemple.fr",
            "https://moi@exemple.fr/",
            "https://exemple.fr/?a=b",
            "ftp://exemple.fr",
        ] {
            assert_eq!(read(typed), None, "{typed}");
        }
    }
}
