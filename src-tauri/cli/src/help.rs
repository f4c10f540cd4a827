//! What `--help` and a command that was not understood say, in three languages. clap speaks English alone: its texts are
//! chosen while the commands are described, and its headings and errors are replaced here.

use std::ffi::OsString;
use std::sync::OnceLock;

use clap::error::{ContextKind, ErrorKind};
use clap::{Arg, ArgAction, Command};
use parvis_core::words;
use parvis_core::words::Language;

/// Known before clap has read the arguments, since it describes them.
static LANGUAGE: OnceLock<Language> = OnceLock::new();

/// Looks for `--language` among the arguments.
pub(crate) fn choose(arguments: &[OsString]) {
    let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
    let asked = arguments.find_map(|argument| match argument.strip_prefix("--language") {
        Some("") => Some(String::new()),
        Some(rest) => rest.strip_prefix('=').map(str::to_owned),
        None => None,
    });
    let asked =
        asked.map(|tag| if tag.is_empty() { arguments.next().unwrap_or_default().into_owned() } else { tag });
    let language = asked.map_or_else(Language::of_system, |tag| Language::of_locale(&tag));
    // Set once: a program has one command line.
    let _ = LANGUAGE.set(language);
}

fn language() -> Language {
    *LANGUAGE.get_or_init(Language::of_system)
}

/// A text of the help, in the language that was asked for.
pub(crate) fn say(fr: &'static str, en: &'static str, de: &'static str) -> &'static str {
    language().pick(fr, en, de)
}

/// The same command with headings and help of its own language.
pub(crate) fn translate(command: Command) -> Command {
    let help = Arg::new("help").short('h').long("help").action(ArgAction::Help).help(say(
        "Dit ceci",
        "Says this",
        "Zeigt dies an",
    ));
    headings(command.mut_subcommands(translate_part).disable_help_flag(true).arg(help.global(true)))
}

fn translate_part(command: Command) -> Command {
    headings(command.mut_subcommands(translate_part))
}

fn headings(command: Command) -> Command {
    let usage = say("Utilisation :", "Usage:", "Aufruf:");
    command
        .help_template(format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}"))
        .subcommand_help_heading(say("Commandes\u{a0}", "Commands", "Befehle"))
        .subcommand_value_name(say("COMMANDE", "COMMAND", "BEFEHL"))
        .mut_args(|argument| {
            let heading = if argument.is_positional() {
                say("Arguments\u{a0}", "Arguments", "Argumente")
            } else {
                say("Options\u{a0}", "Options", "Optionen")
            };
            argument.help_heading(heading)
        })
}

/// What is said of arguments that were not understood.
pub(crate) fn misunderstood(error: &clap::Error) -> String {
    let about = |kind| error.get(kind).map(ToString::to_string).unwrap_or_default();
    // `--as <PERSON>`: its name is enough.
    let argument = about(ContextKind::InvalidArg);
    let argument = argument.split_once(" <").map_or(argument.as_str(), |(name, _)| name);
    let value = about(ContextKind::InvalidValue);
    let what = match error.kind() {
        ErrorKind::UnknownArgument => words!(
            "L’argument « {argument} » n’existe pas.",
            "There is no argument \"{argument}\".",
            "Das Argument „{argument}“ gibt es nicht."
        ),
        ErrorKind::InvalidSubcommand => {
            let command = about(ContextKind::InvalidSubcommand);
            words!(
                "La commande « {command} » n’existe pas.",
                "There is no command \"{command}\".",
                "Den Befehl „{command}“ gibt es nicht."
            )
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_empty() => words!(
            "Il manque la valeur de « {argument} ».",
            "The value of \"{argument}\" is missing.",
            "Der Wert von „{argument}“ fehlt."
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
            let reason =
                std::error::Error::source(error).map(|source| format!(" {source}")).unwrap_or_default();
            let valid = about(ContextKind::ValidValue);
            let possible = say("Possible :", "Possible:", "Möglich:");
            let reason = if valid.is_empty() { reason } else { format!(" {possible} {valid}.") };
            words!(
                "« {value} » ne convient pas à « {argument} ».{reason}",
                "\"{value}\" does not suit \"{argument}\".{reason}",
                "„{value}“ passt nicht zu „{argument}“.{reason}"
            )
        }
        ErrorKind::MissingRequiredArgument => {
            words!("Il manque : {argument}.", "Something is missing: {argument}.", "Es fehlt: {argument}.")
        }
        ErrorKind::WrongNumberOfValues => {
            let whole = about(ContextKind::InvalidArg);
            words!(
                "Écrivez en entier « {whole} ».",
                "Write the whole of \"{whole}\".",
                "Schreiben Sie „{whole}“ vollständig."
            )
        }
        ErrorKind::ArgumentConflict => {
            let other = about(ContextKind::PriorArg);
            words!(
                "« {argument} » et « {other} » ne vont pas ensemble.",
                "\"{argument}\" and \"{other}\" do not go together.",
                "„{argument}“ und „{other}“ schließen sich aus."
            )
        }
        kind => {
            let kind = kind.as_str().unwrap_or_default();
            words!(
                "La commande n’a pas été comprise ({kind}).",
                "The command was not understood ({kind}).",
                "Der Befehl wurde nicht verstanden ({kind})."
            )
        }
    };
    let hint = words!(
        "« parvisctl --help » dit ce qui existe.",
        "\"parvisctl --help\" says what there is.",
        "„parvisctl --help“ zeigt, was es gibt."
    );
    format!("{} {}", what.pick(language()), hint.pick(language()))
}

#[cfg(test)]
mod tests {
    fn silent(command: &clap::Command, found: &mut Vec<String>) {
        let name = command.get_name();
        if command.get_about().is_none() {
            found.push(name.to_owned());
        }
        let arguments = command.get_arguments().filter(|argument| argument.get_help().is_none());
        found.extend(arguments.map(|argument| format!("{name} {argument}")));
        command.get_subcommands().for_each(|part| silent(part, found));
    }

    #[test]
    fn everything_says_what_it_is_for() {
        let command = crate::command();
        command.clone().debug_assert();
        let mut found = Vec::new();
        silent(&command, &mut found);
        assert_eq!(found, [""; 0]);
    }
}
