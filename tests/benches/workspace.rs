//! What a large workspace costs: `./dev bench`. From the bytes on disk to the desk of one person: read, check, choose by
//! audience, lay out. Its pictures are read and cleaned each time, as at a start.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use parvis_core::clock::UnixTime;
use parvis_core::desk::layer::Layer;
use parvis_core::desk::{Sight, view};
use parvis_core::view::Origin;
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::assets::Folder;
use parvis_core::workspace::audience::Membership;
use parvis_core::workspace::check::check;
use serde_json::{Value, json};
use tokio::time::Instant;

const TOOLS: usize = 2000;
const PICTURES: usize = 40;
const SECTIONS: usize = 25;

/// How often each is measured.
const ROUNDS: usize = 300;

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    pictures(folder.path());
    let text = serde_json::to_vec_pretty(&document()).expect("JSON");
    let person = person();
    let desk = || {
        let workspace = Workspace::read(&text, &Folder::own(folder.path())).expect("a workspace");
        let sight = Sight {
            workspace: &workspace,
            origin: Origin::Machine,
            broken: None,
            person: &person,
            layer: &Layer::default(),
            language: Language::Fr,
        };
        view(&sight).sections.iter().map(|section| section.tiles.len()).sum::<usize>()
    };
    let tiles = desk();
    assert!(tiles > TOOLS / 3 && tiles < TOOLS, "{tiles} are on the desk");
    println!("A workspace of {TOOLS} tools, {} KB, {tiles} of them on the desk", text.len() / 1000);
    println!("{:<44}{:>14}{:>14}", "", "median", "99th");
    row("read, check, choose, lay out, ms", desk);
    row("parvisctl workspace check, ms", || {
        let report = check(&text, &Folder::own(folder.path()), UnixTime(1_795_000_000));
        assert!(report.problems.is_empty(), "{:?}", report.problems);
        report.warnings.len()
    });
}

/// Times something.
fn row<T>(name: &str, what: impl Fn() -> T) {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            std::hint::black_box(what());
            start.elapsed()
        })
        .collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let (median, last) = (times[ROUNDS / 2], times[ROUNDS * 99 / 100]);
    println!("{name:<44}{:>14.2}{:>14.2}", milliseconds(median), milliseconds(last));
}

fn document() -> Value {
    let section = |n| json!({"id": format!("section-{n}"), "name": in_three(&format!("Section {n}"))});
    json!({
        "format": 1, "id": "fr.gouv.exemple", "name": in_three("Ministère de l’Exemple"), "revision": 42,
        "brand": {"logo": "assets/0.svg", "accent": "#3e5de7"},
        "hosts": ["*.exemple.gouv.fr", "*.numerique.gouv.fr", "intranet.exemple.gouv.fr:8443"],
        "identity": {"issuer": "https://auth.exemple.gouv.fr/api/v2", "client": "public", "client_id": "parvis"},
        "sections": (0..SECTIONS).map(section).collect::<Vec<_>>(),
        "apps": (0..TOOLS).map(app).collect::<Vec<_>>(),
    })
}

fn app(n: usize) -> Value {
    let address = format!("https://outil-{n}.exemple.gouv.fr");
    let action =
        |id: &str| json!({"id": id, "name": in_three(&format!("Nouveau {id}")), "path": format!("/{id}/")});
    let mut app = json!({
        "id": format!("tool-{n}"), "name": in_three(&format!("Outil numéro {n}")),
        "purpose": in_three("Écrire à plusieurs, ranger et partager"), "url": address,
        "icon": format!("assets/{}.svg", n % PICTURES), "section": format!("section-{}", n % SECTIONS),
        "keywords": ["note", "texte", "partage"], "sso": {"kind": "lasuite", "next_param": "returnTo"},
        "actions": [action("document"), action("dossier")], "health": {"url": format!("{address}/__heartbeat__")},
        "source": {"licence": "MIT"},
    });
    if n.is_multiple_of(3) {
        let group = format!("service-{}", n % 50);
        app["audience"] = json!({"any": [{"siret": ["13002526500013"], "groups": [group]}, {"roles": ["agent_public_etat"]}]});
    }
    app
}

fn in_three(text: &str) -> Value {
    json!({"fr": text, "en": format!("{text} (en)"), "de": format!("{text} (de)")})
}

fn person() -> Membership {
    let groups: Vec<_> = (0..20).map(|n| format!("service-{n}")).collect();
    let claims = json!({"siret": "13002526500013", "groups": groups, "roles": ["agent_public"]});
    Membership::of_claims(claims.as_object().expect("an object"))
}

/// Drawings of about 2 KB.
fn pictures(folder: &Path) {
    std::fs::create_dir(folder.join("assets")).expect("a folder");
    for n in 0..PICTURES {
        let mut paths = String::new();
        for at in 0..40 {
            write!(paths, r##"<path d="M{at} {n}h8v8h-8z" fill="#{n:02x}40{at:02x}"/>"##).expect("text");
        }
        let drawing = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{paths}</svg>"#);
        std::fs::write(folder.join(format!("assets/{n}.svg")), drawing).expect("a picture");
    }
}
