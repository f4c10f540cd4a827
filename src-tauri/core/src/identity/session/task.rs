//! The task that owns the session.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::Instant;
use url::Url;

use super::{Change, Setup};

#[path = "task_parts.rs"]
mod parts;

use self::parts::ends_at;
use crate::clock::UnixTime;
use crate::error::{Code, Failure};
use crate::identity::attempt::{self, Success};
use crate::identity::client::{Grant, Refresh};
use crate::identity::kept::{Kept, entry_name};
use crate::identity::page;
use crate::identity::person::Person;
use crate::identity::provider::Provider;
use crate::launch::Destination;
use crate::outside::Means;
use crate::view::SessionView;

/// What the task can be asked.
pub(super) enum Ask {
    Open(Destination),
    SignIn,
    Reopen,
    Cancel,
    SignOut {
        everywhere: bool,
    },
    /// From the sign-in with this number: the address that the browser was given.
    Opened(u64, Url),
    /// From the sign-in with this number: how it ended.
    Attempted(u64, Box<Result<Success, Failure>>),
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

struct Live {
    /// Tells this session from the one before, whose refresh may still be on its way.
    number: u64,
    kept: Kept,
    /// Whether the keychain has it.
    in_keychain: bool,
    /// When to refresh; never without a refresh token.
    refresh: Option<Due>,
    refreshing: bool,
    /// Refreshes that failed in a row.
    failures: u32,
}

/// A moment on both clocks, since one stops while the computer sleeps and the other may be set.
struct Due(UnixTime, Instant);

struct Attempt {
    number: u64,
    task: AbortHandle,
    until: UnixTime,
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
    keychain_said: bool,
    published: Option<SessionView>,
}

/// The clocks are compared at least this often while somebody is signed in: that is how a sleep is noticed.
const TICK: Duration = Duration::from_secs(60);

/// A wall clock that went this much further than the other one: the computer slept.
const SLEPT: Duration = Duration::from_secs(30);

impl Task {
    pub(super) fn new(
        setup: Setup,
        means: Means,
        changes: mpsc::UnboundedSender<Change>,
        asks: mpsc::UnboundedSender<Ask>,
    ) -> Self {
        let registration = &setup.registration;
        Self {
            entry: entry_name(&setup.workspace, &registration.issuer, &registration.client_id),
            setup,
            means,
            changes,
            asks,
            state: State::Starting(None),
            attempt: None,
            numbers: 0,
            waiting: Vec::new(),
            provider: None,
            keychain_said: false,
            published: None,
        }
    }

    pub(super) async fn run(mut self, mut inbox: mpsc::UnboundedReceiver<Ask>) {
        self.publish();
        self.restore().await;
        let mut last = (self.means.clock.now(), Instant::now());
        loop {
            let slept = last.0.until(self.means.clock.now()).saturating_sub(last.1.elapsed());
            last = (self.means.clock.now(), Instant::now());
            self.keep_up(slept > SLEPT).await;
            self.publish();
            tokio::select! {
                ask = inbox.recv() => match ask {
                    Some(ask) => self.handle(ask).await,
                    None => return,
                },
                () = tokio::time::sleep(self.rest()), if self.live().is_some() => {}
            }
        }
    }

    async fn restore(&mut self) {
        let kept = match self.means.keychain.get(self.entry.clone()).await {
            Ok(bytes) => bytes.as_ref().and_then(Kept::from_bytes),
            // Told to the agent when it matters: when there is a session to keep.
            Err(trouble) => {
                tracing::info!(?trouble, "the keychain cannot be read");
                None
            }
        };
        let now = self.means.clock.now();
        self.state = match kept {
            Some(kept) => {
                let refresh = Some(Due(now, Instant::now()));
                State::Starting(Some(Live {
                    number: self.next_number(),
                    kept,
                    in_keychain: true,
                    refresh,
                    refreshing: false,
                    failures: 0,
                }))
            }
            None => State::Out,
        };
    }

