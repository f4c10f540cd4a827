//! Signing in: for the first time, for another half-day, at a higher level, for another organisation.

use std::time::Duration;

use tokio::sync::oneshot;

use super::super::Change;
use super::{Ask, Attempt, InKeychain, Live, State, Task};
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::identity::attempt::{self, Success};
use crate::identity::client::{Grant, Request};
use crate::identity::kept::Kept;
use crate::identity::page;
use crate::identity::person::Person;
use crate::launch::Destination;
use crate::view::SignInPurpose;

/// What a provider did not allow yesterday it may allow today.
const A_DAY: Duration = Duration::from_secs(24 * 3600);

impl Task {
    /// Starts a sign-in in the browser, unless one is under way.
    pub(super) fn sign_in(&mut self) {
        self.start(SignInPurpose::SignIn);
    }

    /// Starts a sign-in for this purpose, unless one is under way.
    pub(super) fn start(&mut self, purpose: SignInPurpose) {
        if self.attempt.is_some() {
            return;
        }
        if self.setup.secret_missing {
            let waiting = std::mem::take(&mut self.waiting);
            return self.give_up(Code::SecretMissing.into(), waiting);
        }
        let leaving = self.leaving.clone();
        self.revoke_now.notify_waiters();
        if self.means.clock.now() >= self.refused_until {
            self.refused.clear();
        }
        let (number, asks) = (self.next_number(), self.asks.clone());
        let (registration, means) = (self.setup.registration.clone(), self.means.clone());
        let request = Request {
            scopes: registration.scopes.iter().filter(|s| !self.refused.contains(s)).cloned().collect(),
            fresh: purpose == SignInPurpose::Renew && self.asks_again(),
            acr: self.level(),
            siret_hint: self.siret_hint.clone(),
            opened: None,
        };
        let logs_out = match purpose {
            SignInPurpose::ChangeOrganisation => true,
            SignInPurpose::Renew => !self.asks_again(),
            SignInPurpose::SignIn | SignInPurpose::StepUp => false,
        };
        let acr = request.acr.clone();
        let task = tokio::spawn(async move {
            if let Some(leaving) = leaving {
                leaving.out_of_the_way().await;
            }
            let opened = |url| drop(asks.send(Ask::Opened(number, url)));
            let result = attempt::run(&registration, &means, request, logs_out, opened).await;
            let _ = asks.send(Ask::Attempted(number, Box::new(result)));
        });
        let until = self.means.clock.now().plus(self.means.patience);
        let _ = self.changes.send(Change::Begun);
        self.attempt =
            Some(Attempt { number, purpose, task: task.abort_handle(), until, logs_out, acr, url: None });
    }

    /// The levels of authentication of which this sign-in needs one: what the first tool that waits asks for, within
    /// what the workspace asks for.
    fn level(&self) -> Vec<String> {
        let workspace = &self.setup.registration.acr;
        let Some(tool) = self.waiting.iter().map(|waiting| &waiting.acr).find(|acr| !acr.is_empty()) else {
            return workspace.clone();
        };
        let both: Vec<_> = tool.iter().filter(|level| workspace.contains(level)).cloned().collect();
        if both.is_empty() { tool.clone() } else { both }
    }

    /// Signs in anew while there is a session. A provider that takes the browser's session for an answer is left first:
    /// it would give tokens that end with the old login.
    pub(super) async fn renew(&mut self) {
        match self.state {
            State::In(_) | State::Doubt { .. } if self.attempt.is_none() => {}
            _ => return self.sign_in(),
        }
        if self.asks_again() || self.setup.registration.post_logout_path.is_some() {
            self.start(SignInPurpose::Renew);
        } else {
            self.leave_first(None).await;
        }
    }

    /// Whether `prompt=login` makes the provider ask again.
    fn asks_again(&self) -> bool {
        self.setup.registration.supports_prompt_login && !self.keeps_login
    }

    /// Signs out, and in again for another organisation: a hint has no effect on a session that lives.
    pub(super) async fn change_organisation(&mut self, siret: Option<String>) {
        if self.setup.registration.post_logout_path.is_some() {
            self.sign_out(false).await;
            self.siret_hint = siret;
            self.start(SignInPurpose::ChangeOrganisation);
        } else {
            self.leave_first(siret).await;
        }
    }

    /// The provider's log-out does not come back here: signing in again is the agent's own next step.
    async fn leave_first(&mut self, siret: Option<String>) {
        self.sign_out(true).await;
        self.siret_hint = siret;
        self.say(Code::SignInAgain);
    }

    /// Takes the end of a sign-in that came to nothing. One that began with a log-out may have ended the session that
    /// there was: the provider knows.
    pub(super) fn failed(&mut self, attempt: &Attempt, failure: Failure) {
        let left = attempt.logs_out && attempt.url.is_some();
        let cancelled = failure.code == Code::SignInCancelled;
        let mut waiting = std::mem::take(&mut self.waiting);
        if failure.code == Code::LevelNotReached {
            // Another level than the one that was not reached may well be.
            let other = |tool: &mut Destination| {
                !tool.acr.is_empty() && !tool.acr.iter().any(|level| attempt.acr.contains(level))
            };
            self.waiting = waiting.extract_if(.., other).collect();
            self.open_waiting();
        }
        self.give_up(if left && cancelled { Code::SignInAgain.into() } else { failure }, waiting);
        if left {
            self.retry();
        }
    }

