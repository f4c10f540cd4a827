//! ID tokens as others write them.

use parvis_core::clock::{Clock as _, SystemClock};
use parvis_core::error::Code;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, with, without};
use serde_json::{Value, json};

use crate::day::{Day, all_at_once};

const HALF_A_DAY: u64 = 12 * 3600;

fn now() -> u64 {
    SystemClock.now().0
}

#[tokio::test]
async fn auth_time_may_be_odd() {
    let rows = [
        (json!(now() - 3600), HALF_A_DAY - 3600),
        #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact in a float")]
        (json!(now() as f64 - 3600.5), HALF_A_DAY - 3600),
        (json!((now() - 3600).to_string()), HALF_A_DAY),
        (Value::Null, HALF_A_DAY),
        (json!(0), HALF_A_DAY),
        (json!(-1), HALF_A_DAY),
        (json!(now() + 3600), HALF_A_DAY),
        (json!(now() * 1000), HALF_A_DAY),
        (json!("this morning"), HALF_A_DAY),
    ];
    all_at_once(rows.map(|(auth_time, left)| {
        (format!("auth_time: {auth_time}"), async move {
            let mut day = Day::start().await;
            day.provider.change(Part::IdToken, with("auth_time", auth_time));
            day.signs_in().await;
            let SessionView::SignedIn { ends_at, .. } = day.agent.parvis.snapshot().session else {
                unreachable!("signed in")
            };
            let really_left = ends_at.0.saturating_sub(now());
            // A text may be read as a number, or left unread: the session is never longer for it.
            assert!(really_left <= left && really_left + 3700 > left, "{really_left} seconds left");
        })
    }))
    .await;
}

#[tokio::test]
async fn times_may_be_fractions_and_clocks_a_little_apart() {
    #[expect(clippy::cast_precision_loss, reason = "seconds since 1970 are exact in a float")]
    let float = |seconds: u64| json!(seconds as f64 + 0.25);
    let right = [
        ("exp", float(now() + 300)),
        ("iat", float(now())),
        ("iat", json!(now() + 60)),
        ("exp", json!(now() - 30)),
        ("iat", json!(now() - 7200)),
    ];
    all_at_once(right.map(|(name, value)| {
        (format!("{name}: {value}"), async move {
            let mut day = Day::start().await;
            day.provider.change(Part::IdToken, with(name, value));
            day.signs_in().await;
        })
    }))
    .await;
    for (name, value) in [("exp", now() - 600), ("iat", now() + 600)] {
        let mut day = Day::start().await;
        day.provider.change(Part::IdToken, with(name, json!(value)));
        day.refuses_the_id_token(Code::ClockWrong, Some(name)).await;
    }
}

#[tokio::test]
async fn several_audiences_need_one_authorized_party() {
    let both = json!(["parvis", "docs"]);
    let rows = [
        (json!("parvis"), None, None),
        (json!(["parvis"]), None, None),
        (json!(["parvis"]), Some("parvis"), None),
        (both.clone(), Some("parvis"), None),
        (both.clone(), None, Some("azp")),
        (both, Some("docs"), Some("azp")),
        (json!("parvis"), Some("docs"), Some("azp")),
        (json!(["docs"]), Some("parvis"), Some("aud")),
        (json!([]), None, Some("aud")),
        (json!(["docs", "drive"]), None, Some("aud")),
    ];
    all_at_once(rows.map(|(aud, azp, wrong)| {
        (format!("aud: {aud}, azp: {azp:?}"), async move {
            let mut day = Day::start().await;
            day.provider.change(Part::IdToken, move |claims| {
                claims["aud"] = aud.clone();
                if let Some(azp) = azp {
                    claims["azp"] = json!(azp);
                }
            });
            match wrong {
                None => day.signs_in().await,
                Some(detail) => day.refuses_the_id_token(Code::BadToken, Some(detail)).await,
            }
        })
    }))
    .await;
}

#[tokio::test]
async fn what_the_code_flow_leaves_open_may_be_left_out() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, without("at_hash"));
    day.signs_in().await;
}

#[tokio::test]
async fn a_nonce_was_sent_and_comes_back() {
    let mut day = Day::start().await;
    day.provider.change(Part::IdToken, without("nonce"));
    day.refuses_the_id_token(Code::WrongNonce, None).await;
}
