//! The one API that both shells call.

use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{broadcast, mpsc, oneshot, watch};
use url::Url;

use crate::error::{Code, Failure};
use crate::event::Event;
use crate::identity::Registration;
use crate::identity::session::{Change, Session, Setup};
use crate::launch::{self, Destination, NoDestination};
use crate::outside::Outside;
use crate::policy;
use crate::view::{NoticeView, OpeningView, Origin, SessionView, Snapshot};
use crate::workspace::format::ClientKind;
use crate::workspace::{Broken, Workspace};
use crate::{DEMO, VERSION, desk};

/// The digital workplace of one agent. Cheap to clone; the work is done by one task.
#[derive(Clone)]
pub struct Parvis {
    asks: mpsc::UnboundedSender<Ask>,
    snapshot: watch::Receiver<Snapshot>,
    events: broadcast::Sender<Event>,
}

enum Ask {
    OpenTool { app: String, action: Option<String>, anyway: bool },
    OpenAddress { address: String, anyway: bool },
    SignIn,
    ReopenSignIn,
    CancelSignIn,
    Renew,
    SignOut { everywhere: bool },
    Close(oneshot::Sender<()>),
    ReloadWorkspace,
    Say(Failure),
    Dismiss(u32),
}

impl Parvis {
    /// Reads policy and workspace, and starts with the session that the keychain holds. Has to be called within a
    /// tokio runtime.
    pub fn open(outside: Outside) -> Self {
        let (asks, inbox) = mpsc::unbounded_channel();
        let (changes, told) = mpsc::unbounded_channel();
        let (events, _) = broadcast::channel(64);
        let keeper = Keeper::new(outside, changes, events.clone());
        let snapshot = keeper.snapshot.subscribe();
        tokio::spawn(keeper.run(inbox, told));
        Self { asks, snapshot, events }
    }

    /// Everything there is to show, now.
    pub fn snapshot(&self) -> Snapshot {
        self.snapshot.borrow().clone()
    }

    /// The snapshot each time it changes, for what draws itself whole (the tray).
    pub fn watch(&self) -> watch::Receiver<Snapshot> {
        self.snapshot.clone()
    }

    /// What changes from now on, slice by slice.
    pub fn subscribe(&self) -> broadcast::Receiver<Event> {
        self.events.subscribe()
    }

    /// Opens a tool or one of its actions; signed out, a sign-in in the same tab comes first. With `anyway`, the
    /// address opens at once and the tool asks for its own login.
    pub fn open_tool(&self, app: String, action: Option<String>, anyway: bool) {
        self.ask(Ask::OpenTool { app, action, anyway });
    }

    /// Opens an address that lies in one of the tools, as [`open_tool`](Self::open_tool) does.
    pub fn open_address(&self, address: String, anyway: bool) {
        self.ask(Ask::OpenAddress { address, anyway });
    }

    /// Signs in through the browser; while that is under way, does nothing more.
    pub fn sign_in(&self) {
        self.ask(Ask::SignIn);
    }

    /// Opens the page of the sign-in under way again.
    pub fn reopen_sign_in(&self) {
        self.ask(Ask::ReopenSignIn);
    }

    /// Gives up the sign-in under way.
    pub fn cancel_sign_in(&self) {
        self.ask(Ask::CancelSignIn);
    }

    /// Asks the provider again at once, while the session is in doubt.
    pub fn renew(&self) {
        self.ask(Ask::Renew);
    }

    /// Waits, for a moment, until what was asked for is done: a sign-out just before the end is a whole one.
    pub async fn close(&self) {
        let (done, closed) = oneshot::channel();
        self.ask(Ask::Close(done));
        let _ = tokio::time::timeout(Duration::from_secs(2), closed).await;
    }

    /// Signs out here, and with `everywhere` also at the provider, in the browser.
    pub fn sign_out(&self, everywhere: bool) {
        self.ask(Ask::SignOut { everywhere });
    }

    /// Reads policy and workspace again. One that is not valid leaves the desk as it is.
    pub fn reload_workspace(&self) {
        self.ask(Ask::ReloadWorkspace);
    }

    /// Tells the agent something that the shell noticed.
    pub fn say(&self, failure: Failure) {
        self.ask(Ask::Say(failure));
    }

    /// Takes a notice away.
    pub fn dismiss(&self, id: u32) {
        self.ask(Ask::Dismiss(id));
    }

    fn ask(&self, ask: Ask) {
        // The task lives as long as the last handle.
        let _ = self.asks.send(ask);
    }
}

struct Keeper {
    outside: Outside,
    workspace: Workspace,
    session: Option<Session>,
    /// What the session was started for.
    setup: Option<Setup>,
    changes: mpsc::UnboundedSender<Change>,
    snapshot: watch::Sender<Snapshot>,
    events: broadcast::Sender<Event>,
    next_notice: u32,
}

