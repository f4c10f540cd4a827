//! What all commands share.

use crate::case::Case;

#[test]
fn help_is_said_in_three_languages() {
    Case::new().in_each_language(&["--help"]).is("help");
}

#[test]
fn what_was_not_understood_is_2_and_said_on_standard_error() {
    Case::new()
        .in_each_language(&["dance"])
        .in_each_language(&["doctor", "--slowly"])
        .in_each_language(&["generate", "man"])
        .run(&["--language", "it", "doctor"])
        .run(&["doctor", "--language"])
        .run(&[])
        .is("misunderstood");
}

#[test]
fn packages_are_given_manual_pages_and_completions() {
    let folder = tempfile::tempdir().expect("a folder");
    let into = folder.path().to_str().expect("text");
    let mut case = Case::within(folder.path()).run(&["generate", "man", into]);
    for shell in ["bash", "zsh", "fish"] {
        case = case.run(&["generate", "completions", shell, into]);
    }
    case.run(&["generate", "man", "nowhere"]).is("generate");
    let read =
        |name| std::fs::read_to_string(folder.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"));
    assert!(read("parvisctl.1").contains("Exit status: 0 all is well"));
    assert!(read("parvisctl-doctor.1").contains("\\-\\-json"));
    for name in ["parvisctl.bash", "_parvisctl", "parvisctl.fish"] {
        assert!(read(name).contains("language"), "{name}");
    }
}
