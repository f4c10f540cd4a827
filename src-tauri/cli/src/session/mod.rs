//! `parvisctl session`: who is signed in on this machine, and how to end it.

mod running;

use std::time::Duration;

use clap::Subcommand;
use parvis_core::identity::keychain::Trouble;
use parvis_core::identity::session::Setup;
use parvis_core::identity::stored::Stored;
use parvis_core::paths::Paths;
use parvis_core::words;
use parvis_core::words::{Language, Words};
use serde::Serialize;
use tokio::time::Instant;

use self::running::Asked;
use crate::help::say;
use crate::machine::Machine;
use crate::output::{Exit, Form, data, json, runtime, words as tell};

/// How long a running Parvis may take to empty the keychain.
const PATIENCE: Duration = Duration::from_secs(10);

#[derive(Subcommand)]
pub(crate) enum Command {
    #[command(about = say(
        "Dit qui est connecté, jusqu’à quand, et où c’est gardé ; jamais de mot de passe ni de jeton",
        "Says who is signed in, until when, and where it is kept; never a password or a token",
        "Zeigt, wer angemeldet ist, bis wann und wo es aufbewahrt wird; nie ein Passwort oder Token",
    ))]
    Show,

    #[command(about = say(
        "Déconnecte l’agent de ce poste, comme le fait Parvis",
        "Signs the agent out of this machine, as Parvis does",
        "Meldet die angemeldete Person von diesem Rechner ab, wie Parvis es tut",
    ))]
    SignOut,
}

impl Command {
    pub(crate) fn run(self, form: Form) -> Exit {
        let ended = runtime().block_on(async {
            let machine = Machine::look(false).await.map_err(Words::same)?;
            let Some(setup) = machine.setup() else { return Err(no_sign_in()) };
            match self {
                Self::Show => show(&machine, &setup, form).await,
                Self::SignOut => sign_out(&machine, &setup, form).await,
            }
        });
        ended.unwrap_or_else(|why| {
            tell(why.pick(form.language()));
            Exit::Attention
        })
    }
}

/// What JSON says of a session. Absent, nobody is signed in.
#[derive(Serialize)]
struct Shown {
    name: String,
    organisation: Option<String>,
    siret: Option<String>,
    workspace: String,
    issuer: String,
    /// When it ends, in RFC 3339.
    until: String,
    /// Whether that is past: Parvis asks for a new sign-in.
    over: bool,
    kept_in: &'static str,
}

async fn show(machine: &Machine, setup: &Setup, form: Form) -> Result<Exit, Words> {
    let language = form.language();
    let stored = Stored::find(setup, &machine.keychain).await.map_err(keychain)?;
    let shown = stored.map(|stored| {
        let person = stored.person();
        Shown {
            name: person.name,
            organisation: person.organisation,
            siret: person.siret,
            workspace: format!("{} ({})", machine.workspace.name.pick(language), machine.workspace.id),
            issuer: setup.registration.issuer.to_string(),
            until: stored.ends_at().to_string(),
            over: stored.ends_at() <= machine.clock.now(),
            kept_in: kept_in(),
        }
    });
    match &shown {
        _ if form.json => json(&shown),
        None => tell(nobody().pick(language)),
        Some(shown) => print(shown, language),
    }
    Ok(Exit::Well)
}

fn print(shown: &Shown, language: Language) {
    let until = if shown.over {
        format!("{} {}", shown.until, language.pick("(terminée)", "(over)", "(beendet)"))
    } else {
        shown.until.clone()
    };
    let organisation = [&shown.organisation, &shown.siret].into_iter().flatten().cloned().collect::<Vec<_>>();
    let rows = [
        (language.pick("personne", "person", "Person"), shown.name.clone()),
        (language.pick("organisation", "organisation", "Organisation"), organisation.join(", ")),
        (language.pick("espace de travail", "workspace", "Arbeitsbereich"), shown.workspace.clone()),
        (language.pick("service de connexion", "provider", "Anmeldedienst"), shown.issuer.clone()),
        (language.pick("jusqu’à", "until", "bis"), until),
        (language.pick("gardée dans", "kept in", "aufbewahrt in"), shown.kept_in.to_owned()),
    ];
    let width = rows.iter().map(|(title, _)| title.chars().count()).max().unwrap_or_default();
    for (title, text) in rows.iter().filter(|(_, text)| !text.is_empty()) {
        data(&format!("{title:width$}  {text}"));
    }
}

