//! How a client shows who it is, as discovery decides.

use parvis_tests::provider::{Asked, Part, with, without};
use parvis_tests::until;
use serde_json::{Value, json};

use crate::day::{Day, all_at_once};

const METHODS: &str = "token_endpoint_auth_methods_supported";

/// Signs in, renews and signs out, and shows it in one way each time.
async fn shows(mut day: Day, offered: Value, method: &'static str) {
    if offered.is_null() {
        day.provider.change(Part::Discovery, without(METHODS));
    } else {
        day.provider.change(Part::Discovery, with(METHODS, offered));
    }
    day.signs_in_for_a_moment().await;
    for part in [Part::Code, Part::Refresh, Part::Revocation] {
        if part == Part::Revocation {
            day.agent.is_signed_in().await;
            day.agent.parvis.sign_out(false);
        }
        let asked = until(format!("{part:?}"), async || day.provider.asked(part).pop()).await;
        assert_eq!(asked.authentication(), method, "{part:?}");
        assert_eq!(asked.form.contains_key("client_id"), method != "client_secret_basic", "{part:?}");
    }
}

#[tokio::test]
async fn a_secret_is_shown_as_discovery_says() {
    let rows = [
        (json!(["client_secret_post", "private_key_jwt"]), "client_secret_post"),
        (json!(["client_secret_basic"]), "client_secret_basic"),
        (json!(["client_secret_basic", "client_secret_post"]), "client_secret_post"),
        // Discovery §3: who says nothing takes the header.
        (Value::Null, "client_secret_basic"),
    ];
    all_at_once(rows.map(|(offered, method)| {
        (offered.clone(), async move { shows(Day::confidential().await, offered, method).await })
    }))
    .await;
}

#[tokio::test]
async fn a_client_without_a_secret_names_itself_whatever_discovery_says() {
    let rows = [json!(["none"]), json!(["client_secret_basic", "client_secret_post"]), Value::Null];
    all_at_once(
        rows.map(|offered| {
            (offered.clone(), async move { shows(Day::start().await, offered, "none").await })
        }),
    )
    .await;
}

/// Many providers take a secret in two ways and each client's in one: discovery does not tell which.
#[tokio::test]
async fn the_other_way_is_tried_where_the_first_is_refused() {
    let mut day = Day::confidential().await;
    day.provider.change(Part::Discovery, with(METHODS, json!(["client_secret_post", "client_secret_basic"])));
    day.provider.registers("client_secret_basic");
    day.signs_in_for_a_moment().await;
    day.agent.is_signed_in().await;
    let ways = |part| day.provider.asked(part).iter().map(Asked::authentication).collect::<Vec<_>>();
    assert_eq!(ways(Part::Code), ["client_secret_post", "client_secret_basic"]);
    until("a renewal", async || day.provider.asked(Part::Refresh).pop()).await;
    assert_eq!(ways(Part::Refresh)[0], "client_secret_basic", "what worked is remembered");
    day.agent.parvis.sign_out(false);
    until("a revocation", async || day.provider.asked(Part::Revocation).pop()).await;
    assert_eq!(ways(Part::Revocation), ["client_secret_basic"]);
}

#[tokio::test]
async fn a_revocation_has_its_own_way() {
    let mut day = Day::confidential().await;
    day.provider.change(Part::Discovery, |document| {
        document[METHODS] = json!(["client_secret_post"]);
        document["revocation_endpoint_auth_methods_supported"] = json!(["client_secret_basic"]);
    });
    day.signs_in().await;
    day.agent.parvis.sign_out(false);
    let asked = until("a revocation", async || day.provider.asked(Part::Revocation).pop()).await;
    assert_eq!(asked.authentication(), "client_secret_basic");
}
