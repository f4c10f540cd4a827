//! A tree of elements, and its text.

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event};

/// An element, with its attributes and what is in it.
pub(super) struct Element {
    start: BytesStart<'static>,
    inside: Vec<Inside>,
}

enum Inside {
    Element(Element),
    Text(String),
    Comment(String),
}

impl Element {
    pub(super) fn new(name: &'static str) -> Self {
        Self { start: BytesStart::new(name), inside: Vec::new() }
    }

    pub(super) fn with(mut self, attribute: &str, value: &str) -> Self {
        self.start.push_attribute((attribute, value));
        self
    }

    pub(super) fn holding(mut self, elements: impl IntoIterator<Item = Self>) -> Self {
        self.inside.extend(elements.into_iter().map(Inside::Element));
        self
    }

    pub(super) fn saying(mut self, text: impl Into<String>) -> Self {
        self.inside.push(Inside::Text(text.into()));
        self
    }

    pub(super) fn noting(mut self, comment: impl Into<String>) -> Self {
        self.inside.push(Inside::Comment(comment.into()));
        self
    }

    /// The whole document; `kind` is its document type, if it has one.
    pub(super) fn document(self, kind: Option<&str>) -> String {
        let mut writer = Writer::new_with_indent(Vec::new(), b' ', 2);
        event(&mut writer, Event::Decl(BytesDecl::new("1.0", Some("utf-8"), None)));
        if let Some(kind) = kind {
            event(&mut writer, Event::DocType(BytesText::from_escaped(kind)));
        }
        self.write(&mut writer);
        let text = String::from_utf8(writer.into_inner()).expect("what was written is UTF-8");
        text + "\n"
    }

    fn write(self, writer: &mut Writer<Vec<u8>>) {
        if self.inside.is_empty() {
            return event(writer, Event::Empty(self.start));
        }
        let end = BytesEnd::new(self.start.name().as_ref().to_owned());
        event(writer, Event::Start(self.start));
        for inside in self.inside {
            match inside {
                Inside::Element(element) => element.write(writer),
                Inside::Text(text) => event(writer, Event::Text(BytesText::new(&text))),
                Inside::Comment(text) => {
                    event(writer, Event::Comment(BytesText::from_escaped(format!(" {text} "))));
                }
            }
        }
        event(writer, Event::End(end));
    }
}

fn event(writer: &mut Writer<Vec<u8>>, event: Event<'_>) {
    writer.write_event(event).expect("memory takes everything");
}
