//! Texts in several languages.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::words::Language;

// A large workspace has ten thousand of them, in few languages each: a list costs a third of what a map does.
/// A text in several languages, by BCP 47 tag; `fr` is what everybody can fall back to.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Text(
    // Each tag once, in order.
    #[cfg_attr(test, schemars(with = "std::collections::BTreeMap<String, String>"))] Vec<(Tag, String)>,
);

/// Those of our own languages are no memory of their own.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Tag(Cow<'static, str>);

impl Text {
    /// The text in this language, else in French, else in any.
    pub fn pick(&self, language: Language) -> &str {
        let get = |tag: &str| self.said().find(|(said, _)| *said == tag);
        let any = || self.said().next();
        get(language.tag()).or_else(|| get("fr")).or_else(any).map_or("", |(_, text)| text)
    }

    /// The languages that it says something in, by tag.
    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.said().map(|(tag, _)| tag)
    }

    /// Whether it says something in some language.
    pub fn is_empty(&self) -> bool {
        self.said().next().is_none()
    }

    /// A text in each language; what is the same as in French goes without saying.
    pub fn of(fr: &str, en: &str, de: &str) -> Self {
        let all = [("fr", fr), ("en", en), ("de", de)].into_iter();
        all.filter(|(tag, text)| *tag == "fr" || *text != fr)
            .map(|(tag, text)| (tag.into(), text.into()))
            .collect()
    }

    fn said(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().filter(|(_, text)| !text.trim().is_empty()).map(|(tag, text)| (&*tag.0, text.as_str()))
    }

    /// The last text with a tag is the one that counts, as with every key of JSON.
    fn put(&mut self, tag: Tag, text: String) {
        match self.0.binary_search_by(|(there, _)| there.cmp(&tag)) {
            Ok(at) => self.0[at].1 = text,
            Err(at) => self.0.insert(at, (tag, text)),
        }
    }
}

impl From<&str> for Tag {
    fn from(tag: &str) -> Self {
        let ours = [Language::Fr, Language::En, Language::De].map(Language::tag);
        let ours = ours.into_iter().find(|ours| *ours == tag);
        Self(ours.map_or_else(|| Cow::Owned(tag.to_owned()), Cow::Borrowed))
    }
}

/// By language.
impl FromIterator<(String, String)> for Text {
    fn from_iter<I: IntoIterator<Item = (String, String)>>(texts: I) -> Self {
        let mut all = Self::default();
        for (tag, text) in texts {
            all.put(tag.as_str().into(), text);
        }
        all
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(tag, text)| (&tag.0, text)))
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Texts;

        impl<'de> Visitor<'de> for Texts {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a map")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let mut all = Text(Vec::with_capacity(3));
                while let Some((tag, text)) = map.next_entry()? {
                    all.put(tag, text);
                }
                Ok(all)
            }
        }

        deserializer.deserialize_map(Texts)
    }
}

impl<'de> Deserialize<'de> for Tag {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Written;

        impl Visitor<'_> for Written {
            type Value = Tag;

            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E>(self, tag: &str) -> Result<Tag, E> {
                Ok(tag.into())
            }
        }

        deserializer.deserialize_str(Written)
    }
}
