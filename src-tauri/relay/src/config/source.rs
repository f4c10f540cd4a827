//! Where values come from, and every problem on the way.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use super::Problem;

const PREFIX: &str = "PARVIS_RELAY_";

/// The two places that values come from, and what is wrong with them.
pub(super) struct Source {
    file: toml::Table,
    environment: BTreeMap<String, String>,
    problems: Vec<Problem>,
}

impl Source {
    pub(super) fn open(
        path: &Path,
        environment: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Problem> {
        let environment: BTreeMap<_, _> = environment
            .into_iter()
            .filter_map(|(name, value)| Some((name.strip_prefix(PREFIX)?.to_ascii_lowercase(), value)))
            .collect();
        let file = match std::fs::read_to_string(path) {
            // The parser's own message quotes the line, which may hold a secret.
            Ok(text) => text.parse().map_err(|error| not_toml(&text, &error)),
            Err(error) if error.kind() == ErrorKind::NotFound && !environment.is_empty() => {
                Ok(toml::Table::new())
            }
            Err(error) => Err(format!("cannot be read: {error}")),
        };
        let file = file.map_err(|what| Problem { key: path.display().to_string(), what })?;
        Ok(Self { file, environment, problems: Vec::new() })
    }

    pub(super) fn problem(&mut self, key: &str, what: impl Into<String>) {
        self.problems.push(Problem { key: key.to_owned(), what: what.into() });
    }

    /// The text under `key`, taken out, so that what is left is not known.
    fn text(&mut self, key: &str) -> Option<String> {
        let file = self.file.remove(key);
        match (self.environment.remove(key), file) {
            (Some(text), _) | (None, Some(toml::Value::String(text))) => Some(text),
            (None, None) => None,
            (None, Some(other)) => {
                self.problem(key, format!("is {}, not a text: write it between quotes", kind(&other)));
                None
            }
        }
    }

    fn parsed<T>(
        &mut self,
        key: &str,
        text: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        parse(text).map_err(|what| self.problem(key, what)).ok()
    }

    pub(super) fn required<T>(
        &mut self,
        key: &str,
        example: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let before = self.problems.len();
        if let Some(text) = self.text(key) {
            return self.parsed(key, &text, parse);
        }
        if self.problems.len() == before {
            self.problem(key, format!("is missing: write {example}"));
        }
        None
    }

    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        default: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let text = self.text(key).unwrap_or_else(|| default.to_owned());
        self.parsed(key, &text, parse)
    }

    /// A list in the file; in the environment, words between spaces or commas.
    pub(super) fn list<T>(&mut self, key: &str, parse: impl Fn(&str) -> Result<T, String>) -> Vec<T> {
        let file = self.file.remove(key);
        let words: Vec<String> = match (self.environment.remove(key), file) {
            (Some(text), _) => {
                text.split([' ', ',', '\n']).filter(|word| !word.is_empty()).map(str::to_owned).collect()
            }
            (None, None) => Vec::new(),
            (None, Some(toml::Value::Array(list))) => {
                list.iter().map(|one| one.as_str().unwrap_or_default().to_owned()).collect()
            }
            (None, Some(other)) => {
                self.problem(key, format!("is {}, not a list: write [\"…\", \"…\"]", kind(&other)));
                Vec::new()
            }
        };
        words.iter().filter_map(|word| self.parsed(key, word, &parse)).collect()
    }

    /// A secret, from the environment or from the file that `<key>_file` names; never out of the configuration.
    pub(super) fn secret<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Option<T> {
        let by_file = format!("{key}_file");
        if self.file.remove(key).is_some() {
            let what = format!(
                "does not belong into the configuration: put it into a file of its own, name it with {by_file}, and change it, since it was readable here"
            );
            self.problem(key, what);
        }
        let path = self.text(&by_file);
        let secret = match (self.environment.remove(key), path) {
            (Some(text), _) => Some((key, text)),
            (None, Some(path)) => match std::fs::read_to_string(&path) {
                Ok(text) => Some((by_file.as_str(), text)),
                Err(error) => {
                    self.problem(&by_file, format!("{path} cannot be read: {error}"));
                    None
                }
            },
            (None, None) => {
                let variable = format!("{PREFIX}{}", key.to_ascii_uppercase());
                self.problem(&by_file, format!("is missing: name a file, or set {variable}"));
                None
            }
        };
        secret.and_then(|(place, text)| self.parsed(place, text.trim(), parse))
    }

    /// What was not taken is not known.
    pub(super) fn close(mut self) -> Vec<Problem> {
        let file: Vec<_> = self.file.keys().cloned().collect();
        for key in file {
            self.problem(&key, "is not known here: parvis-relay(1) lists the keys there are");
        }
        let environment: Vec<_> =
            self.environment.keys().map(|key| format!("{PREFIX}{}", key.to_ascii_uppercase())).collect();
        for name in environment {
            self.problem(&name, "is not known here: parvis-relay(1) lists the keys there are");
        }
        self.problems
    }
}

fn kind(value: &toml::Value) -> &'static str {
    match value {
        toml::Value::String(_) => "a text",
        toml::Value::Array(_) => "a list",
        toml::Value::Table(_) => "a table",
        _ => "a number, a date or a yes or no",
    }
}

fn not_toml(text: &str, error: &toml::de::Error) -> String {
    let line = error.span().map_or(1, |span| text[..span.start.min(text.len())].lines().count().max(1));
    format!("line {line} is not TOML: {}", error.message())
}
