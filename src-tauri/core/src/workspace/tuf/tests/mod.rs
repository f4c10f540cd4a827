use tempfile::TempDir;
use tough::schema::RoleType;

use self::publisher::{Odd, Publisher, Server};
use super::*;
use crate::clock::{SystemClock, UnixTime};
use crate::http::Way;

pub(super) mod disk;
mod first;
pub(crate) mod publisher;
mod refused;
mod rotation;
mod whole;

const WANTED: Wanted = Wanted { needed: &["workspace.json"], below: &["assets/"] };

/// A repository, its server, and an agent's computer.
struct Scene {
    publisher: Publisher,
    server: Server,
    root: Vec<u8>,
    home: TempDir,
}

impl Scene {
    async fn new() -> Self {
        let mut publisher = Publisher::new(&[
            ("workspace.json", "{}"),
            ("assets/docs.svg", "<svg>docs</svg>"),
            ("assets/drive.svg", "<svg>drive</svg>"),
            ("other.txt", "other"),
        ]);
        let server = Server::start().await;
        publisher.publish(&mut server.shelf.lock().unwrap().files);
        let root = server.shelf.lock().unwrap().files["metadata/1.root.json"].clone();
        Self { publisher, server, root, home: TempDir::new().unwrap() }
    }

    fn publish(&mut self) {
        self.publisher.publish(&mut self.server.shelf.lock().unwrap().files);
    }

    /// New targets, and everything signed again that this takes.
    fn release(&mut self, targets: &[(&str, &str)]) {
        self.publisher.targets.extend(targets.iter().map(|(name, text)| ((*name).into(), (*text).into())));
        self.publisher.bump(&[RoleType::Targets, RoleType::Snapshot, RoleType::Timestamp]);
        self.publish();
    }

    fn repository(&self) -> Repository {
        self.at(Arc::new(SystemClock))
    }

    fn at(&self, clock: Arc<dyn Clock>) -> Repository {
        let place = Place { address: self.server.address.clone(), root: self.root.clone() };
        Repository::open(place, WANTED, self.folder(), Http::new(Way::default()), clock).unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("repository")
    }

    fn odd(&self, path: &str, status: u16, body: &str) {
        let odd = Odd { status, body: body.into(), headers: Vec::new() };
        self.server.shelf.lock().unwrap().odd.insert(path.into(), odd);
    }

    fn heal(&self) {
        self.server.shelf.lock().unwrap().odd.clear();
    }

    fn file(&self, path: &str) -> Vec<u8> {
        self.server.shelf.lock().unwrap().files[path].clone()
    }

    /// Puts another file in its place, or none.
    fn put(&self, path: &str, bytes: Option<Vec<u8>>) {
        let files = &mut self.server.shelf.lock().unwrap().files;
        match bytes {
            Some(bytes) => files.insert(path.to_owned(), bytes),
            None => files.remove(path),
        };
    }
}

#[tokio::test]
async fn first_refresh_brings_everything_wanted_and_the_next_costs_two_requests() {
    let scene = Scene::new().await;
    let repository = scene.repository();
    assert!(repository.kept().await.unwrap().is_none());
    let refreshed = repository.refresh().await.unwrap();
    assert!(refreshed.changed);
    assert_eq!(refreshed.left_out, [""; 0]);
    let release = refreshed.release;
    assert_eq!((release.version(), release.root_version()), (1, 1));
    assert_eq!(release.expires(), (UnixTime(4_102_444_800), Role::Root));
    assert_eq!(release.target("workspace.json").unwrap(), b"{}");
    assert_eq!(assets::Assets::read(&release, "assets/docs.svg").unwrap(), b"<svg>docs</svg>");
    let other = release.target("other.txt").unwrap_err();
    assert_eq!(other.trouble, Trouble::Missing { file: "other.txt".into() });
    assert_eq!(scene.server.asked().len(), 7, "root, timestamp, snapshot, targets, three files");

    let again = repository.refresh().await.unwrap();
    assert!(!again.changed);
    assert_eq!(scene.server.asked(), ["304 metadata/timestamp.json", "404 metadata/2.root.json"]);
    let kept = scene.repository().kept().await.unwrap().unwrap();
    assert_eq!(kept.target("workspace.json").unwrap(), b"{}");
    assert_eq!(scene.server.asked(), [""; 0], "asks nobody");
}

#[tokio::test]
async fn an_update_can_run_in_a_task_of_its_own() {
    let scene = Scene::new().await;
    let repository = scene.repository();
    let task = tokio::spawn(async move {
        let release = repository.refresh().await.unwrap().release;
        repository.download(&release, "other.txt").await.unwrap();
        repository.kept().await.unwrap().unwrap().version()
    });
    assert_eq!(task.await.unwrap(), 1);
    let address = scene.server.address.clone();
    let task = tokio::spawn(async move { first_root(&address, &Http::new(Way::default())).await.unwrap() });
    assert_eq!(task.await.unwrap(), scene.root);
}

#[tokio::test]
async fn a_changed_asset_is_all_that_is_downloaded() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    let first = repository.refresh().await.unwrap().release;
    scene.server.asked();
    scene.release(&[("assets/docs.svg", "<svg>new</svg>")]);
    let second = repository.refresh().await.unwrap();
    assert!(second.changed);
    let asked = scene.server.asked();
    assert_eq!(asked.len(), 5, "{asked:?}");
    assert!(asked.iter().any(|path| path.ends_with(".docs.svg")), "{asked:?}");
    assert_eq!(second.release.target("assets/docs.svg").unwrap(), b"<svg>new</svg>");
    assert_eq!(first.target("assets/docs.svg").unwrap(), b"<svg>docs</svg>", "still in somebody's hands");
    scene.release(&[("assets/docs.svg", "<svg>newer</svg>")]);
    repository.refresh().await.unwrap();
    assert!(first.target("assets/docs.svg").is_err(), "room is made");
}

