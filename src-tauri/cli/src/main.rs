//! `parvisctl`, for those who administer Parvis. Data on standard output, words on standard error; needs no window,
//! no display and no keychain.

mod output;
mod repository;
mod status;

use std::process::ExitCode;

use clap::{Parser, Subcommand};
use parvis_core::words::Language;

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
    /// Publishes a workspace to all machines, from static files
    #[command(subcommand)]
    Repository(repository::Command),
}

fn main() -> ExitCode {
    match Arguments::parse().command {
        Command::Status { json } => status::run(json),
        Command::Repository(command) => repository::run(command, Language::of_system()),
    }
}