impl Keeper {
    fn new(
        outside: Outside,
        changes: mpsc::UnboundedSender<Change>,
        events: broadcast::Sender<Event>,
    ) -> Self {
        let language = outside.means.language;
        let loaded = load(&outside.policy);
        let (workspace, origin, broken) = match loaded.workspace {
            Ok(Some(workspace)) => (workspace, Origin::Machine, None),
            Ok(None) => (Workspace::built_in(), Origin::BuiltIn, None),
            Err(broken) => (Workspace::built_in(), Origin::BuiltIn, Some(broken)),
        };
        let (snapshot, _) = watch::channel(Snapshot {
            language,
            version: VERSION.to_owned(),
            demo: DEMO,
            session: SessionView::None,
            desk: desk::view(&workspace, origin, broken.as_ref(), language),
            notices: Vec::new(),
        });
        let mut keeper = Self {
            outside,
            workspace,
            session: None,
            setup: None,
            changes,
            snapshot,
            events,
            next_notice: 0,
        };
        keeper.start_session(loaded.client_secret);
        keeper
    }

    async fn run(
        mut self,
        mut inbox: mpsc::UnboundedReceiver<Ask>,
        mut told: mpsc::UnboundedReceiver<Change>,
    ) {
        loop {
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.handle(ask).await,
                    None => return,
                },
                Some(change) = told.recv() => self.changed(change),
            }
        }
    }

    async fn handle(&mut self, ask: Ask) {
        let language = self.outside.means.language;
        let name = |tool: &_| desk::tool_name(tool, language);
        match ask {
            Ask::OpenTool { app, action, anyway } => {
                let found = launch::tool(&self.workspace, &app, action.as_deref(), name);
                self.open(found, app, anyway);
            }
            Ask::OpenAddress { address, anyway } => {
                let found = launch::address(&self.workspace, &address, name);
                // Of a refused address only the host is shown: the rest may be anything.
                let host = Url::parse(&address).ok().and_then(|url| url.host_str().map(str::to_owned));
                self.open(found, host.unwrap_or_default(), anyway);
            }
            Ask::SignIn => self.with_session(Session::sign_in),
            Ask::ReopenSignIn => self.with_session(Session::reopen),
            Ask::CancelSignIn => self.with_session(Session::cancel),
            Ask::Renew => self.with_session(Session::renew),
            Ask::Close(done) => {
                if let Some(session) = &self.session {
                    session.close().await;
                }
                let _ = done.send(());
            }
            Ask::SignOut { everywhere } => self.with_session(|session| session.sign_out(everywhere)),
            Ask::ReloadWorkspace => self.reload(),
            Ask::Say(failure) => self.notice(failure, None),
            Ask::Dismiss(id) => self.notices(|notices| notices.retain(|notice| notice.id != id)),
        }
    }

    fn with_session(&self, act: impl FnOnce(&Session)) {
        if let Some(session) = &self.session {
            act(session);
        }
    }

    fn open(&mut self, found: Result<Destination, NoDestination>, asked: String, anyway: bool) {
        let destination = match found {
            Ok(destination) => destination,
            Err(NoDestination::UnknownTool) => {
                return self.notice(Failure::new(Code::UnknownTool, asked), None);
            }
            Err(NoDestination::Refused(refusal)) => {
                return self.notice(Failure::new(Code::AddressRefused, format!("{asked} {refusal}")), None);
            }
        };
        self.notices(|notices| notices.retain(|notice| !is_about_opening(notice.code)));
        match &self.session {
            Some(session) if !anyway => session.open(destination),
            _ => {
                let (means, changes) = (self.outside.means.clone(), self.changes.clone());
                tokio::spawn(async move {
                    if let Err(failure) = means.open(destination.address.clone()).await {
                        let _ = changes.send(Change::Said(failure, Some(destination)));
                    }
                });
            }
        }
    }

    fn changed(&mut self, change: Change) {
        match change {
            Change::Said(failure, waiting) => self.notice(failure, waiting),
            // From a session of another workspace.
            Change::State(_) if self.session.is_none() => {}
            Change::State(view) => {
                if matches!(view, SessionView::SigningIn { .. } | SessionView::SignedIn { .. }) {
                    // What an earlier attempt said is over.
                    self.notices(|notices| notices.retain(|notice| !is_about_signing_in(notice.code)));
                }
                self.set(Event::Session(view));
            }
        }
    }

    fn reload(&mut self) {
        let loaded = load(&self.outside.policy);
        let language = self.outside.means.language;
        match loaded.workspace {
            Err(broken) => {
                let origin = self.snapshot.borrow().desk.origin;
                self.set(Event::Desk(desk::view(&self.workspace, origin, Some(&broken), language)));
            }
            Ok(found) => {
                let origin = if found.is_some() { Origin::Machine } else { Origin::BuiltIn };
                self.workspace = found.unwrap_or_else(Workspace::built_in);
                self.set(Event::Desk(desk::view(&self.workspace, origin, None, language)));
                self.start_session(loaded.client_secret);
            }
        }
    }

    /// Starts the session that the workspace asks for, or goes on with the one there is if nothing it depends on
    /// changed. Whoever was signed in is found again in the keychain.
    fn start_session(&mut self, client_secret: Option<SecretString>) {
        let setup = setup(&self.workspace, client_secret);
        if setup.is_some() && setup == self.setup {
            return;
        }
        self.setup.clone_from(&setup);
        self.session = None;
        let Some(setup) = setup else {
            return self.set(Event::Session(SessionView::None));
        };
        let session = Session::start(setup, self.outside.means.clone(), self.changes.clone());
        self.session = Some(session);
        self.set(Event::Session(SessionView::Starting));
    }

    fn notice(&mut self, failure: Failure, waiting: Option<Destination>) {
        tracing::info!(code = ?failure.code, detail = failure.detail, "notice");
        let opening = waiting.map(|destination| OpeningView {
            app: destination.app,
            name: destination.name,
            address: destination.deep_link.map(String::from),
        });
        self.next_notice += 1;
        let notice = NoticeView { id: self.next_notice, code: failure.code, opening, detail: failure.detail };
        self.notices(|notices| {
            // The same thing is said once, at its newest.
            notices.retain(|earlier| earlier.code != notice.code);
            notices.push(notice);
        });
    }

    fn notices(&mut self, change: impl FnOnce(&mut Vec<NoticeView>)) {
        let mut notices = self.snapshot.borrow().notices.clone();
        change(&mut notices);
        self.set(Event::Notices(notices));
    }

    fn set(&mut self, event: Event) {
        let changed = self.snapshot.send_if_modified(|snapshot| match &event {
            Event::Session(session) => replace(&mut snapshot.session, session),
            Event::Desk(desk) => replace(&mut snapshot.desk, desk),
            Event::Notices(notices) => replace(&mut snapshot.notices, notices),
        });
        if changed {
            // Nobody listens while there is no window.
            let _ = self.events.send(event);
        }
    }
}

