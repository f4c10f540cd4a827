//! The day of an agent, in the real window, with a real keyring, tray and browser.

mod containment;
mod day;
mod expired;
mod failures;
mod first_sign_in;
mod keychain;
mod preview;
mod published;
mod relay;
mod secrets;
mod session;
mod sign_out;
mod tray;
mod workspace;
