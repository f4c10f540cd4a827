//! `workspace check`, `workspace show`, `workspace diff`, and `workspace preview` where there is no window.

use crate::case::Case;

const AT_NOON: [&str; 2] = ["--at", "2026-12-01"];

#[test]
fn what_a_person_would_see() {
    let show = ["workspace", "show", "prefecture.json"];
    let hr = ["--as", "siret=130 025 265 00013,groups=rh;dsi,email=camille@exemple.gouv.fr"];
    Case::new()
        .in_each_language(&[&show[..], &AT_NOON].concat())
        .in_each_language(&[&show[..], &hr, &["--at", "2026-12-01T20:00:00+01:00"]].concat())
        .run(&[&show[..], &hr, &AT_NOON, &["--json"]].concat())
        .is("show");
}

#[test]
fn what_is_wrong_with_a_workspace() {
    Case::new()
        .in_each_language(&["workspace", "check", "mistakes/good.json"])
        .in_each_language(&["workspace", "check", "mistakes/looks.json"])
        .in_each_language(&["workspace", "check", "mistakes/other-values.json"])
        .run(&["workspace", "check", "mistakes/other-values.json", "--json"])
        .run(&["workspace", "check", "mistakes/good.json", "--json"])
        .run(&["workspace", "check", "-"])
        .run(&["workspace", "check"])
        .is("check");
}

#[test]
fn a_file_that_cannot_be_read_is_not_a_workspace_with_problems() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_parvisctl"));
    let said = command
        .args(["workspace", "check"])
        .arg(folder.path().join("none.json"))
        .output()
        .expect("it starts");
    assert_eq!((said.status.code(), said.stdout.is_empty(), said.stderr.is_empty()), (Some(2), true, false));
}

#[test]
fn what_cannot_be_shown() {
    Case::new()
        .in_each_language(&["workspace", "show"])
        .in_each_language(&["workspace", "show", "prefecture.json", "--as", "group=rh"])
        .in_each_language(&["workspace", "show", "prefecture.json", "--at", "tomorrow"])
        .in_each_language(&["workspace", "show", "prefecture.json", "--machine"])
        .in_each_language(&["workspace", "show", "broken.json"])
        .is("show-refused");
}

#[test]
fn what_changes_from_one_to_the_other() {
    let diff = ["workspace", "diff", "prefecture.json", "prefecture-next.json"];
    let state = ["--as", "siret=13002526500013,roles=agent_public_etat"];
    Case::new()
        .in_each_language(&diff)
        .in_each_language(&[&diff[..], &state].concat())
        .run(&[&diff[..], &["--json"]].concat())
        .in_each_language(&["workspace", "diff", "prefecture.json", "prefecture.json"])
        .run(&["workspace", "diff", "prefecture.json", "broken.json"])
        .is("diff");
}

#[cfg(target_os = "linux")]
#[test]
fn a_preview_needs_a_good_file_and_a_display() {
    Case::new()
        .in_each_language(&["workspace", "preview", "prefecture.json", "--screenshot", "desk.png"])
        .run(&["workspace", "preview", "broken.json"])
        .run(&["workspace", "preview", "prefecture.json", "--theme", "pink"])
        .is("preview");
}