    async fn handle(&mut self, ask: Ask) {
        match ask {
            Ask::Open(destination) => match (&self.state, &self.attempt) {
                (State::In(_), None) => self.open(destination),
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
                if self.attempt.take().is_some() {
                    self.give_up(Code::SignInCancelled.into());
                }
            }
            Ask::SignOut { everywhere } => self.sign_out(everywhere).await,
            Ask::Opened(number, url) => {
                if let Some(attempt) = self.attempt.as_mut().filter(|attempt| attempt.number == number) {
                    attempt.url = Some(url);
                }
            }
            Ask::Attempted(number, result) => {
                if self.attempt.as_ref().is_some_and(|attempt| attempt.number == number) {
                    self.attempt = None;
                    match *result {
                        Ok(success) => self.signed_in(success).await,
                        Err(failure) => self.give_up(failure),
                    }
                }
            }
            Ask::Refreshed(number, result) => {
                if self.live().is_some_and(|live| live.number == number) {
                    self.refreshed(*result).await;
                }
            }
        }
    }

    fn sign_in(&mut self) {
        if self.attempt.is_some() {
            return;
        }
        if self.setup.secret_missing {
            self.give_up(Code::SecretMissing.into());
            return;
        }
        let (number, asks) = (self.next_number(), self.asks.clone());
        let (registration, means) = (self.setup.registration.clone(), self.means.clone());
        let task = tokio::spawn(async move {
            let opened = |url| drop(asks.send(Ask::Opened(number, url)));
            let result = attempt::run(&registration, &means, opened).await;
            let _ = asks.send(Ask::Attempted(number, Box::new(result)));
        });
        let until = self.means.clock.now().plus(self.means.patience);
        self.attempt = Some(Attempt { number, task: task.abort_handle(), until, url: None });
    }

    /// A sign-in that came to nothing: what waited for it is named, so that it can be opened all the same.
    fn give_up(&mut self, failure: Failure) {
        let waiting = std::mem::take(&mut self.waiting).into_iter().next();
        let _ = self.changes.send(Change::Said(failure, waiting));
    }

    async fn signed_in(&mut self, success: Success) {
        let Success { provider, grant, person, nonce, reply } = success;
        let now = self.means.clock.now();
        let mut waiting = std::mem::take(&mut self.waiting);
        if self.person().is_some_and(|before| !before.is_same_as(&person)) && !waiting.is_empty() {
            // What was asked for may be the other person's: a document's address is already something to know.
            waiting.clear();
            self.say(Code::OtherPerson);
        }
        let name = person.view().name;
        let kept = Kept {
            // Without one, the session lasts as long as this run, and is not kept.
            refresh_token: grant.refresh_token.clone().unwrap_or_default(),
            token_endpoint: provider.metadata.token_endpoint.clone(),
            nonce,
            person,
            ends_at: ends_at(&grant, self.setup.registration.session, now),
        };
        self.provider = Some(provider);
        let refresh = grant.refresh_token.is_some().then(|| self.due(&grant));
        let number = self.next_number();
        let mut live = Live { number, kept, in_keychain: false, refresh, refreshing: false, failures: 0 };
        self.keep(&mut live).await;
        self.state = State::In(live);
        let mut waiting = waiting.into_iter();
        let first = waiting.next();
        let onward = first.as_ref().map(|first| (&first.address, first.name.as_str()));
        let told = reply.send(page::signed_in(self.means.language, &name, onward));
        if let (Err(_), Some(first)) = (told, first) {
            // The tab was closed meanwhile: what it was to show opens in another one.
            self.open(first);
        }
        self.open_after(waiting);
    }

    async fn refreshed(&mut self, result: Result<(Arc<Provider>, Grant), Refresh>) {
        let (mut live, doubt, starting) = match std::mem::replace(&mut self.state, State::Out) {
            State::Starting(Some(live)) => (live, None, true),
            State::In(live) => (live, None, false),
            State::Doubt { live, since, .. } => (live, Some(since), false),
            other => {
                self.state = other;
                return;
            }
        };
        live.refreshing = false;
        match result {
            Ok((provider, grant)) => {
                self.provider = Some(provider);
                live.failures = 0;
                live.refresh = Some(self.due(&grant));
                if let Some(token) = grant.refresh_token {
                    live.kept.refresh_token = token;
                    live.in_keychain = false;
                }
                self.keep(&mut live).await;
                self.state = State::In(live);
                if self.attempt.is_none() {
                    self.open_waiting();
                }
            }
            Err(Refresh::Ended) => self.expire(live).await,
            Err(Refresh::Trouble(failure)) => {
                tracing::warn!(code = ?failure.code, detail = failure.detail, "the session was not renewed");
                live.failures += 1;
                let pause = self.jittered(Duration::from_secs(1 << live.failures.min(8)));
                live.refresh = Some(Due(self.means.clock.now().plus(pause), Instant::now() + pause));
                let since = doubt.unwrap_or_else(|| self.means.clock.now());
                // Just after a start or a sleep the network is often not up yet: once is no trouble.
                self.state = match live.failures {
                    1 if starting => State::Starting(Some(live)),
                    1 => State::In(live),
                    _ => State::Doubt { live, since, code: failure.code },
                };
            }
        }
        if !matches!(self.state, State::Starting(_)) && !self.waiting.is_empty() {
            // They waited for the answer, and it is that they have to sign in.
            self.sign_in();
        }
    }

