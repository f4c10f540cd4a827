//! A page of Markdown about every key.

use std::fmt::Write as _;

use super::super::catalogue::{Folder, KEYS, Key, Kind, Scope};
use super::schema::value;
use crate::words::Language;

pub(super) fn write(language: Language) -> String {
    let mut page = introduction(language).to_owned();
    for key in KEYS {
        describe(&mut page, key, language).expect("memory takes everything");
    }
    page
}

fn describe(page: &mut String, key: &Key, language: Language) -> std::fmt::Result {
    let pick = |fr, en, de| language.pick::<&str>(fr, en, de);
    writeln!(page, "\n## `{}`\n", key.name)?;
    writeln!(page, "**{}.** {}\n", key.title.pick(language), key.explanation.pick(language))?;
    writeln!(page, "| | |\n|---|---|")?;
    writeln!(page, "| {} | {} |", pick("Valeur", "Value", "Wert"), kind(key.kind, language))?;
    let decides = match key.scope {
        Scope::Machine => pick("la machine seule", "the machine alone", "der Rechner allein"),
        Scope::Shared => pick(
            "machine, espace de travail et agent",
            "machine, workspace and agent",
            "Rechner, Arbeitsbereich und Beschäftigte",
        ),
    };
    writeln!(page, "| {} | {decides} |", pick("Qui décide", "Who decides", "Wer entscheidet"))?;
    let nothing = pick("rien", "nothing", "nichts");
    let built_in = key.built_in.map_or_else(|| nothing.to_owned(), |text| format!("`{}`", value(key, text)));
    writeln!(page, "| {} | {built_in} |", pick("Sans décision", "Otherwise", "Sonst"))?;
    let example = key.example_on(Folder::Linux);
    let example = match key.kind {
        Kind::Files => serde_json::Value::from(example),
        _ => value(key, &example[0]),
    };
    writeln!(page, "| Linux, macOS | `\"{}\": {example}` |", key.name)?;
    let registry = match key.kind {
        Kind::Switch | Kind::Number { .. } => "REG_DWORD",
        Kind::Files => "REG_MULTI_SZ",
        _ => "REG_SZ",
    };
    writeln!(page, "| Windows | `{}` ({registry}) |", key.registry_name())?;
    writeln!(page, "| {} | {} |", pick("Depuis", "Since", "Seit"), key.since)
}

fn kind(kind: Kind, language: Language) -> String {
    let pick = |fr: &str, en: &str, de: &str| language.pick(fr, en, de).to_owned();
    match kind {
        Kind::File => pick("chemin absolu", "absolute path", "absoluter Pfad"),
        Kind::Files => pick("liste de chemins absolus", "list of absolute paths", "Liste absoluter Pfade"),
        Kind::Address => pick("adresse https", "https address", "https-Adresse"),
        Kind::Proxy => pick(
            "`system`, `none` ou une adresse",
            "`system`, `none` or an address",
            "`system`, `none` oder eine Adresse",
        ),
        Kind::Switch => pick("oui ou non", "yes or no", "ja oder nein"),
        Kind::Number { least, most } => language.pick(
            format!("nombre entier de {least} à {most}"),
            format!("whole number from {least} to {most}"),
            format!("ganze Zahl von {least} bis {most}"),
        ),
        Kind::Secret => pick("texte, jamais montré", "text, never shown", "Text, nie gezeigt"),
        Kind::Choice(choices) => {
            let one = |choice: &super::super::catalogue::Choice| {
                format!("`{}` ({})", choice.value, choice.name.pick(language))
            };
            choices.iter().map(one).collect::<Vec<_>>().join(", ")
        }
    }
}

