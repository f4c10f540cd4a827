//! Texts of a feed: cut, on one line, by language.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::line::one_line;
use crate::workspace::format::Text;

/// Longer names are cut.
pub(super) const LONGEST_NAME: usize = 80;
/// Longer purposes are cut.
pub(super) const LONGEST_PURPOSE: usize = 200;
/// More keywords of one entry are left out.
const MOST_KEYWORDS: usize = 20;

/// A text as it may be shown; `None` without a letter or a digit, or if it is no text.
pub(super) fn shown(value: &Value, longest: usize) -> Option<String> {
    line(value.as_str()?, longest)
}

/// The same of a text.
pub(super) fn line(text: &str, longest: usize) -> Option<String> {
    // Soft hyphens and what takes no room at all say nothing; a name made of them would be no name.
    let text = text.replace(['\u{ad}', '\u{200b}', '\u{2060}', '\u{feff}'], "");
    let mut line = one_line(&text, longest + 1);
    if line.chars().count() > longest {
        line = line.chars().take(longest - 1).collect();
        line.truncate(line.trim_end().len());
        line.push('…');
    }
    line.contains(char::is_alphanumeric).then_some(line)
}

/// The same text, whatever the language; `tag` is what it most likely is.
pub(super) fn one(tag: &str, text: Option<String>) -> Text {
    text.into_iter().map(|text| (tag.to_owned(), text)).collect()
}

/// Texts by locale, such as `{"de_DE": "Dateien", "en_US": "Files"}`, by language. The portal writes `[]` for none.
pub(super) fn by_language(value: &Value, longest: usize) -> BTreeMap<String, String> {
    let mut texts = BTreeMap::new();
    for (locale, text) in value.as_object().into_iter().flatten() {
        if let (Some(tag), Some(text)) = (tag(locale), shown(text, longest)) {
            texts.entry(tag).or_insert(text);
        }
    }
    texts
}

/// The language of a locale such as `de_DE`.
pub(super) fn tag(locale: &str) -> Option<String> {
    let tag = locale.split(['_', '-']).next().unwrap_or_default();
    let is_one = (2..=3).contains(&tag.len()) && tag.bytes().all(|byte| byte.is_ascii_alphabetic());
    is_one.then(|| tag.to_ascii_lowercase())
}

/// The words of a text, or of texts by locale.
pub(super) fn keywords(value: &Value) -> Vec<String> {
    let texts: Vec<&str> = match value {
        Value::String(text) => vec![text],
        Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
        Value::Object(texts) => texts.values().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    };
    let mut found = Vec::<String>::new();
    for word in texts.iter().flat_map(|text| text.split([' ', ',', ';', '\n'])) {
        if found.len() == MOST_KEYWORDS {
            break;
        }
        let word = line(word, LONGEST_NAME);
        found.extend(word.filter(|word| !found.contains(word)));
    }
    found
}
