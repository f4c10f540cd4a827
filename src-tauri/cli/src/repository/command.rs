//! What can be asked of a repository.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use parvis_core::clock::SystemClock;
use parvis_core::words::Language;
use tough::schema::RoleType;

use super::passphrase::Passphrases;
use super::report::{Done, finish};
use super::{init, publish, refresh, rotate, status};
use crate::help::say;
use crate::output::{Exit, Form};

#[derive(Subcommand)]
pub(crate) enum Repository {
    #[command(about = say(
        "Crée les clés et un dépôt vide",
        "Makes the keys and an empty repository",
        "Erzeugt die Schlüssel und ein leeres Repository",
    ))]
    Init(Init),

    #[command(about = say(
        "Publie un espace de travail, après avoir montré ce qui change",
        "Publishes a workspace, after showing what will change",
        "Veröffentlicht einen Arbeitsbereich und zeigt vorher, was sich ändert",
    ))]
    Publish(Publish),

    #[command(about = say(
        "Prolonge l’horodatage, et ce qui expire bientôt si ses clés sont là",
        "Renews the timestamp, and what expires soon where its keys are at hand",
        "Verlängert den Zeitstempel, und was bald abläuft, sofern die Schlüssel da sind",
    ))]
    Refresh(Refresh),

    #[command(about = say("Remplace une clé", "Replaces a key", "Ersetzt einen Schlüssel"))]
    Rotate(Rotate),

    #[command(about = say(
        "Dit ce qui est publié, avec quelles clés, et jusqu’à quand",
        "Says what is published, with which keys, and until when",
        "Zeigt, was veröffentlicht ist, mit welchen Schlüsseln und bis wann",
    ))]
    Status(Status),
}

impl Repository {
    pub(crate) fn run(self, form: Form) -> Exit {
        match self {
            Self::Init(init) => init.run(form),
            Self::Publish(publish) => publish.run(form),
            Self::Refresh(refresh) => refresh.run(form),
            Self::Rotate(rotate) => rotate.run(form),
            Self::Status(status) => finish(status::run(&status.place, &SystemClock), form),
        }
    }
}

#[derive(Args)]
struct Place {
    #[arg(value_name = say("DOSSIER", "FOLDER", "ORDNER"), help = say(
        "Dossier du dépôt",
        "Folder of the repository",
        "Ordner des Repositorys",
    ))]
    folder: PathBuf,
}

#[derive(Args)]
struct Secret {
    #[arg(long, value_name = say("FICHIER", "FILE", "DATEI"), help = say(
        "La première ligne est la phrase secrète ; sans cela, la variable PARVISCTL_PASSPHRASE, ou le terminal",
        "Its first line is the passphrase; without it, the variable PARVISCTL_PASSPHRASE, else the terminal",
        "Die erste Zeile ist die Passphrase; sonst die Variable PARVISCTL_PASSPHRASE oder das Terminal",
    ))]
    passphrase_file: Option<PathBuf>,
}

impl Secret {
    fn passphrases(&self, language: Language) -> Done<Passphrases> {
        Passphrases::new(self.passphrase_file.as_deref(), language)
    }
}

#[derive(Args)]
pub(crate) struct Init {
    #[command(flatten)]
    place: Place,

    #[arg(long, value_name = "N", default_value_t = 1, hide_default_value = true, help = say(
        "Combien de clés de la racine doivent signer (1 à 3) ; il en est créé une de plus. Sans cela, 1",
        "How many root keys have to sign (1 to 3); one more than that is made. Without it, 1",
        "Wie viele Schlüssel der Wurzel signieren müssen (1 bis 3); einer mehr wird erzeugt. Sonst 1",
    ), value_parser = clap::value_parser!(u64).range(1..=3))]
    root_threshold: u64,

    #[arg(long, help = say(
        "Laisse la clé de l’horodatage sans phrase secrète, pour un serveur qui prolonge seul",
        "Leaves the timestamp's key without a passphrase, for a server that refreshes unattended",
        "Lässt den Schlüssel des Zeitstempels ohne Passphrase, für einen Server, der allein verlängert",
    ))]
    open_timestamp_key: bool,

    #[command(flatten)]
    secret: Secret,
}

impl Init {
    fn run(self, form: Form) -> Exit {
        let choice =
            init::Choice { root_threshold: self.root_threshold, open_timestamp_key: self.open_timestamp_key };
        let secrets = self.secret.passphrases(form.language());
        let done =
            secrets.and_then(|mut secrets| init::run(&self.place.folder, choice, &mut secrets, &SystemClock));
        finish(done, form)
    }
}

#[derive(Args)]
pub(crate) struct Publish {
    #[command(flatten)]
    place: Place,

