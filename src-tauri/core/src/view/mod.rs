//! What a window may see. A view holds no secret and no domain type; each one becomes TypeScript
//! (`ui/src/bridge/generated/`), written by `cargo test` and checked for staleness there.

use serde::Serialize;

mod settings;
mod workspace;

pub use self::settings::*;
pub use self::workspace::*;
use crate::clock::UnixTime;
use crate::error::Code;
use crate::words::Language;
use crate::workspace::Picture;

/// Everything the window needs to draw itself. Asked for once; events then replace one slice each.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Snapshot {
    /// The language that Parvis speaks; the window draws itself anew when it changes.
    pub language: Language,
    /// The version of Parvis, such as `0.1.0`.
    pub version: String,
    /// Whether this is a demonstration build, which may talk to stand-ins on this computer.
    pub demo: bool,
    /// Who is signed in.
    pub session: SessionView,
    /// The tools.
    pub desk: DeskView,
    /// Where they come from.
    pub workspace: WorkspaceView,
    /// What is set, and by whom.
    pub settings: SettingsView,
    /// What the agent should know now, oldest first.
    pub notices: Vec<NoticeView>,
}

/// Who is signed in, and until when.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum SessionView {
    /// This workspace has no sign-in of its own: tools open by their own login.
    None,
    /// The kept session is being looked for; nothing is known yet.
    Starting,
    /// Nobody is signed in.
    SignedOut,
    /// A sign-in is under way in the agent's browser.
    SigningIn {
        /// What for.
        purpose: SignInPurpose,
        /// Who the page in the browser belongs to: the host of the issuer.
        provider: String,
        /// Whether the browser was given its page; before that, the provider is being asked where it is.
        opened: bool,
        /// When Parvis stops waiting.
        until: UnixTime,
        /// The names of the tools that open once signed in, in order.
        opening: Vec<String>,
        /// Who was signed in before, or still is.
        person: Option<PersonView>,
        /// When the session that goes on meanwhile ends, if one does.
        ends_at: Option<UnixTime>,
    },
    /// Somebody is signed in.
    SignedIn {
        /// Who.
        person: PersonView,
        /// When the session ends, whatever happens.
        ends_at: UnixTime,
        /// Whether it ends within a quarter of an hour, so that it is time to renew it.
        ending: bool,
        /// Whether the session outlives this run (it is in the keychain).
        kept: bool,
    },
    /// Somebody was signed in and the provider cannot be asked just now.
    InDoubt {
        /// Who.
        person: PersonView,
        /// When the session ends, whatever happens.
        ends_at: UnixTime,
        /// Since when.
        since: UnixTime,
        /// What is in the way.
        code: Code,
    },
    /// The session has ended; the agent has to sign in again.
    Expired {
        /// Who was signed in.
        person: PersonView,
    },
}

/// What a sign-in is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum SignInPurpose {
    /// Nobody is signed in.
    SignIn,
    /// Somebody is, and wants another half-day.
    Renew,
    /// Somebody is, and a tool asks for a higher level of authentication.
    StepUp,
    /// Somebody wants to act for another organisation.
    ChangeOrganisation,
}

/// A signed-in person, as the provider's claims say.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct PersonView {
    /// First name, for the greeting; absent when the provider gives none.
    pub given_name: Option<String>,
    /// What to show: given name and usual name, else the e-mail address, else the subject.
    pub name: String,
    /// Two letters for the picture.
    pub initials: String,
    /// The organisation's name.
    pub organisation: Option<String>,
    /// The organisation's SIRET, 14 digits.
    pub siret: Option<String>,
}

/// The tools, by section.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct DeskView {
    /// The workspace's name in the agent's language.
    pub name: String,
    /// Where the workspace came from.
    pub origin: Origin,
    /// How the organisation looks.
    pub brand: BrandView,
    /// The sections in order, without the empty ones.
    pub sections: Vec<SectionView>,
    /// Why the workspace that was laid on this machine is not the one shown, if so.
    pub problem: Option<WorkspaceProblemView>,
}

/// A group of tiles.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct SectionView {
    /// Stable id.
    pub id: String,
    /// Name in the agent's language.
    pub name: String,
    /// Its tools, in order; never empty.
    pub tiles: Vec<TileView>,
}

/// One tool.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct TileView {
    /// Stable id, the one commands take.
    pub id: String,
    /// Name in the agent's language.
    pub name: String,
    /// What one does with it, in a few words.
    pub purpose: Option<String>,
    /// Other words it can be found by.
    pub keywords: Vec<String>,
    /// The host it opens, for people who check.
    pub host: String,
    /// An image as a `data:` URL; absent when the workspace brings none.
    #[cfg_attr(test, ts(as = "Option<String>"))]
    pub icon: Option<Picture>,
    /// One or two letters to show without an icon.
    pub initials: String,
    /// Which of the twelve tile colours (0 to 11), derived from the id.
    pub color: u8,
    /// What can be started directly.
    pub actions: Vec<ActionView>,
}

/// Something a tool can start directly, such as "New document".
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct ActionView {
    /// Stable id within the tool.
    pub id: String,
    /// Name in the agent's language.
    pub name: String,
}

/// What is wrong with the workspace that was laid on this machine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct WorkspaceProblemView {
    /// The kind of problem.
    pub code: Code,
    /// The file.
    pub file: String,
    /// Every problem found, each with its place in the file and a sentence for the administrator, in English.
    pub problems: Vec<String>,
}

/// Something the agent should know, with a way out that the window knows by the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct NoticeView {
    /// Unique within this run; what `dismiss` takes.
    pub id: u32,
    /// What happened.
    pub code: Code,
    /// What could not be opened, for "open anyway": the tool's name and how to ask again.
    pub opening: Option<OpeningView>,
    /// A detail for the help desk: a provider's error code, a port, a host. Never a secret.
    pub detail: Option<String>,
}

/// Something that was to be opened when a sign-in failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct OpeningView {
    /// The tool's id.
    pub app: String,
    /// The tool's name.
    pub name: String,
    /// The deep link, where one was asked for.
    pub address: Option<String>,
}
