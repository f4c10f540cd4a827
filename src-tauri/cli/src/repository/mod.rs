//! `parvisctl repository`: the publishing side of a TUF repository (The Update Framework, specification 1.0), for a
//! team of one to three people. What it makes is a folder of static files for any web server or object store.
//!
//! ```text
//! DIR/public/metadata/    1.root.json, 2.root.json, …, N.targets.json, N.snapshot.json, timestamp.json
//! DIR/public/targets/     <sha256>.workspace.json, assets/<sha256>.docs.svg
//! DIR/keys/               <role>-<first 8 digits of its key id>.pem
//! ```
//!
//! What was decided, and why:
//!
//! * **Root: one signature of two keys.** With a single key its loss would mean laying a new root on every machine by
//!   hand; with two signatures of two keys the loss of either would. The second key lies on paper or a stick in a safe,
//!   and is needed only when the first is lost or has leaked. Who has three people to hold keys asks for two signatures
//!   of three (`--root-threshold 2`).
//! * **Each role has its own key**, so that each can be replaced alone. Root, targets and snapshot are people's: they
//!   lie behind a passphrase. The timestamp's may lie open on the publishing server: whoever steals it can only hold
//!   back news, until the snapshot expires, and never change a desk.
//! * **Expiry.** What people sign lasts a year, as is usual where people sign (tuf-on-ci does the same): each
//!   publication renews targets and snapshot anyway, and what is left is one appointment a year, announced 60, 30 and 7
//!   days before, which renews everything at once (`refresh`). An open timestamp lasts 14 days and is renewed daily: a
//!   timer may fail over a fortnight's holiday before an agent sees a banner. A timestamp that is signed by hand lasts
//!   90 days, as nobody signs by hand each week.
//! * **The timestamp's version is the time**, in seconds, or one more than the last. The office and the publishing
//!   server both sign timestamps; whichever is later wins, without asking the other.
//! * **Key ids are in the file names**, so that one sees without a passphrase which keys are at hand, and a new key
//!   never takes the place of an old file.

mod command;
mod folder;
mod init;
mod keys;
mod passphrase;
mod place;
mod publish;
mod refresh;
mod release;
mod report;
mod rotate;
mod staging;
mod status;

pub(crate) use self::command::Repository;

#[cfg(test)]
mod tests;
