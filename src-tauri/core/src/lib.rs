//! Parvis without a window.
//!
//! [`Parvis`] is the one door for both shells, the desktop and `parvisctl`. A shell asks for a
//! [`Snapshot`](view::Snapshot) once and then listens to [`Event`](event::Event)s; everything that goes wrong
//! arrives as a notice with a [`Code`](error::Code), never as text.
//!
//! Invariants, each with a test: this crate depends on no window; a secret has no view, no `Debug` and no log line;
//! time, chance, network, keychain, browser and paths are passed in; nothing is opened that
//! [`Hosts`](launch::address::Hosts) did not check.

pub mod clock;
pub mod desk;
pub mod directory;
pub mod error;
pub mod event;
pub mod http;
pub mod identity;
pub mod launch;
mod line;
pub mod outside;
mod parvis;
pub mod paths;
pub mod policy;
mod private;
pub mod settings;
pub mod store;
#[cfg(test)]
mod types;
pub mod view;
pub mod words;
pub mod workspace;

pub use parvis::{Parvis, Preview};

/// Whether this build may talk to stand-ins over plain http on loopback.
pub const DEMO: bool = cfg!(feature = "demo");

/// The version of Parvis.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
