//! Core against ProConnect's own engine, where the window would add nothing.

mod agent;
mod failures;
mod keychain;
mod renewal;
