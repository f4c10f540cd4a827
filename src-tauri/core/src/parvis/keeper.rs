//! The task behind the API: it owns workspace, session and what is shown.

use std::time::Duration;

use secrecy::SecretString;
use tokio::sync::{broadcast, mpsc, watch};
use url::Url;

use super::Ask;
use crate::desk::Sight;
use crate::desk::layer::Layer;
use crate::directory::known::Whose;
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::identity::person::siret;
use crate::identity::session::{Change, Session, Setup};
use crate::launch::{self, Destination, NoDestination};
use crate::outside::Outside;
use crate::policy;
use crate::settings::{Decider, LanguageChoice, Theme};
use crate::view::{
    FreshnessView, NoticeView, OpeningView, Origin, SessionView, SettingsView, Snapshot, WorkspaceView,
};
use crate::words::Language;
use crate::workspace::audience::Membership;
use crate::workspace::{Broken, Workspace};
use crate::{DEMO, VERSION, desk};

/// An old session that takes longer to end is left behind.
const PATIENCE: Duration = Duration::from_secs(3);

pub(super) struct Keeper {
    outside: Outside,
    workspace: Workspace,
    session: Option<Session>,
    /// What the session was started for.
    setup: Option<Setup>,
    /// Where the workspace came from, and why it is not the one that was laid, if so.
    origin: Origin,
    broken: Option<Broken>,
    /// Who the desk is for, and what is known of them.
    whose: Option<Whose>,
    membership: Membership,
    /// From this session alone: what an earlier one still had to say is about somebody else's desk.
    changes: mpsc::UnboundedSender<Change>,
    told: mpsc::UnboundedReceiver<Change>,
    pub(super) snapshot: watch::Sender<Snapshot>,
    events: broadcast::Sender<Event>,
    next_notice: u32,
}

impl Keeper {
    #[expect(clippy::unused_async, reason = "a repository is read here")]
    pub(super) async fn new(outside: Outside, events: broadcast::Sender<Event>) -> Self {
        let (changes, told) = mpsc::unbounded_channel();
        let language = outside.means.language.now();
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
            desk: desk::view(&Sight {
                workspace: &workspace,
                origin,
                broken: broken.as_ref(),
                person: &Membership::default(),
                layer: &Layer::default(),
                language,
            }),
            workspace: about(&workspace, origin, language),
            settings: settings(),
            notices: Vec::new(),
        });
        let mut keeper = Self {
            outside,
            workspace,
            session: None,
            setup: None,
            origin,
            broken,
            whose: None,
            membership: Membership::default(),
            changes,
            told,
            snapshot,
            events,
            next_notice: 0,
        };
        let setup = Setup::of(&keeper.workspace, loaded.client_secret);
        keeper.start(setup);
        keeper
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Ask>) {
        loop {
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.handle(ask).await,
                    None => return,
                },
                Some(change) = self.told.recv() => self.changed(change),
            }
        }
    }

    async fn handle(&mut self, ask: Ask) {
        let language = self.outside.means.language.now();
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
            Ask::Retry => self.with_session(Session::retry),
            Ask::Renew => self.with_session(Session::renew),
            Ask::ChangeOrganisation(written) => match written.as_deref().map(siret) {
                Some(None) => self.notice(Code::SiretInvalid.into(), None),
                found => self.with_session(|session| session.change_organisation(found.flatten())),
            },
            Ask::Close(done) => {
                if let Some(session) = &self.session {
                    session.close().await;
                }
                let _ = done.send(());
            }
            Ask::SignOut { everywhere } => self.with_session(|session| session.sign_out(everywhere)),
            Ask::ReloadWorkspace => self.reload().await,
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
            Change::Member(whose, membership) => self.belongs_to(whose, membership),
            Change::State(view) => self.set(Event::Session(view)),
            Change::Begun => {
                // What an earlier attempt said is over.
                self.notices(|notices| notices.retain(|notice| !is_about_signing_in(notice.code)));
            }
        }
    }

    async fn reload(&mut self) {
        let loaded = load(&self.outside.policy);
        match loaded.workspace {
            Err(broken) => self.broken = Some(broken),
            Ok(found) => {
                self.origin = if found.is_some() { Origin::Machine } else { Origin::BuiltIn };
                self.broken = None;
                self.workspace = found.unwrap_or_else(Workspace::built_in);
                self.follow(Setup::of(&self.workspace, loaded.client_secret)).await;
            }
        }
        self.draw_desk();
    }

    /// Shows the desk of somebody else, or more or less of it. What was about to be opened was the other person's.
    fn belongs_to(&mut self, whose: Option<Whose>, membership: Membership) {
        self.hand_over(whose, membership);
        self.draw_desk();
    }

    /// The same, where the desk is drawn by somebody else.
    fn hand_over(&mut self, whose: Option<Whose>, membership: Membership) {
        if self.whose != whose {
            self.notices(|notices| notices.retain(|notice| notice.opening.is_none()));
        }
        (self.whose, self.membership) = (whose, membership);
    }

    fn draw_desk(&mut self) {
        let language = self.outside.means.language.now();
        let desk = desk::view(&Sight {
            workspace: &self.workspace,
            origin: self.origin,
            broken: self.broken.as_ref(),
            person: &self.membership,
            layer: &Layer::default(),
            language,
        });
        self.set(Event::Desk(desk));
    }

    /// Goes on with the session that there is, or ends it and starts the one that the workspace asks for.
    async fn follow(&mut self, setup: Option<Setup>) {
        match (&setup, &self.setup, &self.session) {
            (Some(new), Some(old), _) if new.is_same_as(old) => return,
            (Some(new), Some(old), Some(session)) if new.has_same_session_as(old) => {
                session.change(new.clone());
                self.setup = setup;
                return;
            }
            _ => {}
        }
        if let Some(old) = self.session.take() {
            // A refresh under way brings the token that the next start of that session needs.
            let _ = tokio::time::timeout(PATIENCE, old.close()).await;
        }
        self.start(setup);
    }

    /// Starts a session; the desk is the caller's to draw. Whoever was signed in is found again in the keychain.
    fn start(&mut self, setup: Option<Setup>) {
        self.setup.clone_from(&setup);
        self.session = None;
        (self.changes, self.told) = mpsc::unbounded_channel();
        self.hand_over(None, Membership::default());
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
            Event::Language(language) => replace(&mut snapshot.language, language),
            Event::Desk(desk) => replace(&mut snapshot.desk, desk),
            Event::Workspace(workspace) => replace(&mut snapshot.workspace, workspace),
            Event::Settings(settings) => replace(&mut snapshot.settings, settings),
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

fn about(workspace: &Workspace, origin: Origin, language: Language) -> WorkspaceView {
    WorkspaceView {
        id: workspace.id.clone(),
        name: workspace.name.pick(language).to_owned(),
        origin,
        revision: workspace.revision,
        host: None,
        fingerprint: None,
        freshness: FreshnessView::Local,
        choices: Vec::new(),
        may_join: false,
        joining: None,
    }
}

fn settings() -> SettingsView {
    SettingsView {
        manager: None,
        language: (LanguageChoice::System, Decider::BuiltIn),
        theme: (Theme::System, Decider::BuiltIn),
        policies: Vec::new(),
        problems: Vec::new(),
    }
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
            | Code::LevelNotReached
            | Code::SignInAgain
            | Code::SiretInvalid
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
