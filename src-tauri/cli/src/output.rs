//! The two streams: what was asked for, and what a person should know about it.

use std::io::Write as _;

/// Writes a line of data. A reader that went away (`| head`) is no error.
pub(crate) fn data(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

/// Writes a line for people.
pub(crate) fn words(line: &str) {
    let _ = writeln!(std::io::stderr(), "{line}");
}
