//! `parvisctl repository publish`.

use std::collections::{BTreeMap, HashMap};
use std::io::{BufRead as _, IsTerminal as _, Write as _};
use std::path::{Path, PathBuf};

use parvis_core::clock::Clock;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use parvis_core::workspace::diff::diff;
use parvis_core::workspace::format::Document;
use serde::Serialize;
use tough::TargetName;
use tough::schema::Target;

use super::folder::Folder;
use super::passphrase::Passphrases;
use super::place::State;
use super::release::{Release, Signers, Since, describe, place};
use super::report::{Done, Report, Trouble};
use crate::output;
use crate::workspace::diff::lines;

mod contents;

/// The target that holds the workspace.
const WORKSPACE: &str = "workspace.json";

pub(super) struct Wish {
    pub(super) workspace: PathBuf,
    /// Where pictures are looked for, if not beside the workspace.
    pub(super) assets: Option<PathBuf>,
    pub(super) yes: bool,
    pub(super) allow_older: bool,
    pub(super) allow_other_id: bool,
    pub(super) language: Language,
}

/// What a published workspace says of itself.
#[derive(Serialize)]
pub(super) struct Published {
    id: String,
    name: String,
    revision: Option<u64>,
}

impl Published {
    /// What is published, if a workspace is. Trouble if its file is missing or not the signed one.
    pub(super) fn of(state: &State, read: impl FnOnce(&str) -> Done<Vec<u8>>) -> Done<Option<Self>> {
        Ok(document(state, read)?.as_ref().map(Self::from))
    }

    /// In one line.
    pub(super) fn line(&self, language: Language) -> String {
        let Self { id, name, .. } = self;
        let Some(revision) = self.revision else { return format!("{name} ({id})") };
        let line = words!(
            "{name} ({id}), révision {revision}",
            "{name} ({id}), revision {revision}",
            "{name} ({id}), Revision {revision}"
        );
        line.pick(language).to_owned()
    }
}

impl From<&Document> for Published {
    /// With its French name, which every workspace can be called by.
    fn from(document: &Document) -> Self {
        let name = document.name.pick(Language::Fr).to_owned();
        Self { id: document.id.clone(), name, revision: document.revision }
    }
}

