//! Sealing: what the relay would have to remember travels with others, encrypted and authenticated, so that no replica
//! keeps anything and any replica can go on.
//!
//! A blob reads `key-id.base64url(nonce, ciphertext)`, under XChaCha20-Poly1305: its nonces are long enough to be
//! drawn at random by replicas that do not know of each other. What it is and whom it is for are authenticated with
//! it, so that a blob of one kind, issuer or client never opens as another.

use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD};
use chacha20poly1305::aead::{Aead as _, Payload};
use chacha20poly1305::{Key, KeyInit as _, XChaCha20Poly1305, XNonce};
use serde::Serialize;
use serde::de::DeserializeOwned;

const VERSION: &str = "parvis-relay 1";
const KEY_BYTES: usize = 32;
const NONCE_BYTES: usize = 24;
const LONGEST_ID: usize = 16;

/// What can be sealed. A type stands for a kind.
pub trait Sealed: Serialize + DeserializeOwned {
    /// Told apart from every other kind.
    const KIND: &'static str;

    /// From when on it is worth nothing, in Unix seconds; none where somebody else sees to that.
    fn expires_at(&self) -> Option<u64>;
}

/// Why a blob does not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unopened {
    /// Sealed with a key that this replica does not have, or so it says. Another replica, or this one after its key
    /// ring was brought up to date, may open it.
    UnknownKey,
    /// Tampered with, of another kind, of another deployment, or no blob at all.
    Forged,
    /// Authentic, and too old.
    Expired,
}

/// The keys that the replicas share: the first one seals, all of them open.
#[derive(Clone)]
pub struct KeyRing(Arc<[(String, XChaCha20Poly1305)]>);

impl KeyRing {
    /// Reads lines of `id base64key`. The error says what is wrong, and never repeats a key.
    pub fn parse(text: &str) -> Result<Self, String> {
        let mut keys: Vec<(String, XChaCha20Poly1305)> = Vec::new();
        let lines = text.lines().enumerate().map(|(number, line)| (number + 1, line.trim()));
        for (number, line) in lines.filter(|(_, line)| !line.is_empty() && !line.starts_with('#')) {
            let mut parts = line.split_whitespace();
            let (Some(id), Some(key), None) = (parts.next(), parts.next(), parts.next()) else {
                return Err(format!("line {number} is not `id key`"));
            };
            if !is_id(id) {
                return Err(format!("line {number}: an id is at most {LONGEST_ID} of a-z, 0-9 and -"));
            }
            if keys.iter().any(|(known, _)| known == id) {
                return Err(format!("line {number}: the id {id} is there twice"));
            }
            let key = BASE64_STANDARD.decode(key).ok().and_then(|key| <[u8; KEY_BYTES]>::try_from(key).ok());
            let Some(key) = key else {
                return Err(format!("line {number}: the key is not {KEY_BYTES} bytes in base64"));
            };
            keys.push((id.to_owned(), XChaCha20Poly1305::new(&Key::from(key))));
        }
        if keys.is_empty() { Err("there is no key".to_owned()) } else { Ok(Self(keys.into())) }
    }

    /// A new line for a key ring, with a key that nobody else has.
    ///
    /// # Panics
    /// When the system has no random bytes.
    pub fn new_line() -> String {
        let id = random::<3>().iter().fold("k".to_owned(), |id, byte| format!("{id}{byte:02x}"));
        format!("{id} {}", BASE64_STANDARD.encode(random::<KEY_BYTES>()))
    }
}

/// Seals and opens for one client at one issuer.
pub struct Sealer {
    keys: KeyRing,
    context: String,
}

impl Sealer {
    /// Blobs of this sealer open with the same keys, issuer and client only.
    pub fn new(keys: KeyRing, issuer: &str, client_id: &str) -> Self {
        Self { keys, context: format!("{issuer}\n{client_id}") }
    }

    /// Seals with the first key.
    ///
    /// # Panics
    /// When the system has no random bytes.
    pub fn seal<T: Sealed>(&self, content: &T) -> String {
        let (id, cipher) = &self.keys.0[0];
        let text = serde_json::to_vec(content).expect("plain structures have a JSON form");
        let nonce = random::<NONCE_BYTES>();
        let aad = self.associated_data(T::KIND);
        let payload = Payload { msg: &text, aad: aad.as_bytes() };
        let sealed = cipher.encrypt(&XNonce::from(nonce), payload).expect("far below 256 GiB");
        format!("{id}.{}", BASE64_URL_SAFE_NO_PAD.encode([&nonce[..], &sealed].concat()))
    }

    /// Opens a blob, with whichever key it names.
    pub fn open<T: Sealed>(&self, blob: &str, now: u64) -> Result<T, Unopened> {
        let (id, sealed) = blob.split_once('.').filter(|(id, _)| is_id(id)).ok_or(Unopened::Forged)?;
        let sealed = BASE64_URL_SAFE_NO_PAD.decode(sealed).map_err(|_| Unopened::Forged)?;
        let (nonce, sealed) = sealed.split_first_chunk::<NONCE_BYTES>().ok_or(Unopened::Forged)?;
        let (_, cipher) = self.keys.0.iter().find(|(known, _)| known == id).ok_or(Unopened::UnknownKey)?;
        let aad = self.associated_data(T::KIND);
        let payload = Payload { msg: sealed, aad: aad.as_bytes() };
        let text = cipher.decrypt(&XNonce::from(*nonce), payload).map_err(|_| Unopened::Forged)?;
        let content: T = serde_json::from_slice(&text).map_err(|_| Unopened::Forged)?;
        match content.expires_at() {
            Some(end) if end <= now => Err(Unopened::Expired),
            _ => Ok(content),
        }
    }

