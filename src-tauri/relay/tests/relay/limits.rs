//! A flood from one address is held back; a ministry behind one address is not.

use std::time::Duration;

use serde_json::json;

use crate::support::provider::{Answer, Provider, REFRESH};
use crate::support::{CLIENT, Replica, Setting, browser, redeeming, refreshing, until};

const TRUSTED: &str = r#"trusted_proxies = ["127.0.0.1"]"#;

async fn behind_a_proxy() -> Replica {
    let provider = Provider::start(json!({})).await;
    Setting::new(&provider.issuer).more(TRUSTED).start().await
}

/// What a code that the provider does not know is worth.
fn refusal() -> Answer {
    Answer::Bytes(400, br#"{"error":"invalid_grant"}"#.to_vec())
}

/// How many of these requests in a row were let in.
async fn let_in(most: usize, mut ask: impl AsyncFnMut() -> reqwest::Response) -> usize {
    for number in 0..most {
        let answer = ask().await;
        if answer.status() == 429 {
            let wait: u64 = answer.headers()["retry-after"].to_str().expect("text").parse().expect("seconds");
            assert!((1..=11).contains(&wait), "{wait}");
            return number;
        }
    }
    most
}

#[tokio::test]
async fn flooding_with_garbage_holds_back_the_flood_alone() {
    let replica = behind_a_proxy().await;
    let sealed = replica.refresh_token().await;
    let flood = "198.51.100.7";
    let garbage = async || replica.post_from(flood, "/token", &refreshing("k.AAAA")).await;
    let passed = let_in(200, garbage).await;
    // One more comes back each second, and the machine may be slow.
    assert!((60..120).contains(&passed), "{passed}");
    // Everything else that is worth nothing counts together.
    for path in ["/revoke", "/nowhere"] {
        let answer = replica.post_from(flood, path, &[("token", "k.AAAA"), ("client_id", CLIENT)]).await;
        assert_eq!(answer.status(), 429, "{path}");
    }
    // Whoever sits behind the same address with something authentic is served, and so is everybody else.
    assert_eq!(replica.post_from(flood, "/token", &refreshing(&sealed)).await.status(), 200);
    assert_eq!(replica.post_from("198.51.100.8", "/token", &refreshing("k.AAAA")).await.status(), 400);
    let url = replica.authorize_url(&[]);
    let answer = browser().get(url).header("x-forwarded-for", flood).send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
}

#[tokio::test]
async fn a_ministry_behind_one_address_signs_in_at_nine() {
    let replica = behind_a_proxy().await;
    let http = browser();
    let url = replica.authorize_url(&[]);
    let morning = async || {
        let request = http.get(url.clone()).header("x-forwarded-for", "203.0.113.1");
        request.send().await.expect("an answer")
    };
    assert_eq!(let_in(2000, morning).await, 2000);
}

#[tokio::test]
async fn one_refresh_token_is_used_so_often_whatever_its_seal_looks_like() {
    let replica = behind_a_proxy().await;
    let mut sealed = replica.refresh_token().await;
    // The provider repeats its refresh token, and each answer seals it anew: that is no new budget.
    let mut used = 0;
    loop {
        let (status, tokens) = replica.refresh(&sealed).await;
        if status == 429 {
            break;
        }
        assert_eq!(status, 200);
        used += 1;
        assert!(used < 60, "not held back");
        let next = tokens["refresh_token"].as_str().expect("a token").to_owned();
        assert_ne!(next, sealed);
        sealed = next;
    }
    assert!(used >= 29, "{used}");
    let form = [("token", sealed.as_str()), ("client_id", CLIENT)];
    assert_eq!(replica.post("/revoke", &form).await.status(), 429);
    // Another code from the same address is another matter.
    assert_eq!(replica.redeem(&replica.sealed_code("another-code").await).await.0, 200);
}

#[tokio::test]
async fn bad_states_and_bad_requests_count_strictly() {
    let replica = behind_a_proxy().await;
    let http = browser();
    let state = replica.url("/callback", &[("code", "c"), ("state", "k.AAAA")]);
    let redirect = replica.authorize_url(&[("redirect_uri", "https://evil.example/")]);
    for (number, url) in [state, redirect].into_iter().enumerate() {
        let from = format!("198.51.100.{number}");
        let ask =
            async || http.get(url.clone()).header("x-forwarded-for", &from).send().await.expect("an answer");
        let passed = let_in(200, ask).await;
        assert!((60..120).contains(&passed), "{passed} {url}");
    }
}

#[tokio::test]
async fn a_forwarded_address_is_believed_from_a_trusted_proxy_only() {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).start().await;
    let mut number = 0;
    let garbage = async || {
        number += 1;
        let from = format!("198.51.100.{}", number % 250);
        replica.post_from(&from, "/token", &refreshing("k.AAAA")).await
    };
    let passed = let_in(200, garbage).await;
    assert!((60..120).contains(&passed), "a new address each time lets {passed} in");
}

