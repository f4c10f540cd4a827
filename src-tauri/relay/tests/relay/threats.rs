//! One test for each threat of `THREATS.md` that is about what the relay believes.

use reqwest::{StatusCode, Url};
use serde_json::{Value, json};

use crate::support::provider::{Answer, Provider, REFRESH};
use crate::support::{
    CLIENT, LOOPBACK, Replica, Setting, VERIFIER, browser, challenge, json, link, parameter, redeeming,
};
use parvis_relay::seal::KeyRing;

const OTHER_VERIFIER: &str = "another-verifier-another-verifier-another-verifier";

async fn good() -> (Provider, Replica) {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).start().await;
    (provider, replica)
}

fn error(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), answer.1["error"].as_str().unwrap_or_default())
}

/// A page in plain words, that leads nowhere and repeats nothing.
async fn refused(replica: &Replica, path: &str, query: &[(&str, &str)]) {
    let answer = replica.open(replica.url(path, query)).await;
    assert_eq!(answer.status(), 400, "{path} {query:?}");
    assert!(!answer.headers().contains_key("location"));
    let page = answer.text().await.expect("a page");
    assert!(page.contains("Cette connexion ne peut pas continuer"), "{page}");
    assert!(link(&page).is_none() && !page.contains("http-equiv") && !page.contains("evil"), "{query:?}");
}

#[tokio::test]
async fn open_redirect() {
    let (_provider, replica) = good().await;
    let bad = [
        "https://evil.example/callback",
        "http://evil.example:80/callback",
        "http://127.0.0.1:47811@evil.example/callback",
        "http://127.0.0.1:47811/callback?evil",
        "http://127.0.0.1:47811/evil",
        "http://localhost:47811/callback",
        "",
    ];
    for address in bad {
        let url = replica.authorize_url(&[("redirect_uri", address)]);
        let query: Vec<_> = url.query_pairs().into_owned().collect();
        let query: Vec<_> = query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        refused(&replica, "/authorize", &query).await;
        let query = [("client_id", CLIENT), ("post_logout_redirect_uri", address), ("state", "s")];
        refused(&replica, "/logout", &query).await;
    }
    // The path of the one is not the path of the other.
    let query = [("client_id", CLIENT), ("post_logout_redirect_uri", LOOPBACK), ("state", "s")];
    refused(&replica, "/logout", &query).await;
    // An answer goes where its attempt came from, whatever else is asked for.
    let (_, state) = replica.begin(&[]).await;
    let told = [
        ("code", "c"),
        ("state", &state),
        ("iss", &replica.issuer()),
        ("redirect_uri", "https://evil.example/"),
    ];
    assert!(replica.come_back(&told).await.as_str().starts_with(&format!("{LOOPBACK}?code=")));
}

