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

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use parvis_core::clock::SystemClock;
use parvis_core::words::Language;
use tough::schema::RoleType;

use self::passphrase::Passphrases;

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Makes the keys and an empty repository
    Init {
        /// The folder to make
        folder: PathBuf,
        /// How many root keys have to sign; one more than that is made
        #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..=3))]
        root_threshold: u64,
        /// Leaves the timestamp's key without a passphrase, for a server that refreshes unattended
        #[arg(long)]
        open_timestamp_key: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Publishes a workspace, after showing what will change
    Publish {
        /// The repository's folder
        folder: PathBuf,
        /// The workspace file
        workspace: PathBuf,
        /// Where the workspace's pictures are looked for; the folder of the workspace file by default
        #[arg(long, value_name = "FOLDER")]
        assets: Option<PathBuf>,
        /// Publishes without asking
        #[arg(long)]
        yes: bool,
        /// Publishes a revision that is older than the one before
        #[arg(long)]
        allow_older: bool,
        /// Publishes a workspace with another id than the one before
        #[arg(long)]
        allow_other_id: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Signs anew: the timestamp, and what expires soon where its keys are at hand
    Refresh {
        /// The repository's folder
        folder: PathBuf,
        #[command(flatten)]
        common: Common,
    },
    /// Replaces a key
    Rotate {
        /// The repository's folder
        folder: PathBuf,
        /// Whose key
        role: RoleName,
        /// For the root: the key that goes, by its id or the first digits of it
        #[arg(long, value_name = "KEYID", required_if_eq("role", "root"))]
        remove: Option<String>,
        /// Leaves the new key of the timestamp without a passphrase
        #[arg(long)]
        open_timestamp_key: bool,
        #[command(flatten)]
        common: Common,
    },
    /// Says what is published, with which keys, and until when
    Status {
        /// The repository's folder, or the address where its public folder is served
        place: String,
        /// As JSON, for programs
        #[arg(long)]
        json: bool,
    },
}

#[derive(Args)]
pub(crate) struct Common {
    /// The first line of this file is the passphrase. Without it: the variable `PARVISCTL_PASSPHRASE`, else the terminal
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// As JSON, for programs
    #[arg(long)]
    json: bool,
}

/// The four roles of a repository.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RoleName {
    Root,
    Targets,
    Snapshot,
    Timestamp,
}

impl From<RoleName> for RoleType {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Root => Self::Root,
            RoleName::Targets => Self::Targets,
            RoleName::Snapshot => Self::Snapshot,
            RoleName::Timestamp => Self::Timestamp,
        }
    }
}

pub(crate) fn run(command: Command, language: Language) -> ExitCode {
    let clock = &SystemClock;
    let from = |common: &Common| Passphrases::new(common.passphrase_file.as_deref(), language);
    match command {
        Command::Init { folder, root_threshold, open_timestamp_key, common } => {
            let choice = init::Choice { root_threshold, open_timestamp_key };
            let done = from(&common).and_then(|mut secrets| init::run(&folder, choice, &mut secrets, clock));
            report::finish(done, common.json, language)
        }
        Command::Publish { folder, workspace, assets, yes, allow_older, allow_other_id, common } => {
            let wish = publish::Wish { workspace, assets, yes, allow_older, allow_other_id, language };
            let done =
                from(&common).and_then(|mut secrets| publish::run(&folder, &wish, &mut secrets, clock));
            report::finish(done, common.json, language)
        }
        Command::Refresh { folder, common } => {
            let done = from(&common).and_then(|mut secrets| refresh::run(&folder, &mut secrets, clock));
            report::finish(done, common.json, language)
        }
        Command::Rotate { folder, role, remove, open_timestamp_key, common } => {
            let wish = rotate::Wish { role: role.into(), remove, open_timestamp_key };
            let done = from(&common).and_then(|mut secrets| rotate::run(&folder, &wish, &mut secrets, clock));
            report::finish(done, common.json, language)
        }
        Command::Status { place, json } => report::finish(status::run(&place, clock), json, language),
    }
}

#[cfg(test)]
mod tests;
