//! From a place in a text to what an editor calls it, and from a path to the place.

use super::text::{Json, Node};

/// Where the lines of a text begin.
pub(super) struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let after_breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(after_breaks).collect() }
    }

    /// Line and column, both from 1, of a place in bytes. Columns count characters, as editors do.
    pub(super) fn position(&self, at: usize) -> (u32, u32) {
        let line = self.starts.partition_point(|start| *start <= at) - 1;
        let column = self.text[self.starts[line]..at].chars().count();
        let from_one = |number: usize| u32::try_from(number + 1).unwrap_or(u32::MAX);
        (from_one(line), from_one(column))
    }
}

/// Where the value is that a path such as `apps[3].url` leads to; where it ends too soon, what is nearest above.
pub(super) fn place(root: &Node, path: &str) -> usize {
    let below = match &root.value {
        Json::Object(fields) => {
            let path = path.strip_prefix('.').unwrap_or(path);
            // A key may hold what separates keys.
            let leads = |rest: &&str| rest.is_empty() || rest.starts_with(['.', '[']);
            let with_rest = |key: &str| path.strip_prefix(key).filter(leads);
            let found = fields.iter().filter_map(|field| Some((field, with_rest(&field.key)?)));
            found.max_by_key(|(field, _)| field.key.len()).map(|(field, rest)| (&field.value, rest))
        }
        Json::List(items) => {
            path.strip_prefix('[').and_then(|path| path.split_once(']')).and_then(|(index, rest)| {
                let item = items.get(index.parse::<usize>().ok()?)?;
                Some((item, rest))
            })
        }
        _ => None,
    };
    match below {
        Some((node, rest)) => place(node, rest),
        None => root.at,
    }
}
