//! Core against ProConnect's own engine, another provider and a SCIM server, where the window would add nothing; and the ways to
//! them, through proxies and with an organisation's own certificates.

mod agent;
mod certificates;
mod day;
mod directory;
mod doctor;
mod failures;
mod feeds;
mod generic;
mod keychain;
mod people;
mod providers;
mod proxies;
mod relay;
mod renewal;
