//! Issuers, endpoints and loopback addresses in all their shapes.

use std::net::TcpListener;

use parvis_core::error::Code;
use parvis_tests::free_port;
use parvis_tests::provider::Part;
use serde_json::{Value, json};

use crate::day::{Day, Setting, all_at_once};

#[tokio::test]
async fn an_issuer_may_have_a_path_and_a_slash_at_its_end() {
    let rows = ["", "/", "/realms/agents", "/realms/agents/", "/a/b/c/d"];
    all_at_once(rows.map(|path| {
        (format!("path: {path:?}"), async move {
            let mut day = Day::of(Setting { path, ..Setting::default() }).await;
            day.signs_in().await;
            let document = &day.provider.asked(Part::Discovery)[0].target;
            assert_eq!(*document, format!("{}/.well-known/openid-configuration", path.trim_end_matches('/')));
        })
    }))
    .await;
}

#[tokio::test]
async fn endpoints_are_taken_as_they_are_written() {
    let rows =
        [("", ""), ("/", ""), ("//", ""), ("", "?tenant=1"), ("/", "?tenant=a%20b&x="), ("//", "?a=1&a=2")];
    all_at_once(rows.map(|(slash, query)| {
        (format!("{slash}{query}"), async move {
            let mut day = Day::start().await;
            let write = move |document: &mut Value| {
                for name in ["authorization", "token", "userinfo", "end_session", "revocation"] {
                    let member = &mut document[format!("{name}_endpoint")];
                    *member = json!(format!("{}{slash}{query}", member.as_str().expect("text")));
                }
                let keys = &mut document["jwks_uri"];
                *keys = json!(format!("{}{slash}{query}", keys.as_str().expect("text")));
            };
            day.provider.change(Part::Discovery, write);
            day.signs_in().await;
            day.signs_out_everywhere().await;
            let base = "/test/a/parvis";
            let rest = format!("{slash}{query}");
            let target = |part| day.provider.asked(part)[0].target.clone();
            assert_eq!(target(Part::Keys), format!("{base}/jwks{rest}"));
            assert_eq!(target(Part::Code), format!("{base}/token{rest}"));
            assert_eq!(target(Part::Userinfo), format!("{base}/userinfo{rest}"));
            // What Parvis adds comes after what is there.
            let joint = if query.is_empty() { "?" } else { "&" };
            for (part, name) in [(Part::Authorize, "authorize"), (Part::EndSession, "end-session")] {
                let start = format!("{base}/{name}{rest}{joint}");
                assert!(target(part).starts_with(&start), "{} is not {start}…", target(part));
            }
        })
    }))
    .await;
}

/// Where the redirect URI begins.
async fn redirects_to(identity: Value, start: &str) {
    let mut day = Day::of(Setting { identity, ..Setting::default() }).await;
    day.signs_in().await;
    let redirect_uri = day.provider.asked(Part::Authorize)[0].query["redirect_uri"].clone();
    assert!(redirect_uri.starts_with(start), "{redirect_uri} is not {start}…");
    assert_eq!(day.provider.asked(Part::Code)[0].form["redirect_uri"], redirect_uri);
}

#[tokio::test]
async fn the_listener_is_where_the_provider_is_told() {
    redirects_to(json!({}), "http://127.0.0.1:").await;
    redirects_to(json!({"redirect_host": "127.0.0.1"}), "http://127.0.0.1:").await;
    redirects_to(json!({"redirect_host": "[::1]"}), "http://[::1]:").await;
    redirects_to(json!({"redirect_host": "localhost"}), "http://localhost:").await;
}

#[tokio::test]
async fn ports_are_any_or_those_that_are_registered() {
    let (first, second) = (free_port(), free_port());
    let listed = json!({"redirect_ports": [first, second], "callback_path": "/retour"});
    redirects_to(listed.clone(), &format!("http://127.0.0.1:{first}/retour")).await;
    let held = TcpListener::bind(("127.0.0.1", first)).expect("a free port");
    redirects_to(listed.clone(), &format!("http://127.0.0.1:{second}/retour")).await;
    let also_held = TcpListener::bind(("127.0.0.1", second)).expect("a free port");
    let mut day = Day::of(Setting { identity: listed, ..Setting::default() }).await;
    day.is_refused_at_once(Code::PortsTaken, Some(&format!("{first}, {second}"))).await;
    drop((held, also_held));
}
