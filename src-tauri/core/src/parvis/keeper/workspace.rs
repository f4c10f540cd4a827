//! The workspace that is shown: read, kept up to date, replaced by another.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::mpsc;

use super::Keeper;
use crate::clock::UnixTime;
use crate::desk::{self, Sight};
use crate::directory::known::Whose;
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::identity::session::{Session, Setup};
use crate::parvis::subscription::{FeedsFor, News, Pace, Subscription};
use crate::paths::Paths;
use crate::policy::Laid;
use crate::view::{FreshnessView, Origin, SessionView, WorkspaceChoiceView, WorkspaceView};
use crate::workspace::audience::Membership;
use crate::workspace::feed::fetch as feed;
use crate::workspace::feed::fetch::{Feeds, Known};
use crate::workspace::merge::merge;
use crate::workspace::source::{Reading, Source, With, read_release};
use crate::workspace::tuf::poll::Plan;
use crate::workspace::tuf::{Refreshed, Refused, Repository, Trouble};
use crate::workspace::{Broken, Workspace};

/// An old session that takes longer to end is left behind.
const PATIENCE: Duration = Duration::from_secs(3);
/// What a network makes impossible for a while is worth a word after this long, and this many tries.
const A_WHILE: Duration = Duration::from_secs(24 * 3600);
const TRIES: u32 = 3;

/// The workspace, and how it stands with its source.
pub(super) struct Current {
    pub(super) source: Source,
    /// As it was laid or signed. Until its first one is there, the built-in one.
    own: Workspace,
    /// What is shown: the same, with what its feeds bring.
    pub(super) workspace: Workspace,
    /// Why it is not the newest that was laid or signed, if so.
    pub(super) broken: Option<Broken>,
    /// Whether it is the source's own and not the built-in one in its stead.
    pub(super) received: bool,
    repository: Option<Subscription<Repository>>,
    feeds: Option<(feed::Subscription, Subscription<FeedsFor>)>,
    folder: String,
    fingerprint: Option<String>,
    checked_at: Option<UnixTime>,
    late: Option<Failure>,
    tries: u32,
}

/// What was said from outside.
pub(super) enum Heard {
    Repository(Box<News<Result<Refreshed, Refused>>>),
    Feeds(Vec<Known>),
}

/// What outlives this run of how it went with a repository.
#[derive(Default, Serialize, Deserialize)]
struct Remembered {
    plan: Plan,
    checked_at: Option<UnixTime>,
}

impl Current {
    /// Nothing yet.
    pub(super) fn nothing() -> Self {
        Self {
            source: Source::BuiltIn,
            own: Workspace::built_in(),
            workspace: Workspace::built_in(),
            broken: None,
            received: true,
            repository: None,
            feeds: None,
            folder: String::new(),
            fingerprint: None,
            checked_at: None,
            late: None,
            tries: 0,
        }
    }

    /// What is said next by the repository or the feeds; never, where there are none.
    pub(super) async fn heard(&mut self) -> Heard {
        let repository = async {
            match &mut self.repository {
                Some(repository) => repository.news().await,
                None => std::future::pending().await,
            }
        };
        let feeds = async {
            match &mut self.feeds {
                Some((_, feeds)) => feeds.news().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            news = repository => Heard::Repository(Box::new(news)),
            news = feeds => Heard::Feeds(news.said),
        }
    }

    fn freshness(&self, now: UnixTime) -> FreshnessView {
        match (&self.late, self.checked_at) {
            (Some(Failure { code, detail }), checked_at) => FreshnessView::Late {
                code: *code,
                detail: detail.clone(),
                checked_at,
                serious: match code {
                    Code::WorkspaceUnreachable | Code::WorkspaceNotThere => {
                        !self.received
                            || (self.tries >= TRIES
                                && checked_at.is_none_or(|checked| checked.until(now) > A_WHILE))
                    }
                    Code::WorkspaceRefused => self.tries >= TRIES,
                    _ => true,
                },
            },
            (None, _) if self.fingerprint.is_none() => FreshnessView::Local,
            (None, Some(checked_at)) if self.received => FreshnessView::Current { checked_at },
            (None, _) => FreshnessView::Awaited,
        }
    }
}

impl Keeper {
    /// What a workspace is read with.
    fn with(&self) -> With<'_> {
        let means = &self.outside.means;
        With { paths: self.outside.paths.as_ref(), http: &means.http, clock: &means.clock }
    }

