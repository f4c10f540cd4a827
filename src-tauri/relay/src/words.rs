//! The languages of the relay's pages.

use axum::http::HeaderMap;
use axum::http::header::ACCEPT_LANGUAGE;

/// The languages Parvis speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Language {
    /// French, also for whoever speaks none of the three.
    Fr,
    /// English.
    En,
    /// German.
    De,
}

impl Language {
    /// The one that the browser likes best. Browsers list their languages in order, so the weights are not needed.
    pub fn of(headers: &HeaderMap) -> Self {
        let wanted = headers.get(ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let known = |tag: &str| match tag.trim().get(..2)?.to_ascii_lowercase().as_str() {
            "fr" => Some(Self::Fr),
            "en" => Some(Self::En),
            "de" => Some(Self::De),
            _ => None,
        };
        wanted.split(',').find_map(known).unwrap_or(Self::Fr)
    }

    /// The tag of BCP 47, as in the `lang` attribute.
    pub fn tag(self) -> &'static str {
        self.pick("fr", "en", "de")
    }

    /// One text in this language.
    pub fn pick<T>(self, fr: T, en: T, de: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
            Self::De => de,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_language_that_parvis_speaks_is_taken() {
        let rows = [
            ("de-AT,de;q=0.9,en;q=0.8", Language::De),
            ("it, en-GB;q=0.7", Language::En),
            ("br", Language::Fr),
            ("é", Language::Fr),
            ("", Language::Fr),
        ];
        for (header, expected) in rows {
            let mut headers = HeaderMap::new();
            headers.insert(ACCEPT_LANGUAGE, header.parse().expect("a header"));
            assert_eq!(Language::of(&headers), expected, "{header:?}");
        }
        assert_eq!(Language::of(&HeaderMap::new()), Language::Fr);
    }
}
