//! The task that owns the session: its state, and what it does when it is asked. How it signs in and out, renews,
//! keeps and opens is in the files beside.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::{Notify, mpsc, oneshot};
use tokio::task::{AbortHandle, JoinHandle, JoinSet};
use tokio::time::Instant;
use url::Url;

mod keep;
mod learn;
mod leave;
mod live;
mod open;
mod renew;
mod sign;

use self::leave::Leaving;
use self::live::{InKeychain, Live};
use super::{Change, Setup};
use crate::clock::UnixTime;
use crate::directory::known::{Known, Whose};
use crate::error::{Code, Failure};
use crate::identity::attempt::Success;
use crate::identity::client::{Grant, Refresh};
use crate::identity::keychain::Trouble;
use crate::identity::person::Person;
use crate::identity::provider::Provider;
use crate::launch::Destination;
use crate::outside::Means;
use crate::view::{SessionView, SignInPurpose};
use crate::workspace::audience::Membership;

/// What the task can be asked.
pub(super) enum Ask {
    Open(Destination),
    SignIn,
    Reopen,
    Cancel,
    Retry,
    Renew,
    ChangeOrganisation(Option<String>),
    SignOut {
        everywhere: bool,
    },
    /// Answers when nothing is left to be done.
    Close(oneshot::Sender<()>),
    /// From the sign-in with this number: the address that the browser was given.
    Opened(u64, Url),
    /// From the sign-in with this number: how it ended.
    Attempted(u64, Box<Result<Success, Failure>>),
    /// Goes on with another word of IT about the same session.
    Change(Box<Setup>),
    /// From the session with this number and revision: whether the keychain took it.
    Kept(u64, u32, Result<(), Trouble>),
    /// From the session with this number: what was asked about the person.
    Learned(u64, Box<learn::Learned>),
    /// From the refresh of the session with this number: how it ended.
    Refreshed(u64, Box<Result<(Arc<Provider>, Grant), Refresh>>),
}

/// The one state.
enum State {
    /// The keychain is being read, and then, if it held a session, the provider asked.
    Starting(Option<Live>),
    Out,
    In(Live),
    Doubt {
        live: Live,
        since: UnixTime,
        code: Code,
    },
    Expired(Person),
}

/// A moment on both clocks, since one stops while the computer sleeps and the other may be set.
struct Due(UnixTime, Instant);

struct Attempt {
    number: u64,
    purpose: SignInPurpose,
    task: AbortHandle,
    until: UnixTime,
    /// Whether it begins with a log-out.
    logs_out: bool,
    /// The levels of authentication that it asks for.
    acr: Vec<String>,
    url: Option<Url>,
}

impl Drop for Attempt {
    fn drop(&mut self) {
        self.task.abort();
    }
}

pub(super) struct Task {
    setup: Setup,
    means: Means,
    entry: String,
    changes: mpsc::UnboundedSender<Change>,
    asks: mpsc::UnboundedSender<Ask>,
    state: State,
    /// A sign-in under way, over whatever the state is: a failure leaves that as it was.
    attempt: Option<Attempt>,
    /// Counts sign-ins and sessions.
    numbers: u64,
    /// What opens once signed in, in order.
    waiting: Vec<Destination>,
    provider: Option<Arc<Provider>>,
    /// The scopes that the provider did not allow.
    refused: Vec<String>,
    /// When they are worth another question.
    refused_until: UnixTime,
    /// Whether `prompt=login` was seen to change nothing.
    keeps_login: bool,
    /// The organisation that the next sign-in asks for.
    siret_hint: Option<String>,
    keychain_said: bool,
    /// The keychain may still hold what was to be forgotten: when to try again.
    to_forget: Option<Instant>,
    /// Revocations and log-outs on their way.
    farewells: JoinSet<()>,
    /// Tokens that are to be revoked, by subject, and the word to try again now.
    revocations: Vec<(String, AbortHandle)>,
    revoke_now: Arc<Notify>,
    /// Whoever waits for everything to be done.
    closing: Vec<oneshot::Sender<()>>,
    /// Sessions that were signed out while a refresh was under way.
    left: Vec<Live>,
    /// A log-out in the browser, on a port that a sign-in may need.
    leaving: Option<Leaving>,
    /// Tools that open one after the other.
    openings: JoinSet<()>,
    /// Both clocks when they were last looked at.
    last: Due,
    /// What is known of whoever is signed in, or was until it expired.
    known: Option<Known>,
    /// What the disk has of it, and the last write, after which the next one comes.
    on_disk: Option<(Whose, Known)>,
    saving: Option<JoinHandle<()>>,
    published: Option<SessionView>,
    published_member: Option<(Option<Whose>, Membership)>,
}

