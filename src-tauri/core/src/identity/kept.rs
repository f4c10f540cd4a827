//! What the keychain holds of a session: just enough to go on after a restart.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use secrecy::{ExposeSecret, SecretSlice, SecretString};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use url::Url;

use super::person::Person;
use crate::clock::UnixTime;

/// A session as the keychain keeps it.
#[derive(Clone)]
pub(super) struct Kept {
    /// What renews the session.
    pub(super) refresh_token: SecretString,
    /// The only address that the refresh token may be sent to.
    pub(super) token_endpoint: Url,
    /// The nonce of the sign-in, which a refreshed ID token repeats.
    pub(super) nonce: String,
    /// Who is signed in.
    pub(super) person: Person,
    /// When the session ends, whatever happens.
    pub(super) ends_at: UnixTime,
    /// The level of authentication, where the provider told it.
    pub(super) acr: Option<String>,
}

/// The bytes in the keychain. Versioned, since an older Parvis may find what a newer one kept.
#[derive(Serialize, Deserialize)]
struct Record {
    v: u8,
    refresh_token: String,
    token_endpoint: Url,
    nonce: String,
    person: Person,
    ends_at: UnixTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    acr: Option<String>,
}

/// The entry's name: one for each workspace, issuer and client, so that no other workspace is ever handed this
/// token. The token endpoint is inside the entry and not in its name: without a network it is not known yet, and
/// the agent is still to be greeted by name.
pub(super) fn entry_name(workspace: &str, issuer: &Url, client_id: &str) -> String {
    let mut hash = Sha256::new();
    for part in [workspace, issuer.as_str(), client_id] {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    let digest = hash.finalize();
    format!("session-{}", BASE64_URL_SAFE_NO_PAD.encode(&digest[..16]))
}

impl Kept {
    /// As bytes for the keychain.
    pub(super) fn to_bytes(&self) -> SecretSlice<u8> {
        let record = Record {
            v: 1,
            refresh_token: self.refresh_token.expose_secret().to_owned(),
            token_endpoint: self.token_endpoint.clone(),
            nonce: self.nonce.clone(),
            person: self.person.clone(),
            ends_at: self.ends_at,
            acr: self.acr.clone(),
        };
        serde_json::to_vec(&record).unwrap_or_default().into()
    }

    /// From the keychain's bytes; what cannot be read counts as nothing kept.
    pub(super) fn from_bytes(bytes: &SecretSlice<u8>) -> Option<Self> {
        let record: Record = serde_json::from_slice(bytes.expose_secret()).ok()?;
        (record.v == 1).then(|| Self {
            refresh_token: record.refresh_token.into(),
            token_endpoint: record.token_endpoint,
            nonce: record.nonce,
            person: record.person,
            ends_at: record.ends_at,
            acr: record.acr,
        })
    }
}
