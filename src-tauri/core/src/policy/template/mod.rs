//! Templates for the tools that lay policy, all made from the [catalogue](super::catalogue).
//!
//! What is committed in `packaging/policy` is compared with it by a test; to write it again:
//! `PARVIS_WRITE_TYPES=1 cargo test -p parvis-core template`.

use crate::words::Language;

mod adml;
mod admx;
mod mobileconfig;
mod reference;
mod schema;
#[cfg(test)]
mod tests;
mod xml;

/// What can be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    /// JSON Schema of a file in `managed/`.
    Schema,
    /// JSON Schema of a file in `recommended/`.
    RecommendedSchema,
    /// Windows: the policies, the same in every language.
    Admx,
    /// Windows: their words in one language.
    Adml,
    /// macOS: an example of a configuration profile.
    Mobileconfig,
    /// A page of Markdown about every key.
    Reference,
}

impl Template {
    /// Its text; what it says to people is in this language.
    pub fn write(self, language: Language) -> String {
        match self {
            Self::Schema => schema::write(false, language),
            Self::RecommendedSchema => schema::write(true, language),
            Self::Admx => admx::write(),
            Self::Adml => adml::write(language),
            Self::Mobileconfig => mobileconfig::write(language),
            Self::Reference => reference::write(language),
        }
    }
}
