//! What a session is for: the workspace's word and the machine's secret, as one.

use std::time::Duration;

use secrecy::{ExposeSecret as _, SecretString};
use url::Url;

use crate::identity::Registration;
use crate::identity::kept::entry_name;
use crate::workspace::Workspace;
use crate::workspace::format::{ClientKind, Identity};

/// Where a relay's log-out comes back to; the relay knows it too.
const RELAY_POST_LOGOUT_PATH: &str = "/signed-out";

/// What a session is for.
#[derive(Clone)]
pub struct Setup {
    /// The workspace's id.
    pub workspace: String,
    identity: Identity,
    /// Our client at the provider.
    pub registration: Registration,
    /// Whether the registration needs a secret that this machine does not have.
    pub secret_missing: bool,
}

impl Setup {
    /// What `workspace` asks for, with the machine's secret; `None` for a workspace without a sign-in.
    pub fn of(workspace: &Workspace, client_secret: Option<SecretString>) -> Option<Self> {
        let identity = workspace.identity.as_ref()?;
        let acr = identity.acr.essential.clone();
        let acr_matters =
            !acr.is_empty() || workspace.tools.iter().any(|tool| !tool.app.acr.essential.is_empty());
        let secret = client_secret.filter(|_| identity.client == ClientKind::Secret);
        // The workspace's check parsed the addresses.
        let parsed =
            |address: &Option<String>| address.as_deref().and_then(|address| Url::parse(address).ok());
        let is_relay = identity.client == ClientKind::Relay;
        Some(Self {
            workspace: workspace.id.clone(),
            identity: identity.clone(),
            secret_missing: identity.client == ClientKind::Secret && secret.is_none(),
            registration: Registration {
                issuer: Url::parse(&identity.issuer).ok()?,
                relay: parsed(&identity.relay),
                client_id: identity.client_id.clone(),
                secret,
                scopes: identity.scopes.clone(),
                redirect_host: identity.redirect_host,
                ports: identity.redirect_ports.clone(),
                callback_path: identity.callback_path.clone(),
                post_logout_path: match &identity.post_logout_path {
                    None if is_relay => Some(RELAY_POST_LOGOUT_PATH.to_owned()),
                    path => path.clone(),
                },
                session: Duration::from_secs(u64::from(identity.session_hours) * 3600),
                acr,
                acr_matters,
                supports_prompt_login: identity.supports_prompt_login,
                id_token_alg: identity.id_token_signed_response_alg.map(Into::into),
                userinfo_alg: identity.userinfo_signed_response_alg.map(Into::into),
                scim: parsed(&identity.scim),
            },
        })
    }

    /// The name of the keychain entry that its session is kept under.
    pub fn entry(&self) -> String {
        entry_name(&self.workspace, &self.registration.issuer, &self.registration.client_id)
    }

    /// Whether a session of one is a session of the other: the same client at the same place.
    pub fn has_same_session_as(&self, other: &Self) -> bool {
        let (ours, theirs) = (&self.registration, &other.registration);
        (&self.workspace, self.identity.client, &ours.client_id)
            == (&other.workspace, other.identity.client, &theirs.client_id)
            && (&ours.issuer, &ours.relay) == (&theirs.issuer, &theirs.relay)
    }

    /// Whether nothing differs.
    pub fn is_same_as(&self, other: &Self) -> bool {
        let secret = |setup: &Self| setup.registration.secret.as_ref().map(|s| s.expose_secret().to_owned());
        (&self.workspace, &self.identity, secret(self)) == (&other.workspace, &other.identity, secret(other))
            && self.registration.acr_matters == other.registration.acr_matters
    }
}