    /// Shows what `source` holds, in place of what was shown.
    pub(super) async fn show(&mut self, source: Source) {
        self.laid.also(source.files());
        let reading = source.read(self.with()).await;
        let Remembered { plan, checked_at } = self.remembered(&reading.folder);
        let (kept, every) = (reading.workspace.is_some(), self.policy.check_every);
        let repository = reading.repository.map(|repository| {
            Subscription::begin(repository, Pace { plan, kept, every }, self.outside.means.clone())
        });
        self.current = Current {
            received: kept || source == Source::BuiltIn,
            workspace: Workspace::built_in(),
            own: reading.workspace.unwrap_or_else(Workspace::built_in),
            broken: reading.broken.or_else(|| self.unusable_policy()),
            repository,
            feeds: None,
            folder: reading.folder,
            fingerprint: reading.fingerprint,
            checked_at,
            late: reading.refused.as_ref().map(failure),
            tries: 0,
            source,
        };
        self.adopt().await;
    }

    /// Takes over what the workspace says, whatever of it is new.
    async fn adopt(&mut self) {
        self.current.workspace.clone_from(&self.current.own);
        self.layer = self.store.layer(&self.current.own.id).unwrap_or_default();
        self.apply_settings();
        self.follow().await;
        self.ask_feeds();
        self.draw();
    }

    /// Reads again what lies on this computer: the policy, and the workspace if it is a file.
    pub(super) async fn reload(&mut self) {
        self.read_policy();
        let chosen = self.chosen();
        if chosen != self.current.source {
            return self.show(chosen).await;
        }
        self.current.broken = self.unusable_policy();
        if matches!(chosen, Source::Laid(Laid::File(_)) | Source::BuiltIn) {
            let Reading { workspace, broken, .. } = chosen.read(self.with()).await;
            match (workspace, broken) {
                // One that is not valid leaves the desk as it is.
                (_, Some(broken)) => self.current.broken = Some(broken),
                (Some(workspace), None) => {
                    (self.current.own, self.current.received) = (workspace, true);
                    return self.adopt().await;
                }
                (None, None) => {}
            }
        }
        self.apply_settings();
        self.follow().await;
        self.draw();
    }

    /// Asks the repository and the feeds now.
    pub(super) async fn check(&mut self) {
        self.reload().await;
        if let Some(repository) = &self.current.repository {
            repository.ask();
        }
        if let Some((_, feeds)) = &self.current.feeds {
            feeds.ask();
        }
    }

