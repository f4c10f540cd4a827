//! The day of an agent, in the real window, with a real keyring, tray and browser.

mod first_sign_in;
