//! A session in a terminal, compared with the one that is kept.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use snapbox::{Assert, Data};

/// Commands that were run one after the other, in one folder.
pub struct Case {
    folder: PathBuf,
    environment: Vec<(&'static str, PathBuf)>,
    said: String,
}

impl Case {
    /// In the folder of workspaces that tests share.
    pub fn new() -> Self {
        let fixtures = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/fixtures/workspaces");
        Self::within(Path::new(fixtures))
    }

    /// In this folder. Its own name does not get into what is kept.
    pub fn within(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), environment: Vec::new(), said: String::new() }
    }

    /// With a path in its environment.
    #[cfg(all(unix, feature = "demo"))]
    pub fn with(mut self, name: &'static str, path: &Path) -> Self {
        self.environment.push((name, path.to_owned()));
        self
    }

    /// Runs `parvisctl` in each of the three languages.
    pub fn in_each_language(mut self, arguments: &[&str]) -> Self {
        for language in ["fr", "en", "de"] {
            self = self.run(&[&["--language", language], arguments].concat());
        }
        self
    }

    /// Runs `parvisctl`, on a machine that speaks English and without a terminal.
    pub fn run(mut self, arguments: &[&str]) -> Self {
        let said = Command::new(env!("CARGO_BIN_EXE_parvisctl"))
            .args(arguments)
            .current_dir(&self.folder)
            .env_clear()
            .env("LC_ALL", "en_GB.UTF-8")
            .envs(std::env::vars_os().filter(|(name, _)| cfg!(windows) && name == "PATH"))
            .envs(self.environment.iter().map(|(name, path)| (name, path)))
            .stdin(Stdio::null())
            .output()
            .expect("parvisctl starts");
        let folder = self.folder.display().to_string();
        let text = |bytes: &[u8]| {
            without_sizes(&without_moments(&String::from_utf8_lossy(bytes))).replace(&folder, "[FOLDER]")
        };
        let _ = writeln!(self.said, "$ parvisctl {}", text(arguments.join(" ").as_bytes()));
        for (stream, bytes) in [("standard output", &said.stdout), ("standard error", &said.stderr)] {
            if !bytes.is_empty() {
                let _ = write!(self.said, "--- {stream}\n{}", text(bytes));
            }
        }
        let _ = writeln!(self.said, "--- exit status {}\n", said.status.code().unwrap_or(-1));
        self
    }

    /// Compares all of it with `cases/<name>.txt`.
    pub fn is(self, name: &str) {
        let kept =
            Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cli/cases").join(name).with_extension("txt");
        Assert::new()
            .normalize_paths(false)
            .action_env("SNAPSHOTS")
            .eq(self.said, Data::read_from(&kept, None));
    }
}

/// The same, each moment in UTC by another name: it is another one each time.
fn without_moments(text: &str) -> String {
    const FORM: &str = "0000-00-00T00:00:00Z";
    let is_moment = |text: &str| {
        let form = FORM.chars().zip(text.chars());
        let alike = form.filter(|(form, c)| form == c || (*form == '0' && c.is_ascii_digit()));
        alike.count() == FORM.len()
    };
    let (mut clean, mut rest) = (String::new(), text);
    while let Some(first) = rest.chars().next() {
        let (put, taken) = if is_moment(rest) {
            ("[MOMENT]", FORM.len())
        } else {
            (&rest[..first.len_utf8()], first.len_utf8())
        };
        clean.push_str(put);
        rest = &rest[taken..];
    }
    clean
}

/// The same, each size in bytes by another name: paths are longer on one machine than on another.
fn without_sizes(text: &str) -> String {
    let line = |line: &str| {
        let unit = [" bytes  ", " octets  ", " Bytes  "]
            .into_iter()
            .find_map(|unit| line.split_once(unit).map(|at| (at, unit)));
        match unit {
            Some(((before, after), unit)) => {
                let before = before.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
                format!("{before} [SIZE]{unit}{after}")
            }
            None => line.to_owned(),
        }
    };
    text.split('\n').map(line).collect::<Vec<_>>().join("\n")
}
