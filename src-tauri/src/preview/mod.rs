//! A window on a workspace that nobody laid yet. A program of its own: it takes no part in the one that runs, shows no
//! tray icon, and its profile ends with it.

use std::ffi::OsString;
use std::path::PathBuf;
use std::process::ExitCode;

use parvis_core::paths::Paths;
use parvis_core::settings::Theme;
use parvis_core::words::Language;
use parvis_core::workspace::someone::Someone;
use parvis_core::{Parvis, Preview};
use tauri::Manager as _;

use crate::{commands, window};

#[cfg(target_os = "linux")]
mod picture;

/// What asks for it: the first argument. `parvisctl workspace preview` writes the others.
pub const FLAG: &str = "--preview";

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
struct Asked {
    file: PathBuf,
    person: Someone,
    language: Language,
    theme: Theme,
    /// Writes a picture of the desk there, and ends.
    picture: Option<PathBuf>,
}

/// Reads the arguments after the flag: the file, then `--as`, `--language`, `--theme` and `--screenshot` with a value
/// each. `None` if they are not that.
fn read(mut arguments: impl Iterator<Item = OsString>) -> Option<Asked> {
    let mut asked = Asked {
        file: arguments.next()?.into(),
        person: Someone::default(),
        language: Language::of_system(),
        theme: Theme::System,
        picture: None,
    };
    while let Some(name) = arguments.next() {
        let value = arguments.next()?;
        match (name.to_str()?, value.to_str()) {
            ("--as", Some(person)) => asked.person = person.parse().ok()?,
            ("--language", Some(tag)) => asked.language = Language::of_locale(tag),
            ("--theme", Some("light")) => asked.theme = Theme::Light,
            ("--theme", Some("dark")) => asked.theme = Theme::Dark,
            ("--screenshot", _) if cfg!(target_os = "linux") => asked.picture = Some(value.into()),
            _ => return None,
        }
    }
    Some(asked)
}

/// Shows the window, until it is closed.
pub fn run(arguments: impl Iterator<Item = OsString>) -> ExitCode {
    let Some(asked) = read(arguments) else {
        tracing::error!("the arguments of a preview are not understood");
        return ExitCode::from(2);
    };
    match show(asked) {
        Ok(0) => ExitCode::SUCCESS,
        Ok(_) => ExitCode::FAILURE,
        Err(error) => {
            tracing::error!(%error, "the preview does not start");
            ExitCode::FAILURE
        }
    }
}

fn show(asked: Asked) -> Result<i32, Box<dyn std::error::Error>> {
    let profile = tempfile::tempdir()?;
    let paths = Paths::below(profile.path());
    let app = tauri::Builder::default()
        .invoke_handler(commands::handler())
        .setup(move |app| {
            let app = app.handle();
            let Asked { file, person, language, theme, picture } = asked;
            let person = person.membership;
            let says_so = picture.is_none();
            let preview = Preview { file, person, language, theme, says_so };
            app.manage(tauri::async_runtime::block_on(async { Parvis::preview(preview) }));
            app.manage(window::Profile(Some(paths)));
            // The workspace may prefer one.
            app.set_theme(match app.state::<Parvis>().snapshot().settings.theme.0 {
                Theme::System => None,
                Theme::Light => Some(tauri::Theme::Light),
                Theme::Dark => Some(tauri::Theme::Dark),
            });
            window::forward_events(app);
            window::show(app);
            #[cfg(target_os = "linux")]
            if let Some(file) = picture {
                picture::take(app, file);
            }
            Ok(())
        })
        .build(crate::context())?;
    // Comes back, so that the profile is removed.
    Ok(app.run_return(|_, _| {}))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_parvisctl_writes() {
        let read = |arguments: &[&str]| read(arguments.iter().map(OsString::from));
        let asked =
            read(&["w.json", "--as", "groups=rh", "--language", "de", "--theme", "dark"]).expect("a preview");
        assert_eq!((asked.file, asked.language, asked.theme), ("w.json".into(), Language::De, Theme::Dark));
        assert_eq!(asked.person.written, "groups=rh");
        for wrong in
            [&[][..], &["w.json", "--as"], &["w.json", "--as", "group=rh"], &["w.json", "--tray", "yes"]]
        {
            assert_eq!(read(wrong), None, "{wrong:?}");
        }
    }
}
