//! What a large workspace costs: `./dev bench`. From the bytes that are kept of its repository to the desk of one person:
//! verify, read, check, choose by audience, lay out, as at a start. Only giving the memory back is not counted.
//!
//! The document is what `parvisctl repository publish` sends: the administrator's own file, byte for byte, so indented,
//! with three languages and about 1 KB for each tool; beside it, drawings of 1 to 4 KB.

#![expect(clippy::print_stdout, reason = "the figures are what it is for")]

use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use parvis_core::clock::{SystemClock, UnixTime};
use parvis_core::desk::layer::Layer;
use parvis_core::desk::{Sight, view};
use parvis_core::http::{Http, Way};
use parvis_core::view::{DeskView, Origin};
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::assets::Folder;
use parvis_core::workspace::audience::Membership;
use parvis_core::workspace::check::check;
use parvis_core::workspace::source::{Copy, DOCUMENT, WANTED, read_release};
use parvis_core::workspace::tuf::{Place, Release, Repository};
use parvis_tests::Site;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use tokio::time::Instant;

mod signed;

const TOOLS: usize = 2000;
const PICTURES: usize = 40;
const SECTIONS: usize = 25;

/// How often each is measured.
const ROUNDS: usize = 100;

fn main() {
    let published = tempfile::tempdir().expect("a folder");
    let targets = published.path().join("targets");
    let text = serde_json::to_vec_pretty(&document()).expect("JSON");
    pictures(&targets.join("assets"));
    std::fs::write(targets.join(DOCUMENT), &text).expect("a document");

    let runtime = Runtime::new().expect("a runtime");
    let kept = tempfile::tempdir().expect("a folder");
    let repository = runtime.block_on(fetched(published.path(), kept.path()));
    let verify = || runtime.block_on(repository.kept()).expect("a repository").expect("a release");
    let read = |release: &Release| read_release(release, None, &Copy::none()).expect("a workspace");
    let person = person();
    let draw = |workspace: &Workspace| desk(workspace, &person);

    let release = verify();
    let workspace = read(&release);
    let tiles = draw(&workspace).sections.iter().map(|section| section.tiles.len()).sum::<usize>();
    assert!(tiles > TOOLS / 3 && tiles < TOOLS, "{tiles} are on the desk");
    println!("A workspace of {TOOLS} tools, {} KB, {tiles} of them on the desk", text.len() / 1000);
    println!("{:<44}{:>14}{:>14}{:>14}", "", "best", "median", "99th");
    row("verify, read, check, choose, lay out, ms", || {
        let release = verify();
        let workspace = read(&release);
        let desk = draw(&workspace);
        (release, workspace, desk)
    });
    row("  verify, ms", verify);
    row("  read, check, ms", || read(&release));
    row("  choose, lay out, ms", || draw(&workspace));
    row("parvisctl workspace check, ms", || {
        let report = check(&text, &Folder::own(&targets), UnixTime(1_795_000_000));
        assert!(report.problems.is_empty(), "{:?}", report.problems);
        report
    });
}

/// Times something.
fn row<T>(name: &str, what: impl Fn() -> T) {
    let mut times: Vec<_> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            let made = std::hint::black_box(what());
            let time = start.elapsed();
            drop(made);
            time
        })
        .collect();
    times.sort();
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let [best, median, last] = [0, ROUNDS / 2, ROUNDS * 99 / 100].map(|at| milliseconds(times[at]));
    println!("{name:<44}{best:>14.2}{median:>14.2}{last:>14.2}");
}

/// A repository that was fetched once and is kept.
async fn fetched(published: &Path, kept: &Path) -> Repository {
    let root = signed::publish(published);
    let site = Site::start(published).await;
    let place = Place { address: site.address().clone(), root };
    let (http, clock) = (Http::new(Way::default()), Arc::new(SystemClock));
    let repository = Repository::open(place, WANTED, kept.to_owned(), http, clock).expect("a root");
    let refreshed = repository.refresh().await.expect("a release");
    assert_eq!(refreshed.left_out, [""; 0]);
    repository
}

fn desk(workspace: &Workspace, person: &Membership) -> DeskView {
    view(&Sight {
        workspace,
        origin: Origin::Repository,
        broken: None,
        person,
        layer: &Layer::default(),
        language: Language::Fr,
    })
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
        "health": {"url": format!("{address}/__heartbeat__")},
        "source": {"licence": "MIT"},
    });
    if n.is_multiple_of(2) {
        app["actions"] = json!([action("document"), action("dossier")]);
    }
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

/// Drawings of 1 to 4 KB.
fn pictures(folder: &Path) {
    std::fs::create_dir_all(folder).expect("a folder");
    for n in 0..PICTURES {
        let mut paths = String::new();
        for at in 0..20 + n * 3 / 2 {
            write!(paths, r##"<path d="M{at} {n}h8v8h-8z" fill="#{n:02x}40{at:02x}"/>"##).expect("text");
        }
        let drawing = format!(r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64">{paths}</svg>"#);
        std::fs::write(folder.join(format!("{n}.svg")), drawing).expect("a picture");
    }
}
