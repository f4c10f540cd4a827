//! What the program is started with.

use std::io::Write as _;
use std::process::ExitCode;

/// A start, first or second.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Arguments {
    /// Stay in the tray: no window. For the start with the session.
    pub tray_only: bool,
    /// End the session, and the program if it was started for that.
    pub sign_out: bool,
    /// Open this address in the tool it lies in.
    pub address: Option<String>,
}

/// What is said instead of starting.
#[derive(Debug, PartialEq, Eq)]
pub enum Answer {
    /// `--help`, `--version`.
    Said(String),
    /// An argument that is not known.
    Unknown(String),
}

const HELP: &str = "\
Usage: parvis [--tray] [ADDRESS]
       parvis --preview FILE
       parvis --sign-out

  ADDRESS      open this address in the tool it belongs to, signing in first if needed
  --tray       start in the tray, without a window
  --preview    show a workspace file before it is laid; \"parvisctl workspace preview\" can do more
  --sign-out   sign the agent out of this computer
  --version    say the version
  --help       say this";

impl Arguments {
    /// Reads the arguments after the program's name.
    pub fn read(arguments: impl Iterator<Item = String>) -> Result<Self, Answer> {
        let mut read = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--tray" => read.tray_only = true,
                "--sign-out" => read.sign_out = true,
                "--help" | "-h" => return Err(Answer::Said(HELP.to_owned())),
                "--version" | "-V" => return Err(Answer::Said(format!("parvis {}", parvis_core::VERSION))),
                address if !address.starts_with('-') && read.address.is_none() => {
                    read.address = Some(address.to_owned());
                }
                _ => return Err(Answer::Unknown(argument)),
            }
        }
        Ok(read)
    }
}

impl Answer {
    /// Says it, and what the shell is to be told.
    pub fn give(self) -> ExitCode {
        // Nobody may be reading; there is nobody to tell.
        match self {
            Self::Said(text) => {
                let _ = writeln!(std::io::stdout(), "{text}");
                ExitCode::SUCCESS
            }
            Self::Unknown(argument) => {
                let _ = writeln!(std::io::stderr(), "parvis: unknown argument {argument:?}\n\n{HELP}");
                ExitCode::from(2)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(arguments: &[&str]) -> Result<Arguments, Answer> {
        Arguments::read(arguments.iter().map(ToString::to_string))
    }

    #[test]
    fn reads_a_start() {
        assert_eq!(read(&[]), Ok(Arguments::default()));
        assert_eq!(read(&["--tray"]), Ok(Arguments { tray_only: true, ..Arguments::default() }));
        let address = Some("https://docs.exemple.fr/".to_owned());
        assert_eq!(read(&["https://docs.exemple.fr/"]), Ok(Arguments { address, ..Arguments::default() }));
        let sign_out = Arguments { sign_out: true, ..Arguments::default() };
        assert_eq!(read(&["--sign-out"]), Ok(sign_out));
        assert_eq!(read(&["--evil"]), Err(Answer::Unknown("--evil".into())));
        assert_eq!(read(&["a", "b"]), Err(Answer::Unknown("b".into())));
        assert!(matches!(read(&["--version"]), Err(Answer::Said(text)) if text.starts_with("parvis ")));
    }
}
