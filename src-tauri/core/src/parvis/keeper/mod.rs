//! The task behind the API: it owns workspace, session and what is shown.

use std::collections::HashMap;

use tokio::sync::{broadcast, mpsc, watch};
use tokio::task::JoinHandle;
use url::Url;

use super::Ask;
use crate::desk::layer::Layer;
use crate::directory::known::Whose;
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::identity::person::siret;
use crate::identity::session::{Change, Session, Setup};
use crate::launch::{self, Destination, NoDestination};
use crate::outside::Outside;
use crate::policy::{Policy, Watch};
use crate::store::{Store, Trouble};
use crate::view::{
    BrandView, DeskView, FreshnessView, Origin, SessionView, SettingsView, Snapshot, WorkspaceView,
};
use crate::words::Language;
use crate::workspace::audience::Membership;
use crate::{DEMO, VERSION, desk};

mod feeds;
mod joining;
mod notices;
mod reads;
mod sessions;
mod settings;
mod workspace;

use self::joining::Joining;
use self::reads::Reads;
use self::workspace::Current;

pub(super) struct Keeper {
    outside: Outside,
    /// The language of this computer.
    system_language: Language,
    policy: Policy,
    reads: Reads,
    /// Tells when it changes, or the workspace that it names. It listens before anything is read.
    laid: Watch,
    /// Whether the policy has mistakes and names no workspace, though it may have meant to.
    is_unusable: bool,
    store: Store,
    current: Current,
    joining: Joining,
    /// What the agent arranged on this workspace's desk.
    layer: Layer,
    session: Option<Session>,
    /// What the session was started for.
    setup: Option<Setup>,
    /// Sessions that are ending, by their keychain entry.
    ending: HashMap<String, JoinHandle<()>>,
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
    pub(super) async fn new(outside: Outside, events: broadcast::Sender<Event>) -> Self {
        let (changes, told) = mpsc::unbounded_channel();
        let language = outside.means.language.now();
        let (store, trouble) = match &outside.paths {
            Some(paths) => Store::open_or_begin(&paths.store()),
            None => (Store::in_memory(), None),
        };
        let (snapshot, _) = watch::channel(blank(language));
        let mut keeper = Self {
            policy: outside.policy.silent(),
            reads: Reads::default(),
            laid: outside.policy.watch(),
            is_unusable: true,
            outside,
            system_language: language,
            store,
            current: Current::nothing(),
            joining: Joining::none(),
            layer: Layer::default(),
            session: None,
            setup: None,
            ending: HashMap::new(),
            whose: None,
            membership: Membership::default(),
            changes,
            told,
            snapshot,
            events,
            next_notice: 0,
        };
        keeper.read_policy().await;
        let chosen = keeper.chosen();
        keeper.show(chosen).await;
        match trouble {
            Some(Trouble::Damaged(why)) => keeper.notice(Failure::new(Code::StoreSetAside, why), None),
            Some(trouble) => keeper.note_store(Err::<(), _>(trouble)),
            None => {}
        }
        keeper
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Ask>) {
        loop {
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.handle(ask).await,
                    None => return,
                },
                Some(change) = self.told.recv() => self.changed(change).await,
                heard = self.current.heard() => self.hear(heard).await,
                found = self.joining.found() => self.found(found),
                () = self.laid.changed() => self.reload().await,
                () = self.reads.answered() => self.reload().await,
            }
        }
    }

    async fn handle(&mut self, ask: Ask) {
        let language = self.outside.means.language.now();
        let name = |tool: &_| desk::tool_name(tool, language);
        match ask {
            Ask::OpenTool { app, action, anyway } => {
                let found = launch::tool(self.current.workspace(), &app, action.as_deref(), name);
                self.open(found, app, anyway);
            }
            Ask::OpenAddress { address, anyway } => {
                let found = launch::address(self.current.workspace(), &address, name);
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
                for (_, ending) in self.ending.drain() {
                    let _ = ending.await;
                }
                let _ = done.send(());
            }
            Ask::SignOut { everywhere } => self.with_session(|session| session.sign_out(everywhere)),
            Ask::ReloadWorkspace => self.reload().await,
            Ask::CheckWorkspace => self.check().await,
            Ask::ChooseLanguage(choice) => self.choose("language", choice).await,
            Ask::ChooseTheme(choice) => self.choose("theme", choice).await,
            Ask::JoinWorkspace(address) => self.join(address),
            Ask::ConfirmJoin => self.confirm_join().await,
            Ask::CancelJoin => self.cancel_join(),
            Ask::SwitchWorkspace(key) => self.switch(&key).await,
            Ask::LeaveWorkspace(key) => self.leave(&key).await,
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
        self.forget_openings();
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

    async fn changed(&mut self, change: Change) {
        match change {
            Change::Said(failure, waiting) => self.notice(failure, waiting),
            Change::Member(whose, membership) => self.belongs_to(whose, membership).await,
            Change::State(view) => self.set(Event::Session(view)),
            Change::Begun => self.forget_sign_ins(),
        }
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

/// Before anything was read.
fn blank(language: Language) -> Snapshot {
    use crate::settings::{Decider, LanguageChoice, Theme};

    Snapshot {
        language,
        version: VERSION.to_owned(),
        demo: DEMO,
        session: SessionView::None,
        desk: DeskView {
            name: String::new(),
            origin: Origin::BuiltIn,
            brand: BrandView::default(),
            sections: Vec::new(),
            problem: None,
        },
        workspace: WorkspaceView {
            id: String::new(),
            name: String::new(),
            origin: Origin::BuiltIn,
            revision: None,
            host: None,
            fingerprint: None,
            freshness: FreshnessView::Local,
            choices: Vec::new(),
            may_join: false,
            joining: None,
        },
        settings: SettingsView {
            manager: None,
            language: (LanguageChoice::System, Decider::BuiltIn),
            theme: (Theme::System, Decider::BuiltIn),
            policies: Vec::new(),
            problems: Vec::new(),
        },
        notices: Vec::new(),
    }
}