/// The clocks are compared at least this often while somebody is signed in: that is how a sleep is noticed.
const TICK: Duration = Duration::from_secs(60);

impl Task {
    pub(super) fn new(
        setup: Setup,
        means: Means,
        changes: mpsc::UnboundedSender<Change>,
        asks: mpsc::UnboundedSender<Ask>,
    ) -> Self {
        Self {
            entry: setup.entry(),
            last: Due(means.clock.now(), Instant::now()),
            setup,
            means,
            changes,
            asks,
            state: State::Starting(None),
            attempt: None,
            numbers: 0,
            waiting: Vec::new(),
            provider: None,
            refused: Vec::new(),
            refused_until: UnixTime(0),
            keeps_login: false,
            siret_hint: None,
            keychain_said: false,
            to_forget: None,
            farewells: JoinSet::new(),
            revocations: Vec::new(),
            revoke_now: Arc::default(),
            closing: Vec::new(),
            left: Vec::new(),
            leaving: None,
            openings: JoinSet::new(),
            known: None,
            on_disk: None,
            saving: None,
            published: None,
            published_member: None,
        }
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Ask>) {
        self.publish();
        self.restore().await;
        let mut network = self.means.network.clone();
        loop {
            self.keep_up().await;
            self.publish();
            let ask = tokio::select! {
                ask = inbox.recv() => ask,
                () = tokio::time::sleep(self.rest()), if self.live().is_some() || self.to_forget.is_some() => continue,
                () = network.returned() => {
                    self.network_returned();
                    continue;
                }
            };
            let Some(ask) = ask else { return };
            // The first ask after a night is not judged by the evening's state.
            self.keep_up().await;
            self.handle(ask).await;
            self.close().await;
        }
    }

    async fn handle(&mut self, ask: Ask) {
        match ask {
            Ask::Open(destination) => match (&self.state, &self.attempt) {
                (State::In(live), None) if live.satisfies(&destination.acr) => self.open(destination),
                (State::In(_), None) => {
                    self.wait(destination);
                    self.start(SignInPurpose::StepUp);
                }
                (State::Starting(_), None) => self.wait(destination),
                _ => {
                    self.wait(destination);
                    self.sign_in();
                }
            },
            Ask::SignIn => self.sign_in(),
            Ask::Reopen => {
                if let Some(url) = self.attempt.as_ref().and_then(|attempt| attempt.url.clone()) {
                    self.open_page(url);
                }
            }
            Ask::Cancel => {
                if let Some(attempt) = self.attempt.take() {
                    self.failed(&attempt, Code::SignInCancelled.into());
                }
            }
            Ask::Retry => self.retry(),
            Ask::Renew => self.renew().await,
            Ask::ChangeOrganisation(siret) => self.change_organisation(siret).await,
            Ask::SignOut { everywhere } => self.sign_out(everywhere).await,
            Ask::Change(setup) => self.change(*setup).await,
            Ask::Close(done) => self.closing.push(done),
            Ask::Opened(number, url) => {
                if let Some(attempt) = self.attempt.as_mut().filter(|attempt| attempt.number == number) {
                    attempt.url = Some(url);
                }
            }
            Ask::Attempted(number, result) => {
                if let Some(attempt) = self.attempt.take_if(|attempt| attempt.number == number) {
                    match *result {
                        Ok(success) => self.signed_in(success).await,
                        Err(failure) => self.failed(&attempt, failure),
                    }
                }
            }
            Ask::Kept(number, revision, result) => {
                if self.live().is_some_and(|live| live.number == number) {
                    self.kept(revision, result).await;
                }
            }
            Ask::Learned(number, learned) => {
                if self.live().is_some_and(|live| live.number == number) {
                    self.learned(*learned).await;
                }
            }
            Ask::Refreshed(number, result) => {
                if self.live().is_some_and(|live| live.number == number) {
                    self.refreshed(*result).await;
                } else if let Some(position) = self.left.iter().position(|left| left.number == number) {
                    let left = self.left.swap_remove(position);
                    // At Keycloak it would end the session that the same person has begun since.
                    if self.live().is_none_or(|live| live.kept.person.sub != left.kept.person.sub) {
                        self.revoke_late(left.kept, *result);
                    }
                }
            }
        }
    }