fn replace<T: Clone + PartialEq>(slot: &mut T, value: &T) -> bool {
    let differs = slot != value;
    if differs {
        slot.clone_from(value);
    }
    differs
}

struct Loaded {
    workspace: Result<Option<Workspace>, Broken>,
    client_secret: Option<SecretString>,
}

fn load(source: &policy::Source) -> Loaded {
    let policy = source.read();
    let workspace = match (&policy.workspace, policy.problems.first()) {
        (Some(file), _) => Workspace::load(file).map(Some),
        (None, Some(problem)) => Err(Broken {
            code: Code::PolicyInvalid,
            file: problem.place.clone().into(),
            problems: policy.problems.iter().map(|p| format!("{}: {}", p.place, p.what)).collect(),
        }),
        (None, None) => Ok(None),
    };
    Loaded { workspace, client_secret: policy.client_secret }
}

fn setup(workspace: &Workspace, client_secret: Option<SecretString>) -> Option<Setup> {
    let identity = workspace.identity.as_ref()?;
    let secret = client_secret.filter(|_| identity.client == ClientKind::Secret);
    let secret_missing = identity.client == ClientKind::Secret && secret.is_none();
    let registration = Registration {
        // The workspace's check parsed it.
        issuer: Url::parse(&identity.issuer).ok()?,
        client_id: identity.client_id.clone(),
        secret,
        scopes: identity.scopes.clone(),
        ports: identity.redirect_ports.clone(),
        callback_path: identity.callback_path.clone(),
        session: Duration::from_secs(u64::from(identity.session_hours) * 3600),
    };
    Some(Setup { workspace: workspace.id.clone(), registration, secret_missing })
}

fn is_about_opening(code: Code) -> bool {
    matches!(code, Code::AddressRefused | Code::UnknownTool | Code::BrowserFailed)
}

fn is_about_signing_in(code: Code) -> bool {
    matches!(
        code,
        Code::ProviderUnreachable
            | Code::ProviderOutOfOrder
            | Code::ProviderMisconfigured
            | Code::ClientRefused
            | Code::SignInRefused
            | Code::SignInCancelled
            | Code::SignInTimedOut
            | Code::SignInFailed
            | Code::WrongIssuer
            | Code::BadSignature
            | Code::WrongNonce
            | Code::BadToken
            | Code::ClockWrong
            | Code::PortsTaken
            | Code::SecretMissing
            | Code::SignOutIncomplete
    )
}
