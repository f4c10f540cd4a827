//! Passphrases: from a file or the environment for machines, from the terminal for people, never from an argument,
//! which other processes can read.

use std::io::IsTerminal as _;
use std::path::Path;

use parvis_core::words;
use parvis_core::words::{Language, Words};
use secrecy::{ExposeSecret as _, SecretString};

use super::report::{Done, Trouble};

/// The variable that holds a passphrase.
const VARIABLE: &str = "PARVISCTL_PASSPHRASE";
/// Shorter ones do not withstand whoever has the file.
const SHORTEST: usize = 12;
/// How often a person may mistype.
const ATTEMPTS: usize = 3;

/// Where passphrases come from.
pub(super) struct Passphrases {
    /// What a file or the environment gave.
    given: Option<SecretString>,
    /// What opened the last key: usually it opens the others.
    last: Option<SecretString>,
    /// Whether there is somebody to ask.
    terminal: bool,
    language: Language,
}

impl Passphrases {
    pub(super) fn new(file: Option<&Path>, language: Language) -> Done<Self> {
        let given = match file {
            Some(file) => {
                let text = std::fs::read_to_string(file).map_err(|error| Trouble::file(file, &error))?;
                Some(text.lines().next().unwrap_or_default().to_owned())
            }
            None => std::env::var(VARIABLE).ok(),
        };
        let given = given.filter(|text| !text.is_empty()).map(SecretString::from);
        Ok(Self { given, last: None, terminal: std::io::stdin().is_terminal(), language })
    }

    /// For tests: this one, and nobody to ask.
    #[cfg(test)]
    pub(super) fn of(given: Option<&str>) -> Self {
        Self { given: given.map(SecretString::from), last: None, terminal: false, language: Language::En }
    }

    /// Whether keys with a passphrase can be opened at all.
    pub(super) fn at_hand(&self) -> bool {
        self.given.is_some() || self.terminal
    }

    /// Tries passphrases on a key file until one opens it.
    pub(super) fn unlock<T>(&mut self, file: &Path, mut attempt: impl FnMut(&str) -> Option<T>) -> Done<T> {
        for known in [&self.last, &self.given].into_iter().flatten() {
            if let Some(opened) = attempt(known.expose_secret()) {
                return Ok(opened);
            }
        }
        let name = file.file_name().unwrap_or_default().display();
        if !self.terminal {
            return Err(Trouble(if self.given.is_some() {
                words!(
                    "La phrase secrète n’ouvre pas {name}.",
                    "The passphrase does not open {name}.",
                    "Die Passphrase öffnet {name} nicht."
                )
            } else {
                words!(
                    "{name} demande une phrase secrète : lancez la commande dans un terminal, ou indiquez --passphrase-file.",
                    "{name} needs a passphrase: run the command in a terminal, or give --passphrase-file.",
                    "{name} braucht eine Passphrase: Starten Sie den Befehl in einem Terminal, oder geben Sie --passphrase-file an."
                )
            }));
        }
        for _ in 0..ATTEMPTS {
            let question =
                words!("Phrase secrète de {name} : ", "Passphrase of {name}: ", "Passphrase von {name}: ");
            let typed = self.ask(&question)?;
            if let Some(opened) = attempt(typed.expose_secret()) {
                self.last = Some(typed);
                return Ok(opened);
            }
        }
        Err(Trouble(words!(
            "{name} n’a pas été ouvert.",
            "{name} was not opened.",
            "{name} wurde nicht geöffnet."
        )))
    }

    /// The passphrase of a new key: the one that is known already, else a new one, typed twice.
    pub(super) fn choose(&mut self) -> Done<SecretString> {
        if let Some(known) = self.last.as_ref().or(self.given.as_ref()) {
            return long_enough(known).map(|()| known.clone());
        }
        if !self.terminal {
            return Err(Trouble(words!(
                "Les clés demandent une phrase secrète : lancez la commande dans un terminal, ou indiquez --passphrase-file.",
                "Keys need a passphrase: run the command in a terminal, or give --passphrase-file.",
                "Schlüssel brauchen eine Passphrase: Starten Sie den Befehl in einem Terminal, oder geben Sie --passphrase-file an."
            )));
        }
        let first = self.ask(&words!(
            "Nouvelle phrase secrète des clés : ",
            "New passphrase of the keys: ",
            "Neue Passphrase der Schlüssel: "
        ))?;
        long_enough(&first)?;
        let again = self.ask(&words!("Encore une fois : ", "Once more: ", "Noch einmal: "))?;
        if first.expose_secret() != again.expose_secret() {
            return Err(Trouble(words!(
                "Les deux phrases ne sont pas les mêmes.",
                "The two are not the same.",
                "Die beiden stimmen nicht überein."
            )));
        }
        self.last = Some(first.clone());
        Ok(first)
    }

    fn ask(&self, question: &Words) -> Done<SecretString> {
        let typed = rpassword::prompt_password(question.pick(self.language)).map_err(|error| {
            Trouble(words!(
                "Le terminal ne répond pas : {error}.",
                "The terminal does not answer: {error}.",
                "Das Terminal antwortet nicht: {error}."
            ))
        })?;
        Ok(typed.into())
    }
}

fn long_enough(passphrase: &SecretString) -> Done<()> {
    if passphrase.expose_secret().chars().count() >= SHORTEST {
        return Ok(());
    }
    Err(Trouble(words!(
        "La phrase secrète a besoin d’au moins {SHORTEST} caractères : quelques mots suffisent.",
        "The passphrase needs at least {SHORTEST} characters: a few words will do.",
        "Die Passphrase braucht mindestens {SHORTEST} Zeichen: Ein paar Wörter genügen."
    )))
}
