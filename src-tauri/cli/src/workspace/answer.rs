//! What an answer to a question of `workspace new` means, or why it will not do.

use parvis_core::words;
use parvis_core::words::Words;
use parvis_core::workspace::format::Document;
use url::Url;

pub(super) fn filled(answer: &str) -> Result<String, Words> {
    if answer.is_empty() {
        return Err(words!("Il faut une réponse.", "An answer is needed.", "Eine Antwort ist nötig."));
    }
    Ok(answer.to_owned())
}

/// `exemple.gouv.fr` as `fr.gouv.exemple`.
pub(super) fn reversed(domain: &str) -> Result<String, Words> {
    let labels: Vec<_> = domain.trim_end_matches('.').split('.').collect();
    let is_plain =
        |label: &&str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    if labels.len() < 2 || !labels.iter().all(is_plain) {
        return Err(words!(
            "Un domaine ressemble à exemple.gouv.fr.",
            "A domain looks like exemple.gouv.fr.",
            "Eine Domain sieht aus wie exemple.gouv.fr.",
        ));
    }
    Ok(labels.into_iter().rev().collect::<Vec<_>>().join(".").to_lowercase())
}

pub(super) fn known(answer: &str, suite: &Document) -> Result<Vec<String>, Words> {
    if answer == "none" {
        return Ok(Vec::new());
    }
    let ids: Vec<_> =
        answer.split(',').map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned).collect();
    match ids.iter().find(|id| suite.apps.iter().all(|app| app.id != **id)) {
        Some(id) => Err(words!(
            "« {id} » n’est pas un outil de La Suite numérique.",
            "\"{id}\" is no tool of La Suite numérique.",
            "„{id}“ ist keine Anwendung von La Suite numérique.",
        )),
        None => Ok(ids),
    }
}

pub(super) fn own(answer: &str) -> Result<Option<(String, String)>, Words> {
    if answer.is_empty() {
        return Ok(None);
    }
    let (name, url) = answer.split_once('=').ok_or_else(|| {
        words!(
            "Il faut un nom, le signe = et une adresse.",
            "A name, the sign = and an address are needed.",
            "Nötig sind ein Name, das Zeichen = und eine Adresse.",
        )
    })?;
    Ok(Some((filled(name.trim())?, https(url.trim())?)))
}

pub(super) fn https(answer: &str) -> Result<String, Words> {
    match Url::parse(answer) {
        Ok(url) if url.scheme() == "https" => Ok(answer.to_owned()),
        _ => Err(words!(
            "« {answer} » n’est pas une adresse https.",
            "\"{answer}\" is not an https address.",
            "„{answer}“ ist keine https-Adresse.",
        )),
    }
}
