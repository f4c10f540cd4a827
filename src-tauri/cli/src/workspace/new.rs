//! `parvisctl workspace new`.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::assets::NoAssets;
use parvis_core::workspace::format::{Document, Text};
use parvis_core::workspace::problem::Problem;
use serde::Serialize;

use super::answer::{filled, https, known, own, reversed};
use super::ask::{Ask, Unanswered};
use super::check::{Item, items};
use super::draft::Draft;
use super::file::told;
use super::list::List;
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

    #[arg(long, num_args = 2, conflicts_with = "tools",
        value_names = ["gaufre|opendesk", say("ADRESSE|FICHIER", "URL|FILE", "ADRESSE|DATEI")], help = say(
        "Commence par les outils d’une liste : La Gaufre (adresse ou fichier), ou openDesk (navigation.json ou portal.json)",
        "Begins with the tools of a list: La Gaufre (address or file), or openDesk (navigation.json or portal.json)",
        "Beginnt mit den Anwendungen einer Liste: La Gaufre (Adresse oder Datei) oder openDesk (navigation.json oder portal.json)",
    ))]
    from: Option<Vec<String>>,

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
struct Answer<'a> {
    file: PathBuf,
    id: String,
    tools: Vec<String>,
    hosts: Vec<String>,
    /// What the list names and the workspace does not.
    left_out: Vec<Item<'a>>,
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
        let list = match self.from.as_deref().map(|from| List::read(from, language)).transpose() {
            Ok(list) => list,
            Err(why) => {
                tell(why.pick(language));
                return Exit::Attention;
            }
        };
        let draft = match self.ask(&Ask::new(language, self.yes), list.as_ref()) {
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
        let left_out = list.map_or_else(Vec::new, List::left_out);
        tell_left_out(&left_out, language);
        tell(words.pick(language));
        if form.json {
            json(&Answer {
                left_out: items(&left_out, language),
                id: draft.id,
                tools: draft.apps.into_iter().map(|app| app.id).collect(),
                hosts: draft.hosts.into_iter().collect(),
                file: self.file,
            });
        }
        Exit::Well
    }

    fn ask(&self, ask: &Ask, list: Option<&List>) -> Result<Draft, Unanswered> {
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
        match list {
            Some(list) => draft.take_all(list),
            None => self.ask_suite(ask, &mut draft)?,
        }
        self.ask_own(ask, &mut draft)?;
        self.ask_sign_in(ask, &mut draft)?;
        Ok(draft)
    }

    fn ask_suite(&self, ask: &Ask, draft: &mut Draft) -> Result<(), Unanswered> {
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
        Ok(())
    }

    fn ask_own(&self, ask: &Ask, draft: &mut Draft) -> Result<(), Unanswered> {
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
        let Some(issuer) = issuer else {
            // Said for nothing, they would be lost in silence.
            let others = [&self.client, &self.client_id, &self.relay];
            let is_lost = others.into_iter().any(Option::is_some);
            return if is_lost { Err(Unanswered { flag: "--issuer", why: None }) } else { Ok(()) };
        };
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

fn tell_left_out(left_out: &[Problem], language: Language) {
    if left_out.is_empty() {
        return;
    }
    tell(language.pick(
        "Pas repris tel quel de la liste :",
        "Not taken from the list as it is:",
        "Nicht unverändert aus der Liste übernommen:",
    ));
    for problem in left_out {
        tell(&format!("  {}", problem.line(language)));
    }
}