#[tokio::test]
async fn invented_codes_do_not_reach_the_provider_for_long() {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).more(TRUSTED).start().await;
    let sealed = replica.refresh_token().await;
    provider.answers(refusal());
    let before = provider.arrived().len();
    // A sign-in is started for each, so that every seal is authentic and of another attempt.
    let mut number = 0;
    let mut invent = async |from: &str| {
        number += 1;
        let code = replica.sealed_code(&format!("invented-{number}")).await;
        replica.post_from(from, "/token", &redeeming(&code)).await
    };
    let passed = let_in(500, async || invent("198.51.100.7").await).await;
    assert!((200..400).contains(&passed), "{passed}");
    assert!(provider.arrived().len() - before <= passed + 1);
    assert_eq!(invent("198.51.100.8").await.status(), 400);
    // Sessions that are open go on, from that address too.
    provider.answers(Answer::Good);
    assert_eq!(replica.post_from("198.51.100.7", "/token", &refreshing(&sealed)).await.status(), 200);
}

#[tokio::test]
async fn whoever_hangs_up_before_the_answer_is_counted_all_the_same() {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).more(TRUSTED).start().await;
    provider.answers(Answer::Late(Duration::from_secs(60)));
    let mut code = String::new();
    let mut asked = 0;
    let held_back = loop {
        // A code may be tried thirty times.
        if asked % 30 == 0 {
            code = replica.sealed_code(&format!("invented-{asked}")).await;
        }
        let before = provider.arrived().len();
        let arrived = async || (provider.arrived().len() > before).then_some(());
        let form = redeeming(&code);
        tokio::select! {
            answer = replica.post_from("198.51.100.7", "/token", &form) => break answer,
            () = until("the provider is asked", arrived) => asked += 1,
        }
        assert!(asked < 400, "not held back");
    };
    assert_eq!(held_back.status(), 429);
    assert!(asked >= 200, "{asked}");
}

#[tokio::test]
async fn codes_that_the_provider_did_not_refuse_are_not_held_against_anybody() {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).more(TRUSTED).start().await;
    for answer in [Answer::Good, Answer::Bytes(500, Vec::new())] {
        provider.answers(answer);
        let mut number = 0;
        let redeem = async || {
            number += 1;
            let code = replica.sealed_code(&format!("code-{number}")).await;
            replica.post_from("203.0.113.1", "/token", &redeeming(&code)).await
        };
        assert_eq!(let_in(250, redeem).await, 250);
    }
}

#[tokio::test]
async fn wrong_verifiers_count_strictly_and_touch_no_session() {
    let replica = behind_a_proxy().await;
    let session = replica.refresh_token().await;
    // Anybody can have anything sealed as a code: here, what the victim's refresh token reads.
    let code = replica.sealed_code(REFRESH).await;
    let mut form = redeeming(&code);
    form[3].1 = "another-verifier-another-verifier-another-verifier";
    for number in 0..60 {
        let from = format!("198.51.100.{number}");
        replica.post_from(&from, "/token", &form).await;
    }
    assert_eq!(
        replica.post_from("198.51.100.99", "/token", &form).await.status(),
        429,
        "the code is used up"
    );
    assert_eq!(replica.refresh(&session).await.0, 200);
    let mut number = 0;
    let guess = async || {
        number += 1;
        let code = replica.sealed_code(&format!("guessed-{number}")).await;
        let mut form = form;
        form[1].1 = &code;
        replica.post_from("203.0.113.7", "/token", &form).await
    };
    let passed = let_in(200, guess).await;
    assert!((60..160).contains(&passed), "{passed}");
}