    #[arg(value_name = say("FICHIER", "FILE", "DATEI"), help = say(
        "Fichier de l’espace de travail",
        "Workspace file",
        "Datei des Arbeitsbereichs",
    ))]
    workspace: PathBuf,

    #[arg(long, value_name = say("DOSSIER", "FOLDER", "ORDNER"), help = say(
        "Où se trouvent les images ; sans cela, à côté du fichier",
        "Where the pictures lie; without it, beside the file",
        "Wo die Bilder liegen; sonst neben der Datei",
    ))]
    assets: Option<PathBuf>,

    #[arg(long, help = say(
        "Publie sans demander",
        "Publishes without asking",
        "Veröffentlicht ohne Rückfrage",
    ))]
    yes: bool,

    #[arg(long, help = say(
        "Publie aussi une révision plus ancienne",
        "Also publishes an older revision",
        "Veröffentlicht auch eine ältere Revision",
    ))]
    allow_older: bool,

    #[arg(long, help = say(
        "Publie aussi un espace de travail d’un autre id",
        "Also publishes a workspace with another id",
        "Veröffentlicht auch einen Arbeitsbereich mit anderer id",
    ))]
    allow_other_id: bool,

    #[command(flatten)]
    secret: Secret,
}

impl Publish {
    fn run(self, form: Form) -> Exit {
        let Self { place, workspace, assets, yes, allow_older, allow_other_id, secret } = self;
        let language = form.language();
        let wish = publish::Wish { workspace, assets, yes, allow_older, allow_other_id, language };
        let secrets = secret.passphrases(language);
        finish(
            secrets.and_then(|mut secrets| publish::run(&place.folder, &wish, &mut secrets, &SystemClock)),
            form,
        )
    }
}

#[derive(Args)]
pub(crate) struct Refresh {
    #[command(flatten)]
    place: Place,

    #[command(flatten)]
    secret: Secret,
}

impl Refresh {
    fn run(self, form: Form) -> Exit {
        let secrets = self.secret.passphrases(form.language());
        finish(
            secrets.and_then(|mut secrets| refresh::run(&self.place.folder, &mut secrets, &SystemClock)),
            form,
        )
    }
}

#[derive(Args)]
pub(crate) struct Rotate {
    #[command(flatten)]
    place: Place,

    #[arg(value_name = "root|targets|snapshot|timestamp", hide_possible_values = true, help = say(
        "Le rôle dont la clé change",
        "The role whose key changes",
        "Die Rolle, deren Schlüssel wechselt",
    ))]
    role: RoleName,

    #[arg(long, value_name = "ID", required_if_eq("role", "root"), help = say(
        "La clé qui part, par le début de son identifiant ; à dire pour la racine, qui en a plusieurs",
        "The key that goes, by the first digits of its id; needed for the root, which has several",
        "Der Schlüssel, der wegfällt, mit dem Anfang seiner Kennung; bei der Wurzel nötig, die mehrere hat",
    ))]
    remove: Option<String>,

    #[arg(long, help = say(
        "Laisse la nouvelle clé de l’horodatage sans phrase secrète",
        "Leaves the timestamp's new key without a passphrase",
        "Lässt den neuen Schlüssel des Zeitstempels ohne Passphrase",
    ))]
    open_timestamp_key: bool,

    #[command(flatten)]
    secret: Secret,
}

impl Rotate {
    fn run(self, form: Form) -> Exit {
        let Self { place, role, remove, open_timestamp_key, secret } = self;
        let wish = rotate::Wish { role: role.into(), remove, open_timestamp_key };
        let secrets = secret.passphrases(form.language());
        finish(
            secrets.and_then(|mut secrets| rotate::run(&place.folder, &wish, &mut secrets, &SystemClock)),
            form,
        )
    }
}

#[derive(Args)]
pub(crate) struct Status {
    #[arg(value_name = say("DOSSIER|ADRESSE", "FOLDER|ADDRESS", "ORDNER|ADRESSE"), help = say(
        "Dossier du dépôt, ou l’adresse où son dossier public est servi",
        "Folder of the repository, or the address where its public folder is served",
        "Ordner des Repositorys, oder die Adresse, unter der sein öffentlicher Ordner liegt",
    ))]
    place: String,
}

/// The four roles of a repository.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum RoleName {
    Root,
    Targets,
    Snapshot,
    Timestamp,
}

impl From<RoleName> for RoleType {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Root => Self::Root,
            RoleName::Targets => Self::Targets,
            RoleName::Snapshot => Self::Snapshot,
            RoleName::Timestamp => Self::Timestamp,
        }
    }
}
