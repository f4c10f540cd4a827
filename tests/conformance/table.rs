//! The table in `README.md` and the tests are the same cases.

use std::collections::BTreeSet;
use std::path::Path;

/// The cases of the rows with this many columns, as tests are named.
fn rows(columns: usize) -> BTreeSet<String> {
    let readme = include_str!("README.md");
    let rows = readme.lines().filter(|line| line.starts_with("| `oidcc-client-"));
    let rows = rows.map(|row| row.trim_matches('|').split('|').map(str::trim).collect::<Vec<_>>());
    rows.filter(|row| row.len() == columns).map(|row| row[0].trim_matches('`').replace('-', "_")).collect()
}

fn tests() -> BTreeSet<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance");
    let files = std::fs::read_dir(folder).expect("the folder").flatten().map(|entry| entry.path());
    let sources = files.filter(|path| path.extension().is_some_and(|ending| ending == "rs"));
    let sources: Vec<_> = sources.map(|path| std::fs::read_to_string(path).expect("a file")).collect();
    let names = sources.iter().flat_map(|source| source.split("#[tokio::test]\nasync fn oidcc_").skip(1));
    names.map(|rest| format!("oidcc_{}", rest.split('(').next().expect("a name"))).collect()
}

#[test]
fn each_case_of_the_table_has_its_test_and_each_test_its_row() {
    assert!(tests().len() > 30, "{:?}", tests());
    assert_eq!(rows(3), tests());
}

#[test]
fn no_case_is_both_replayed_and_left_out() {
    let left_out = rows(2);
    assert!(!left_out.is_empty());
    assert_eq!(left_out.intersection(&tests()).count(), 0);
}
