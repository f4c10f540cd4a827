//! Servers that others write in Python, from the package index, as `tests/peers/` names them.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the peers are described.
pub fn peers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("peers")
}

/// The virtual environment of a peer, made once and anew when its versions change. The first test waits for pip.
pub async fn environment(peer: &'static str) -> PathBuf {
    tokio::task::spawn_blocking(move || make(peer)).await.expect("an environment")
}

fn make(peer: &str) -> PathBuf {
    let requirements = peers().join(format!("{peer}.txt"));
    let wanted = std::fs::read_to_string(&requirements).expect("the versions");
    let folder = peers().join("../../target/peers");
    std::fs::create_dir_all(&folder).expect("a folder");
    // Tests run side by side, also as processes. The lock is released with the file.
    let lock = File::create(folder.join(format!("{peer}.lock"))).expect("a file");
    lock.lock().expect("a lock");
    let environment = folder.join(peer);
    let made = environment.join("made-of.txt");
    if std::fs::read_to_string(&made).is_ok_and(|text| text == wanted) {
        return environment;
    }
    // The system's own Python, by its path: another one may come and go with a version manager.
    run(Command::new("/usr/bin/python3").args(["-m", "venv", "--clear"]).arg(&environment));
    let mut pip = Command::new(environment.join("bin/pip"));
    run(pip
        .args(["install", "--quiet", "--disable-pip-version-check", "--no-deps", "-r"])
        .arg(&requirements));
    std::fs::write(made, wanted).expect("written");
    environment
}

fn run(command: &mut Command) {
    let output =
        command.output().unwrap_or_else(|error| panic!("{}: {error}", command.get_program().display()));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{}: {said}", command.get_program().display());
}
