//! Algorithms, answers to codes and refresh tokens, and where the claims are.

use std::sync::atomic::{AtomicU32, Ordering};

use parvis_core::error::Code;
use parvis_core::event::Event;
use parvis_core::view::SessionView;
use parvis_tests::provider::{Part, Reply, Seal, Signing, with, without};
use parvis_tests::until;
use serde_json::{Value, json};

use crate::basic::one_more;
use crate::day::{Day, Setting, all_at_once};

const RIGHT: [(&str, Signing); 3] =
    [("RS256", Signing::Rs256), ("ES256", Signing::Es256), ("PS256", Signing::Ps256)];

#[tokio::test]
async fn each_algorithm_signs_id_tokens_and_userinfo() {
    for (_, id_token) in RIGHT {
        for (_, userinfo) in RIGHT {
            let mut day = Day::start().await;
            day.provider.sign(Part::IdToken, id_token);
            day.provider.sign(Part::Userinfo, userinfo);
            day.signs_in().await;
        }
    }
}

#[tokio::test]
async fn a_userinfo_answer_that_is_signed_is_checked() {
    let broken = |signing: Signing| Seal { broken: true, ..signing.into() };
    let seals =
        [Signing::Unsigned.into(), Signing::Hs256.into(), Signing::Hs256WithPublicKey.into()].into_iter();
    for seal in seals.chain(RIGHT.map(|(_, signing)| broken(signing))) {
        let mut day = Day::start().await;
        day.provider.sign(Part::Userinfo, seal);
        day.agent.parvis.sign_in();
        day.agent.go_on().await;
        let (code, detail) = day.agent.is_told().await;
        assert!(matches!(code, Code::BadSignature | Code::BadToken), "{code:?} {detail:?}");
    }
    for (member, code) in [("iss", Code::WrongIssuer), ("aud", Code::BadToken), ("sub", Code::BadToken)] {
        let mut day = Day::start().await;
        day.provider.sign(Part::Userinfo, Signing::Rs256);
        day.provider.change(Part::Userinfo, one_more(member));
        day.agent.parvis.sign_in();
        day.agent.go_on().await;
        assert_eq!(day.agent.is_told().await.0, code, "{member}");
    }
}

/// Core §5.3.2 only recommends that a signed answer names its issuer and its client.
#[tokio::test]
async fn a_signed_userinfo_answer_may_say_little() {
    let mut day = Day::start().await;
    day.provider.sign(Part::Userinfo, Signing::Es256);
    day.provider.change(Part::Userinfo, |claims| {
        without("iss")(claims);
        without("aud")(claims);
    });
    day.signs_in().await;
}

#[tokio::test]
async fn content_types_may_be_written_in_several_ways() {
    for kind in ["application/json;charset=UTF-8", "Application/JSON", "application/json ; charset=utf-8"] {
        let mut day = Day::start().await;
        for part in [Part::Discovery, Part::Keys, Part::Code, Part::Userinfo] {
            day.provider.reply(part, move |reply| reply.header("content-type", kind));
        }
        day.signs_in().await;
    }
    for kind in ["application/jwt;charset=UTF-8", "Application/JWT"] {
        let mut day = Day::start().await;
        day.provider.sign(Part::Userinfo, Signing::Rs256);
        day.provider.reply(Part::Userinfo, move |reply| reply.header("content-type", kind));
        day.signs_in().await;
    }
}

/// Where the registration says how answers are signed, another way is somebody else's.
#[tokio::test]
async fn the_registered_algorithm_is_the_only_one() {
    let parts =
        [(Part::IdToken, "id_token_signed_response_alg"), (Part::Userinfo, "userinfo_signed_response_alg")];
    let of = async |member: &str, name| {
        Day::of(Setting { identity: json!({member: name}), ..Setting::default() }).await
    };
    for (part, member) in parts {
        for (name, registered) in RIGHT {
            for (_, signing) in RIGHT {
                let mut day = of(member, name).await;
                day.provider.sign(part, signing);
                if signing == registered {
                    day.signs_in().await;
                } else {
                    day.agent.parvis.sign_in();
                    day.agent.go_on().await;
                    assert_eq!(day.agent.is_told().await.0, Code::BadSignature, "{name} {part:?}");
                }
            }
        }
    }
    // Nor may it be left out.
    let mut day = of("userinfo_signed_response_alg", "RS256").await;
    day.is_refused(Code::BadSignature, Some("userinfo is not signed")).await;
}

#[tokio::test]
async fn without_a_userinfo_endpoint_the_claims_are_in_the_id_token() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, without("userinfo_endpoint"));
    day.provider.change(Part::IdToken, with("name", json!("Camille Durand")));
    day.signs_in().await;
    assert!(day.provider.asked(Part::Userinfo).is_empty());
}

/// Not a word more than what a sign-in needs.
#[tokio::test]
async fn a_discovery_document_may_be_short() {
    let mut day = Day::start().await;
    day.provider.change(Part::Discovery, |document| {
        let needed = ["issuer", "authorization_endpoint", "token_endpoint", "userinfo_endpoint", "jwks_uri"];
        document.as_object_mut().expect("an object").retain(|name, _| needed.contains(&name.as_str()));
    });
    day.signs_in().await;
    day.agent.parvis.sign_out(true);
    // Its page cannot be opened: the agent is told that the session in the browser may go on.
    assert_eq!(day.agent.is_told().await.0, Code::SignOutIncomplete);
    day.agent.is_signed_out().await;
}

