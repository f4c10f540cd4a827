//! The administrator's guide, `docs/admin.md`, done as it says: each of its blocks of `sh`, in order, in an empty folder
//! and on a terminal. What the terminal then shows is kept in `guide.txt`; `SNAPSHOTS=overwrite` writes it again.
#![cfg(all(target_os = "linux", feature = "demo"))]

use std::fmt::Write as _;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use url::Url;

use crate::served::{client, serve};
use crate::site::{SECRET, well};

const GUIDE: &str = include_str!("../../../../docs/admin.md");

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/admin.md")
}

/// The commands, in order.
fn commands() -> Vec<&'static str> {
    let blocks = GUIDE.split("\n```sh\n").skip(1).map(|rest| rest.split_once("\n```").expect("an end").0);
    blocks.flat_map(str::lines).collect()
}

/// Somebody who follows the guide: their folder, and the places that it names, elsewhere.
struct Newcomer {
    places: [(&'static str, String); 3],
    folder: PathBuf,
}

impl Newcomer {
    fn at(&self, place: &str) -> PathBuf {
        self.elsewhere(place).into()
    }

    fn elsewhere(&self, text: &str) -> String {
        self.places.iter().fold(text.to_owned(), |text, (place, real)| text.replace(place, real))
    }

    /// What the terminal showed, the same on each machine and each day.
    fn shown(&self, text: &str) -> String {
        let text = text.replace("\r\n", "\n");
        let text = self.places.iter().fold(text, |text, (place, real)| text.replace(real, place));
        text.lines().map(steady).fold(String::new(), |all, line| all + &line + "\n")
    }

    /// Types it all, with `y` whenever something is asked.
    fn type_all(&self) -> String {
        let mut script = "set -euo pipefail\n".to_owned();
        for command in commands() {
            let command = self.elsewhere(command);
            let _ = write!(script, "cat <<'TYPED'\n$ {command}\nTYPED\n{command}\n");
        }
        let file = self.folder.with_file_name("typed.sh");
        fs::write(&file, script).expect("written");
        let programs = Path::new(env!("CARGO_BIN_EXE_parvisctl")).parent().expect("a folder").display();
        let path = std::env::var("PATH").expect("a path");
        let mut terminal = Command::new("script")
            .args(["--quiet", "--return", "--command", &format!("stty -echo; bash {}", file.display())])
            .arg("/dev/null")
            .current_dir(&self.folder)
            .env("PATH", format!("{programs}:{path}"))
            .env("LC_ALL", "C.UTF-8")
            .env("LANGUAGE", "en")
            .env("PARVISCTL_PASSPHRASE", SECRET)
            .env("PARVIS_DEMO_POLICY", self.at("/etc/parvis/policies"))
            .env("PARVIS_DEMO_HOME", self.folder.with_file_name("home"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("a terminal");
        terminal.stdin.take().expect("its input").write_all(b"y\ny\n").expect("typed");
        let said = terminal.wait_with_output().expect("an end");
        well(&said);
        let said = self.shown(&String::from_utf8_lossy(&said.stdout));
        // What is typed ahead may be shown before the terminal is told not to.
        said[said.find("$ ").expect("a command")..].to_owned()
    }
}

/// A line without what is never twice the same: keys, the words of a fingerprint, moments.
fn steady(line: &str) -> String {
    if let Some(title) = ["Fingerprint", "fingerprint"].into_iter().find(|title| line.starts_with(title)) {
        return format!("{title} [TEN WORDS]");
    }
    let is_key = |part: &&str| part.len() == 8 && part.bytes().all(|byte| byte.is_ascii_hexdigit());
    let is_moment =
        |word: &str| word.trim_end_matches('.').ends_with('Z') && word.contains('T') && word.contains(':');
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let words = line.split(' ').map(|word| match word.split(['-', '.', ',']).find(is_key) {
        Some(key) => word.replace(key, "[KEY]"),
        None if is_moment(word) || (word.len() == 10 && is_number(word)) => "[MOMENT]".to_owned(),
        None => word.strip_prefix('(').filter(|days| is_number(days)).map_or(word, |_| "([COUNT]").to_owned(),
    });
    words.collect::<Vec<_>>().join(" ")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_administrator_gets_a_desk_to_a_machine_by_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    for name in ["own", "www", "etc"] {
        fs::create_dir(path(name)).expect("a folder");
    }
    let address = serve(path("www")).await;
    let newcomer = Newcomer {
        places: [
            ("/srv/www/parvis", path("www").display().to_string()),
            ("/etc/parvis", path("etc").display().to_string()),
            ("https://www.ville-exemple.fr/parvis/", address.to_string()),
        ],
        folder: path("own"),
    };
    let shown = tokio::task::block_in_place(|| newcomer.type_all());
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/repository/guide.txt");
    snapbox::Assert::new()
        .normalize_paths(false)
        .action_env("SNAPSHOTS")
        .eq(shown, snapbox::Data::read_from(&kept, None).raw());

    // What was laid is all that a machine needs.
    let policy = fs::read(newcomer.at("/etc/parvis/policies/managed/parvis.json")).expect("a policy");
    let policy: serde_json::Value = serde_json::from_slice(&policy).expect("JSON");
    let laid = |key: &str| policy[key].as_str().expect("laid").to_owned();
    let root = fs::read(laid("workspace_root")).expect("a root");
    let machine =
        client(&Url::parse(&laid("workspace_repository")).expect("an address"), root, &path("cache"));
    let release = machine.refresh().await.expect("a desk").release;
    assert_eq!(release.target("workspace.json").ok(), fs::read(path("own/workspace.json")).ok());
}

/// Every `[text](address)` of the guide leads somewhere.
#[test]
fn its_links_lead_somewhere() {
    for rest in GUIDE.split("](").skip(1) {
        let link = rest.split_once(')').expect("an end").0;
        let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
        let file = if file.is_empty() { guide() } else { guide().with_file_name(file) };
        let text = fs::read_to_string(&file).unwrap_or_else(|error| panic!("{link}: {error}"));
        let heading = |line: &str| {
            let title = line.trim_start_matches('#').trim().to_lowercase();
            let kept = title.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-'));
            kept.map(|c| if c == ' ' { '-' } else { c }).collect::<String>()
        };
        let headings = text.lines().filter(|line| line.starts_with('#')).map(heading);
        assert!(anchor.is_empty() || headings.into_iter().any(|heading| heading == anchor), "{link}");
    }
}
