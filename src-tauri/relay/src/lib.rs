//! The relay: a ministry's registered, confidential https client, on behalf of every Parvis of that ministry.
//!
//! `ProConnect` registers https addresses and clients with a secret only; a program on 5,000 machines has neither. The
//! relay lends both to one authorization code flow at a time, and keeps nothing: what it has to remember travels
//! with the browser or with Parvis, sealed ([`seal`]). Replicas share a key ring, and nothing else.
//!
//! Invariants, each with a test in `tests/` (see `THREATS.md`):
//! - the browser is only ever sent to the provider's own endpoints or to a loopback address;
//! - a code or a refresh token leaves sealed, and is opened only with what belongs to it;
//! - nothing but the provider's own word yields `invalid_grant` for an authentic seal that has not expired;
//! - no query, body, token or secret is ever logged.

pub mod config;
pub mod limit;
pub mod metrics;
mod page;
pub mod routes;
pub mod seal;
pub mod serve;
pub mod upstream;
mod words;

use std::sync::Arc;

use config::Config;
use limit::Limits;
use metrics::Metrics;
use seal::Sealer;
use upstream::Upstream;

/// Whether plain http on loopback is let in as issuer and public address.
pub const DEMO: bool = cfg!(feature = "demo");

/// The wall clock, in whole seconds since 1970-01-01 UTC. Passed in, so that tests can set it.
pub type Clock = Arc<dyn Fn() -> u64 + Send + Sync>;

/// One replica.
pub struct Relay {
    config: Config,
    sealer: Sealer,
    upstream: Upstream,
    limits: Limits,
    metrics: Metrics,
    clock: Clock,
}

impl Relay {
    /// A replica that has not asked the provider for anything yet; see [`Relay::keep_discovered`].
    pub fn new(config: Config, clock: Clock) -> Arc<Self> {
        let metrics = Metrics::new();
        Arc::new(Self {
            sealer: Sealer::new(config.keys.clone(), &config.issuer, &config.client_id),
            upstream: Upstream::new(&config, metrics.clone()),
            limits: Limits::new(),
            metrics,
            clock,
            config,
        })
    }

    /// Reads what the provider says of itself, now and again; never ends.
    pub async fn keep_discovered(self: Arc<Self>) {
        self.upstream.keep_discovered().await;
    }

    /// The counters of this replica.
    pub fn metrics(&self) -> &Metrics {
        &self.metrics
    }

    /// The provider, as configured.
    pub fn issuer(&self) -> &str {
        &self.config.issuer
    }

    fn now(&self) -> u64 {
        (self.clock)()
    }
}
