//! Providers that are right, and different from ProConnect.

mod addresses;
mod authentication;
mod callback;
mod claims;
mod tokens;
