//! `parvisctl workspace preview`: hands the file to the desktop program, which has the window.

use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::Command;

use clap::Args;
use clap::builder::PossibleValuesParser;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use serde::Serialize;

use super::file;
use super::person::As;
use crate::desktop;
use crate::help::say;
use crate::output::{Exit, Form, json, words as tell};

#[derive(Args)]
pub(crate) struct Preview {
    #[arg(value_name = say("FICHIER", "FILE", "DATEI"), help = say(
        "Fichier de l’espace de travail ; la fenêtre suit ses changements",
        "Workspace file; the window follows its changes",
        "Datei des Arbeitsbereichs; das Fenster folgt ihren Änderungen",
    ))]
    file: PathBuf,

    #[command(flatten)]
    person: As,

    #[arg(long, value_name = "light|dark", hide_possible_values = true, help = say(
        "Clair ou sombre",
        "Light or dark",
        "Hell oder dunkel",
    ), value_parser = PossibleValuesParser::new(["light", "dark"]))]
    theme: Option<String>,

    #[arg(long, value_name = "bureau.png", help = say(
        "Écrit une image du bureau au lieu d’ouvrir une fenêtre (Linux)",
        "Writes a picture of the desk instead of opening a window (Linux)",
        "Schreibt ein Bild des Schreibtischs, statt ein Fenster zu öffnen (Linux)",
    ))]
    screenshot: Option<PathBuf>,
}

#[derive(Serialize)]
struct Answer {
    file: PathBuf,
    screenshot: Option<PathBuf>,
}

impl Preview {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        if file::read(&self.file, language).is_none() {
            return Exit::Attention;
        }
        if let Err(why) = self.start(language) {
            tell(why.pick(language));
            return Exit::Attention;
        }
        if let Some(picture) = &self.screenshot {
            let picture = picture.display();
            tell(
                words!("{picture} est écrit.", "{picture} is written.", "{picture} ist geschrieben.")
                    .pick(language),
            );
        }
        if form.json {
            json(&Answer { file: self.file, screenshot: self.screenshot });
        }
        Exit::Well
    }

    /// Starts the desktop program and waits for its end.
    fn start(&self, language: Language) -> Result<(), Words> {
        if self.screenshot.is_some() && cfg!(not(target_os = "linux")) {
            return Err(words!(
                "L’image n’existe que sous Linux. Sans elle, la fenêtre s’ouvre.",
                "The picture is there on Linux only. Without it, the window opens.",
                "Das Bild gibt es nur unter Linux. Ohne es öffnet sich das Fenster.",
            ));
        }
        if cfg!(target_os = "linux") && ["DISPLAY", "WAYLAND_DISPLAY"].map(std::env::var_os) == [None, None] {
            return Err(words!(
                "Il n’y a pas d’écran ici. Sur un serveur, xvfb-run en donne un : xvfb-run -a parvisctl workspace preview …",
                "There is no display here. On a server, xvfb-run gives one: xvfb-run -a parvisctl workspace preview …",
                "Hier gibt es keinen Bildschirm. Auf einem Server gibt xvfb-run einen: xvfb-run -a parvisctl workspace preview …",
            ));
        }
        let mut program = Command::new(desktop::program());
        program.arg("--preview").arg(&self.file).args(["--language", language.tag()]);
        if let Some(person) = &self.person.person {
            program.args(["--as", &person.written]);
        }
        if let Some(theme) = &self.theme {
            program.args(["--theme", theme]);
        }
        if let Some(picture) = &self.screenshot {
            program.arg("--screenshot").arg(picture);
        }
        match program.status() {
            Ok(status) if status.success() => Ok(()),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(words!(
                "Le programme « parvis » n’est pas installé ici : le paquet du même nom montre le bureau.",
                "The program \"parvis\" is not installed here: the package of that name shows the desk.",
                "Das Programm „parvis“ ist hier nicht installiert: Den Schreibtisch zeigt das Paket mit diesem Namen.",
            )),
            failed => {
                let why = failed.map_or_else(|error| error.to_string(), |status| status.to_string());
                Err(words!(
                    "Parvis n’a pas montré le bureau ({why}).",
                    "Parvis did not show the desk ({why}).",
                    "Parvis hat den Schreibtisch nicht gezeigt ({why}).",
                ))
            }
        }
    }
}
