//! `parvisctl`, for those who administer Parvis. Data on standard output, words on standard error; needs no window,
//! no display and no keychain.

mod output;
mod status;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Parvis on the command line, for those who administer it.
///
/// Exit status: 0 all is well; 1 something needs an administrator; 2 the command was not understood.
#[derive(Parser)]
#[command(version, about, disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Says which workspace this machine shows, where it comes from, and what is wrong with it
    Status {
        /// As JSON, for programs
        #[arg(long)]
        json: bool,
    },
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Status { json } => status::run(json),
    }
}
