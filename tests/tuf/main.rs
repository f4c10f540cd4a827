//! The client of TUF repositories under the attacks that TUF is made against, and a few that only the network makes. The
//! repositories are kept, signed and falsified by the reference implementation.
//!
//! Each attack is made on a client that has taken a good release. It has to name what is wrong, to keep that release byte
//! for byte, and to go on as soon as the attack ends, as far as TUF says that it may.

mod client;
mod clock;
mod conformance;
mod content;
mod desk;
mod doctor;
mod extremes;
mod first;
mod flood;
mod freshness;
mod names;
mod network;
mod recovery;
mod repository;
mod rollback;
mod roots;
mod signatures;
