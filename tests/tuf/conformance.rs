//! The conformance suite of the TUF project (`tests/fixtures/tuf-conformance`), as it comes, on the very client.

use std::path::Path;
use std::process::Stdio;

use parvis_tests::peer;
use tokio::process::Command;

#[tokio::test]
async fn of_the_tuf_project() {
    let python = peer("tuf").await.join("bin/python");
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    // The suite reads beside the program which of its cases are expected to fail, and complains when one does not.
    let program = folder.path().join("tuf-client");
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_tuf-client"), &program).expect("a link");
    std::fs::copy(here.join("tuf/conformance.xfails"), folder.path().join("tuf-client.xfails"))
        .expect("a copy");
    let mut suite = Command::new(python);
    suite
        .args(["-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", "tuf_conformance", "--entrypoint"])
        .arg(&program);
    suite.current_dir(here.join("fixtures/tuf-conformance")).stdin(Stdio::null()).kill_on_drop(true);
    let output = suite.output().await.expect("the suite");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}
