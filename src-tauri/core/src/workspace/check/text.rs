//! JSON as people write it: read beyond a comment, a comma too many or a quote of a word processor, each of which is
//! said with its place, so that one look at the list is enough. A text without such a stumble is JSON (RFC 8259).

use serde_json::Number;

use super::stumble::Stumble;

/// A value, and where it begins, in bytes.
pub(super) struct Node {
    pub(super) at: usize,
    pub(super) value: Json,
}

/// What is written there.
pub(super) enum Json {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Node>),
    Object(Vec<Field>),
}

/// One entry of an object. The same key may be there twice.
pub(super) struct Field {
    pub(super) key: String,
    pub(super) at: usize,
    pub(super) value: Node,
}

/// What could be read, and what was stumbled over on the way: where, in bytes, and what.
pub(super) struct Reading {
    /// None where one could not go on.
    pub(super) root: Option<Node>,
    pub(super) stumbles: Vec<(usize, Stumble)>,
}

/// Reads a text to its end.
pub(super) fn read(text: &str) -> Reading {
    let mut reader = Reader { text, at: 0, depth: 0, stumbles: Vec::new() };
    let root = reader.document().map_err(|Stop| ()).ok();
    Reading { root, stumbles: reader.stumbles }
}

/// Nobody nests deeper, and the stack has an end.
const DEEPEST: usize = 100;
/// After so many, nobody reads on.
const MOST: usize = 200;

/// What quotes a text, and what then ends it. Only the first is JSON.
const QUOTES: [(char, char); 5] = [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»')];

/// One cannot go on from here; why was said.
struct Stop;

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
    stumbles: Vec<(usize, Stumble)>,
}

