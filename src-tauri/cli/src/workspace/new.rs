//! `parvisctl workspace new`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use parvis_core::words;
use parvis_core::words::Words;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::assets::NoAssets;
use parvis_core::workspace::format::{Document, Text};
use serde::Serialize;
use url::Url;

use super::ask::{Ask, Unanswered};
use super::draft::Draft;
use super::file::told;
use crate::help::say;
use crate::output::{Exit, Form, json, words as tell};

#[derive(Args)]
pub(crate) struct New {
    #[arg(default_value = "workspace.json", hide_default_value = true, value_name = say("FICHIER", "FILE", "DATEI"),
        help = say(
            "Fichier à écrire, qui n’existe pas encore ; sans cela, workspace.json",
            "File to write, which is not there yet; without it, workspace.json",
            "Datei, die geschrieben wird und noch nicht da ist; sonst workspace.json",
        ))]
    file: PathBuf,

    #[arg(long, value_name = say("NOM", "NAME", "NAME"), help = say(
        "Nom de l’organisation",
        "Name of the organisation",
        "Name der Organisation",
    ))]
    name: Option<String>,

    #[arg(long, value_name = "exemple.gouv.fr", help = say(
        "Domaine de l’organisation sur le web",
        "Domain of the organisation on the web",
        "Domain der Organisation im Web",
    ))]
    domain: Option<String>,

    #[arg(long, value_name = "docs,visio,…", help = say(
        "Outils de La Suite numérique, par leur identifiant, ou « none »",
        "Tools of La Suite numérique, by their id, or \"none\"",
        "Anwendungen von La Suite numérique, mit ihrer Kennung, oder „none“",
    ))]
    tools: Option<String>,

    #[arg(long, value_name = "Intranet=https://…", help = say(
        "Un outil de l’organisation ; peut être répété",
        "A tool of the organisation; may be repeated",
        "Eine Anwendung der Organisation; mehrmals möglich",
    ))]
    own: Vec<String>,

    #[arg(long, value_name = "https://…", help = say(
        "Émetteur OpenID Connect auprès duquel les agents se connectent ; sans cela, pas de connexion",
        "OpenID Connect issuer where agents sign in; without it, no sign-in",
        "OpenID-Connect-Aussteller für die Anmeldung; sonst keine Anmeldung",
    ))]
    issuer: Option<String>,

    #[arg(long, value_name = "public|secret|relay", help = say(
        "Sorte de client auprès de l’émetteur",
        "Kind of client at the issuer",
        "Art des Clients beim Aussteller",
    ))]
    client: Option<String>,

    #[arg(long, value_name = say("IDENTIFIANT", "ID", "KENNUNG"), help = say(
        "Identifiant du client",
        "Id of the client",
        "Kennung des Clients",
    ))]
    client_id: Option<String>,

    #[arg(long, value_name = "https://…", help = say(
        "Adresse du relais, pour un client « relay »",
        "Address of the relay, for a client \"relay\"",
        "Adresse des Relais, für einen Client „relay“",
    ))]
    relay: Option<String>,

    #[arg(long, help = say(
        "Ne pose aucune question : prend ce qui est proposé",
        "Asks nothing: takes what is proposed",
        "Fragt nichts: nimmt, was vorgeschlagen wird",
    ))]
    yes: bool,
}

#[derive(Serialize)]
struct Answer {
    file: PathBuf,
    id: String,
    tools: Vec<String>,
    hosts: Vec<String>,
}

impl New {
    pub(crate) fn run(self, form: Form) -> Exit {
        let language = form.language();
        let file = self.file.display();
        if self.file.exists() {
            let words = words!(
                "{file} existe déjà ; rien n’a été écrit.",
                "{file} is there already; nothing was written.",
                "{file} ist schon da; nichts wurde geschrieben.",
            );
            tell(words.pick(language));
            return Exit::NotUnderstood;
        }
        let draft = match self.ask(&Ask::new(language, self.yes)) {
            Ok(draft) => draft,
            Err(Unanswered { flag, why }) => {
                let words = match why.as_ref().map(|why| why.pick(language)) {
                    Some(why) => words!("{flag} : {why}", "{flag}: {why}", "{flag}: {why}"),
                    None => words!(
                        "Il manque une réponse : {flag}",
                        "An answer is missing: {flag}",
                        "Es fehlt eine Antwort: {flag}",
                    ),
                };
                tell(words.pick(language));
                return Exit::NotUnderstood;
            }
        };
        let text = serde_json::to_string_pretty(&draft).expect("a draft has text keys") + "\n";
        if let Err(problems) = Workspace::read(text.as_bytes(), &NoAssets) {
            told(&self.file, &problems, language);
            return Exit::NotUnderstood;
        }
        // Somebody else may have written it meanwhile.
        let written = OpenOptions::new().write(true).create_new(true).open(&self.file);
        if let Err(error) = written.and_then(|mut file| file.write_all(text.as_bytes())) {
            tell(&format!("{file}: {error}"));
            return Exit::Attention;
        }
        let words = words!(
            "{file} est écrit. Pour le regarder : parvisctl workspace show {file}",
            "{file} is written. To look at it: parvisctl workspace show {file}",
            "{file} ist geschrieben. Zum Ansehen: parvisctl workspace show {file}",
        );
        tell(words.pick(language));
        if form.json {
            json(&Answer {
                id: draft.id,
                tools: draft.apps.into_iter().map(|app| app.id).collect(),
                hosts: draft.hosts.into_iter().collect(),
                file: self.file,
            });
        }
        Exit::Well
    }