/// The published document.
fn document(state: &State, read: impl FnOnce(&str) -> Done<Vec<u8>>) -> Done<Option<Document>> {
    let Some(target) = state.targets.targets.get(&target_name(WORKSPACE)?) else { return Ok(None) };
    let bytes = read(&place(WORKSPACE, target))?;
    if describe(&bytes).hashes.sha256 != target.hashes.sha256 {
        return Err(Trouble(words!(
            "{WORKSPACE} n’est pas le fichier signé : envoyez à nouveau le dossier public.",
            "{WORKSPACE} is not the file that was signed: upload the public folder again.",
            "{WORKSPACE} ist nicht die signierte Datei: Laden Sie den Ordner public erneut hoch."
        )));
    }
    Ok(contents::document(&bytes))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Kind {
    New,
    Changed,
    Removed,
}

/// A file that a client will see differently.
#[derive(Serialize)]
struct Change {
    target: String,
    change: Kind,
}

impl Change {
    fn line(&self, language: Language) -> String {
        let target = &self.target;
        let line = match self.change {
            Kind::New => words!("nouveau  {target}", "new      {target}", "neu       {target}"),
            Kind::Changed => words!("modifié  {target}", "changed  {target}", "geändert  {target}"),
            Kind::Removed => words!("retiré   {target}", "removed  {target}", "entfernt  {target}"),
        };
        line.pick(language).to_owned()
    }
}

#[derive(Serialize)]
pub(super) struct Outcome {
    /// Whether there was something to publish.
    published: bool,
    workspace: Published,
    changes: Vec<Change>,
    targets_version: u64,
    /// What was left out of the workspace, or is not known to this version.
    warnings: Vec<String>,
}

pub(super) fn run(path: &Path, wish: &Wish, secrets: &mut Passphrases, clock: &dyn Clock) -> Done<Outcome> {
    let contents = contents::read(&wish.workspace, wish.assets.as_deref(), clock.now())?;
    let folder = Folder::open(path)?;
    let state = folder.state()?;
    let before = document(&state, |name| folder.public(name))?;
    if let Some(before) = &before {
        succeeds(&Published::from(&contents.document), &Published::from(before), wish)?;
    }
    let targets: BTreeMap<_, _> =
        contents.files.iter().map(|(name, bytes)| (name, describe(bytes))).collect();
    let changes = changes(&state, &targets);
    if !changes.is_empty() {
        confirm(&contents.document, before.as_ref(), &changes, wish)?;
        let signers = Signers::gather(&folder.keys(), &state.root, Since::Targets, None, secrets)?;
        let staging = folder.stage()?;
        for (name, bytes) in &contents.files {
            let file = place(name, &targets[name]);
            if !folder.has(&file) {
                staging.put(&file, bytes)?;
            }
        }
        let named = targets.into_iter().map(|(name, target)| Ok((target_name(name)?, target)));
        let targets = Some(named.collect::<Done<HashMap<_, _>>>()?);
        let release = Release {
            root: &state.root,
            before: Some(&state),
            since: Since::Targets,
            targets,
            now: clock.now(),
        };
        release.stage(&signers, &staging)?;
        staging.commit()?;
    }
    let state = folder.state()?;
    folder.prune(&state, clock.now())?;
    Ok(Outcome {
        published: !changes.is_empty(),
        workspace: Published::from(&contents.document),
        changes,
        targets_version: state.targets.version.get(),
        warnings: contents.warnings.iter().map(|warning| warning.line(wish.language)).collect(),
    })
}

fn target_name(name: &str) -> Done<TargetName> {
    TargetName::new(name).map_err(Trouble::library)
}

/// Whether this workspace may take the place of that one.
fn succeeds(new: &Published, before: &Published, wish: &Wish) -> Done<()> {
    let (id, old_id) = (&new.id, &before.id);
    if id != old_id && !wish.allow_other_id {
        return Err(Trouble(words!(
            "Le dépôt publie « {old_id} », et ce fichier est « {id} » : les agents perdraient leur session et leur disposition. Si c’est voulu : --allow-other-id.",
            "The repository publishes \"{old_id}\", and this file is \"{id}\": agents would lose their session and their arrangement. If that is meant: --allow-other-id.",
            "Das Repository veröffentlicht „{old_id}“, und diese Datei ist „{id}“: Die Sitzung und die Anordnung aller gingen verloren. Wenn das gewollt ist: --allow-other-id."
        )));
    }
    let older = match (new.revision, before.revision) {
        (Some(new), Some(before)) => new < before,
        (new, before) => new.is_none() && before.is_some(),
    };
    if older && !wish.allow_older {
        let name =
            |revision: Option<u64>| revision.map_or_else(|| "–".to_owned(), |revision| revision.to_string());
        let (old, new) = (name(before.revision), name(new.revision));
        return Err(Trouble(words!(
            "La révision {old} est publiée, et ce fichier est la révision {new}. Si un retour en arrière est voulu : --allow-older.",
            "Revision {old} is published, and this file is revision {new}. If going back is meant: --allow-older.",
            "Veröffentlicht ist Revision {old}, und diese Datei ist Revision {new}. Wenn der Rückschritt gewollt ist: --allow-older."
        )));
    }
    Ok(())
}

fn changes(state: &State, targets: &BTreeMap<&String, Target>) -> Vec<Change> {
    let mut old: BTreeMap<_, _> =
        state.targets.targets.iter().map(|(name, target)| (name.raw(), target)).collect();
    let mut changes = Vec::new();
    for (name, target) in targets {
        let change = match old.remove(name.as_str()) {
            None => Kind::New,
            Some(before) if before.hashes.sha256 != target.hashes.sha256 => Kind::Changed,
            Some(_) => continue,
        };
        changes.push(Change { target: (*name).clone(), change });
    }
    changes.extend(old.keys().map(|name| Change { target: (*name).to_owned(), change: Kind::Removed }));
    changes
}

/// Shows what will change, in words and by file, and asks.
fn confirm(new: &Document, before: Option<&Document>, changes: &[Change], wish: &Wish) -> Done<()> {
    let language = wish.language;
    output::words(&Published::from(new).line(language));
    if let Some(before) = before {
        for line in lines(&diff(before, new, None, language), language) {
            output::words(&line);
        }
        output::words("");
    }
    for change in changes {
        output::words(&format!("  {}", change.line(language)));
    }
    if wish.yes {
        return Ok(());
    }
    let stopped = |why: Words| Err(Trouble(why));
    if !std::io::stdin().is_terminal() {
        return stopped(words!(
            "Rien n’est publié : pour publier sans question, ajoutez --yes.",
            "Nothing is published: to publish without a question, add --yes.",
            "Nichts wurde veröffentlicht: Um ohne Rückfrage zu veröffentlichen, fügen Sie --yes hinzu."
        ));
    }
    let question = words!("Publier ? [o/N] ", "Publish? [y/N] ", "Veröffentlichen? [j/N] ");
    let mut stderr = std::io::stderr();
    let mut answer = String::new();
    let asked = stderr.write_all(question.pick(language).as_bytes()).and_then(|()| stderr.flush());
    let yes = asked.and_then(|()| std::io::stdin().lock().read_line(&mut answer)).is_ok()
        && ["o", "oui", "y", "yes", "j", "ja"].contains(&answer.trim().to_lowercase().as_str());
    if yes {
        return Ok(());
    }
    stopped(words!("Rien n’est publié.", "Nothing is published.", "Nichts wurde veröffentlicht."))
}

impl Report for Outcome {
    fn data(&self, language: Language) -> Vec<String> {
        let what = self.workspace.line(language);
        let line = if self.published {
            words!("Publié : {what}.", "Published: {what}.", "Veröffentlicht: {what}.")
        } else {
            words!(
                "Rien à publier : {what} l’est déjà.",
                "Nothing to publish: {what} is there already.",
                "Nichts zu veröffentlichen: {what} ist schon da."
            )
        };
        vec![line.pick(language).to_owned()]
    }

    fn words(&self, language: Language) -> Vec<String> {
        let mut lines = self.warnings.clone();
        if self.published {
            let line = words!(
                "À envoyer dans cet ordre, s’il est servi ailleurs : targets, metadata sauf timestamp.json et les racines, timestamp.json, les racines.",
                "To upload in this order, if it is served elsewhere: targets, metadata without timestamp.json and the roots, timestamp.json, the roots.",
                "In dieser Reihenfolge hochzuladen, falls es anderswo liegt: targets, metadata ohne timestamp.json und die Wurzeln, timestamp.json, die Wurzeln."
            );
            lines.push(line.pick(language).to_owned());
        }
        lines
    }
}
