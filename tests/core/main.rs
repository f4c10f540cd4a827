//! Core against ProConnect's own engine and a SCIM server, where the window would add nothing.

mod agent;
mod directory;
mod failures;
mod keychain;
mod renewal;
