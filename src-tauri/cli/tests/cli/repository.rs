//! What is said of repositories without one. Those with one are in `tests/repository`: keys are never twice the same.

use crate::case::Case;

#[test]
fn each_command_has_its_help() {
    let mut case = Case::new().in_each_language(&["repository", "--help"]);
    for command in ["init", "publish", "refresh", "rotate", "status"] {
        case = case.run(&["repository", command, "--help"]);
    }
    case.is("repository-help");
}

#[test]
fn where_there_is_none_it_says_how_to_make_one() {
    let folder = tempfile::tempdir().expect("a folder");
    Case::within(folder.path())
        .in_each_language(&["repository", "refresh", "."])
        .in_each_language(&["repository", "rotate", ".", "root"])
        .in_each_language(&["repository", "init", "."])
        .run(&["repository", "rotate", ".", "mirrors"])
        .run(&["repository", "init", ".", "--root-threshold", "4"])
        .run(&["repository", "publish", ".", "workspace.json"])
        .run(&["repository", "status", "."])
        .is("repository-refused");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "nothing was made");
}
