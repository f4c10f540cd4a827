//! The figures for those who watch over the relay. Labels are words of this program, so their number is bounded.

use std::sync::Arc;
use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

/// From half a millisecond to the longest an answer of the provider is waited for.
const BUCKETS: [f64; 11] = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.1, 0.5, 2.0, 5.0, 15.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    route: &'static str,
    status: u16,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Asked {
    call: &'static str,
    outcome: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Timed {
    of: &'static str,
}

type Durations = Family<Timed, Histogram, fn() -> Histogram>;

/// All the figures of one replica; copies count together.
#[derive(Clone)]
pub struct Metrics {
    registry: Arc<Registry>,
    answers: Family<Answered, Counter>,
    durations: Durations,
    upstream: Family<Asked, Counter>,
    upstream_durations: Durations,
    connections: Gauge,
    ready: Gauge,
}

impl Metrics {
    pub(crate) fn new() -> Self {
        let histogram: fn() -> Histogram = || Histogram::new(BUCKETS);
        let answers = Family::default();
        let durations = Durations::new_with_constructor(histogram);
        let upstream = Family::default();
        let upstream_durations = Durations::new_with_constructor(histogram);
        let (connections, ready) = (Gauge::default(), Gauge::default());
        let mut registry = Registry::with_prefix("parvis_relay");
        registry.register("requests", "Requests answered", answers.clone());
        registry.register_with_unit("request", "Time to answer, by route", Unit::Seconds, durations.clone());
        registry.register("upstream_requests", "Requests to the provider", upstream.clone());
        registry.register_with_unit(
            "upstream_request",
            "Time the provider took",
            Unit::Seconds,
            upstream_durations.clone(),
        );
        registry.register("connections", "Open connections", connections.clone());
        registry.register("provider_known", "1 once the provider's discovery was read", ready.clone());
        Self {
            registry: Arc::new(registry),
            answers,
            durations,
            upstream,
            upstream_durations,
            connections,
            ready,
        }
    }

    pub(crate) fn answered(
        &self,
        route: &'static str,
        status: u16,
        outcome: &'static str,
        duration: Duration,
    ) {
        self.answers.get_or_create(&Answered { route, status, outcome }).inc();
        self.durations.get_or_create(&Timed { of: route }).observe(duration.as_secs_f64());
    }

    pub(crate) fn asked(&self, call: &'static str, outcome: &'static str, duration: Duration) {
        self.upstream.get_or_create(&Asked { call, outcome }).inc();
        self.upstream_durations.get_or_create(&Timed { of: call }).observe(duration.as_secs_f64());
    }

    pub(crate) fn provider_known(&self) {
        self.ready.set(1);
    }

    /// One more connection, until what is returned is dropped.
    pub(crate) fn connected(&self) -> Connected {
        self.connections.inc();
        Connected(self.connections.clone())
    }

    /// In the text format that Prometheus reads.
    ///
    /// # Panics
    /// Never: a string takes any text.
    pub fn text(&self) -> String {
        let mut output = String::new();
        text::encode(&mut output, &self.registry).expect("a string takes any text");
        output
    }
}

/// An open connection.
pub(crate) struct Connected(Gauge);

impl Drop for Connected {
    fn drop(&mut self) {
        self.0.dec();
    }
}