/// The one who has the session ends it: the running Parvis if there is one, else this program.
async fn sign_out(machine: &Machine, setup: &Setup, form: Form) -> Result<Exit, Words> {
    #[derive(Serialize)]
    struct Answer {
        signed_out: bool,
        /// Why the provider still knows the session, if so.
        not_revoked: Option<String>,
    }

    let language = form.language();
    let answer = |signed_out, not_revoked: Option<String>, what: Words| {
        if form.json {
            json(&Answer { signed_out, not_revoked: not_revoked.clone() });
        }
        tell(what.pick(language));
        Ok(Exit::of(not_revoked.is_none()))
    };
    if running::sign_out().await.map_err(not_told)? == Asked::Running {
        if emptied(machine, setup).await {
            let what = words!("Déconnecté par Parvis.", "Signed out by Parvis.", "Von Parvis abgemeldet.");
            return answer(true, None, what);
        }
        return Err(words!(
            "Parvis n’a pas vidé le trousseau à temps.",
            "Parvis did not empty the keychain in time.",
            "Parvis hat den Schlüsselbund nicht rechtzeitig geleert."
        ));
    }
    let Some(stored) = Stored::find(setup, &machine.keychain).await.map_err(keychain)? else {
        return answer(false, None, nobody());
    };
    let people = machine.paths.as_ref().map(Paths::people);
    let told =
        stored.end(setup, &machine.keychain, &machine.http, people.as_deref()).await.map_err(keychain)?;
    match told {
        Ok(()) => answer(true, None, words!("Déconnecté.", "Signed out.", "Abgemeldet.")),
        Err(failure) => {
            let what = words!(
                "Déconnecté ici ; le service de connexion n’a pas pu être prévenu ({failure}).",
                "Signed out here; the provider could not be told ({failure}).",
                "Hier abgemeldet; der Anmeldedienst konnte nicht benachrichtigt werden ({failure})."
            );
            answer(true, Some(failure.to_string()), what)
        }
    }
}

/// Whether the keychain holds no session any more, before long.
async fn emptied(machine: &Machine, setup: &Setup) -> bool {
    const LOOK: Duration = Duration::from_millis(200);
    let until = Instant::now() + PATIENCE;
    while Instant::now() < until {
        match Stored::find(setup, &machine.keychain).await {
            Ok(None) | Err(Trouble::Absent) => return true,
            Ok(Some(_)) | Err(Trouble::Locked | Trouble::Refused) => tokio::time::sleep(LOOK).await,
        }
    }
    false
}

fn kept_in() -> &'static str {
    if cfg!(windows) {
        "Windows Credential Manager"
    } else if cfg!(target_os = "macos") {
        "Keychain"
    } else {
        "Secret Service (org.freedesktop.secrets)"
    }
}

fn no_sign_in() -> Words {
    words!(
        "L’espace de travail de ce poste n’a pas de connexion.",
        "The workspace of this machine has no sign-in.",
        "Der Arbeitsbereich dieses Rechners hat keine Anmeldung."
    )
}

fn nobody() -> Words {
    words!("Personne n’est connecté.", "Nobody is signed in.", "Niemand ist angemeldet.")
}

fn not_told(why: String) -> Words {
    words!(
        "Parvis est ouvert et ne répond pas : {why}",
        "Parvis is running and does not answer: {why}",
        "Parvis läuft und antwortet nicht: {why}"
    )
}

fn keychain(trouble: Trouble) -> Words {
    match trouble {
        Trouble::Locked => words!(
            "Le trousseau est verrouillé : ouvrez-le d’abord.",
            "The keychain is locked: open it first.",
            "Der Schlüsselbund ist gesperrt: Öffnen Sie ihn zuerst."
        ),
        Trouble::Absent => words!(
            "Il n’y a pas de trousseau ici : rien n’est gardé. Lancez la commande dans la session de l’agent.",
            "There is no keychain here: nothing is kept. Run the command in the agent's own session.",
            "Hier gibt es keinen Schlüsselbund: Es wird nichts aufbewahrt. Führen Sie den Befehl in der eigenen Sitzung aus."
        ),
        Trouble::Refused => words!(
            "Le trousseau refuse ou ne répond pas.",
            "The keychain refuses or does not answer.",
            "Der Schlüsselbund verweigert oder antwortet nicht."
        ),
    }
}
