//! `parvisctl generate`, for packages: the manual pages and the completions of shells, made from the commands themselves.

use std::path::PathBuf;

use clap::Subcommand;
use clap_complete::Shell;

use crate::help::say;
use crate::output::{Exit, words};

#[derive(Subcommand)]
pub(crate) enum Generate {
    #[command(about = say(
        "Écrit les pages de manuel dans un dossier",
        "Writes the manual pages into a folder",
        "Schreibt die Handbuchseiten in einen Ordner",
    ))]
    Man {
        #[arg(value_name = say("DOSSIER", "FOLDER", "ORDNER"), help = say(
            "Dossier, qui existe",
            "A folder, which exists",
            "Ein Ordner, den es gibt",
        ))]
        folder: PathBuf,
    },

    #[command(about = say(
        "Écrit les compléments d’un interpréteur de commandes dans un dossier",
        "Writes the completions of a shell into a folder",
        "Schreibt die Vervollständigung einer Shell in einen Ordner",
    ))]
    Completions {
        #[arg(help = say("Interpréteur de commandes", "The shell", "Die Shell"))]
        shell: Shell,
        #[arg(value_name = say("DOSSIER", "FOLDER", "ORDNER"), help = say(
            "Dossier, qui existe",
            "A folder, which exists",
            "Ein Ordner, den es gibt",
        ))]
        folder: PathBuf,
    },
}

impl Generate {
    pub(crate) fn run(self) -> Exit {
        let written = match self {
            Self::Man { folder } => clap_mangen::generate_to(crate::command(), folder),
            Self::Completions { shell, folder } => {
                clap_complete::generate_to(shell, &mut crate::command(), "parvisctl", folder).map(drop)
            }
        };
        if let Err(error) = &written {
            words(&error.to_string());
        }
        Exit::of(written.is_ok())
    }
}
