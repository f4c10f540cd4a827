//! What is refused, what is said of it, and that it takes nothing away.

use std::time::{Duration, SystemTime};

use super::*;
use crate::http::Cause;

/// A clock that stands still.
struct At(UnixTime);

impl Clock for At {
    fn now(&self) -> UnixTime {
        self.0
    }
}

const HTML: &str = "<!DOCTYPE html><title>Connexion</title>";

/// Refuses for this reason, keeps what there was, and goes on once it is over.
async fn refused(scene: &Scene, path: &str, odd: Odd, trouble: Trouble, detail: &str) -> Refused {
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    scene.server.shelf.lock().unwrap().odd.insert(path.into(), odd);
    let refused = repository.refresh().await.unwrap_err();
    assert_eq!(refused.trouble, trouble, "{path}: {}", refused.detail);
    assert!(refused.detail.contains(detail), "{path}: {:?}", refused.detail);
    let kept = repository.kept().await.unwrap().unwrap();
    assert_eq!(kept.target("workspace.json").unwrap(), b"{}");
    scene.heal();
    assert!(!repository.refresh().await.unwrap().changed);
    refused
}

fn answer(status: u16, body: &str) -> Odd {
    Odd { status, body: body.into(), headers: Vec::new() }
}

fn header(status: u16, name: &'static str, value: &str) -> Odd {
    Odd { status, body: Vec::new(), headers: vec![(name, value.into())] }
}

#[tokio::test]
async fn a_network_that_wants_a_sign_in_is_no_repository() {
    let scene = Scene::new().await;
    let none = Trouble::NotARepository;
    let away = || header(302, "location", "https://portal.example.org/?from=desk");
    refused(&scene, "", answer(200, HTML), none.clone(), "<!DOCTYPE html>").await;
    refused(&scene, "metadata/timestamp.json", answer(200, HTML), none.clone(), "timestamp.json").await;
    refused(&scene, "", away(), none.clone(), "302 Found, to portal.example.org").await;
    refused(&scene, "metadata/timestamp.json", away(), none.clone(), "302").await;
    refused(&scene, "", answer(511, HTML), none.clone(), "511").await;
    refused(&scene, "", answer(404, HTML), none.clone(), "timestamp.json: 404").await;
    refused(&scene, "", answer(403, HTML), none.clone(), "timestamp.json: 403").await;
    refused(&scene, "", answer(200, "{\"hello\":1}"), none.clone(), "begins with").await;
    refused(&scene, "", answer(200, ""), none, "begins with").await;
}

#[tokio::test]
async fn a_server_out_of_order_says_when_to_come_again() {
    let scene = Scene::new().await;
    let away = Trouble::Unreachable;
    let rest = refused(&scene, "", header(503, "retry-after", "120"), away.clone(), "503").await;
    assert_eq!(rest.retry_after, Some(Duration::from_secs(120)));
    let mut dated = header(429, "retry-after", "Sun, 06 Nov 1994 08:50:37 GMT");
    dated.headers.push(("date", "Sun, 06 Nov 1994 08:49:37 GMT".into()));
    let rest = refused(&scene, "metadata/timestamp.json", dated, away.clone(), "429").await;
    assert_eq!(rest.retry_after, Some(Duration::from_secs(60)));
    refused(&scene, "", answer(500, HTML), away.clone(), "500").await;
    refused(&scene, "metadata/2.root.json", answer(401, HTML), away, "401").await;
}

#[tokio::test]
async fn nobody_there_is_unreachable() {
    let mut scene = Scene::new().await;
    scene.repository().refresh().await.unwrap();
    scene.server.address = "http://127.0.0.1:1/desk/".parse().unwrap();
    let repository = scene.repository();
    let refused = repository.refresh().await.unwrap_err();
    assert_eq!(refused.trouble, Trouble::Unreachable);
    assert_eq!(refused.unreached.unwrap().cause, Cause::Refused);
    assert!(repository.kept().await.unwrap().is_some());
}

#[tokio::test]
async fn endless_data_is_not_read_to_its_end() {
    let scene = Scene::new().await;
    let large = answer(200, &" ".repeat(5 * 1024 * 1024));
    for file in ["2.root.json", "timestamp.json"] {
        let path = ["metadata/2.root.json", "metadata/timestamp.json"][usize::from(file == "timestamp.json")];
        refused(&scene, path, large.clone(), Trouble::TooLarge { file: file.into() }, "more than").await;
    }
}

/// A new release, bent; then the same one, straight.
async fn bent(bend: impl FnOnce(&mut Scene), trouble: Trouble) {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    scene.release(&[("workspace.json", "{\"new\":1}")]);
    let straight = scene.server.shelf.lock().unwrap().files.clone();
    bend(&mut scene);
    let refused = repository.refresh().await.unwrap_err();
    assert_eq!(refused.trouble, trouble, "{}", refused.detail);
    let kept = scene.repository().kept().await.unwrap().unwrap();
    assert_eq!((kept.version(), kept.target("workspace.json").unwrap()), (1, b"{}".to_vec()));
    scene.server.shelf.lock().unwrap().files = straight;
    let refreshed = repository.refresh().await.unwrap();
    assert!(refreshed.changed);
    assert_eq!(refreshed.release.target("workspace.json").unwrap(), b"{\"new\":1}");
}

fn workspace(text: &str) -> String {
    format!("targets/{}.workspace.json", store::hash_of(text.as_bytes()))
}

