//! How much of something one address, or one seal, may ask for.
//!
//! A whole ministry may sit behind one address, so an address is only held to account for what it sends that is worth
//! nothing, and, generously, for sign-ins it starts. What carries a seal of ours is counted for what is sealed.

use std::hash::{BuildHasher as _, Hash, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::HeaderMap;
use ipnet::IpNet;
use tokio::time::Instant;

/// Enough that two addresses in trouble rarely share a slot; 8 bytes each.
const SLOTS: usize = 1 << 18;

/// What is held back.
pub struct Limits {
    /// Sign-ins and sign-outs that an address starts: a ministry of some thousand agents at nine o'clock.
    pub starts: Limiter,
    /// Requests of an address that are worth nothing.
    pub invalid: Limiter,
    /// Requests that carry the same state or code.
    pub seals: Limiter,
    /// Requests that carry the same refresh token. Apart from the other seals: anybody can have those made by the
    /// thousand, and fill their table; these come from the provider alone.
    pub sessions: Limiter,
    /// Codes that the provider refused. Whoever starts a sign-in gets a seal of ours, and may put a code of their own
    /// invention under it: the provider must not hear of that in the ministry's name for long.
    pub refused_codes: Limiter,
}

impl Limits {
    pub(crate) fn new() -> Self {
        Self {
            starts: Limiter::new(6000, Duration::from_millis(20)),
            invalid: Limiter::new(60, Duration::from_secs(1)),
            seals: Limiter::new(30, Duration::from_secs(10)),
            sessions: Limiter::new(30, Duration::from_secs(10)),
            refused_codes: Limiter::new(200, Duration::from_secs(1)),
        }
    }
}

/// So many at once, and one more each time some time has passed (the generic cell rate algorithm). Keys share a fixed
/// number of slots, so its memory never grows; which slot a key falls into cannot be foreseen from outside.
pub struct Limiter {
    began: Instant,
    interval: u64,
    tolerance: u64,
    slot_of: RandomState,
    /// When each slot will be full again, in microseconds since `began`.
    slots: Box<[AtomicU64]>,
}

impl Limiter {
    /// `burst` at once, and one more each `interval`.
    pub fn new(burst: u32, interval: Duration) -> Self {
        let interval = micros(interval);
        Self {
            began: Instant::now(),
            interval,
            tolerance: interval * u64::from(burst),
            slot_of: RandomState::new(),
            slots: (0..SLOTS).map(|_| AtomicU64::new(0)).collect(),
        }
    }

    /// Counts one for `key`. The error says after how long to come back.
    pub fn count(&self, key: impl Hash) -> Result<(), Duration> {
        let now = micros(self.began.elapsed());
        let one_more = |full| self.one_more(full, now).ok();
        let counted = self.slot(key).fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        counted.map(drop).or_else(|full| self.one_more(full, now).map(drop))
    }

    /// Takes back one that was counted.
    pub fn give_back(&self, key: impl Hash) {
        // Counting it added as much at least, so this stays above zero.
        self.slot(key).fetch_sub(self.interval, Ordering::Relaxed);
    }

    fn slot(&self, key: impl Hash) -> &AtomicU64 {
        let hash = self.slot_of.hash_one(key) % SLOTS as u64;
        &self.slots[usize::try_from(hash).unwrap_or_default()]
    }

    /// When the slot is full again after one more, or how long to wait for that one.
    fn one_more(&self, full: u64, now: u64) -> Result<u64, Duration> {
        let full = full.max(now) + self.interval;
        let wait = (full - now).saturating_sub(self.tolerance);
        if wait == 0 { Ok(full) } else { Err(Duration::from_micros(wait)) }
    }
}

fn micros(duration: Duration) -> u64 {
    u64::try_from(duration.as_micros()).unwrap_or(u64::MAX)
}

/// Whom a request is counted for: an IPv4 address, or the first 56 bits of an IPv6 one, since a home or a small office
/// gets that many (RFC 6177 §2) and a single machine there may take any address behind them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Client(IpAddr);

impl Client {
    /// The right-most address of `X-Forwarded-For` that is not a trusted proxy's. Whatever stands left of it, and the
    /// whole header when the peer is not trusted, was written by the client. Several lines are one list (RFC 9110
    /// §5.3): some proxies add a line of their own below the client's.
    pub fn of(peer: SocketAddr, headers: &HeaderMap, trusted: &[IpNet]) -> Self {
        let peer = peer.ip().to_canonical();
        let trusts = |address: IpAddr| trusted.iter().any(|net| net.contains(&address));
        let lines = headers.get_all("x-forwarded-for").iter().rev();
        let mut hops = lines.flat_map(|line| line.to_str().unwrap_or_default().rsplit(','));
        let mut client = peer;
        while trusts(client)
            && let Some(hop) = hops.next()
        {
            let Ok(hop) = hop.trim().parse::<IpAddr>() else {
                return Self::network(peer);
            };
            client = hop.to_canonical();
        }
        Self::network(client)
    }

    fn network(address: IpAddr) -> Self {
        Self(match address {
            IpAddr::V4(_) => address,
            IpAddr::V6(v6) => IpAddr::V6((u128::from(v6) >> 72 << 72).into()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_burst_passes_then_one_at_a_time_and_others_are_not_held_back() {
        let limiter = Limiter::new(3, Duration::from_secs(10));
        for _ in 0..3 {
            assert_eq!(limiter.count("one"), Ok(()));
        }
        assert_eq!(limiter.count("one"), Err(Duration::from_secs(10)));
        assert_eq!(limiter.count("another"), Ok(()));
        tokio::time::advance(Duration::from_secs(10)).await;
        assert_eq!(limiter.count("one"), Ok(()));
        assert!(limiter.count("one").is_err());
        limiter.give_back("one");
        assert_eq!(limiter.count("one"), Ok(()));
        assert!(limiter.count("one").is_err());
        tokio::time::advance(Duration::from_secs(3600)).await;
        for _ in 0..3 {
            assert_eq!(limiter.count("one"), Ok(()));
        }
        assert!(limiter.count("one").is_err());
    }

    #[test]
    fn a_million_addresses_take_no_more_room_than_one() {
        let limiter = Limiter::new(3, Duration::from_secs(10));
        for address in 0..1_000_000_u32 {
            let _ = limiter.count(address);
        }
        assert_eq!(limiter.slots.len(), SLOTS);
    }

    #[test]
    fn the_client_is_the_last_hop_that_nobody_vouches_for() {
        let trusted = ["10.0.0.0/8", "fd00::/8"].map(|net| net.parse().expect("a network"));
        let rows: &[(&str, &[&str], &str)] = &[
            ("192.0.2.1:1", &[], "192.0.2.1"),
            ("192.0.2.1:1", &["198.51.100.1"], "192.0.2.1"),
            ("10.0.0.1:1", &["198.51.100.1"], "198.51.100.1"),
            ("[::ffff:10.0.0.1]:1", &["198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["203.0.113.9, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["203.0.113.9, 198.51.100.1, 10.3.3.3"], "198.51.100.1"),
            ("10.0.0.1:1", &["garbage, 198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["198.51.100.1, garbage"], "10.0.0.1"),
            ("10.0.0.1:1", &["198.51.100.1:443"], "10.0.0.1"),
            ("10.0.0.1:1", &["203.0.113.9", "198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["203.0.113.9, 198.51.100.1", "10.2.2.2"], "198.51.100.1"),
            ("10.0.0.1:1", &["198.51.100.1", ""], "10.0.0.1"),
            ("10.0.0.1:1", &["unknown"], "10.0.0.1"),
            ("10.0.0.1:1", &["::ffff:198.51.100.1"], "198.51.100.1"),
            ("10.0.0.1:1", &["10.1.1.1, 10.2.2.2"], "10.1.1.1"),
            ("[fd00::1]:1", &["2001:db8:1:2ff:3:4:5:6"], "2001:db8:1:200::"),
            ("[2001:db8::7:8:9:a]:1", &[], "2001:db8::"),
        ];
        for (peer, forwarded, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert("forwarded", "for=203.0.113.77".parse().expect("a header"));
            for value in *forwarded {
                headers.append("x-forwarded-for", value.parse().expect("a header"));
            }
            let client = Client::of(peer.parse().expect("a peer"), &headers, &trusted);
            assert_eq!(client, Client(expected.parse().expect("an address")), "{peer} {forwarded:?}");
        }
    }
}
