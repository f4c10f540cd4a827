//! What the browser brings back.

use std::sync::atomic::{AtomicBool, Ordering};

use parvis_core::error::Code;
use parvis_tests::provider::{Part, with};
use serde_json::json;

use crate::basic::one_more;
use crate::day::{Day, all_at_once};

const TELLS_ISSUER: &str = "authorization_response_iss_parameter_supported";

#[tokio::test]
async fn a_provider_may_ask_the_agent_first() {
    let mut day = Day::start().await;
    day.provider.shows_form();
    day.signs_in().await;
}

#[tokio::test]
async fn parameters_that_nobody_asked_for_are_left_alone() {
    let mut day = Day::start().await;
    day.provider.change(Part::Callback, |parameters| {
        for name in ["session_state", "session_id", "scope", "authuser", "prompt", "client_info", "lang"] {
            parameters[name] = json!("a b&c=d#é");
        }
    });
    day.signs_in().await;
}

/// RFC 9207: who says that they tell the issuer has to, and whoever tells another is refused.
#[tokio::test]
async fn the_issuer_in_the_answer_is_right_or_absent() {
    for (says_so, tells, is_right) in [
        (false, None, true),
        (false, Some(true), true),
        (true, Some(true), true),
        (true, None, false),
        (true, Some(false), false),
        (false, Some(false), false),
    ] {
        let mut day = Day::start().await;
        day.provider.change(Part::Discovery, with(TELLS_ISSUER, json!(says_so)));
        let issuer = json!(day.provider.issuer);
        day.provider.change(Part::Callback, move |parameters| {
            if let Some(is_right) = tells {
                parameters["iss"] = issuer.clone();
                if !is_right {
                    one_more("iss")(parameters);
                }
            }
        });
        if is_right {
            day.signs_in().await;
        } else {
            day.is_refused(Code::WrongIssuer, None).await;
            assert!(day.provider.asked(Part::Code).is_empty(), "the code goes nowhere");
        }
    }
}

#[tokio::test]
async fn a_refusal_is_told_as_what_it_is() {
    let rows = [
        ("access_denied", Code::SignInRefused),
        ("server_error", Code::ProviderOutOfOrder),
        ("temporarily_unavailable", Code::ProviderOutOfOrder),
        ("unauthorized_client", Code::ClientRefused),
        ("login_required", Code::SignInFailed),
        ("consent_required", Code::SignInFailed),
        ("something_else", Code::SignInFailed),
    ];
    all_at_once(rows.map(|(error, code)| {
        (error, async move {
            let mut day = Day::start().await;
            day.provider.change(Part::Callback, move |parameters| {
                *parameters = json!({"error": error, "error_description": "<b>non</b>", "state": parameters["state"]});
            });
            day.agent.parvis.sign_in();
            let page = day.agent.go_on().await;
            assert!(!page.text.contains("<b>non"), "nothing is reflected");
            assert_eq!(day.agent.is_told().await, (code, Some(error.to_owned())));
            day.agent.is_signed_out().await;
            assert!(day.provider.asked(Part::Code).is_empty());
        })
    }))
    .await;
}

/// Keycloak's description names everything, and its discovery document the ones it knows.
#[tokio::test]
async fn a_refusal_that_names_everything_costs_only_what_is_not_known() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, with("scopes_supported", json!(["openid", "profile"])));
    let is_first = AtomicBool::new(true);
    day.provider.change(Part::Callback, move |parameters| {
        if is_first.swap(false, Ordering::Relaxed) {
            let description = "Invalid scopes: openid profile email";
            *parameters = json!({"error": "invalid_scope", "error_description": description,
                "state": parameters["state"]});
        }
    });
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    assert_eq!(day.agent.is_told().await, (Code::ScopesRefused, Some("email".into())));
    let asked = day.provider.asked(Part::Authorize);
    assert_eq!(asked.last().map(|asked| asked.query["scope"].as_str()), Some("openid profile"));
}

/// A provider that never has enough is not asked without an end.
#[tokio::test]
async fn scopes_that_are_refused_are_dropped_until_none_is_left() {
    let mut day = Day::start().await;
    day.provider.change(Part::Callback, |parameters| {
        *parameters = json!({"error": "invalid_scope", "state": parameters["state"]});
    });
    day.is_refused(Code::SignInFailed, Some("invalid_scope")).await;
    let asked = day.provider.asked(Part::Authorize);
    let scopes: Vec<_> = asked.iter().map(|asked| asked.query["scope"].as_str()).collect();
    assert_eq!(scopes, ["openid profile email", "openid profile", "openid"]);
}
