//! The workspace that is shown: read, kept up to date, replaced by another.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::Keeper;
use super::feeds::Followed;
use crate::clock::UnixTime;
use crate::desk::{self, Sight};
use crate::error::{Code, Failure};
use crate::event::Event;
use crate::parvis::subscription::{News, Pace, Subscription};
use crate::policy::Laid;
use crate::view::{FreshnessView, Origin, WorkspaceChoiceView, WorkspaceView};
use crate::workspace::feed::fetch::Known;
use crate::workspace::format::Document;
use crate::workspace::source::{Reading, Received, Source, With, read_release};
use crate::workspace::tuf::poll::Plan;
use crate::workspace::tuf::{Refreshed, Refused, Repository, Trouble};
use crate::workspace::{Broken, Workspace};

/// What a network makes impossible for a while is worth a word after this long, and this many tries.
const A_WHILE: Duration = Duration::from_secs(24 * 3600);
const TRIES: u32 = 3;

/// The key of the store under which that one of the machine's workspaces is that was received last.
pub(super) const RECEIVED: &str = "received";

/// The workspace, and how it stands with its source.
pub(super) struct Current {
    pub(super) source: Source,
    /// As it was laid or signed. Until its first one is there, what stands in for it.
    pub(super) own: Workspace,
    /// The same, with what its feeds bring, if they bring anything.
    pub(super) with_feeds: Option<Workspace>,
    /// Why it is not the newest that was laid or signed, if so.
    pub(super) broken: Option<Broken>,
    /// Whether it is the source's own and not another one in its stead.
    pub(super) received: bool,
    /// Where it comes from, whatever the source is.
    shown: Origin,
    repository: Option<Subscription<Repository>>,
    /// How often that is asked.
    every: Duration,
    pub(super) feeds: Option<Followed>,
    folder: String,
    root: Option<String>,
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
            with_feeds: None,
            broken: None,
            received: true,
            shown: Origin::BuiltIn,
            repository: None,
            every: Duration::ZERO,
            feeds: None,
            folder: String::new(),
            root: None,
            fingerprint: None,
            checked_at: None,
            late: None,
            tries: 0,
        }
    }

    /// What is shown.
    pub(super) fn workspace(&self) -> &Workspace {
        self.with_feeds.as_ref().unwrap_or(&self.own)
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
                Some(feeds) => feeds.news().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            news = repository => Heard::Repository(Box::new(news)),
            known = feeds => Heard::Feeds(known),
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
            (None, _) if self.shown != Origin::BuiltIn => FreshnessView::Local,
            (None, _) => FreshnessView::Awaited,
        }
    }
}