    /// Answers whoever waits, once nothing is under way that the next start would miss.
    async fn close(&mut self) {
        let busy = self.live().is_some_and(|live| live.refreshing || live.writing.is_some());
        if busy || !self.left.is_empty() || self.closing.is_empty() {
            return;
        }
        while self.farewells.join_next().await.is_some() {}
        for done in self.closing.drain(..) {
            let _ = done.send(());
        }
    }

    /// Goes on with what IT wrote since. Who is signed in stays so, unless that asks for a higher level now.
    async fn change(&mut self, setup: Setup) {
        self.setup = setup;
        self.refused.clear();
        if self.live().is_some_and(|live| !live.satisfies(&self.setup.registration.acr)) {
            self.ended().await;
        }
    }

    /// The session, where there is one.
    fn live(&self) -> Option<&Live> {
        match &self.state {
            State::Starting(live) => live.as_ref(),
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        }
    }

    fn live_mut(&mut self) -> Option<&mut Live> {
        match &mut self.state {
            State::Starting(live) => live.as_mut(),
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        }
    }

    fn person(&self) -> Option<&Person> {
        match &self.state {
            State::Expired(person) => Some(person),
            _ => self.live().map(|live| &live.kept.person),
        }
    }

    fn next_number(&mut self) -> u64 {
        self.numbers += 1;
        self.numbers
    }

    fn say(&self, code: Code) {
        let _ = self.changes.send(Change::Said(code.into(), None));
    }

    fn publish(&mut self) {
        self.publish_member();
        let view = self.view();
        if self.published.as_ref() != Some(&view) {
            self.published = Some(view.clone());
            let _ = self.changes.send(Change::State(view));
        }
    }

    fn view(&self) -> SessionView {
        if let Some(attempt) = &self.attempt {
            return SessionView::SigningIn {
                purpose: attempt.purpose,
                provider: self.setup.registration.issuer.host_str().unwrap_or_default().to_owned(),
                opened: attempt.url.is_some(),
                until: attempt.until,
                opening: self.waiting.iter().map(|destination| destination.name.clone()).collect(),
                person: self.person().map(Person::view),
                ends_at: self.live().map(|live| live.kept.ends_at),
            };
        }
        let person = |live: &Live| live.kept.person.view();
        match &self.state {
            State::Starting(_) => SessionView::Starting,
            State::Out => SessionView::SignedOut,
            State::In(live) => SessionView::SignedIn {
                person: person(live),
                ends_at: live.kept.ends_at,
                ending: live.is_ending(self.means.clock.now()),
                kept: live.in_keychain != InKeychain::No,
            },
            State::Doubt { live, since, code } => SessionView::InDoubt {
                person: person(live),
                ends_at: live.kept.ends_at,
                since: *since,
                code: *code,
            },
            State::Expired(before) => SessionView::Expired { person: before.view() },
        }
    }
}
