//! The few words that the core and the tray say themselves; the window has its own (`ui/src/text`). Every
//! sentence has its three languages side by side, so that a missing one does not compile.

use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

use serde::Serialize;

/// The languages Parvis speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum Language {
    /// French, also for whoever speaks none of the three.
    Fr,
    /// English.
    En,
    /// German.
    De,
}

impl Language {
    /// The language of a locale such as `de_DE.UTF-8` or `en-GB`.
    pub fn of_locale(locale: &str) -> Self {
        match locale.get(..2).unwrap_or_default().to_ascii_lowercase().as_str() {
            "en" => Self::En,
            "de" => Self::De,
            _ => Self::Fr,
        }
    }

    /// The language of this computer.
    pub fn of_system() -> Self {
        sys_locale::get_locale().map_or(Self::Fr, |locale| Self::of_locale(&locale))
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

/// The language that is spoken now, which may change while Parvis runs. Copies speak the same.
#[derive(Debug, Clone)]
pub struct Spoken(Arc<AtomicU8>);

impl Spoken {
    /// Begins with this language.
    pub fn new(language: Language) -> Self {
        Self(Arc::new(AtomicU8::new(language as u8)))
    }

    /// What is spoken now.
    pub fn now(&self) -> Language {
        let languages = [Language::Fr, Language::En, Language::De];
        languages[usize::from(self.0.load(Ordering::Relaxed))]
    }

    /// Speaks this one from now on.
    pub fn change(&self, language: Language) {
        self.0.store(language as u8, Ordering::Relaxed);
    }
}

/// One sentence in the three languages, for what is found by somebody who does not know the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    fr: String,
    en: String,
    de: String,
}

impl Words {
    /// A sentence in each language.
    pub fn new(fr: impl Into<String>, en: impl Into<String>, de: impl Into<String>) -> Self {
        Self { fr: fr.into(), en: en.into(), de: de.into() }
    }

    /// Each sentence made into another.
    #[must_use]
    pub fn map(&self, change: impl Fn(&str) -> String) -> Self {
        Self { fr: change(&self.fr), en: change(&self.en), de: change(&self.de) }
    }

    /// What is said in the words of somebody else, such as the operating system: the same whoever reads it.
    pub fn same(text: impl std::fmt::Display) -> Self {
        let text = text.to_string();
        Self { fr: text.clone(), en: text.clone(), de: text }
    }

    /// In all three: French, English, German.
    pub fn each(&self) -> [&str; 3] {
        [&self.fr, &self.en, &self.de]
    }

    /// In this language.
    pub fn pick(&self, language: Language) -> &str {
        language.pick(&self.fr, &self.en, &self.de)
    }
}

/// [`Words::new`] of three format strings, French, English, German, with the same captured arguments.
#[macro_export]
macro_rules! words {
    ($fr:literal, $en:literal, $de:literal $(,)?) => {
        $crate::words::Words::new(format!($fr), format!($en), format!($de))
    };
}