#[tokio::test]
async fn answers_to_a_code_may_be_written_in_several_ways() {
    let rows = [
        ("token_type", json!("bearer")),
        ("token_type", json!("BEARER")),
        ("expires_in", json!(3600)),
        ("expires_in", json!(3600.0)),
        ("expires_in", json!("3600")),
        ("expires_in", Value::Null),
        ("refresh_expires_in", json!(1800)),
        ("refresh_expires_in", json!("1800")),
        ("scope", json!("openid email profile")),
        ("scope", Value::Null),
        ("session_state", json!("0f1e2d3c")),
        ("not-before-policy", json!(0)),
    ];
    all_at_once(rows.map(|(member, value)| {
        (format!("{member}: {value}"), async move {
            let mut day = Day::start().await;
            day.provider.change(Part::Code, with(member, value));
            day.signs_in().await;
        })
    }))
    .await;
}

#[tokio::test]
async fn a_session_without_a_refresh_token_is_not_kept() {
    let mut day = Day::start().await;
    day.provider.change(Part::Code, without("refresh_token"));
    day.agent.parvis.sign_in();
    day.agent.go_on().await;
    day.agent.is_signed_in().await;
    assert_eq!(day.kept(), 0);
}

/// Renews three times, each time a second later, and returns the refresh tokens that were used.
async fn renews(day: &mut Day) -> Vec<String> {
    day.signs_in_for_a_moment().await;
    let used = until("three refreshes", async || {
        let asked = day.provider.asked(Part::Refresh);
        (asked.len() >= 3).then(|| asked.iter().map(|asked| asked.form["refresh_token"].clone()).collect())
    })
    .await;
    day.agent.is_signed_in().await;
    used
}

/// Lets a renewed session be renewed again soon, with one thing more that is different.
fn soon(change: impl Fn(&mut Value) + Send + Sync) -> impl Fn(&mut Value) + Send + Sync {
    move |answer| {
        answer["expires_in"] = json!(1);
        change(answer);
    }
}

/// The window is not told that the session is lost with this run while the keychain takes the next token.
#[tokio::test]
async fn a_session_that_is_kept_looks_kept_while_it_is_renewed() {
    let mut day = Day::start().await;
    day.provider.change(Part::Refresh, soon(|_| ()));
    day.signs_in_for_a_moment().await;
    let looks_kept = |session: &SessionView| !matches!(session, SessionView::SignedIn { kept: false, .. });
    until("kept", async || looks_kept(&day.agent.parvis.snapshot().session).then_some(())).await;
    let mut events = day.agent.parvis.subscribe();
    until("three refreshes", async || (day.provider.asked(Part::Refresh).len() >= 3).then_some(())).await;
    while let Ok(event) = events.try_recv() {
        if let Event::Session(session) = event {
            assert!(looks_kept(&session), "{session:?}");
        }
    }
}

#[tokio::test]
async fn a_refresh_token_lasts_until_there_is_another() {
    let mut day = Day::start().await;
    day.provider.change(Part::Refresh, soon(without("refresh_token")));
    assert_eq!(renews(&mut day).await[..3], ["refresh-3", "refresh-3", "refresh-3"]);
}

#[tokio::test]
async fn a_new_refresh_token_replaces_the_one_before() {
    let mut day = Day::start().await;
    let count = AtomicU32::new(1);
    let rotate = move |answer: &mut Value| {
        answer["refresh_token"] = json!(format!("rotated-{}", count.fetch_add(1, Ordering::Relaxed)));
    };
    day.provider.change(Part::Refresh, soon(rotate));
    assert_eq!(renews(&mut day).await[..3], ["refresh-3", "rotated-1", "rotated-2"]);
}

#[tokio::test]
async fn a_refresh_may_bring_no_id_token() {
    let mut day = Day::start().await;
    day.provider.change(Part::Refresh, soon(without("id_token")));
    renews(&mut day).await;
}

#[tokio::test]
async fn a_refreshed_id_token_may_leave_the_nonce_out_but_not_change_it() {
    let mut day = Day::start().await;
    day.provider.change(Part::Refresh, soon(|_| ()));
    day.provider.change(Part::RefreshedIdToken, without("nonce"));
    renews(&mut day).await;
    day.provider.change(Part::RefreshedIdToken, one_more("nonce"));
    assert_eq!(day.doubts().await, Code::WrongNonce);
}

#[tokio::test]
async fn only_an_invalid_grant_ends_the_session() {
    let mut day = Day::start().await;
    day.signs_in_for_a_moment().await;
    for error in ["invalid_client", "temporarily_unavailable"] {
        day.provider.reply(Part::Refresh, move |reply| *reply = Reply::error(400, error));
        day.doubts().await;
        let asked = day.provider.asked(Part::Refresh).len();
        day.agent.parvis.retry();
        until("another refresh", async || (day.provider.asked(Part::Refresh).len() > asked).then_some(()))
            .await;
        day.doubts().await;
    }
    day.provider.reply(Part::Refresh, |reply| *reply = Reply::error(400, "invalid_grant"));
    day.agent.parvis.retry();
    until("the end", async || {
        let session = day.agent.parvis.snapshot().session;
        matches!(session, SessionView::Expired { .. }).then_some(())
    })
    .await;
    until("an empty keychain", async || (day.kept() == 0).then_some(())).await;
}
