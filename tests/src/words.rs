//! The words of the interface, read from where they are written: tests name them by key, so that an editor may change
//! them without breaking a test.

use std::path::Path;

/// The title that a code has in French, such as `provider_unreachable`.
pub fn title(code: &str) -> String {
    find("codes/fr.ts", code, "title")
}

/// A French word or sentence by its group and key, such as `session`, `signIn`.
pub fn word(group: &str, key: &str) -> String {
    find("fr.ts", group, key)
}

/// One `key: "text",` inside `group: {`, as the formatter writes them.
fn find(file: &str, group: &str, key: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../ui/src/text").join(file);
    let source = std::fs::read_to_string(&path).expect("the words");
    let (_, rest) =
        source.split_once(&format!("\n  {group}: {{\n")).unwrap_or_else(|| panic!("{file} has no {group}"));
    let (group, _) = rest.split_once("\n  },").expect("the end of a group");
    let start = format!("    {key}: \"");
    let line = group
        .lines()
        .find_map(|line| line.strip_prefix(&start))
        .unwrap_or_else(|| panic!("{file} has no {key}"));
    let text = line.strip_suffix("\",").expect("one line");
    plain(&text.replace("\\u202f", " ").replace("\\u00a0", " "))
}

/// With ordinary spaces: French has several that a reader does not tell apart.
pub(crate) fn plain(text: &str) -> String {
    text.replace(['\u{202f}', '\u{a0}'], " ")
}