impl Keeper {
    /// What a workspace is read with.
    pub(super) fn with(&self) -> With<'_> {
        let means = &self.outside.means;
        With { paths: self.outside.paths.as_ref(), http: &means.http, clock: &means.clock }
    }

    /// Shows what `source` holds, in place of what was shown.
    pub(super) async fn show(&mut self, source: Source) {
        let reading = self.listen_and_read(&source).await;
        let Remembered { plan, checked_at } = self.remembered(&reading.folder);
        let (kept, every) = (reading.workspace.is_some(), self.policy.check_every);
        let repository = reading.repository.map(|repository| {
            Subscription::begin(repository, Pace { plan, kept, every }, self.outside.means.clone())
        });
        let (own, shown) = match reading.workspace {
            Some(workspace) => (workspace, source.origin()),
            None => self.stand_in(&source).await,
        };
        self.current = Current {
            received: kept,
            shown,
            own,
            with_feeds: None,
            broken: reading.broken,
            repository,
            every,
            feeds: None,
            folder: reading.folder,
            root: reading.root,
            fingerprint: reading.fingerprint,
            checked_at,
            late: reading.refused.as_ref().map(failure),
            tries: 0,
            source,
        };
        self.adopt().await;
    }

    /// What is shown until the first of a source is here: of a machine's, the desk that was received last, from wherever
    /// it was laid then.
    async fn stand_in(&mut self, source: &Source) -> (Workspace, Origin) {
        if let Source::Laid(_) = source
            && let Some(before) = self.store.setting::<Received>(RECEIVED).ok().flatten()
            && let origin = Source::Laid(before.laid.clone()).origin()
            && let Some(workspace) = self.read_received(before).await
        {
            return (workspace, origin);
        }
        (Workspace::built_in(), Origin::BuiltIn)
    }

    /// What was received is what will stand in for the next.
    fn note_received(&mut self) {
        self.current.shown = self.current.source.origin();
        if let Source::Laid(laid) = &self.current.source {
            let received = Received { laid: laid.clone(), root: self.current.root.clone() };
            if self.store.setting(RECEIVED).ok().flatten().as_ref() != Some(&received) {
                let kept = self.store.set(RECEIVED, Some(&received));
                self.note_store(kept);
            }
        }
    }

    /// Takes over what the workspace says, whatever of it is new.
    async fn adopt(&mut self) {
        if self.current.received {
            self.note_received();
        }
        self.layer = self.store.layer(&self.current.own.id).unwrap_or_default();
        self.apply_settings();
        self.follow();
        self.ask_feeds().await;
        self.draw();
    }

    /// Reads again what lies on this computer: the policy, and the workspace or the root of its repository.
    pub(super) async fn reload(&mut self) {
        self.read_policy().await;
        let chosen = self.chosen();
        if chosen != self.current.source {
            return self.show(chosen).await;
        }
        if matches!(chosen, Source::Laid(Laid::File(_)) | Source::BuiltIn) {
            let Reading { workspace, broken, .. } = self.listen_and_read(&chosen).await;
            match (workspace, broken) {
                // One that is not valid leaves the desk as it is.
                (_, Some(broken)) => self.current.broken = Some(broken),
                (Some(workspace), None) => {
                    (self.current.own, self.current.received) = (workspace, true);
                    self.current.broken = None;
                    return self.adopt().await;
                }
                (None, None) => {}
            }
        } else {
            match self.folder(&chosen).await {
                Ok(folder) if self.is_another(&folder) => return self.show(chosen).await,
                Ok(_) => {}
                Err(broken) => self.current.broken = Some(broken),
            }
        }
        self.apply_settings();
        self.follow();
        self.ask_feeds().await;
        self.draw();
    }

    /// Whether the repository in this folder is not the one that is followed, or not as it is to be.
    fn is_another(&self, folder: &str) -> bool {
        let current = &self.current;
        let was_broken =
            current.broken.as_ref().is_some_and(|broken| current.source.files().contains(&broken.file));
        was_broken || folder != current.folder || current.every != self.policy.check_every
    }

    /// Asks the repository and the feeds now.
    pub(super) async fn check(&mut self) {
        self.reload().await;
        if let Some(repository) = &self.current.repository {
            repository.ask();
        }
        if let Some(feeds) = &self.current.feeds {
            feeds.ask();
        }
    }

    /// Somebody outside said something.
    pub(super) async fn hear(&mut self, heard: Heard) {
        match heard {
            Heard::Repository(news) => self.hear_repository(*news).await,
            Heard::Feeds(known) => {
                self.hear_feeds(known);
                self.draw();
            }
        }
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
                            // Without its root, the next start would not find it.
                            let source = self.current.source.clone();
                            self.current.broken = self.folder(&source).await.err();
                            self.current.received = true;
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

    pub(super) fn forget_repository(&mut self, folder: &str) {
        let forgotten = self.store.set::<Remembered>(&format!("repository {folder}"), None);
        self.note_store(forgotten);
    }

    fn remember(&mut self, remembered: &Remembered) {
        let kept = self.store.set(&format!("repository {}", self.current.folder), Some(remembered));
        self.note_store(kept);
    }

    /// Draws the desk and what it comes from.
    pub(super) fn draw(&mut self) {
        let language = self.outside.means.language.now();
        let (current, policy) = (&self.current, self.unusable_policy());
        let desk = desk::view(&Sight {
            workspace: current.workspace(),
            origin: current.shown,
            broken: current.broken.as_ref().or(policy.as_ref()),
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
        let name = |source: &Source| match source {
            // Public tools that stand in do not give it their name.
            _ if *source == current.source && current.shown != Origin::BuiltIn => {
                current.own.name.pick(language).to_owned()
            }
            Source::Joined(joined) => joined.name.clone(),
            Source::Laid(_) => language
                .pick("Celui de votre organisation", "Your organisation’s", "Der Ihrer Organisation")
                .to_owned(),
            Source::BuiltIn => Document::built_in().name.pick(language).to_owned(),
        };
        let choices = self.all().into_iter().map(|source| WorkspaceChoiceView {
            key: source.key(),
            name: name(&source),
            origin: source.origin(),
            host: source.host(),
            current: source == current.source,
        });
        WorkspaceView {
            id: current.own.id.clone(),
            name: name(&current.source),
            origin: current.source.origin(),
            revision: current.own.revision,
            host: current.source.host(),
            fingerprint: current.fingerprint.clone(),
            freshness: current.freshness(self.outside.means.clock.now()),
            choices: choices.collect(),
            may_join: self.policy.join_address && self.outside.paths.is_some(),
            joining: self.joining.view(),
        }
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
