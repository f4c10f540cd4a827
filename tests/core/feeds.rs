//! Feeds over HTTP: as La Gaufre answered when it was recorded, and as nobody should.

use std::path::Path;
use std::sync::{Arc, Mutex};

use parvis_core::clock::UnixTime;
use parvis_core::http::{Http, Way};
use parvis_core::words::Language;
use parvis_core::workspace::Workspace;
use parvis_core::workspace::assets::NoAssets;
use parvis_core::workspace::feed::Unusable;
use parvis_core::workspace::feed::fetch::{Feeds, Known, Subscription, Trouble};
use parvis_core::workspace::merge::merge;
use parvis_tests::{Answer, Canned};
use serde_json::{Value, json};
use url::Url;

const GAUFRE: &str = "/lagaufre/services/";
const WITH_SIRET: &str = "/lagaufre/services/?operator=o&siret={siret}";
const SIRET: &str = "21870030000013";
const NOW: UnixTime = UnixTime(1_790_000_000);
const WEEK: u64 = 7 * 24 * 3600;

/// A server whose answer to everything can be changed.
struct Server {
    canned: Canned,
    answer: Arc<Mutex<Answer>>,
}

impl Server {
    async fn start(answer: Answer) -> Self {
        let answer = Arc::new(Mutex::new(answer));
        let given = answer.clone();
        let canned = Canned::start(move |target| {
            let is_logo = target.starts_with("/logo/");
            if is_logo { logo(target) } else { given.lock().expect("no panic").clone() }
        })
        .await;
        Self { canned, answer }
    }

    fn answers(&self, answer: Answer) {
        *self.answer.lock().expect("no panic") = answer;
    }

    /// The targets since the last time.
    fn asked(&self) -> Vec<String> {
        self.canned
            .requests()
            .iter()
            .map(|head| head.split(' ').nth(1).expect("a target").to_owned())
            .collect()
    }

    /// A workspace with one feed, on this server.
    fn workspace(&self, kind: &str, path: &str) -> Workspace {
        let origin = self.canned.address("/");
        let host = format!("127.0.0.1:{}", origin.port().expect("a port"));
        let feed = format!("{}{path}", origin.as_str().trim_end_matches('/'));
        workspace(&[&host, "*.exemple.fr", "*.numerique.gouv.fr", "*.suite.anct.gouv.fr"], kind, &feed)
    }
}

fn workspace(hosts: &[&str], kind: &str, feed: &str) -> Workspace {
    let text = json!({"format": 1, "id": "fr.exemple", "name": {"fr": "W"}, "hosts": hosts,
                      "apps": [{"id": "docs", "name": {"fr": "Docs"}, "url": "https://docs.numerique.gouv.fr"}],
                      "feeds": [{"kind": kind, "url": feed}]});
    Workspace::read(text.to_string().as_bytes(), &NoAssets).expect("a workspace")
}

/// Pictures that are and are not ones.
fn logo(target: &str) -> Answer {
    let svg = Answer::recorded("gaufre/v2_deploycenter_logo.json");
    let script =
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><path d=\"M0 0h8v8z\"/></svg>";
    match target {
        "/logo/good" => svg,
        "/logo/script" => Answer::new(200, "image/svg+xml", script),
        "/logo/html" => Answer::new(200, "text/html", "<h1>Portail</h1>"),
        "/logo/liar" => Answer::new(200, "image/png", "<h1>Portail</h1>"),
        "/logo/moved" => Answer::new(302, "text/html", "").with("location", "/logo/good"),
        "/logo/large" => Answer::new(200, "image/svg+xml", [script, &" ".repeat(70_000)].concat()),
        _ => Answer { status: 404, ..svg },
    }
}

fn list(services: Value) -> Answer {
    Answer::new(200, "application/json", json!({ "services": services }).to_string())
}

fn one(name: &str) -> Value {
    json!([{"id": 1, "name": name, "url": "https://a.exemple.fr/"}])
}

fn feeds(folder: &Path) -> Feeds {
    Feeds::new(Http::new(Way::default()), folder.join("feeds"))
}

fn subscription(workspace: &Workspace, siret: Option<&str>) -> Subscription {
    Subscription::new(workspace, siret, Language::Fr)
}

/// The names of the only feed's tools; `None` if nothing is known of it.
fn names(known: &[Known]) -> Option<Vec<&str>> {
    let reading = known[0].reading.as_ref()?;
    Some(reading.apps.iter().map(|listed| listed.app.name.pick(Language::Fr)).collect())
}

