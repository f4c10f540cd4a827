//! Core against a provider that misbehaves: the OpenID Foundation's cases for relying parties (`README.md` has the
//! table), the providers that are merely different, and the answers that are hostile.

mod basic;
mod comprehensive;
mod config;
mod day;
mod hostile;
mod logout;
mod others;
mod races;
mod refresh;
mod table;