impl Reader<'_> {
    fn document(&mut self) -> Result<Node, Stop> {
        self.space();
        if self.rest().is_empty() {
            return Err(self.stop(Stumble::Empty));
        }
        let root = self.value()?;
        self.space();
        if !self.rest().is_empty() {
            self.stumble(self.at, Stumble::More);
        }
        Ok(root)
    }

    fn value(&mut self) -> Result<Node, Stop> {
        let at = self.at;
        let value = match self.peek() {
            Some('{') => Json::Object(self.nested(Self::object)?),
            Some('[') => Json::List(self.nested(Self::list)?),
            Some(quote) if is_quote(quote) => Json::Text(self.string()),
            Some(_) => self.word()?,
            None => return Err(self.stop(Stumble::Unfinished)),
        };
        Ok(Node { at, value })
    }

    fn nested<T>(&mut self, read: fn(&mut Self) -> Result<T, Stop>) -> Result<T, Stop> {
        if self.depth == DEEPEST {
            return Err(self.stop(Stumble::TooDeep));
        }
        self.depth += 1;
        self.at += 1;
        let read = read(self)?;
        self.depth -= 1;
        Ok(read)
    }

    fn list(&mut self) -> Result<Vec<Node>, Stop> {
        let mut items = Vec::new();
        while !self.ends(']', items.is_empty())? {
            items.push(self.value()?);
        }
        Ok(items)
    }

    fn object(&mut self) -> Result<Vec<Field>, Stop> {
        let mut fields = Vec::new();
        while !self.ends('}', fields.is_empty())? {
            let at = self.at;
            let key = match self.peek() {
                Some(quote) if is_quote(quote) => self.string(),
                Some(c) if is_letter(c) => {
                    let key = self.take(is_letter).to_owned();
                    self.take(is_quote);
                    self.stumble(at, Stumble::BareKey(key.clone()));
                    key
                }
                _ => return Err(self.unexpected(Stumble::NoKey)),
            };
            self.space();
            match self.peek() {
                Some(':') => self.at += 1,
                Some('=') => {
                    self.stumble(self.at, Stumble::Equals);
                    self.at += 1;
                }
                _ => return Err(self.unexpected(Stumble::NoColon(key))),
            }
            self.space();
            let value = self.value()?;
            fields.push(Field { key, at, value });
        }
        Ok(fields)
    }

    /// Goes on to the next item, beyond its comma, or beyond the end of a list or an object.
    fn ends(&mut self, end: char, first: bool) -> Result<bool, Stop> {
        self.space();
        let mut comma = None;
        while let Some(separator @ (',' | ';')) = self.peek() {
            if separator == ';' {
                self.stumble(self.at, Stumble::Semicolon);
            } else if first || comma.is_some() {
                self.stumble(self.at, Stumble::TwoCommas);
            }
            comma = Some(self.at);
            self.at += 1;
            self.space();
        }
        match (self.peek(), comma) {
            (Some(c), comma) if c == end => {
                if let Some(comma) = comma.filter(|_| !first) {
                    self.stumble(comma, Stumble::TrailingComma);
                }
                self.at += 1;
                Ok(true)
            }
            (Some(']' | '}'), _) => Err(self.stop(Stumble::OtherEnd(end))),
            (Some(c), None) if !first => {
                if is_quote(c) || c == '{' || c == '[' {
                    self.stumble(self.at, Stumble::NoComma);
                    Ok(false)
                } else {
                    Err(self.stop(Stumble::NoCommaOrEnd(end)))
                }
            }
            (Some(_), _) => Ok(false),
            (None, _) => Err(self.stop(Stumble::Unfinished)),
        }
    }

    /// A text within quotes; one whose end is missing ends with its line.
    fn string(&mut self) -> String {
        let at = self.at;
        let open = self.peek().unwrap_or('"');
        let close = QUOTES.iter().find(|(quote, _)| *quote == open).map_or('"', |(_, close)| *close);
        let inside = at + open.len_utf8();
        let mut escaped = false;
        let end = self.text[inside..].char_indices().find(|(_, c)| {
            let ends = *c == '\n' || (*c == close && !escaped);
            escaped = *c == '\\' && !escaped;
            ends
        });
        let (content, after) = match end {
            Some((length, c)) if c == close => {
                (&self.text[inside..inside + length], inside + length + close.len_utf8())
            }
            other => {
                let line = &self.text[inside..other.map_or(self.text.len(), |(length, _)| inside + length)];
                let content = line.trim_end().trim_end_matches([',', '}', ']']).trim_end();
                self.stumble(at, Stumble::NoQuote);
                self.at = inside + content.len();
                return content.to_owned();
            }
        };
        self.at = after;
        if open != '"' {
            self.stumble(at, Stumble::OtherQuotes(content.to_owned()));
            return content.to_owned();
        }
        // What an escape means is for the library to say.
        match serde_json::from_str(&self.text[at..after]) {
            Ok(text) => text,
            Err(error) => {
                let place = (at + error.column()).saturating_sub(1).clamp(inside, after - 1);
                let control = self.text.as_bytes()[place].is_ascii_control();
                self.stumble(place, if control { Stumble::Control } else { Stumble::Escape });
                content.to_owned()
            }
        }
    }

    /// A number, `true`, `false` or `null`.
    fn word(&mut self) -> Result<Json, Stop> {
        let at = self.at;
        let word = self.take(|c| is_letter(c) || ".+".contains(c)).to_owned();
        match word.as_str() {
            "null" => return Ok(Json::Null),
            "true" => return Ok(Json::Bool(true)),
            "false" => return Ok(Json::Bool(false)),
            "" => return Err(self.unexpected(Stumble::NoValue)),
            _ => {}
        }
        if let Ok(number) = serde_json::from_str(&word) {
            return Ok(Json::Number(number));
        }
        let (meant, value) = match word.to_lowercase().as_str() {
            "true" | "vrai" | "wahr" => (Some("true"), Json::Bool(true)),
            "false" | "faux" | "falsch" => (Some("false"), Json::Bool(false)),
            "none" | "nil" | "undefined" | "null" => (Some("null"), Json::Null),
            _ => (None, Json::Text(word.clone())),
        };
        self.take(is_quote);
        self.stumble(at, Stumble::Word { written: word, meant });
        Ok(value)
    }

    /// White space, and comments, which JSON has not.
    fn space(&mut self) {
        loop {
            self.take(|c| " \t\r\n".contains(c));
            let rest = self.rest();
            let length = if rest.starts_with("//") || rest.starts_with('#') {
                rest.find('\n').unwrap_or(rest.len())
            } else if rest.starts_with("/*") {
                rest.find("*/").map_or(rest.len(), |end| end + 2)
            } else if let Some(c) = rest.chars().next().filter(|c| c.is_whitespace() || *c == '\u{feff}') {
                self.stumble(self.at, Stumble::OddSpace);
                self.at += c.len_utf8();
                continue;
            } else {
                return;
            };
            self.stumble(self.at, Stumble::Comment);
            self.at += length;
        }
    }

    fn take(&mut self, wanted: impl Fn(char) -> bool) -> &str {
        let rest = &self.text[self.at..];
        let length = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn stumble(&mut self, at: usize, what: Stumble) {
        if self.stumbles.len() < MOST {
            self.stumbles.push((at, what));
        }
    }

    fn stop(&mut self, what: Stumble) -> Stop {
        self.stumbles.push((self.at, what));
        Stop
    }

    fn unexpected(&mut self, what: Stumble) -> Stop {
        let what = if self.rest().is_empty() { Stumble::Unfinished } else { what };
        self.stop(what)
    }
}

fn is_quote(c: char) -> bool {
    QUOTES.iter().any(|(open, _)| *open == c)
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || "_-$".contains(c)
}