#[tokio::test]
async fn an_unchanged_list_is_not_sent_twice_and_is_there_without_a_network() {
    let home = tempfile::tempdir().expect("a folder");
    let services = json!([
        {"id": 1, "name": "Docs", "url": "https://docs.numerique.gouv.fr/", "logo": "/logo/good"},
        {"id": 2, "name": "Fichiers", "url": "https://fichiers.numerique.gouv.fr/", "logo": "/logo/good"}]);
    let stamped = |services| {
        let modified = "Sun, 22 Nov 2026 08:00:00 GMT";
        list(services).with("etag", "W/\"7\"").with("last-modified", modified).with("set-cookie", "a=b")
    };
    let server = Server::start(stamped(services)).await;
    let workspace = server.workspace("gaufre", GAUFRE);
    let (feeds, mine) = (feeds(home.path()), subscription(&workspace, None));
    assert_eq!(names(&feeds.kept(&mine)), None, "nothing is known yet");

    let known = feeds.refresh(&mine, NOW).await;
    assert_eq!((names(&known), &known[0].trouble), (Some(vec!["Docs", "Fichiers"]), &None));
    assert_eq!(server.asked(), [GAUFRE, "/logo/good"]);

    server.answers(Answer::new(304, "text/plain", ""));
    let later = NOW.plus(std::time::Duration::from_secs(3600));
    let again = feeds.refresh(&mine, later).await;
    assert_eq!((names(&again), again[0].read_at), (names(&known), Some(later)));
    let requests = server.canned.requests();
    assert_eq!(requests.len(), 1, "the logo is there: {requests:?}");
    let head = requests[0].to_ascii_lowercase();
    assert!(head.contains("if-none-match: w/\"7\"\r\n"), "{head}");
    assert!(head.contains("if-modified-since: sun, 22 nov 2026 08:00:00 gmt\r\n"), "{head}");
    assert!(
        !head.contains("cookie") && !head.contains("authorization") && !head.contains("referer"),
        "{head}"
    );

    let next_week = UnixTime(NOW.0 + WEEK + 1);
    feeds.refresh(&mine, next_week).await;
    assert_eq!(server.asked(), [GAUFRE, "/logo/good"], "logos change without a word");

    drop(server);
    let offline = feeds.refresh(&mine, later).await;
    assert_eq!((names(&offline), offline[0].read_at), (names(&known), Some(NOW)));
    assert!(matches!(offline[0].trouble, Some(Trouble::Unanswered(_))), "{:?}", offline[0].trouble);
    let readings: Vec<_> = feeds.kept(&mine).into_iter().filter_map(|known| known.reading).collect();
    let merged = merge(workspace, &readings);
    let tools: Vec<_> =
        merged.workspace.tools.iter().map(|t| (t.app.id.as_str(), t.icon.is_some())).collect();
    assert_eq!(tools, [("docs", false), ("gaufre/2", true)]);
}