#[tokio::test]
async fn what_parvis_would_not_send_is_refused() {
    let (_provider, replica) = good().await;
    // There is nobody to answer.
    for change in
        [("client_id", "evil"), ("state", ""), ("state", "\u{e9}"), ("evil", "1"), ("response_mode", "query")]
    {
        let answer = replica.open(replica.authorize_url(&[change])).await;
        assert_eq!(answer.status(), 400, "{change:?}");
    }
    let mut twice = replica.authorize_url(&[]);
    twice.query_pairs_mut().append_pair("scope", "openid");
    assert_eq!(replica.open(twice).await.status(), 400);
    // Downgrades and oddities go back to Parvis, not to the provider.
    let long = "x".repeat(3000);
    let changes = [
        ("response_type", "token"),
        ("response_type", "code id_token"),
        ("code_challenge_method", "plain"),
        ("code_challenge_method", ""),
        ("code_challenge", ""),
        ("code_challenge", "short"),
        ("nonce", ""),
        ("scope", ""),
        ("prompt", "none"),
        ("prompt", "login consent"),
        ("login_hint", &long),
        ("siret_hint", "1300252650001"),
        ("siret_hint", "1300252650001x"),
        ("claims", "[]"),
        ("claims", "{"),
        ("claims", "{}"),
        // Asked for by name, what somebody is called would get round the scopes.
        ("claims", r#"{"userinfo":{"phone_number":null}}"#),
        ("claims", r#"{"id_token":{"acr":null,"siret":null}}"#),
        ("claims", r#"{"id_token":{"acr":null},"id_token":{"acr":{"essential":true}}}"#),
        ("claims", &long),
        ("acr_values", &long),
    ];
    for change in changes {
        let answer = replica.open(replica.authorize_url(&[change])).await;
        assert_eq!(answer.status(), 200, "{change:?}");
        let back = link(&answer.text().await.expect("a page")).expect("a way back");
        assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_request"), "{change:?}");
        assert!(back.as_str().starts_with(LOOPBACK));
    }
    let step_up = r#"{"id_token":{"acr":{"essential":true,"values":["eidas2"]},"amr":null}}"#;
    let (onward, _) = replica.begin(&[("claims", step_up)]).await;
    assert_eq!(parameter(&onward, "claims").as_deref(), Some(step_up));
}

#[tokio::test]
async fn code_injection() {
    let (provider, replica) = good().await;
    // The attacker's own code, put into the victim's browser: the victim's Parvis has another verifier.
    let sealed = replica.sealed_code("planted-upstream-code").await;
    let mut injected = redeeming(&sealed);
    injected[3].1 = OTHER_VERIFIER;
    assert_eq!(error(&replica.token(&injected).await), (400, "invalid_grant"));
    // Another loopback address than the one that asked.
    let mut elsewhere = redeeming(&sealed);
    elsewhere[2].1 = "http://127.0.0.1:47812/callback";
    assert_eq!(error(&replica.token(&elsewhere).await), (400, "invalid_grant"));
    // A code as the provider gave it, from a log or an address bar.
    assert_eq!(error(&replica.redeem("planted-upstream-code").await), (400, "invalid_grant"));
    assert_eq!(error(&replica.refresh(REFRESH).await), (400, "invalid_grant"));
    assert!(provider.arrived().is_empty(), "the provider was asked");
}

#[tokio::test]
async fn state_replay() {
    let (_provider, replica) = good().await;
    let (_, state) = replica.begin(&[]).await;
    let told = [("code", "planted-upstream-code"), ("state", state.as_str()), ("iss", &replica.issuer())];
    // The relay keeps nothing, so it cannot know that it saw a state before. A replay ends at the same address, with
    // the same state of Parvis, which takes it once; and the provider takes its code once (`engine.rs`).
    let (first, second) = (replica.come_back(&told).await, replica.come_back(&told).await);
    for back in [&first, &second] {
        assert!(back.as_str().starts_with(LOOPBACK));
        assert_eq!(parameter(back, "state").as_deref(), Some("planted-app-state"));
    }
    let code = parameter(&second, "code").expect("a code");
    replica.later(119);
    assert_eq!(replica.redeem(&code).await.0, 200);
    replica.later(1);
    assert_eq!(error(&replica.redeem(&code).await), (400, "invalid_grant"));
    replica.later(479);
    replica.come_back(&told).await;
    replica.later(1);
    refused(&replica, "/callback", &told).await;
}

#[tokio::test]
async fn mixing_two_agents_sign_ins() {
    let (provider, replica) = good().await;
    // Camille's code with Noé's state: what comes out is bound to Noé's challenge and address.
    let noes =
        [("code_challenge", challenge(OTHER_VERIFIER)), ("redirect_uri", LOOPBACK.replace("11/", "12/"))];
    let noes: Vec<_> = noes.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let (_, noe) = replica.begin(&noes).await;
    let told = [("code", "camilles-code"), ("state", noe.as_str()), ("iss", &replica.issuer())];
    let back = replica.come_back(&told).await;
    assert_eq!(back.port(), Some(47812));
    let sealed = parameter(&back, "code").expect("a code");
    assert_eq!(error(&replica.redeem(&sealed).await), (400, "invalid_grant"));
    assert!(provider.arrived().is_empty());
    // Noé's Parvis can present it; the provider is given Noé's verifier, which is not the one of Camille's code.
    let mut form = redeeming(&sealed);
    (form[2].1, form[3].1) = ("http://127.0.0.1:47812/callback", OTHER_VERIFIER);
    replica.token(&form).await;
    let asked = provider.arrived().pop().expect("a request");
    assert_eq!(
        (asked.form["code"].as_str(), asked.form["code_verifier"].as_str()),
        ("camilles-code", OTHER_VERIFIER)
    );
}

#[tokio::test]
async fn an_answer_of_another_issuer() {
    let (_provider, replica) = good().await;
    let (_, state) = replica.begin(&[]).await;
    for error in [None, Some(("error", "access_denied"))] {
        for iss in [None, Some(("iss", "https://evil.example")), Some(("iss", ""))] {
            let mut told = vec![("state", state.as_str())];
            told.push(error.unwrap_or(("code", "c")));
            told.extend(iss);
            refused(&replica, "/callback", &told).await;
        }
    }
    // Where the provider never says who it is, its silence is no sign of anything.
    let silent = Provider::start(json!({ "authorization_response_iss_parameter_supported": null })).await;
    let replica = Setting::new(&silent.issuer).start().await;
    let (_, state) = replica.begin(&[]).await;
    replica.come_back(&[("code", "c"), ("state", &state)]).await;
    refused(&replica, "/callback", &[("code", "c"), ("state", &state), ("iss", "https://evil.example")])
        .await;
}

#[tokio::test]
async fn an_answer_that_nobody_asked_for() {
    let (_provider, replica) = good().await;
    let (_, state) = replica.begin(&[]).await;
    let issuer = replica.issuer();
    let (code, iss) = (("code", "c"), ("iss", issuer.as_str()));
    refused(&replica, "/callback", &[code, iss]).await;
    refused(&replica, "/callback", &[code, iss, ("state", "k.AAAA")]).await;
    refused(&replica, "/callback", &[iss, ("state", &state)]).await;
    refused(&replica, "/callback", &[code, code, iss, ("state", &state)]).await;
    refused(&replica, "/callback", &[code, iss, ("state", &state), ("state", &state)]).await;
    refused(&replica, "/signed-out", &[("state", "k.AAAA")]).await;
}

#[tokio::test]
async fn a_sign_in_that_another_site_started_waits_for_a_click() {
    let (_provider, replica) = good().await;
    for sites in
        [vec![], vec!["cross-site"], vec!["same-site"], vec!["same-origin"], vec!["none", "cross-site"]]
    {
        for path in ["/authorize", "/logout"] {
            let mut request = browser().get(match path {
                "/authorize" => replica.authorize_url(&[]),
                _ => replica.url(
                    path,
                    &[
                        ("client_id", CLIENT),
                        ("post_logout_redirect_uri", "http://127.0.0.1:1/signed-out"),
                        ("state", "s"),
                    ],
                ),
            });
            for site in &sites {
                request = request.header("sec-fetch-site", *site);
            }
            let answer = request.send().await.expect("an answer");
            let state = parameter(&crate::support::location(&answer), "state").expect("a state");
            let url = match path {
                "/authorize" => {
                    replica.url("/callback", &[("code", "c"), ("state", &state), ("iss", &replica.issuer())])
                }
                _ => replica.url("/signed-out", &[("state", &state)]),
            };
            // What the browser says on the way back does not count: it comes from the provider.
            let page = replica.open(url).await.text().await.expect("a page");
            assert!(!page.contains("http-equiv"), "{path} {sites:?}");
            assert!(
                page.contains("Continuer vers Parvis sur cet ordinateur")
                    && page.contains("fermez cet onglet")
            );
            assert!(link(&page).is_some());
        }
    }
}

/// Sends a browser that comes from `site` through a log-out; returns where the last page leads.
async fn logs_out(replica: &Replica, site: &str) -> Url {
    let back = LOOPBACK.replace("/callback", "/signed-out");
    let url =
        replica.url("/logout", &[("client_id", CLIENT), ("post_logout_redirect_uri", &back), ("state", "s")]);
    let answer = browser().get(url).header("sec-fetch-site", site).send().await.expect("an answer");
    let state = parameter(&crate::support::location(&answer), "state").expect("a state");
    let page = replica.open(replica.url("/signed-out", &[("state", &state)])).await.text().await;
    link(&page.expect("a page")).expect("a link")
}

/// Whether the page at the end of a sign-in goes on by itself, when the browser comes from another site.
async fn goes_on_by_itself(replica: &Replica, changes: &[(&str, &str)]) -> bool {
    let request = browser().get(replica.authorize_url(changes)).header("sec-fetch-site", "cross-site");
    let answer = request.send().await.expect("an answer");
    let state = parameter(&crate::support::location(&answer), "state").expect("a state");
    let back = replica.url("/callback", &[("code", "c"), ("state", &state), ("iss", &replica.issuer())]);
    replica.open(back).await.text().await.expect("a page").contains("http-equiv")
}

/// Parvis leaves the provider and signs in again in one tab: the second page is reached from the first one's end.
#[tokio::test]
async fn a_chain_that_began_with_the_agent_goes_on_at_the_same_listener_only() {
    let (_provider, replica) = good().await;
    assert_eq!(parameter(&logs_out(&replica, "cross-site").await, "opened"), None);
    let word = parameter(&logs_out(&replica, "none").await, "opened").expect("the relay's word");
    assert!(goes_on_by_itself(&replica, &[("opened", &word)]).await);
    assert!(!goes_on_by_itself(&replica, &[]).await);
    assert!(!goes_on_by_itself(&replica, &[("opened", "made.up")]).await);
    let elsewhere = [("opened", word.as_str()), ("redirect_uri", "http://127.0.0.1:47812/callback")];
    assert!(!goes_on_by_itself(&replica, &elsewhere).await, "another program's listener");
    let (_, other) = good().await;
    assert!(!goes_on_by_itself(&other, &[("opened", &word)]).await, "another ministry's relay");
    replica.later(61);
    assert!(!goes_on_by_itself(&replica, &[("opened", &word)]).await, "a minute is enough");
}

#[tokio::test]
async fn an_oracle_for_a_stolen_code() {
    let (provider, replica) = good().await;
    let stolen = replica.sealed_code("planted-upstream-code").await;
    let challenge = challenge(VERIFIER);
    // Without the verifier a code yields the same answer whatever is tried, and soon none; the provider never hears
    // of it, so that it is not spent either.
    for verifier in ["", "short", OTHER_VERIFIER, &challenge, &VERIFIER.to_uppercase(), "caf\u{e9}"] {
        let mut form = redeeming(&stolen);
        form[3].1 = verifier;
        assert_eq!(error(&replica.token(&form).await), (400, "invalid_grant"), "{verifier}");
    }
    assert!(provider.arrived().is_empty());
    assert_eq!(replica.redeem(&stolen).await.0, 200);
    let mut form = redeeming(&stolen);
    form[3].1 = OTHER_VERIFIER;
    for _ in 0..30 {
        replica.token(&form).await;
    }
    assert_eq!(error(&replica.token(&form).await), (429, "temporarily_unavailable"));
}

#[tokio::test]
async fn a_stolen_sealed_refresh_token_is_worth_nothing_elsewhere() {
    let provider = Provider::start(json!({})).await;
    let other = Provider::start(json!({})).await;
    let keys = KeyRing::new_line();
    let replica = Setting::new(&provider.issuer).keys(&[&keys]).start().await;
    let sealed = replica.refresh_token().await;
    assert!(!sealed.contains(REFRESH));
    // The same keys in another deployment, and the same deployment with other keys.
    let deployment = Setting::new(&other.issuer).keys(&[&keys]).start().await;
    assert_eq!(error(&deployment.refresh(&sealed).await), (400, "invalid_grant"));
    assert!(other.arrived().is_empty());
    // Another client's request is not answered at all.
    let mut form = crate::support::refreshing(&sealed);
    form[2].1 = "docs";
    assert_eq!(error(&replica.token(&form).await), (401, "invalid_client"));
    // Once its session is over, it is worth nothing here either: that is the provider's to say.
    provider.answers(Answer::Bytes(400, br#"{"error":"invalid_grant"}"#.to_vec()));
    assert_eq!(error(&replica.refresh(&sealed).await), (400, "invalid_grant"));
}

#[tokio::test]
async fn a_seal_of_one_kind_is_none_of_another() {
    let (provider, replica) = good().await;
    let (_, state) = replica.begin(&[]).await;
    let code = replica.sealed_code("planted-upstream-code").await;
    let refresh = replica.refresh_token().await;
    let asked = provider.arrived().len();
    for blob in [&state, &refresh] {
        assert_eq!(error(&replica.redeem(blob).await), (400, "invalid_grant"));
    }
    for blob in [&state, &code] {
        assert_eq!(error(&replica.refresh(blob).await), (400, "invalid_grant"));
    }
    for blob in [&code, &refresh] {
        refused(&replica, "/callback", &[("code", "c"), ("state", blob), ("iss", &replica.issuer())]).await;
        refused(&replica, "/signed-out", &[("state", blob)]).await;
    }
    refused(&replica, "/signed-out", &[("state", &state)]).await;
    assert_eq!(provider.arrived().len(), asked);
}

#[tokio::test]
async fn a_key_that_was_withdrawn_opens_nothing_and_signs_nobody_out() {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).start().await;
    let (_, state) = replica.begin(&[]).await;
    let (code, refresh) = (replica.sealed_code("c").await, replica.refresh_token().await);
    let asked = provider.arrived().len();
    let moved = Setting::new(&provider.issuer).start().await;
    assert_eq!(error(&moved.redeem(&code).await), (503, "temporarily_unavailable"));
    assert_eq!(error(&moved.refresh(&refresh).await), (503, "temporarily_unavailable"));
    let form = [("token", refresh.as_str()), ("client_id", CLIENT)];
    let revoked = json(moved.post("/revoke", &form).await).await;
    assert_eq!(error(&revoked), (503, "temporarily_unavailable"));
    let told = [("code", "c"), ("state", state.as_str()), ("iss", &moved.issuer())];
    assert_eq!(moved.open(moved.url("/callback", &told)).await.status(), 503);
    assert_eq!(provider.arrived().len(), asked);
}

#[tokio::test]
async fn two_replicas_share_nothing_but_the_keys() {
    let provider = Provider::start(json!({})).await;
    let (old, new) = (KeyRing::new_line(), KeyRing::new_line());
    let one = Setting::new(&provider.issuer).keys(&[&old, &new]).start().await;
    let two = Setting::new(&provider.issuer).keys(&[&new, &old]).start().await;
    // Begun at one, handed on by two, redeemed at one, refreshed at two, revoked at one.
    let (_, state) = one.begin(&[]).await;
    let back = two.come_back(&[("code", "c"), ("state", &state), ("iss", &two.issuer())]).await;
    let (status, tokens) = one.redeem(&parameter(&back, "code").expect("a code")).await;
    assert_eq!(status, 200, "{tokens}");
    let (status, tokens) = two.refresh(tokens["refresh_token"].as_str().expect("a token")).await;
    assert_eq!(status, 200, "{tokens}");
    let form = [("token", tokens["refresh_token"].as_str().expect("a token")), ("client_id", CLIENT)];
    assert_eq!(one.post("/revoke", &form).await.status(), 200);
    let kinds: Vec<_> = provider.arrived().iter().map(|asked| asked.path).collect();
    assert_eq!(kinds, ["token", "token", "revocation"]);
}

#[tokio::test]
async fn a_form_is_read_in_one_way_only() {
    let (provider, replica) = good().await;
    let sealed = replica.refresh_token().await;
    let asked = provider.arrived().len();
    let good = crate::support::refreshing(&sealed);
    let mut twice = good.to_vec();
    twice.push(("refresh_token", &sealed));
    assert_eq!(error(&replica.token(&twice).await), (400, "invalid_request"));
    let more: [(&str, &str); 4] =
        [("client_secret", "x"), ("code", &sealed), ("resource", "https://x"), ("audience", "x")];
    for extra in more {
        let mut form = good.to_vec();
        form.push(extra);
        assert_eq!(error(&replica.token(&form).await), (400, "invalid_request"), "{extra:?}");
    }
    for missing in 1..3 {
        let mut form = good.to_vec();
        form.remove(missing);
        assert_eq!(error(&replica.token(&form).await), (400, "invalid_request"));
    }
    for grant in ["password", "client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange", ""] {
        let mut form = good;
        form[0].1 = grant;
        assert_eq!(error(&replica.token(&form).await), (400, "unsupported_grant_type"), "{grant}");
    }
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(good).finish();
    for (kind, query) in [("application/json", ""), ("", ""), ("text/plain", "")] {
        let url = format!("{}/token{query}", replica.address);
        let answer = browser().post(url).header("content-type", kind).body(body.clone()).send().await;
        assert_eq!(answer.expect("an answer").status(), 415, "{kind}");
    }
    assert_eq!(provider.arrived().len(), asked);
}
