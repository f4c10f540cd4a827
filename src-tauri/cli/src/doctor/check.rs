//! What one check found, and how it is shown.

use parvis_core::words;
use parvis_core::words::{Language, Words};
use serde::Serialize;

/// How a check ended, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Mark {
    /// It could not be looked at, or there is nothing to look at.
    NotChecked,
    /// Nothing to do.
    Well,
    /// It works, and somebody should look at it.
    Attention,
    /// Something does not work.
    Wrong,
}

/// One check.
pub(super) struct Check {
    /// For programs.
    pub id: &'static str,
    title: Words,
    /// What was found, in a line each.
    said: Vec<Words>,
    unchecked: bool,
    pub troubles: Vec<Trouble>,
}

/// Something that is not well.
pub(super) struct Trouble {
    mark: Mark,
    what: Words,
    /// Commands that show it.
    see: Vec<String>,
    /// Where it is documented.
    read: Vec<String>,
}

/// What JSON says of a check.
#[derive(Serialize)]
pub(crate) struct Shown {
    pub id: &'static str,
    title: String,
    pub mark: Mark,
    said: Vec<String>,
    troubles: Vec<ShownTrouble>,
}

#[derive(Serialize)]
struct ShownTrouble {
    mark: Mark,
    what: String,
    see: Vec<String>,
    read: Vec<String>,
}

impl Check {
    pub(super) fn new(id: &'static str, title: Words) -> Self {
        Self { id, title, said: Vec::new(), unchecked: false, troubles: Vec::new() }
    }

    pub(super) fn say(&mut self, said: Words) {
        self.said.push(said);
    }

    pub(super) fn trouble(&mut self, trouble: Trouble) {
        self.troubles.push(trouble);
    }

    /// It was not looked at, and why.
    pub(super) fn unchecked(mut self, why: Words) -> Self {
        self.unchecked = true;
        self.said.push(why);
        self
    }

    fn mark(&self) -> Mark {
        let fine = if self.unchecked { Mark::NotChecked } else { Mark::Well };
        self.troubles.iter().map(|trouble| trouble.mark).max().unwrap_or(fine)
    }

    pub(super) fn shown(&self, language: Language) -> Shown {
        let pick = |words: &Words| words.pick(language).to_owned();
        let trouble = |trouble: &Trouble| ShownTrouble {
            mark: trouble.mark,
            what: pick(&trouble.what),
            see: trouble.see.clone(),
            read: trouble.read.clone(),
        };
        Shown {
            id: self.id,
            title: pick(&self.title),
            mark: self.mark(),
            said: self.said.iter().map(pick).collect(),
            troubles: self.troubles.iter().map(trouble).collect(),
        }
    }
}

impl Trouble {
    /// It does not work.
    pub(super) fn wrong(what: Words) -> Self {
        Self { mark: Mark::Wrong, what, see: Vec::new(), read: Vec::new() }
    }

    /// It works, and somebody should look at it.
    pub(super) fn attention(what: Words) -> Self {
        Self { mark: Mark::Attention, ..Self::wrong(what) }
    }

    /// This command shows it.
    pub(super) fn see(mut self, command: impl Into<String>) -> Self {
        self.see.push(command.into());
        self
    }

    /// It is documented here: a page of Parvis, or a specification.
    pub(super) fn read(mut self, page: impl Into<String>) -> Self {
        self.read.push(page.into());
        self
    }
}

impl Mark {
    pub(super) fn word(self, language: Language) -> &'static str {
        match self {
            Self::Well => language.pick("en ordre", "well", "in Ordnung"),
            Self::Attention => language.pick("à voir", "attention", "Achtung"),
            Self::Wrong => language.pick("à corriger", "wrong", "Fehler"),
            Self::NotChecked => language.pick("pas vérifié", "not checked", "nicht geprüft"),
        }
    }
}

/// One line for each check, then what there is to say of those that are not well.
pub(super) fn lines(checks: &[Shown], language: Language) -> Vec<String> {
    let width =
        |texts: &mut dyn Iterator<Item = &str>| texts.map(|text| text.chars().count()).max().unwrap_or(0);
    let marks = width(&mut checks.iter().map(|check| check.mark.word(language)));
    let titles = width(&mut checks.iter().map(|check| check.title.as_str()));
    let mut lines = Vec::new();
    for check in checks {
        let begin = format!("{:marks$}  {:titles$}", check.mark.word(language), check.title);
        let mut said = check.said.iter();
        lines.push(format!("{begin}  {}", said.next().map_or("", String::as_str)).trim_end().to_owned());
        lines.extend(said.map(|more| format!("{:marks$}  {:titles$}  {more}", "", "")));
    }
    let see = words!("à voir par", "to see it", "selbst prüfen");
    let read = words!("à lire", "to read", "nachlesen");
    let colon = language.pick("\u{a0}:", ":", ":");
    for check in checks {
        for trouble in &check.troubles {
            lines.push(String::new());
            lines.push(format!("{} ({}){colon} {}", check.title, trouble.mark.word(language), trouble.what));
            for (label, texts) in [(&see, &trouble.see), (&read, &trouble.read)] {
                lines.extend(texts.iter().map(|text| format!("  {}{colon} {text}", label.pick(language))));
            }
        }
    }
    lines
}