fn introduction(language: Language) -> &'static str {
    language.pick(
        "\
# Ce que la machine décide

| système | où | avec quoi le poser |
|---|---|---|
| Linux | `/etc/parvis/policies/managed/*.json` et `recommended/*.json`, dans l’ordre de leurs noms ; le dernier qui donne une clé l’emporte. Les fichiers et chaque dossier au-dessus appartiennent à root et ne sont modifiables par personne d’autre | `linux/managed.schema.json`, `linux/recommended.schema.json` |
| Windows | `HKLM\\Software\\Policies\\Parvis` et `HKLM\\Software\\Policies\\Parvis\\Recommended` | `windows/Parvis.admx` et ses `Parvis.adml` |
| macOS | les préférences gérées `org.parvis.Parvis`, par un profil de configuration de la machine. Rien n’y est seulement recommandé | `macos/org.parvis.Parvis.mobileconfig` |

Pour chaque réglage, le premier qui en dit quelque chose l’emporte : la machine (`managed`), l’espace de travail qui le
verrouille, l’agent, l’espace de travail, la machine (`recommended`), puis Parvis tel qu’il est livré. Une clé inconnue est
signalée ; une valeur fausse ne compte pas, et n’empêche pas les autres. Les changements comptent sans redémarrer : aussitôt
sous Linux, en une minute ailleurs. `parvisctl policy show` dit ce qui compte et qui l’a décidé, `parvisctl policy check` ce
qui ne va pas.
",
        "\
# What the machine decides

| system | where | what to lay it with |
|---|---|---|
| Linux | `/etc/parvis/policies/managed/*.json` and `recommended/*.json`, in the order of their names; the last one that gives a key counts. The files and every folder above them belong to root, and nobody else may write them | `linux/managed.schema.json`, `linux/recommended.schema.json` |
| Windows | `HKLM\\Software\\Policies\\Parvis` and `HKLM\\Software\\Policies\\Parvis\\Recommended` | `windows/Parvis.admx` with its `Parvis.adml` |
| macOS | the managed preferences `org.parvis.Parvis`, by a configuration profile of the machine. Nothing is only recommended there | `macos/org.parvis.Parvis.mobileconfig` |

Of each setting, the first that says something about it counts: the machine (`managed`), a workspace that locks it, the
agent, the workspace, the machine (`recommended`), then Parvis as it comes. A key that is not known is reported; a wrong value
does not count, and does not stop the others. Changes count without a restart: at once on Linux, within a minute elsewhere.
`parvisctl policy show` says what counts and who decided it, `parvisctl policy check` what is wrong.
",
        "\
# Was der Rechner entscheidet

| System | wo | womit man es festlegt |
|---|---|---|
| Linux | `/etc/parvis/policies/managed/*.json` und `recommended/*.json`, in der Reihenfolge ihrer Namen; die letzte Datei, die einen Schlüssel angibt, zählt. Die Dateien und jeder Ordner darüber gehören root und sind für niemanden sonst änderbar | `linux/managed.schema.json`, `linux/recommended.schema.json` |
| Windows | `HKLM\\Software\\Policies\\Parvis` und `HKLM\\Software\\Policies\\Parvis\\Recommended` | `windows/Parvis.admx` mit seinen `Parvis.adml` |
| macOS | die verwalteten Einstellungen `org.parvis.Parvis`, durch ein Konfigurationsprofil des Rechners. Nichts ist dort nur empfohlen | `macos/org.parvis.Parvis.mobileconfig` |

Bei jeder Einstellung zählt, wer als Erstes etwas dazu sagt: der Rechner (`managed`), ein Arbeitsbereich, der sie sperrt, die
Beschäftigten, der Arbeitsbereich, der Rechner (`recommended`), dann Parvis, wie es ausgeliefert wird. Ein unbekannter
Schlüssel wird gemeldet; ein falscher Wert zählt nicht und hält die anderen nicht auf. Änderungen zählen ohne Neustart: unter
Linux sofort, sonst innerhalb einer Minute. `parvisctl policy show` sagt, was zählt und wer es entschieden hat,
`parvisctl policy check`, was nicht stimmt.
",
    )
}
