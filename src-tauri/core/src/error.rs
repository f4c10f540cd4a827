//! Errors, each for someone.

use serde::Serialize;

/// What happened, for a reader who acts on it: the window maps each code to words and a way out in
/// every language, so a code without words does not compile there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Code {
    /// The provider, or the way to it, did not answer.
    ProviderUnreachable,
    /// The provider answered that it is out of order (a 5xx, or `server_error`).
    ProviderOutOfOrder,
    /// What the provider says of itself is not usable: discovery, keys, issuer.
    ProviderMisconfigured,
    /// The provider does not accept this workspace's client or its secret.
    ClientRefused,
    /// The agent, or the provider on their behalf, refused (`access_denied`).
    SignInRefused,
    /// The agent cancelled.
    SignInCancelled,
    /// Nothing came back within the time limit.
    SignInTimedOut,
    /// Another answer of the provider: see the detail.
    SignInFailed,
    /// The answer came from another issuer than the one asked.
    WrongIssuer,
    /// A signature is not the provider's.
    BadSignature,
    /// The ID token was not made for this sign-in.
    WrongNonce,
    /// The ID token or the userinfo answer is not acceptable for another reason.
    BadToken,
    /// The clock of this computer and the provider's differ too much.
    ClockWrong,
    /// None of the workspace's ports is free on this computer.
    PortsTaken,
    /// The browser could not be started.
    BrowserFailed,
    /// The sign-in did not reach the level of authentication that was asked for.
    LevelNotReached,
    /// The provider did not allow everything that was asked for; the sign-in went on without: see the detail.
    ScopesRefused,
    /// What was written is not a SIRET.
    SiretInvalid,
    /// The browser was sent to the provider's log-out; signing in again is the agent's next step.
    SignInAgain,
    /// Somebody else signed in than the person who was there: what was waiting was not opened.
    OtherPerson,
    /// The keychain is locked: the session lives until Parvis quits.
    KeychainLocked,
    /// There is no keychain: the session lives until Parvis quits.
    KeychainAbsent,
    /// The keychain refused or did not answer: the session lives until Parvis quits.
    KeychainRefused,
    /// What the keychain held could not be removed at sign-out.
    KeychainNotEmptied,
    /// The workspace file cannot be read.
    WorkspaceUnreadable,
    /// The workspace file may have been changed by others than the administrator.
    WorkspaceUnsafe,
    /// The workspace file is not valid.
    WorkspaceInvalid,
    /// The workspace's repository, or the way to it, did not answer.
    WorkspaceUnreachable,
    /// What answers at the repository's address is no repository: a page of the network one is in, most often.
    WorkspaceNotThere,
    /// The workspace was not renewed in time by those who publish it.
    WorkspaceExpired,
    /// What the repository sent is not what its publishers signed, or is older than what was seen: it was refused.
    WorkspaceRefused,
    /// The clock of this computer is so wrong that a workspace cannot be judged by it.
    WorkspaceClockWrong,
    /// What was received cannot be kept on this computer's disk.
    WorkspaceNotKept,
    /// The address of a workspace cannot be used as it was typed.
    JoinAddressInvalid,
    /// The IT department does not allow joining another workspace.
    JoinForbidden,
    /// What the agent had set could not be read and was set aside.
    StoreSetAside,
    /// What the agent sets cannot be kept on this computer's disk.
    StoreNotKept,
    /// A policy file of this machine cannot be read.
    PolicyInvalid,
    /// Signed out here, but the session in the browser may still be open.
    SignOutIncomplete,
    /// The address may not be opened by this workspace.
    AddressRefused,
    /// No tool has this id or this address.
    UnknownTool,
    /// The client secret that the workspace needs is not on this machine.
    SecretMissing,
    /// There is no tray here: closing the window minimises it.
    TrayAbsent,
    /// What is shown is a preview of a workspace: nobody is signed in.
    Preview,
    /// In a preview tools do not open: the detail is the address that an agent's browser would be given.
    PreviewOpensNothing,
}

/// Something that did not work, and what to tell the agent and their help desk about it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{code:?}{}", detail.as_deref().map(|d| format!(": {d}")).unwrap_or_default())]
pub struct Failure {
    /// What happened.
    pub code: Code,
    /// A detail for the help desk. Never a secret, never an address with a query.
    pub detail: Option<String>,
}

impl Failure {
    /// A failure with a detail for the help desk.
    pub fn new(code: Code, detail: impl Into<String>) -> Self {
        /// Enough to read out on the telephone. Parts of it may be somebody else's text.
        const LONGEST: usize = 160;
        let detail: String = detail.into();
        let detail = detail.chars().map(|c| if c.is_control() { ' ' } else { c }).take(LONGEST).collect();
        Self { code, detail: Some(detail) }
    }
}

impl From<Code> for Failure {
    fn from(code: Code) -> Self {
        Self { code, detail: None }
    }
}