    async fn expire(&mut self, live: Live) {
        if let Err(trouble) = self.forget().await {
            tracing::warn!(?trouble, "the ended session stays in the keychain");
        }
        self.state = State::Expired(live.kept.person);
    }

    async fn sign_out(&mut self, everywhere: bool) {
        self.attempt = None;
        self.waiting.clear();
        let kept = self.live().is_some_and(|live| live.in_keychain);
        let emptied = self.forget().await;
        let live = match std::mem::replace(&mut self.state, State::Out) {
            State::Starting(live) => live,
            State::In(live) | State::Doubt { live, .. } => Some(live),
            State::Out | State::Expired(_) => None,
        };
        self.publish();
        if emptied.is_err() && kept {
            self.say(Code::KeychainNotEmptied);
        }
        let (means, registration) = (self.means.clone(), self.setup.registration.clone());
        let (provider, changes) = (self.provider.take(), self.changes.clone());
        tokio::spawn(async move {
            let provider = match provider {
                Some(provider) => Ok(provider),
                None => Provider::discover(&means.http, &registration.issuer).await.map(Arc::new),
            };
            let result = match &provider {
                Ok(provider) if everywhere => match registration.end_session_url(provider) {
                    Some(url) => means.open(url).await,
                    None => Err(Failure::new(Code::ProviderMisconfigured, "end_session_endpoint")),
                },
                Err(failure) if everywhere => Err(failure.clone()),
                // The session is over here whatever the provider answers.
                Ok(_) | Err(_) => Ok(()),
            };
            if let Err(failure) = result {
                let _ = changes.send(Change::Said(failure, None));
            }
            if let (Ok(provider), Some(live)) = (provider, live)
                && let Err(failure) =
                    registration.revoke(&means.http, &provider, &live.kept.refresh_token).await
            {
                tracing::warn!(code = ?failure.code, "the refresh token was not revoked");
            }
        });
    }

    /// Does what the clocks ask for.
    async fn keep_up(&mut self, slept: bool) {
        let now = self.means.clock.now();
        if self.live().is_some_and(|live| live.kept.ends_at <= now) {
            match std::mem::replace(&mut self.state, State::Out) {
                State::Starting(Some(live)) | State::In(live) | State::Doubt { live, .. } => {
                    self.expire(live).await;
                }
                other => self.state = other,
            }
            return;
        }
        let due = |due: &Due| slept || due.0 <= now || due.1 <= Instant::now();
        let due = |live: &&mut Live| !live.refreshing && live.refresh.as_ref().is_some_and(due);
        let Some(live) = self.live_mut().filter(due) else {
            return;
        };
        let (token, endpoint) = (live.kept.refresh_token.clone(), live.kept.token_endpoint.clone());
        let (nonce, sub) = (live.kept.nonce.clone(), live.kept.person.sub.clone());
        live.refreshing = true;
        let number = live.number;
        let (means, registration, asks) =
            (self.means.clone(), self.setup.registration.clone(), self.asks.clone());
        let provider = self.provider.clone();
        tokio::spawn(async move {
            let refresh = async {
                let provider = if let Some(provider) = provider {
                    provider
                } else {
                    let discovered = Provider::discover(&means.http, &registration.issuer).await;
                    Arc::new(discovered.map_err(Refresh::Trouble)?)
                };
                if provider.metadata.token_endpoint != endpoint {
                    // The token was given by another address and goes to no other: a new sign-in it is.
                    return Err(Refresh::Ended);
                }
                let now = means.clock.now();
                let grant = registration.refresh(&means.http, &provider, &token, &nonce, now).await?;
                match &grant.id {
                    Some(id) if id.sub != sub => Err(Refresh::Trouble(Failure::new(Code::BadToken, "sub"))),
                    _ => Ok((provider, grant)),
                }
            };
            let _ = asks.send(Ask::Refreshed(number, Box::new(refresh.await)));
        });
    }
}
