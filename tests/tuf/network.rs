//! What lies between Parvis and the repository, and answers in its place.

use parvis_core::workspace::tuf::Trouble;
use parvis_tests::{Answer, Instead};

use crate::client::joined;
use crate::repository::RELEASE;

const PAGE: &str = "<!doctype html><title>Wi-Fi</title><p>Accept the conditions to go on.";

#[tokio::test]
async fn a_captive_portal() {
    let page = || Answer::new(200, "text/html", PAGE);
    for answer in [
        page(),
        // Some say that it is JSON, since that is what was asked for.
        Answer::new(200, "application/json", PAGE),
        Answer::new(302, "text/html", "").with("location", "http://portal.example/welcome"),
        Answer::new(307, "text/html", "").with("location", "https://portal.example/welcome"),
        // RFC 6585 §6.
        Answer::new(511, "text/html", PAGE),
    ] {
        let (mut repository, client) = joined().await;
        repository.release("two");
        repository.site.replace_everything(Instead::Given(answer));
        client.refuses(Trouble::NotARepository, "one").await;
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn what_is_no_metadata() {
    for text in ["", "{}", "[]", "null", "{\"signatures\": [], \"signed\": {}}", "\u{feff}{}", "{\"signed\":"]
    {
        let (mut repository, client) = joined().await;
        repository.release("two");
        repository.site.replace("metadata/timestamp.json", Instead::text(text));
        client.refuses(Trouble::NotARepository, "one").await;
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn one_role_in_the_place_of_another() {
    // Even where one key signs for everybody, as small teams have it.
    let (mut repository, client) = joined().await;
    for role in RELEASE {
        repository.trust(role, &["root"], 1);
    }
    repository.publish(&["root"]);
    repository.release("two");
    client.takes("two").await;
    repository.release("three");
    for other in ["metadata/1.root.json", "metadata/3.snapshot.json", "metadata/3.targets.json"] {
        repository.site.replace("metadata/timestamp.json", Instead::text(repository.read(other)));
        let refused = client.refused("two").await;
        assert!(
            matches!(refused, Trouble::NotARepository | Trouble::Signature { .. }),
            "{other}: {refused:?}"
        );
    }
    repository.site.mend();
    repository
        .site
        .replace("metadata/3.snapshot.json", Instead::text(repository.read("metadata/timestamp.json")));
    let refused = client.refused("two").await;
    assert!(matches!(refused, Trouble::NotARepository | Trouble::Signature { .. }), "{refused:?}");
    repository.site.mend();
    client.takes("three").await;
}

#[tokio::test]
async fn an_answer_that_breaks_off() {
    for file in ["timestamp.json", "2.snapshot.json", "2.targets.json"] {
        let (mut repository, client) = joined().await;
        repository.release("two");
        let file = format!("metadata/{file}");
        let whole = repository.read(&file);
        let half = Answer::new(200, "application/json", &whole[..whole.len() / 2]);
        let broken = half.with("content-length", &whole.len().to_string());
        repository.site.replace(&file, Instead::Given(broken));
        client.refuses(Trouble::Unreachable, "one").await;
        repository.site.mend();
        client.takes("two").await;
    }
}

#[tokio::test]
async fn a_server_that_wants_to_be_left_alone() {
    let (mut repository, client) = joined().await;
    repository.release("two");
    for status in [429, 503] {
        let answer = Answer::new(status, "text/plain", "").with("retry-after", "90");
        repository.site.replace_everything(Instead::Given(answer));
        let refused = client.refresh().await.expect_err("a refusal");
        assert_eq!(refused.trouble, Trouble::Unreachable, "{refused:?}");
        assert_eq!(refused.retry_after.map(|wait| wait.as_secs()), Some(90));
    }
    client.keeps("one").await;
    repository.site.mend();
    client.takes("two").await;
}

#[tokio::test]
async fn a_proxy_that_answers_from_an_old_cache() {
    // It knows the tag of the first timestamp for ever, and says that nothing changed.
    let (mut repository, client) = joined().await;
    repository.release("two");
    repository.site.replace("metadata/timestamp.json", Instead::status(304));
    client.takes("one").await;
    repository.site.mend();
    client.takes("two").await;
}

#[tokio::test]
async fn nothing_changed_though_nothing_is_known() {
    let repository = crate::repository::Repository::start().await;
    let client = crate::client::Client::of(&repository);
    repository.site.replace("metadata/timestamp.json", Instead::status(304));
    let refused = client.refresh().await.expect_err("a refusal");
    assert!(matches!(refused.trouble, Trouble::NotARepository | Trouble::Unreachable), "{refused:?}");
    repository.site.mend();
    client.takes("one").await;
}

#[tokio::test]
async fn nothing_new_costs_two_small_requests() {
    let (mut repository, client) = joined().await;
    repository.site.requests();
    client.takes("one").await;
    assert_eq!(repository.site.requests(), ["404 metadata/2.root.json", "304 metadata/timestamp.json"]);
    // Signed again, as it is every few days, with nothing else in it.
    repository.publish(&["timestamp"]);
    client.takes("one").await;
    assert_eq!(repository.site.requests(), ["404 metadata/2.root.json", "200 metadata/timestamp.json"]);
}
