use std::path::Path;

use tempfile::TempDir;
use tough::schema::RoleType;

use self::publisher::{Odd, Publisher, Server};
use super::*;
use crate::clock::{SystemClock, UnixTime};

mod publisher;

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
        Repository::open(place, WANTED, self.folder(), Http::new(), clock).unwrap()
    }

    fn folder(&self) -> PathBuf {
        self.home.path().join("repository")
    }

    fn odd(&self, path: &'static str, status: u16, body: &str) {
        let odd = Odd { status, body: body.into(), headers: Vec::new() };
        self.server.shelf.lock().unwrap().odd.insert(path, odd);
    }

    fn heal(&self) {
        self.server.shelf.lock().unwrap().odd.clear();
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
