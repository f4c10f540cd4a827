//! Names of targets that are paths somewhere else.

use parvis_tests::Answer;
use serde_json::json;

use crate::client::joined;
use crate::repository::RELEASE;

const NAMES: [&str; 18] = [
    "../escaped.svg",
    "../../escaped.svg",
    "assets/../../escaped.svg",
    "assets/../../../escaped.svg",
    "/assets/escaped.svg",
    "/tmp/parvis-escaped.svg",
    "assets//escaped.svg",
    "assets/./escaped.svg",
    "assets/..",
    "assets/",
    "assets/a\0.svg",
    "assets/..\\..\\escaped.svg",
    "C:\\escaped.svg",
    "assets/%2e%2e/%2e%2e/escaped.svg",
    "assets/\u{202e}gvs.exe",
    "assets/e\u{301}.svg",
    "assets/a.svg\nb",
    "assets/con.svg:stream",
];

#[tokio::test]
async fn one_that_leads_out_of_the_folder() {
    let long = format!("assets/{}.svg", "a".repeat(5000));
    for name in NAMES.into_iter().chain([long.as_str()]) {
        let (mut repository, client) = joined().await;
        // The content is the workspace's, so that whoever follows the name finds it good.
        repository.put("workspace.json", "two");
        repository.order(&json!({"do": "claim", "name": name, "like": "workspace.json"}));
        repository.publish(&RELEASE);
        repository.site.replace_missing(Answer::new(200, "image/svg+xml", "two"));
        // One strange name more or less does not decide about the release, unless it cannot be read at all.
        let taken = client.refresh().await.is_ok();
        client.keeps(if taken { "two" } else { "one" }).await;
        client.stayed_in_its_folder(name);
        repository.order(&json!({"do": "remove", "name": name}));
        repository.release("three");
        client.takes("three").await;
    }
}

#[tokio::test]
async fn another_spelling_of_the_workspace() {
    // What they lead to is `workspace.json`, and what they say is another content.
    for name in ["./workspace.json", "assets/../workspace.json", "/workspace.json", "workspace.json/"] {
        let (mut repository, client) = joined().await;
        repository.put("other", "theirs");
        repository.put("workspace.json", "two");
        repository.order(&json!({"do": "claim", "name": name, "like": "other"}));
        repository.publish(&RELEASE);
        let taken = client.refresh().await.is_ok();
        client.keeps(if taken { "two" } else { "one" }).await;
        client.stayed_in_its_folder(name);
    }
}