    /// A sign-in that came to nothing. Where the session still serves, what waited and needed no more than that opens;
    /// else the first of it is named, so that it can be opened all the same.
    pub(super) fn give_up(&mut self, failure: Failure, waiting: Vec<Destination>) {
        let (open, beyond): (Vec<_>, Vec<_>) = waiting.into_iter().partition(|waiting| match &self.state {
            State::In(live) => live.satisfies(&waiting.acr),
            _ => false,
        });
        let _ = self.changes.send(Change::Said(failure, beyond.into_iter().next()));
        self.open_each(open, Duration::ZERO);
    }

    /// Begins a session. The agent's page and tools come first; a slow keychain holds nobody up.
    pub(super) async fn signed_in(&mut self, success: Success) {
        let Success { provider, grant, claims, acr, fresh, nonce, refused, reply } = success;
        let Some(person) = Person::from_claims(&claims) else {
            let failure = Failure::new(Code::BadToken, "sub");
            let _ = reply.send(page::failed(self.means.language.now(), &failure));
            let waiting = std::mem::take(&mut self.waiting);
            return self.give_up(failure, waiting);
        };
        self.stop_revoking(&person);
        let mut waiting = std::mem::take(&mut self.waiting);
        if self.person().is_some_and(|before| !before.is_same_as(&person)) {
            // What was asked for may be the other person's: a document's address is already something to know.
            self.openings.abort_all();
            // The same person elsewhere has the same login: to revoke its token may end the session that just began.
            let somebody_else =
                self.live().map(|live| &live.kept).filter(|kept| kept.person.sub != person.sub);
            if let Some(before) = somebody_else.cloned() {
                self.revoke_of(before, self.provider.clone(), oneshot::channel().0);
            }
            if !waiting.is_empty() {
                waiting.clear();
                self.say(Code::OtherPerson);
            }
        }
        self.siret_hint = None;
        self.note_refused(refused);
        let name = person.view().name;
        let kept = Kept {
            // Without one, the session lasts as long as this run, and is not kept.
            refresh_token: grant.refresh_token.clone().unwrap_or_default(),
            token_endpoint: provider.metadata.token_endpoint.clone(),
            nonce,
            person,
            ends_at: ends_at(&grant, self.setup.registration.session, self.means.clock.now()),
            acr: grant.id.as_ref().and_then(|id| id.acr.clone()),
        };
        let before = self.live().map(|before| &before.kept);
        if let Some(before) = before.filter(|before| fresh && before.person.is_same_as(&kept.person)) {
            // Asked again and answered with the old login: from now on it is left first.
            self.keeps_login = kept.ends_at <= before.ends_at;
        }
        self.provider = Some(provider);
        let refresh = grant.refresh_token.is_some().then(|| self.due(&grant));
        let number = self.next_number();
        let now = self.means.clock.now();
        let refresh_ends = grant.refresh_expires_in.map(|life| (now, now.plus(life)));
        let live = Live { refresh_ends, ..Live::new(number, kept, InKeychain::No, refresh) };
        let (waiting, beyond): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|waiting| live.satisfies(&waiting.acr));
        // A level is asked for once: what this sign-in asked for and did not get is not asked for again by itself.
        let (refused_to, later): (Vec<_>, Vec<_>) =
            beyond.into_iter().partition(|tool| tool.acr.iter().any(|level| acr.contains(level)));
        self.state = State::In(live);
        self.recall(Some(&claims)).await;
        self.learn(grant.access_token, grant.id.map(|id| id.others));
        self.publish();
        let mut waiting = waiting.into_iter();
        let first = waiting.next();
        let onward = first.as_ref().map(|first| (&first.address, first.name.as_str()));
        let told = reply.send(page::signed_in(self.means.language.now(), &name, onward));
        if let (Err(_), Some(first)) = (told, first) {
            // The tab was closed meanwhile: what it was to show opens in another one.
            self.open(first);
        }
        self.open_after(waiting.collect());
        self.keep().await;
        if !later.is_empty() {
            self.waiting = later;
            self.start(SignInPurpose::StepUp);
        }
        for destination in refused_to {
            let _ = self.changes.send(Change::Said(Code::LevelNotReached.into(), Some(destination)));
        }
    }

    /// The provider allowed less than was asked for: that is said once, and not asked for again.
    fn note_refused(&mut self, refused: Vec<String>) {
        if !refused.is_empty() {
            let failure = Failure::new(Code::ScopesRefused, refused.join(", "));
            let _ = self.changes.send(Change::Said(failure, None));
            self.refused.extend(refused);
            self.refused_until = self.means.clock.now().plus(A_DAY);
        }
    }
}

/// The moment a session ends, whatever happens: counted from the real sign-in, which may be another tool's of this
/// morning. A provider whose sessions live longer than ours is not asked again at once.
fn ends_at(grant: &Grant, session: Duration, now: UnixTime) -> UnixTime {
    let since = grant.id.as_ref().and_then(|id| id.auth_time).map_or(now, UnixTime).min(now);
    let end = since.plus(session);
    if end <= now { now.plus(session) } else { end }
}
