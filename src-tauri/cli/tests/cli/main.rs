//! The binary, as an administrator meets it: each case is a session in a terminal, kept in `cases/` with its exit
//! statuses and both streams. To write them again: `SNAPSHOTS=overwrite cargo test -p parvisctl --test cli`.

// What is kept was said on Linux, with its paths and its errors.
#![cfg(unix)]

mod case;
mod doctor;
mod frame;
mod lists;
mod new;
mod policy;
mod repository;
mod workspace;