    /// Somebody outside said something.
    pub(super) async fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Repository(news) => self.hear_repository(*news).await,
            Heard::Feeds(known) => {
                self.lay_feeds(known);
                self.draw();
            }
        }
    }

    /// Asks the feeds for this agent, unless that is what is being done.
    pub(super) fn ask_feeds(&mut self) {
        let siret = self.whose.as_ref().and_then(|whose| whose.siret.as_deref());
        let whom = feed::Subscription::new(&self.current.own, siret, self.outside.means.language.now());
        if let Some(folder) = self.outside.paths.as_ref().map(Paths::feeds)
            && !whom.is_empty()
        {
            let feeds = Feeds::new(self.outside.means.http.clone(), folder);
            let known = feeds.kept(&whom);
            if self.current.feeds.as_ref().is_none_or(|(before, _)| *before != whom) {
                let kept = known.iter().all(|known| known.reading.is_some() || known.is_waiting());
                let pace = Pace { plan: Plan::default(), kept, every: self.policy.check_every };
                let asked = FeedsFor { feeds, whom: whom.clone() };
                let subscription = Subscription::begin(asked, pace, self.outside.means.clone());
                self.current.feeds = Some((whom, subscription));
            }
            self.lay_feeds(known);
        } else {
            self.current.feeds = None;
            self.current.workspace.clone_from(&self.current.own);
        }
    }

    fn lay_feeds(&mut self, known: Vec<Known>) {
        for Known { feed, trouble, .. } in &known {
            if let Some(trouble) = trouble {
                tracing::info!(feed, ?trouble, "a feed gave no list");
            }
        }
        let readings: Vec<_> = known.into_iter().filter_map(|known| known.reading).collect();
        self.current.workspace = merge(self.current.own.clone(), &readings).workspace;
    }

    async fn hear_repository(&mut self, news: News<Result<Refreshed, Refused>>) {
        let News { said, at, plan } = news;
        if said.is_ok() {
            self.current.checked_at = Some(at);
        }
        self.remember(&Remembered { plan, checked_at: self.current.checked_at });
        match said {
            Ok(refreshed) => {
                (self.current.late, self.current.tries) = (None, 0);
                if refreshed.changed || !self.current.received || self.current.broken.is_some() {
                    let joined = match &self.current.source {
                        Source::Joined(joined) => Some(joined),
                        Source::Laid(_) | Source::BuiltIn => None,
                    };
                    let copy = self.with().copy(&self.current.folder);
                    match read_release(&refreshed.release, joined, &copy) {
                        Ok(workspace) => {
                            self.current.own = workspace;
                            (self.current.broken, self.current.received) = (None, true);
                            return self.adopt().await;
                        }
                        Err(broken) => self.current.broken = Some(broken),
                    }
                }
            }
            Err(refused) => {
                tracing::info!(trouble = ?refused.trouble, detail = refused.detail, "the repository was refused");
                self.current.tries += 1;
                self.current.late = Some(failure(&refused));
            }
        }
        self.draw();
    }

    fn remembered(&self, folder: &str) -> Remembered {
        self.store.setting(&format!("repository {folder}")).ok().flatten().unwrap_or_default()
    }

    fn remember(&mut self, remembered: &Remembered) {
        let kept = self.store.set(&format!("repository {}", self.current.folder), Some(remembered));
        self.note_store(kept);
    }

    /// Draws the desk and what it comes from.
    pub(super) fn draw(&mut self) {
        let language = self.outside.means.language.now();
        let current = &self.current;
        let desk = desk::view(&Sight {
            workspace: &current.workspace,
            origin: if current.received { current.source.origin() } else { Origin::BuiltIn },
            broken: current.broken.as_ref(),
            person: &self.membership,
            layer: &self.layer,
            language,
        });
        let workspace = self.about();
        self.set(Event::Desk(desk));
        self.set(Event::Workspace(workspace));
    }

    fn about(&self) -> WorkspaceView {
        let language = self.outside.means.language.now();
        let current = &self.current;
        let name = current.workspace.name.pick(language);
        let choices = Source::all(&self.policy, self.store.joined().unwrap_or_default());
        let choices = choices.into_iter().map(|source| {
            let is_current = source == current.source;
            WorkspaceChoiceView {
                key: source.key(),
                name: match &source {
                    _ if is_current => name.to_owned(),
                    Source::Joined(joined) => joined.name.clone(),
                    Source::Laid(_) => language
                        .pick("Celui de votre organisation", "Your organisation’s", "Der Ihrer Organisation")
                        .to_owned(),
                    Source::BuiltIn => Workspace::built_in().name.pick(language).to_owned(),
                },
                origin: source.origin(),
                host: source.host(),
                current: is_current,
            }
        });
        WorkspaceView {
            id: current.workspace.id.clone(),
            name: name.to_owned(),
            origin: current.source.origin(),
            revision: current.workspace.revision,
            host: current.source.host(),
            fingerprint: current.fingerprint.clone(),
            freshness: current.freshness(self.outside.means.clock.now()),
            choices: choices.collect(),
            may_join: self.policy.join_address && self.outside.paths.is_some(),
            joining: self.joining.view(),
        }
    }

    /// Shows the desk of somebody else, or more or less of it. What was about to be opened was the other person's.
    pub(super) fn belongs_to(&mut self, whose: Option<Whose>, membership: Membership) {
        self.hand_over(whose, membership);
        self.ask_feeds();
        self.draw();
    }

    /// The same, where the desk is drawn by somebody else.
    fn hand_over(&mut self, whose: Option<Whose>, membership: Membership) {
        if self.whose != whose {
            self.notices(|notices| notices.retain(|notice| notice.opening.is_none()));
        }
        (self.whose, self.membership) = (whose, membership);
    }

    /// Goes on with the session that there is, or ends it and starts the one that the workspace asks for.
    async fn follow(&mut self) {
        let secret = match self.current.source {
            Source::Laid(_) => self.policy.client_secret.clone(),
            Source::Joined(_) | Source::BuiltIn => None,
        };
        let setup = Setup::of(&self.current.workspace, secret);
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
}

/// What a refusal is to the agent.
pub(super) fn failure(refused: &Refused) -> Failure {
    let code = match refused.trouble {
        Trouble::Unreachable => Code::WorkspaceUnreachable,
        Trouble::NotARepository => Code::WorkspaceNotThere,
        Trouble::Expired { .. } => Code::WorkspaceExpired,
        Trouble::Clock { .. } => Code::WorkspaceClockWrong,
        Trouble::Disk => Code::WorkspaceNotKept,
        Trouble::Signature { .. }
        | Trouble::Rollback { .. }
        | Trouble::Mismatch { .. }
        | Trouble::TooLarge { .. }
        | Trouble::TooManyRoots
        | Trouble::Missing { .. } => Code::WorkspaceRefused,
    };
    Failure::new(code, refused.detail.clone())
}
