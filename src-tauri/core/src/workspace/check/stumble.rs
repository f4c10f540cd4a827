//! What a text that is not quite JSON is stumbled over, in words.

use crate::words;
use crate::words::Words;
use crate::workspace::problem::{Problem, quoted, write};

/// One mistake in the notation.
pub(super) enum Stumble {
    /// There is nothing.
    Empty,
    /// The text ends too soon.
    Unfinished,
    /// Something follows the end.
    More,
    TooDeep,
    Comment,
    TrailingComma,
    TwoCommas,
    Semicolon,
    /// Where a new item begins, the comma before it is missing.
    NoComma,
    /// Neither a comma nor this end.
    NoCommaOrEnd(char),
    /// Another bracket than this one.
    OtherEnd(char),
    /// A key without quotes.
    BareKey(String),
    NoKey,
    /// After this key.
    NoColon(String),
    Equals,
    NoValue,
    /// Neither a number nor a word of JSON, and what was probably meant.
    Word {
        written: String,
        meant: Option<&'static str>,
    },
    /// The closing quote is missing on this line.
    NoQuote,
    /// Quotes that are not those of JSON, around this.
    OtherQuotes(String),
    /// A backslash that means nothing.
    Escape,
    /// A tab or another control character within a text.
    Control,
    /// A space that is not one of JSON's, such as a no-break space.
    OddSpace,
}

impl Stumble {
    /// As a problem of the document.
    pub(super) fn problem(&self) -> Problem {
        Problem::new("", self.what()).instead(self.instead())
    }

    #[expect(clippy::too_many_lines, reason = "one sentence for each mistake, in three languages")]
    fn what(&self) -> Words {
        match self {
            Self::Empty => words!("est vide", "is empty", "ist leer"),
            Self::Unfinished => words!(
                "s’arrête avant la fin : une accolade ou un crochet n’est pas refermé",
                "ends too soon: a brace or a bracket is not closed",
                "endet zu früh: Eine Klammer ist nicht geschlossen"
            ),
            Self::More => words!(
                "continue après l’accolade qui ferme le document",
                "goes on after the brace that closes the document",
                "geht nach der schließenden Klammer des Dokuments weiter"
            ),
            Self::TooDeep => words!(
                "emboîte trop d’accolades ou de crochets",
                "nests too many braces or brackets",
                "verschachtelt zu viele Klammern"
            ),
            Self::Comment => words!(
                "contient un commentaire, ce que JSON ne permet pas",
                "holds a comment, which JSON does not know",
                "enthält einen Kommentar, den JSON nicht kennt"
            ),
            Self::TrailingComma => words!(
                "a une virgule de trop après le dernier élément",
                "has a comma too many after the last item",
                "hat nach dem letzten Element ein Komma zu viel"
            ),
            Self::TwoCommas => {
                words!("a une virgule de trop", "has a comma too many", "hat ein Komma zu viel")
            }
            Self::Semicolon => words!(
                "a un point-virgule au lieu d’une virgule",
                "has a semicolon instead of a comma",
                "hat ein Semikolon statt eines Kommas"
            ),
            Self::NoComma => words!(
                "n’a pas de virgule entre deux éléments",
                "has no comma between two items",
                "hat kein Komma zwischen zwei Elementen"
            ),
            Self::NoCommaOrEnd(end) => words!(
                "n’a ici ni virgule ni \"{end}\" : il manque peut-être un guillemet un peu plus haut",
                "has neither a comma nor \"{end}\" here: perhaps a quote is missing a little above",
                "hat hier weder ein Komma noch \"{end}\": Vielleicht fehlt kurz davor ein Anführungszeichen"
            ),
            Self::OtherEnd(end) => words!(
                "ferme ici ce qui devait se fermer par \"{end}\"",
                "closes here what \"{end}\" should close",
                "schließt hier, was \"{end}\" schließen müsste"
            ),
            Self::BareKey(_) => words!(
                "a un nom de champ sans guillemets",
                "has the name of a field without quotes",
                "hat einen Feldnamen ohne Anführungszeichen"
            ),
            Self::NoKey => words!(
                "n’a pas ici de nom de champ entre guillemets",
                "has no name of a field in quotes here",
                "hat hier keinen Feldnamen in Anführungszeichen"
            ),
            Self::NoColon(key) => {
                let key = quoted(key);
                words!(
                    "n’a pas de deux-points après {key} : il manque peut-être un guillemet",
                    "has no colon after {key}: perhaps a quote is missing",
                    "hat nach {key} keinen Doppelpunkt: Vielleicht fehlt ein Anführungszeichen"
                )
            }
            Self::Equals => words!(
                "a \"=\" au lieu de deux-points",
                "has \"=\" instead of a colon",
                "hat \"=\" statt eines Doppelpunkts"
            ),
            Self::NoValue => words!("n’a pas ici de valeur", "has no value here", "hat hier keinen Wert"),
            Self::Word { written, .. } => {
                let written = quoted(written);
                words!(
                    "a ici {written}, qui n’est ni un nombre ni un texte entre guillemets",
                    "has {written} here, which is neither a number nor a text in quotes",
                    "hat hier {written}, was weder eine Zahl noch ein Text in Anführungszeichen ist"
                )
            }
            Self::NoQuote => words!(
                "a un guillemet ouvrant sans guillemet fermant sur la ligne",
                "has an opening quote without a closing one on the line",
                "hat ein öffnendes Anführungszeichen ohne schließendes in der Zeile"
            ),
            Self::OtherQuotes(_) => words!(
                "a d’autres guillemets que ceux de JSON",
                "has other quotes than those of JSON",
                "hat andere Anführungszeichen als die von JSON"
            ),
            Self::Escape => words!(
                "a une barre oblique inversée qui ne veut rien dire",
                "has a backslash that means nothing",
                "hat einen umgekehrten Schrägstrich, der nichts bedeutet"
            ),
            Self::Control => words!(
                "a une tabulation ou un caractère de contrôle dans un texte",
                "has a tab or a control character within a text",
                "hat einen Tabulator oder ein Steuerzeichen in einem Text"
            ),
            Self::OddSpace => words!(
                "a une espace que JSON ne connaît pas, par exemple insécable",
                "has a space that JSON does not know, such as a no-break space",
                "hat ein Leerzeichen, das JSON nicht kennt, etwa ein geschütztes"
            ),
        }
    }

