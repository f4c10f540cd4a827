//! "La Suite numérique" as it is offered to everybody: the list of La Gaufre v1, no registration needed. The
//! tools of La Suite open by their own login route, which uses the session of the browser.

use super::format::{Acr, App, Brand, Document, Place, Section, Settings, Sso, Text};

/// Id, name, purpose in three languages, address, section, sso.
type Row = (&'static str, &'static str, [&'static str; 3], &'static str, &'static str, &'static str);

/// As La Gaufre v1 lists them (`tests/fixtures/recordings/gaufre/v1_api_services.json`); a test compares.
const TOOLS: [Row; 9] = [
    (
        "tchap",
        "Tchap",
        ["Discuter à plusieurs", "Chat with colleagues", "Mit anderen chatten"],
        "https://www.tchap.gouv.fr/",
        "everyday",
        "",
    ),
    (
        "docs",
        "Docs",
        ["Écrire à plusieurs", "Write together", "Gemeinsam schreiben"],
        "https://docs.numerique.gouv.fr/",
        "everyday",
        "next",
    ),
    (
        "visio",
        "Visio",
        ["Se réunir à distance", "Meet online", "Online-Besprechungen"],
        "https://visio.numerique.gouv.fr/",
        "everyday",
        "returnTo",
    ),
    (
        "fichiers",
        "Fichiers",
        ["Ranger et partager", "Store and share files", "Dateien ablegen und teilen"],
        "https://fichiers.numerique.gouv.fr/",
        "everyday",
        "returnTo",
    ),
    (
        "grist",
        "Tableur collaboratif (Grist)",
        ["Tableurs partagés", "Shared spreadsheets", "Gemeinsame Tabellen"],
        "https://grist.numerique.gouv.fr/",
        "everyday",
        "",
    ),
    (
        "france-transfert",
        "France Transfert",
        ["Envoyer de gros fichiers", "Send large files", "Große Dateien senden"],
        "https://francetransfert.numerique.gouv.fr/upload",
        "share",
        "",
    ),
    (
        "resana",
        "Resana",
        ["Espaces de travail partagés", "Shared workspaces", "Gemeinsame Arbeitsräume"],
        "https://resana.numerique.gouv.fr/public/",
        "share",
        "",
    ),
    (
        "rdv",
        "RDV Service Public",
        ["Rendez-vous des usagers", "Appointments with the public", "Termine mit Bürgern"],
        "https://rdv.anct.gouv.fr/",
        "public",
        "",
    ),
    (
        "demarches",
        "Démarche",
        ["Démarches en ligne", "Online procedures", "Online-Verfahren"],
        "https://demarche.numerique.gouv.fr/",
        "public",
        "",
    ),
];

impl Document {
    /// "La Suite numérique", as if somebody had written it.
    pub fn built_in() -> Self {
        document()
    }
}

fn document() -> Document {
    let section = |id: &str, name| Section { id: id.to_owned(), name };
    Document {
        format: 1,
        id: "fr.gouv.numerique.lasuite".to_owned(),
        name: Text::of("La Suite numérique", "La Suite numérique", "La Suite numérique"),
        hosts: ["*.numerique.gouv.fr", "www.tchap.gouv.fr", "rdv.anct.gouv.fr"].map(String::from).into(),
        revision: None,
        brand: Brand::default(),
        identity: None,
        sections: vec![
            section("everyday", Text::of("Tous les jours", "Every day", "Jeden Tag")),
            section("share", Text::of("Partager", "Share", "Teilen")),
            section("public", Text::of("Avec le public", "With the public", "Mit Bürgern")),
        ],
        apps: TOOLS.into_iter().map(app).collect(),
        feeds: Vec::new(),
        routines: Vec::new(),
        notices: Vec::new(),
        settings: Settings::default(),
    }
}

fn app((id, name, [fr, en, de], url, section, next_param): Row) -> App {
    App {
        id: id.to_owned(),
        name: Text::of(name, name, name),
        purpose: Text::of(fr, en, de),
        url: url.to_owned(),
        icon: None,
        section: Some(section.to_owned()),
        keywords: Vec::new(),
        sso: if next_param.is_empty() {
            Sso::Link
        } else {
            Sso::Lasuite { next_param: next_param.to_owned() }
        },
        place: Place::Pinned,
        audience: None,
        actions: Vec::new(),
        acr: Acr::default(),
        documents: None,
        health: None,
        source: None,
    }
}
