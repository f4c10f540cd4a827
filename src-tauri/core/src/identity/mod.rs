//! Who is signed in: an OpenID Connect client for native programs (RFC 8252), and the session it keeps.

mod answer;
mod attempt;
mod client;
mod farewell;
mod kept;
pub mod keychain;
mod loopback;
mod page;
pub mod person;
mod provider;
pub mod session;
pub mod stored;
mod token;
mod userinfo;

pub use client::Registration;