    fn ask(&self, ask: &Ask) -> Result<Draft, Unanswered> {
        let name = ask.one(
            "--name",
            self.name.as_deref(),
            &words!("Nom de l’organisation :", "Name of the organisation:", "Name der Organisation:",),
            None,
            filled,
        )?;
        let id = ask.one(
            "--domain",
            self.domain.as_deref(),
            &words!(
                "Son domaine sur le web, comme exemple.gouv.fr :",
                "Its domain on the web, such as exemple.gouv.fr:",
                "Ihre Domain im Web, etwa exemple.gouv.fr:",
            ),
            None,
            reversed,
        )?;
        let mut draft = Draft::new(id, Text::of(&name, &name, &name));
        self.ask_tools(ask, &mut draft)?;
        self.ask_sign_in(ask, &mut draft)?;
        Ok(draft)
    }

    fn ask_tools(&self, ask: &Ask, draft: &mut Draft) -> Result<(), Unanswered> {
        let suite = Document::built_in();
        let all: Vec<_> = suite.apps.iter().map(|app| app.id.as_str()).collect();
        let all = all.join(",");
        let chosen = ask.one(
            "--tools",
            self.tools.as_deref(),
            &words!(
                "Outils de La Suite numérique, ou « none » :",
                "Tools of La Suite numérique, or \"none\":",
                "Anwendungen von La Suite numérique, oder „none“:",
            ),
            Some(&all),
            |answer| known(answer, &suite),
        )?;
        for id in &chosen {
            draft.take(&suite, id);
        }
        let mut flags = self.own.iter();
        let question = words!(
            "Un autre outil, comme Intranet=https://intranet.exemple.gouv.fr (rien : c’est tout) :",
            "Another tool, such as Intranet=https://intranet.exemple.gouv.fr (nothing: that is all):",
            "Noch eine Anwendung, etwa Intranet=https://intranet.exemple.gouv.fr (nichts: das ist alles):",
        );
        loop {
            let flag = flags.next().map(String::as_str);
            // Given one as a flag, nobody is asked for more.
            let said = if flag.is_none() && !self.own.is_empty() { Some("") } else { flag };
            match ask.one("--own", said, &question, Some(""), own)? {
                Some((name, url)) => draft.own(&name, &url),
                None => return Ok(()),
            }
        }
    }

    fn ask_sign_in(&self, ask: &Ask, draft: &mut Draft) -> Result<(), Unanswered> {
        let issuer = ask.one(
            "--issuer",
            self.issuer.as_deref(),
            &words!(
                "Émetteur OpenID Connect des agents, une adresse https (rien : pas de connexion) :",
                "OpenID Connect issuer of the agents, an https address (nothing: no sign-in):",
                "OpenID-Connect-Aussteller, eine https-Adresse (nichts: keine Anmeldung):",
            ),
            Some(""),
            |answer| if answer.is_empty() { Ok(None) } else { https(answer).map(Some) },
        )?;
        let Some(issuer) = issuer else { return Ok(()) };
        let client = ask.one("--client", self.client.as_deref(), &words!(
            "Sorte de client : public, secret (le secret va dans la stratégie du poste) ou relay :",
            "Kind of client: public, secret (the secret goes into the machine's policy) or relay:",
            "Art des Clients: public, secret (das Geheimnis kommt in die Richtlinie des Rechners) oder relay:",
        ), Some("public"), |answer| {
            ["public", "secret", "relay"].into_iter().find(|kind| *kind == answer).ok_or_else(|| words!(
                "C’est public, secret ou relay.",
                "It is public, secret or relay.",
                "Es ist public, secret oder relay.",
            ))
        })?;
        let client_id = ask.one(
            "--client-id",
            self.client_id.as_deref(),
            &words!("Identifiant du client :", "Id of the client:", "Kennung des Clients:",),
            None,
            filled,
        )?;
        let relay = match client {
            "relay" => Some(ask.one(
                "--relay",
                self.relay.as_deref(),
                &words!("Adresse du relais :", "Address of the relay:", "Adresse des Relais:",),
                None,
                https,
            )?),
            _ => None,
        };
        draft.sign_in(issuer, client, client_id, relay);
        Ok(())
    }
}

fn filled(answer: &str) -> Result<String, Words> {
    if answer.is_empty() {
        return Err(words!("Il faut une réponse.", "An answer is needed.", "Eine Antwort ist nötig."));
    }
    Ok(answer.to_owned())
}

/// `exemple.gouv.fr` as `fr.gouv.exemple`.
fn reversed(domain: &str) -> Result<String, Words> {
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

fn known(answer: &str, suite: &Document) -> Result<Vec<String>, Words> {
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

fn own(answer: &str) -> Result<Option<(String, String)>, Words> {
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

fn https(answer: &str) -> Result<String, Words> {
    match Url::parse(answer) {
        Ok(url) if url.scheme() == "https" => Ok(answer.to_owned()),
        _ => Err(words!(
            "« {answer} » n’est pas une adresse https.",
            "\"{answer}\" is not an https address.",
            "„{answer}“ ist keine https-Adresse.",
        )),
    }
}