#[tokio::test]
async fn an_update_that_does_not_hold_together_is_refused() {
    let file = |file: &str| file.to_owned();
    let foreign = |role| {
        move |scene: &mut Scene| {
            scene.publisher.keys.insert(role, publisher::key());
            let mut files = publisher::Files::new();
            scene.publisher.publish(&mut files);
            let own = if role == RoleType::Timestamp { "" } else { "2." };
            let name = format!("metadata/{own}{role}.json");
            scene.put(&name, files.remove(&name));
        }
    };
    bent(foreign(RoleType::Timestamp), Trouble::Signature { role: Role::Timestamp }).await;
    bent(foreign(RoleType::Snapshot), Trouble::Mismatch { file: file("2.snapshot.json") }).await;
    bent(foreign(RoleType::Targets), Trouble::Mismatch { file: file("2.targets.json") }).await;
    let gone = Trouble::Missing { file: file("2.targets.json") };
    bent(|scene| scene.put("metadata/2.targets.json", None), gone).await;
    let gone = Trouble::Missing { file: file("workspace.json") };
    bent(|scene| scene.put(&workspace("{\"new\":1}"), None), gone).await;
    let other = Trouble::Mismatch { file: file("workspace.json") };
    bent(|scene| scene.put(&workspace("{\"new\":1}"), Some(b"{\"bad\":1}".into())), other).await;
    let longer = Trouble::TooLarge { file: file("workspace.json") };
    bent(|scene| scene.put(&workspace("{\"new\":1}"), Some(b"{\"new\":1} ".into())), longer).await;
}

#[tokio::test]
async fn what_is_older_is_refused_even_after_a_refusal() {
    let mut scene = Scene::new().await;
    let repository = scene.repository();
    repository.refresh().await.unwrap();
    let old = scene.file("metadata/timestamp.json");
    scene.release(&[("workspace.json", "{\"new\":1}")]);
    scene.odd("metadata/2.targets.json", 500, "");
    assert_eq!(repository.refresh().await.unwrap_err().trouble, Trouble::Unreachable);
    scene.heal();
    let new = scene.file("metadata/timestamp.json");
    scene.put("metadata/timestamp.json", Some(old));
    let refused = scene.repository().refresh().await.unwrap_err();
    assert_eq!(refused.trouble, Trouble::Rollback { role: Role::Timestamp }, "the newer one was seen");
    scene.put("metadata/timestamp.json", Some(new.clone()));
    assert_eq!(scene.repository().trusted()["timestamp.json"], new, "byte for byte");
    assert!(repository.refresh().await.unwrap().changed);
}

#[tokio::test]
async fn a_workspace_that_is_too_large_is_refused() {
    let mut scene = Scene::new().await;
    scene.release(&[("workspace.json", &"x".repeat(4 * 1024 * 1024 + 1))]);
    let refused = scene.repository().refresh().await.unwrap_err();
    assert_eq!(refused.trouble, Trouble::TooLarge { file: "workspace.json".into() });
}

/// Waits until this moment is over.
async fn past(moment: i64) {
    let moment = UnixTime(u64::try_from(moment).unwrap());
    while SystemClock.now() <= moment {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn soon() -> i64 {
    i64::try_from(SystemClock.now().0 + 2).unwrap()
}

#[tokio::test]
async fn what_expired_goes_on_being_used() {
    let mut scene = Scene::new().await;
    let soon = soon();
    scene.publisher.expires.insert(RoleType::Timestamp, soon);
    scene.release(&[]);
    let repository = scene.repository();
    let release = repository.refresh().await.unwrap().release;
    assert_eq!(release.expires(), (UnixTime(u64::try_from(soon).unwrap()), Role::Timestamp));
    past(soon).await;
    let refused = repository.refresh().await.unwrap_err();
    assert_eq!(refused.trouble, Trouble::Expired { role: Role::Timestamp });
    assert_eq!(scene.repository().kept().await.unwrap().unwrap().version(), 2);
}

fn http_date(seconds: u64) -> String {
    httpdate::fmt_http_date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds))
}

#[tokio::test]
async fn a_wrong_clock_is_no_attack() {
    let mut scene = Scene::new().await;
    scene.publisher.expires.insert(RoleType::Timestamp, 1_600_000_000);
    scene.release(&[]);
    let now = SystemClock.now();
    let theirs = UnixTime(1_500_000_000);
    scene.server.shelf.lock().unwrap().date = Some(http_date(theirs.0));
    let ahead = scene.at(Arc::new(At(now))).refresh().await.unwrap_err();
    assert_eq!(ahead.trouble, Trouble::Clock { ours: now, theirs });

    scene.server.shelf.lock().unwrap().date = Some(http_date(now.0));
    let right = scene.at(Arc::new(At(now))).refresh().await.unwrap_err();
    assert_eq!(right.trouble, Trouble::Expired { role: Role::Timestamp });

    let far = UnixTime(4_200_000_000);
    scene.publisher.expires.insert(RoleType::Timestamp, 4_100_000_000);
    scene.release(&[]);
    scene.server.shelf.lock().unwrap().date = Some(http_date(far.0));
    let behind = scene.at(Arc::new(At(now))).refresh().await.unwrap_err();
    assert_eq!(behind.trouble, Trouble::Clock { ours: now, theirs: far }, "it only looks fresh");

    scene.server.shelf.lock().unwrap().date = Some(http_date(now.0));
    scene.at(Arc::new(At(now))).refresh().await.unwrap();
    scene.at(Arc::new(At(UnixTime(now.0 - 1_000_000)))).refresh().await.unwrap();
}
