//! The day of an agent, in the real window, with a real keyring, tray and browser.

mod containment;
mod expired;
mod failures;
mod first_sign_in;
mod keychain;
mod secrets;
mod session;
mod sign_out;
mod tray;
mod workspace;