#[tokio::test]
async fn signing_again_changes_nothing_for_the_agent() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    scene.release(&[]);
    let refreshed = repository.refresh().await.unwrap();
    assert_eq!((refreshed.changed, refreshed.release.version()), (false, 2));
    scene.publisher.targets.remove("assets/docs.svg");
    scene.release(&[]);
    assert!(repository.refresh().await.unwrap().changed, "one went");
}

#[tokio::test]
async fn an_asset_that_cannot_be_had_is_left_out() {
    let mut scene = Scene::new().await;
    let large = "x".repeat(assets::LARGEST + 1);
    scene.release(&[("assets/large.svg", &large), ("assets/gone.svg", "gone"), ("assets/bad.svg", "right")]);
    let named = |name: &str, text: &str| format!("targets/assets/{}.{name}", store::hash_of(text.as_bytes()));
    scene.put(&named("gone.svg", "gone"), None);
    scene.put(&named("bad.svg", "right"), Some(b"wrong".to_vec()));
    let repository = scene.repository();
    let refreshed = repository.refresh().await.unwrap();
    assert_eq!(
        refreshed.left_out,
        [
            "assets/bad.svg: 5 bytes that are not the signed ones",
            "assets/gone.svg: 404 Not Found",
            "assets/large.svg: 65537 bytes, and 65536 are allowed",
        ]
    );
    scene.put(&named("bad.svg", "right"), Some(b"right".to_vec()));
    let healed = repository.refresh().await.unwrap();
    assert!(healed.changed, "one arrived");
    assert_eq!(healed.release.target("assets/bad.svg").unwrap(), b"right");
}

#[tokio::test]
async fn a_server_that_stops_in_the_middle_is_asked_for_the_rest_later() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    scene.release(&[
        ("workspace.json", "{\"new\":1}"),
        ("assets/odd.svg", "odd"),
        ("assets/zoom.svg", "zoom"),
    ]);
    let named = |name: &str, text: &str| format!("targets/assets/{}.{name}", store::hash_of(text.as_bytes()));
    let answer = |status| {
        let mut shelf = scene.server.shelf.lock().unwrap();
        shelf.odd.insert(named("zoom.svg", "zoom"), Odd { status, ..Odd::default() });
        shelf.odd.insert(named("odd.svg", "odd"), Odd { status: 400, ..Odd::default() });
    };
    answer(503);
    assert_eq!(repository.refresh().await.unwrap_err().trouble, Trouble::Unreachable);
    let kept = repository.kept().await.unwrap().unwrap();
    assert_eq!(kept.target("workspace.json").unwrap(), b"{}", "rather the old desk than half of the new one");
    answer(400);
    scene.server.asked();
    let refreshed = repository.refresh().await.unwrap();
    assert_eq!(refreshed.left_out, ["assets/odd.svg: 400 Bad Request", "assets/zoom.svg: 400 Bad Request"]);
    let asked = scene.server.asked();
    assert!(
        asked.iter().all(|asked| !asked.ends_with("workspace.json")),
        "it came the first time: {asked:?}"
    );
}

#[tokio::test]
async fn too_many_files_are_left_out() {
    let mut scene = Scene::new().await;
    let names: Vec<String> = (0..SIZES.most).map(|n| format!("assets/a{n:04}.svg")).collect();
    let targets: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "<svg/>")).collect();
    scene.release(&targets);
    let refreshed = scene.repository().refresh().await.unwrap();
    let left_out = ["assets/docs.svg", "assets/drive.svg"];
    assert_eq!(
        refreshed.left_out,
        left_out.map(|name| format!("{name}: too many files, or together too large"))
    );
    assert!(scene.server.asked().len() < 10, "the same bytes come once for each that asks at a time");
}

#[tokio::test]
async fn any_target_can_be_downloaded_by_name() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    let release = repository.refresh().await.unwrap().release;
    assert_eq!(repository.download(&release, "other.txt").await.unwrap(), b"other");
    let none = repository.download(&release, "none.txt").await.unwrap_err();
    assert_eq!(none.trouble, Trouble::Missing { file: "none.txt".into() });
    scene.release(&[]);
    let release = repository.refresh().await.unwrap().release;
    scene.server.asked();
    assert_eq!(repository.download(&release, "other.txt").await.unwrap(), b"other");
    assert_eq!(scene.server.asked(), [""; 0], "it is here, and still the same");
}

#[tokio::test]
async fn works_without_consistent_snapshots() {
    let mut scene = Scene::new().await;
    scene.publisher.consistent = false;
    scene.publisher.bump(&[RoleType::Root]);
    scene.release(&[("workspace.json", "{\"a\":1}")]);
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    scene.release(&[("workspace.json", "{\"a\":2}")]);
    let refreshed = repository.refresh().await.unwrap();
    assert_eq!(refreshed.release.target("workspace.json").unwrap(), b"{\"a\":2}");
    assert_eq!(repository.kept().await.unwrap().unwrap().version(), 3);
}