    fn instead(&self) -> Option<Words> {
        Some(match self {
            Self::Comment => words!("Enlevez-le", "Take it out", "Nehmen Sie ihn heraus"),
            Self::TrailingComma | Self::TwoCommas => {
                words!("Enlevez-la", "Take it out", "Nehmen Sie es heraus")
            }
            Self::Semicolon => words!("Écrivez \",\"", "Write \",\"", "Schreiben Sie \",\""),
            Self::NoComma => {
                words!("Ajoutez \",\" avant", "Add \",\" before it", "Fügen Sie davor \",\" ein")
            }
            Self::BareKey(text) | Self::OtherQuotes(text) | Self::Word { written: text, meant: None } => {
                write(&quoted(text))
            }
            Self::Word { meant: Some(meant), .. } => write(meant),
            Self::Equals => words!("Écrivez \":\"", "Write \":\"", "Schreiben Sie \":\""),
            Self::NoQuote => {
                words!("Fermez le texte par \"", "Close the text with \"", "Schließen Sie den Text mit \"")
            }
            Self::Escape => words!(
                "Écrivez \\\\ pour une barre oblique inversée",
                "Write \\\\ for a backslash",
                "Schreiben Sie \\\\ für einen umgekehrten Schrägstrich"
            ),
            Self::Control => words!(
                "Écrivez \\t pour une tabulation, \\n pour un retour à la ligne",
                "Write \\t for a tab, \\n for a new line",
                "Schreiben Sie \\t für einen Tabulator, \\n für eine neue Zeile"
            ),
            Self::OddSpace => words!(
                "Remplacez-la par une espace ordinaire",
                "Replace it with an ordinary space",
                "Ersetzen Sie es durch ein gewöhnliches Leerzeichen"
            ),
            _ => return None,
        })
    }
}