#[tokio::test]
async fn no_bad_answer_takes_the_last_good_one() {
    let home = tempfile::tempdir().expect("a folder");
    let server = Server::start(list(one("Bon"))).await;
    let workspace = server.workspace("gaufre", GAUFRE);
    let (feeds, mine) = (feeds(home.path()), subscription(&workspace, None));
    feeds.refresh(&mine, NOW).await;
    server.asked();
    let refused = |why: &str| Trouble::Answer(Unusable::Refused(why.into()));
    let not_json = Trouble::Answer(Unusable::NotJson);
    for (answer, trouble) in [
        (Answer::recorded("gaufre/v2_deploycenter_no_operator_400.json"), refused("operator is required")),
        (Answer::recorded("gaufre/v2_deploycenter_unknown_operator_404.json"), refused("Operator not found")),
        (
            Answer::recorded("gaufre/v2_deploycenter_bad_siret.json"),
            refused(r#"{"siret":["Invalid SIRET format. Must be 14 digits."]}"#),
        ),
        (Answer::new(200, "application/json", r#"{"error": "no", "services": []}"#), refused("no")),
        (Answer::new(200, "text/html", "<title>Portail captif</title>"), not_json.clone()),
        (Answer::new(200, "application/json", ""), not_json.clone()),
        (Answer::new(200, "application/json", b"[\"\xff\"]"), not_json.clone()),
        (Answer::new(200, "application/json", "[".repeat(200_000)), not_json),
        (Answer::new(200, "application/json", "{}"), Trouble::Answer(Unusable::NotAList)),
        (Answer::new(302, "text/html", "").with("location", "/elsewhere"), Trouble::Status(302)),
        (Answer::new(404, "text/html", "<h1>404</h1>"), Trouble::Status(404)),
        (Answer::new(204, "text/html", ""), Trouble::Status(204)),
        (Answer::new(503, "text/html", "<h1>503</h1>").with("retry-after", "1"), Trouble::Status(503)),
    ] {
        server.answers(answer);
        let known = feeds.refresh(&mine, NOW).await;
        assert_eq!((names(&known), &known[0].trouble), (Some(vec!["Bon"]), &Some(trouble.clone())));
        assert_eq!(server.asked(), [GAUFRE], "no redirect is followed");
        assert!(!trouble.words().pick(Language::De).is_empty());
    }
    for answer in [
        Answer::new(200, "application/json", " ".repeat(1024 * 1024 + 1)),
        list(one("Coupé")).with("content-length", "9999"),
    ] {
        server.answers(answer);
        let known = feeds.refresh(&mine, NOW).await;
        assert_eq!(names(&known), Some(vec!["Bon"]));
        assert!(matches!(known[0].trouble, Some(Trouble::Unanswered(_))), "{:?}", known[0].trouble);
    }
    assert_eq!(names(&feeds.kept(&mine)), Some(vec!["Bon"]));
    server.answers(list(json!([])));
    assert_eq!(names(&feeds.refresh(&mine, NOW).await), Some(vec![]), "a list may become empty");
}

#[tokio::test]
async fn each_organisation_has_its_own_list() {
    let home = tempfile::tempdir().expect("a folder");
    let server = Server::start(Answer::recorded("gaufre/v2_deploycenter_operator_siret.json")).await;
    let workspace = server.workspace("gaufre", WITH_SIRET);
    let feeds = feeds(home.path());

    let nobody = subscription(&workspace, None);
    let known = feeds.refresh(&nobody, NOW).await;
    assert_eq!((names(&known), &known[0].trouble), (None, &Some(Trouble::NoSiret)));
    assert!(server.asked().is_empty(), "an address with a hole is not asked");

    let town = subscription(&workspace, Some(SIRET));
    let of_the_town = ["Docs", "Fichiers", "Messages", "Visio"];
    assert_eq!(names(&feeds.refresh(&town, NOW).await).as_deref(), Some(&of_the_town[..]));
    assert_eq!(server.asked(), [WITH_SIRET.replace("{siret}", SIRET)]);

    let other = subscription(&workspace, Some("12345678901234"));
    server.answers(Answer::recorded("gaufre/v2_deploycenter_unknown_siret.json"));
    assert_eq!(
        names(&feeds.refresh(&other, NOW).await),
        None,
        "nobody is shown another organisation's tools"
    );
    assert_eq!(names(&feeds.kept(&town)).as_deref(), Some(&of_the_town[..]));
    assert_eq!(names(&feeds.kept(&other)), None);
    assert_eq!(names(&feeds.kept(&nobody)), None);

    server.asked();
    feeds.refresh(&subscription(&workspace, Some("1&operator=x/../#é")), NOW).await;
    assert_eq!(server.asked(), [format!("{GAUFRE}?operator=o&siret=1%26operator%3Dx%2F..%2F%23%C3%A9")]);
}

#[tokio::test]
async fn what_the_workspace_no_longer_allows_is_neither_asked_nor_shown() {
    let home = tempfile::tempdir().expect("a folder");
    let services = json!([{"id": 1, "name": "A", "url": "https://a.exemple.fr/"},
                          {"id": 2, "name": "B", "url": "https://b.numerique.gouv.fr/"}]);
    let server = Server::start(list(services)).await;
    let feeds = feeds(home.path());
    let before = server.workspace("gaufre", GAUFRE);
    feeds.refresh(&subscription(&before, None), NOW).await;
    let here = server.canned.address(GAUFRE);
    let host = format!("127.0.0.1:{}", here.port().expect("a port"));
    server.asked();

    let narrower = workspace(&[&host, "*.numerique.gouv.fr"], "gaufre", here.as_str());
    assert_eq!(names(&feeds.kept(&subscription(&narrower, None))), Some(vec!["B"]));
    let without = subscription(&before, None);
    let mut elsewhere = before.clone();
    elsewhere.hosts = workspace(&["*.numerique.gouv.fr"], "gaufre", "https://list.numerique.gouv.fr/").hosts;
    let gone = feeds.refresh(&subscription(&elsewhere, None), NOW).await;
    assert!(matches!(gone[0].trouble, Some(Trouble::Address(_))), "{:?}", gone[0].trouble);
    assert_eq!(names(&gone), None);
    assert!(server.asked().is_empty());
    assert_eq!(names(&feeds.kept(&without)), Some(vec!["A", "B"]));
}

#[tokio::test]
async fn a_logo_is_a_clean_picture_or_none() {
    let home = tempfile::tempdir().expect("a folder");
    let names = ["good", "script", "html", "liar", "moved", "large", "missing"];
    let entry = |name: &&str| json!({"id": name, "name": name, "url": format!("https://{name}.exemple.fr/"), "logo": format!("/logo/{name}")});
    let server = Server::start(list(names.iter().map(entry).collect())).await;
    let workspace = server.workspace("gaufre", GAUFRE);
    let known = feeds(home.path()).refresh(&subscription(&workspace, None), NOW).await;
    let reading = known[0].reading.as_ref().expect("a list");
    let icons: Vec<_> =
        reading.apps.iter().filter(|listed| listed.icon.is_some()).map(|l| l.app.id.as_str()).collect();
    assert_eq!(icons, ["gaufre/good", "gaufre/script"]);
    assert_eq!(reading.apps.len(), names.len(), "no tool is dropped for its logo");
    let cleaned = reading.apps[1].icon.as_deref().expect("a picture");
    let cleaned = base64::Engine::decode(
        &base64::prelude::BASE64_STANDARD,
        cleaned.strip_prefix("data:image/svg+xml;base64,").expect("a drawing"),
    );
    assert!(!String::from_utf8_lossy(&cleaned.expect("base64")).contains("script"));
    assert_eq!(server.asked().len(), 1 + names.len());
}

#[tokio::test]
async fn the_portal_is_told_where_it_is() {
    let home = tempfile::tempdir().expect("a folder");
    let categories = json!({"categories": [{"identifier": "c", "display_name": "Travail", "entries": [
        {"identifier": "a", "display_name": "A", "link": "/univention/a/", "icon_url": "/logo/good", "keywords": null}]}]});
    let server = Server::start(Answer::new(200, "application/json", categories.to_string())).await;
    let workspace = server.workspace("opendesk-navigation", "/univention/portal/navigation.json");
    let (feeds, mine) = (feeds(home.path()), subscription(&workspace, None));
    let (elsewhere, same) = (feeds.clone(), mine.clone());
    let known = tokio::spawn(async move { elsewhere.refresh(&same, NOW).await }).await.expect("no panic");
    let listed = &known[0].reading.as_ref().expect("a list").apps[0];
    assert_eq!(listed.url, server.canned.address("/univention/a/"));
    assert!(listed.icon.is_some());
    let asked: Url = server.canned.address(&server.asked()[0]);
    let parameters: Vec<_> = asked.query_pairs().into_owned().collect();
    let base = server.canned.address("/").as_str().trim_end_matches('/').to_owned();
    assert_eq!(parameters, [("base".into(), base), ("language".into(), "fr-FR".into())]);

    server.answers(Answer::new(200, "application/json", r#"{"categories": []}"#));
    let empty = feeds.refresh(&mine, NOW).await;
    assert_eq!(
        (names(&empty), &empty[0].trouble),
        (Some(vec!["A"]), &Some(Trouble::Answer(Unusable::Empty)))
    );
}

#[cfg(unix)]
#[tokio::test]
async fn what_is_kept_is_the_agents_own_and_may_be_lost() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let home = tempfile::tempdir().expect("a folder");
    let server = Server::start(list(one("Bon"))).await;
    let workspace = server.workspace("gaufre", WITH_SIRET);
    let (feeds, mine) = (feeds(home.path()), subscription(&workspace, Some(SIRET)));
    feeds.refresh(&mine, NOW).await;
    let folder = home.path().join("feeds");
    let mode = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode() & 0o777;
    let files: Vec<_> =
        std::fs::read_dir(&folder).expect("a folder").map(|e| e.expect("an entry").path()).collect();
    assert_eq!((files.len(), mode(&folder), mode(&files[0])), (1, 0o700, 0o600));
    assert!(!files[0].to_string_lossy().contains(SIRET));

    let good = std::fs::read(&files[0]).expect("a file");
    let other_version = String::from_utf8_lossy(&good).replace("\"v\":1", "\"v\":2");
    for bad in [&b""[..], b"{}", &good[..good.len() / 2], other_version.as_bytes()] {
        std::fs::write(&files[0], bad).expect("a file");
        assert_eq!(names(&feeds.kept(&mine)), None);
        assert_eq!(names(&feeds.refresh(&mine, NOW).await), Some(vec!["Bon"]));
    }
    assert_eq!(std::fs::read(&files[0]).expect("a file"), good);
    std::fs::remove_file(&files[0]).expect("a file");
    symlink("/etc/hostname", &files[0]).expect("a link");
    assert_eq!(names(&feeds.kept(&mine)), None);
    feeds.refresh(&mine, NOW).await;
    assert!(
        std::fs::symlink_metadata(&files[0]).expect("a file").is_file(),
        "the link is replaced, not followed"
    );
}
