//! The session that the keychain holds, for whoever looks at it or ends it while Parvis does not run.

use std::path::Path;

use secrecy::ExposeSecret as _;

use super::kept::{Kept, entry_name};
use super::keychain::{Keychain, Trouble};
use super::session::Setup;
use crate::clock::UnixTime;
use crate::directory::known::{self, Whose};
use crate::error::Failure;
use crate::http::Http;
use crate::view::PersonView;

/// A session in the keychain. It shows no token.
pub struct Stored {
    kept: Kept,
    entry: String,
}

impl Stored {
    /// The session of this workspace and client, if the keychain holds one. Never asks for a password: a locked keychain
    /// is a trouble.
    pub async fn find(setup: &Setup, keychain: &Keychain) -> Result<Option<Self>, Trouble> {
        let registration = &setup.registration;
        let entry = entry_name(&setup.workspace, &registration.issuer, &registration.client_id);
        let bytes = keychain.get(entry.clone()).await?;
        Ok(bytes.as_ref().and_then(Kept::from_bytes).map(|kept| Self { kept, entry }))
    }

    /// Who is signed in.
    pub fn person(&self) -> PersonView {
        self.kept.person.view()
    }

    /// When the session ends, whatever happens.
    pub fn ends_at(&self) -> UnixTime {
        self.kept.ends_at
    }

    /// Ends it: the keychain's entry goes, then what the folder `people` knows of the person, then the provider is told,
    /// once. The answer is whether it could be; if the keychain refuses, nothing is ended. Only for a time when no Parvis
    /// runs: it would keep what it has in memory.
    pub async fn end(
        self,
        setup: &Setup,
        keychain: &Keychain,
        http: &Http,
        people: Option<&Path>,
    ) -> Result<Result<(), Failure>, Trouble> {
        let Kept { refresh_token, token_endpoint, person, .. } = self.kept;
        keychain.delete(self.entry).await?;
        if let Some(folder) = people {
            let whose = Whose {
                workspace: setup.workspace.clone(),
                issuer: setup.registration.issuer.as_str().to_owned(),
                siret: person.siret().map(str::to_owned),
                sub: person.sub,
            };
            if let Err(error) = known::forget(folder, &whose) {
                tracing::warn!(%error, "what is known of a person could not be removed");
            }
        }
        if refresh_token.expose_secret().is_empty() {
            return Ok(Ok(()));
        }
        Ok(setup.registration.forget(http, None, &refresh_token, &token_endpoint).await)
    }
}
