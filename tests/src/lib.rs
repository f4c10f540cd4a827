//! Journeys with real parts: the window in its own web engine, a keyring, a tray host and a browser on a session bus
//! of their own, ProConnect's engine and five tools on loopback. Nothing is shared between two tests, and nothing of
//! the desktop that they are run from is touched.
//!
//! A journey starts at [`journey()`]; what happens in it goes through [`Desk`]. Waiting is always [`until`] something.
//!
//! Where a window would add nothing, an [`Agent`] works without one, with the stand-ins or with a [`provider`] that
//! misbehaves.

#![expect(clippy::missing_panics_doc, reason = "a test that cannot go on panics: that is how it tells")]

mod agent;
mod browser;
mod canaille;
mod canned;
mod desktop;
pub mod fleet;
mod form;
mod forward;
mod https;
mod journey;
mod keyring;
pub mod machine;
mod notifications;
mod portal;
mod process;
pub mod provider;
mod relay;
mod scim;
mod site;
mod standins;
mod tap;
mod tray;
mod venv;
mod wait;
mod web;
mod webdriver;
mod window;
mod words;

pub use agent::{Agent, Mood};
pub use browser::{Browser, Tab};
pub use canaille::{Canaille, Client};
pub use canned::{Answer, Canned};
pub use desktop::{Desktop, Watched};
pub use forward::{ForwardProxy, Gate};
pub use https::{Asked, Authority, HttpsServer, Validity};
pub use journey::{Desk, Setting, journey};
pub use keyring::{Keyring, KeyringState};
pub use machine::{Diagnosis, Machine};
pub use notifications::{Notification, Notifications};
pub use portal::Portal;
pub use process::{Running, children, free_port};
pub use scim::ScimServer;
pub use site::{Instead, Site};
pub use standins::{Options, StandIns};
pub use tap::Tap;
pub use tray::{MenuItem, TrayHost};
pub use venv::environment as peer;
pub use wait::{holds, until};
pub use web::{Page, Web};
pub use window::{Window, binary};
pub use words::{title, word};