    fn associated_data(&self, kind: &str) -> String {
        format!("{VERSION}\n{kind}\n{}", self.context)
    }
}

/// Whether a key may be called so. What no replica can ever know is forged, not unknown.
fn is_id(text: &str) -> bool {
    let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    (1..=LONGEST_ID).contains(&text.len()) && text.chars().all(fine)
}

/// Unpredictable bytes of the operating system.
///
/// # Panics
/// When the system has none: nothing that needs them may go on.
pub(crate) fn random<const N: usize>() -> [u8; N] {
    let mut bytes = [0; N];
    getrandom::fill(&mut bytes).expect("the system gives random bytes");
    bytes
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Serialize, Deserialize)]
    struct Apple(u64);

    #[derive(Serialize, Deserialize)]
    struct Pear(u64);

    impl Sealed for Apple {
        const KIND: &'static str = "apple";
        fn expires_at(&self) -> Option<u64> {
            Some(self.0)
        }
    }

    impl Sealed for Pear {
        const KIND: &'static str = "pear";
        fn expires_at(&self) -> Option<u64> {
            None
        }
    }

    fn ring(lines: &[&str]) -> KeyRing {
        KeyRing::parse(&lines.join("\n")).unwrap_or_else(|problem| panic!("{problem}"))
    }

    fn sealer(lines: &[&str]) -> Sealer {
        Sealer::new(ring(lines), "https://issuer", "parvis")
    }

    fn refusal<T: Sealed>(sealer: &Sealer, blob: &str) -> Option<Unopened> {
        sealer.open::<T>(blob, 50).err()
    }

    #[test]
    fn a_blob_opens_as_what_it_is_for_whom_it_is_until_it_expires() {
        let line = KeyRing::new_line();
        let ours = sealer(&[&line]);
        let blob = ours.seal(&Apple(100));
        assert_eq!(ours.open::<Apple>(&blob, 99).ok().map(|apple| apple.0), Some(100));
        assert_eq!(ours.open::<Apple>(&blob, 100).err(), Some(Unopened::Expired));
        assert_eq!(refusal::<Pear>(&ours, &blob), Some(Unopened::Forged));
        for (issuer, client) in [("https://other", "parvis"), ("https://issuer", "other")] {
            let theirs = Sealer::new(ring(&[&line]), issuer, client);
            assert_eq!(refusal::<Apple>(&theirs, &blob), Some(Unopened::Forged), "{issuer} {client}");
        }
    }

    #[test]
    fn no_bit_of_a_blob_can_be_changed() {
        let ours = sealer(&[&KeyRing::new_line()]);
        let blob = ours.seal(&Apple(100));
        let (id, sealed) = blob.split_once('.').expect("two parts");
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(sealed).expect("base64");
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let changed = format!("{id}.{}", BASE64_URL_SAFE_NO_PAD.encode(changed));
            assert_eq!(refusal::<Apple>(&ours, &changed), Some(Unopened::Forged), "bit {bit}");
        }
        let (short, long) = (format!("{id}.AAAA"), format!("{}.{sealed}", "k".repeat(17)));
        let (upper, none, foreign) = (blob.to_uppercase(), format!(".{sealed}"), format!("{id}.é"));
        for garbage in ["", ".", "a", id, &short, &long, &upper, &none, &foreign] {
            assert_eq!(refusal::<Apple>(&ours, garbage), Some(Unopened::Forged), "{garbage:?}");
        }
    }

    #[test]
    fn keys_rotate_without_an_hour_in_which_something_does_not_open() {
        let (old, new) = (KeyRing::new_line(), KeyRing::new_line());
        let before = sealer(&[&old]);
        let taught = sealer(&[&old, &new]);
        let moved = sealer(&[&new, &old]);
        let after = sealer(&[&new]);
        let (a, b) = (before.seal(&Apple(100)), moved.seal(&Apple(100)));
        assert!(taught.open::<Apple>(&b, 0).is_ok() && moved.open::<Apple>(&a, 0).is_ok());
        assert_eq!(refusal::<Apple>(&before, &b), Some(Unopened::UnknownKey));
        assert_eq!(refusal::<Apple>(&after, &a), Some(Unopened::UnknownKey));
    }

    #[test]
    fn a_sealed_refresh_token_stays_short() {
        let ours = sealer(&[&KeyRing::new_line()]);
        let one = ours.seal(&Apple(1)).len();
        assert!(one < 70, "{one} characters around one digit");
    }

    #[test]
    fn a_bad_key_ring_says_where_and_never_what() {
        let good = KeyRing::new_line();
        let key = good.split_once(' ').expect("two parts").1;
        let rows = [
            (String::new(), "there is no key"),
            ("# none yet\n".to_owned(), "there is no key"),
            (format!("{good}\n{good}"), "line 2: the id"),
            (format!("A {key}"), "line 1: an id"),
            (format!("seventeen-letters {key}"), "line 1: an id"),
            (key.to_owned(), "line 1 is not"),
            (format!("a {key}A"), "line 1: the key"),
            ("a c2hvcnQ=".to_owned(), "line 1: the key"),
        ];
        for (text, expected) in rows {
            let problem = KeyRing::parse(&text).err().expect("a problem");
            assert!(problem.starts_with(expected), "{problem}");
            assert!(!problem.contains(key), "{problem}");
        }
    }
}
