//! Core against ProConnect's own engine, another provider and a SCIM server, where the window would add nothing.

mod agent;
mod day;
mod directory;
mod failures;
mod feeds;
mod generic;
mod keychain;
mod people;
mod providers;
mod relay;
mod renewal;
