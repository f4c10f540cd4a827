//! Other people's text, made fit to stand in a line of ours.

/// One line without control characters, and without those that change the direction of what stands around them.
/// At most `longest` characters.
pub(crate) fn one_line(text: &str, longest: usize) -> String {
    let turns = |c: char| matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let text = text.replace(turns, "");
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ").chars().take(longest).collect()
}
