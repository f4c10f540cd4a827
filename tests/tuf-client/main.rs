//! Parvis's client of TUF repositories as a program: for the conformance suite of the TUF project, whose `CLIENT-CLI.md`
//! says what it is asked, and for tests under a clock that lies. It decides nothing itself.
//!
//! Ends with 1 where the suite expects it, and says on stderr what is wrong, beginning with its name.

use std::env;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use parvis_core::clock::SystemClock;
use parvis_core::http::{Http, Way};
use parvis_core::workspace::tuf::{Place, Refused, Repository, Wanted};
use url::Url;

/// A target comes when it is asked for.
const WANTED: Wanted = Wanted { needed: &[], below: &[] };

/// What stands on the command line.
#[derive(Default)]
struct Arguments {
    command: String,
    trusted_root: PathBuf,
    metadata_dir: PathBuf,
    metadata_url: Option<Url>,
    target_names: Vec<String>,
    target_dir: PathBuf,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::read(env::args().skip(1));
    let done = match arguments.command.as_str() {
        "init" => {
            init(&arguments);
            Ok(())
        }
        "refresh" => refresh(&arguments).await,
        "download" => download(&arguments).await,
        other => panic!("{other:?} is none of the three commands"),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(refused) => {
            writeln!(std::io::stderr(), "{refused}").expect("an output");
            ExitCode::FAILURE
        }
    }
}

/// Keeps the root that everything is judged by.
fn init(arguments: &Arguments) {
    fs::create_dir_all(&arguments.metadata_dir).expect("a folder");
    fs::copy(&arguments.trusted_root, arguments.pinned()).expect("a root");
    fs::copy(&arguments.trusted_root, arguments.metadata_dir.join("root.json")).expect("a root");
}

async fn refresh(arguments: &Arguments) -> Result<(), Refused> {
    let repository = open(arguments)?;
    let refreshed = repository.refresh().await;
    show(&repository, &arguments.metadata_dir);
    refreshed.map(drop)
}

async fn download(arguments: &Arguments) -> Result<(), Refused> {
    let repository = open(arguments)?;
    let refreshed = repository.refresh().await;
    show(&repository, &arguments.metadata_dir);
    let release = refreshed?.release;
    for name in &arguments.target_names {
        let bytes = repository.download(&release, name).await?;
        // One file for each name, wherever the name leads.
        let file: String = url::form_urlencoded::byte_serialize(name.as_bytes()).collect();
        let file = arguments.target_dir.join(file);
        // The suite sees by the time of the last change what was downloaded.
        if fs::read(&file).ok().as_ref() != Some(&bytes) {
            fs::write(file, bytes).expect("written");
        }
    }
    Ok(())
}

fn open(arguments: &Arguments) -> Result<Repository, Refused> {
    let metadata = arguments.metadata_url.as_ref().expect("--metadata-url");
    let place = Place {
        address: metadata.join("..").expect("an address"),
        root: fs::read(arguments.pinned()).expect("init comes first"),
    };
    let folder = arguments.metadata_dir.join("kept");
    Repository::open(place, WANTED, folder, Http::new(Way::default()), Arc::new(SystemClock))
}

/// Lays what is trusted where the suite looks for it, and nothing else.
fn show(repository: &Repository, folder: &Path) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|extension| extension == "json") {
            fs::remove_file(path).expect("removed");
        }
    }
    for (name, bytes) in repository.trusted() {
        fs::write(folder.join(name), bytes).expect("written");
    }
}

impl Arguments {
    fn read(mut words: impl Iterator<Item = String>) -> Self {
        let mut read = Self::default();
        while let Some(word) = words.next() {
            let mut value = || words.next().unwrap_or_else(|| panic!("{word} needs a value"));
            match word.as_str() {
                "--metadata-dir" => read.metadata_dir = value().into(),
                "--metadata-url" => {
                    // A folder, with the slash or without.
                    let address = format!("{}/", value().trim_end_matches('/'));
                    read.metadata_url = Some(Url::parse(&address).expect("an address"));
                }
                // The targets lie beside the metadata, in the suite as in every repository of Parvis's.
                "--target-base-url" => drop(value()),
                "--target-name" => read.target_names.push(value()),
                "--target-dir" => read.target_dir = value().into(),
                "init" => {
                    read.trusted_root = value().into();
                    read.command = word;
                }
                _ => read.command = word,
            }
        }
        read
    }

    fn pinned(&self) -> PathBuf {
        self.metadata_dir.join("pinned-root")
    }
}
