//! From a place in a text to what an editor calls it, and from a path to the place.

use super::text::{Json, Node};

/// The lines of a text.
pub(super) struct Lines<'a> {
    text: &'a str,
    /// Places, with their line and column, of which the next one is never far: a whole document may be one line.
    marks: Vec<(usize, (u32, u32))>,
}

/// In bytes.
const FAR: usize = 1024;

impl<'a> Lines<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        let mut marks = vec![(0, (1, 1))];
        let (mut line, mut column, mut last) = (1, 1, 0);
        for (at, c) in text.char_indices() {
            if at - last >= FAR {
                last = at;
                marks.push((at, (line, column)));
            }
            column += 1;
            if c == '\n' {
                (line, column, last) = (line + 1, 1, at + 1);
                marks.push((last, (line, column)));
            }
        }
        Self { text, marks }
    }

    /// Line and column, both from 1, of a place in bytes. Columns count characters, as editors do.
    pub(super) fn position(&self, at: usize) -> (u32, u32) {
        let (mark, (line, column)) = self.marks[self.marks.partition_point(|(mark, _)| *mark <= at) - 1];
        let further = self.text[mark..at].chars().count();
        (line, column + u32::try_from(further).expect("a mark is near"))
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
