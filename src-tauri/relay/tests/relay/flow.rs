//! What Parvis relies on.

use std::time::Duration;

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::support::provider::{ACCESS, Answer, ID_TOKEN, Provider, REFRESH};
use crate::support::{
    CLIENT, LOOPBACK, Replica, SECRET, Setting, VERIFIER, challenge, link, location, parameter, redeeming,
    refreshing,
};

async fn good() -> (Provider, Replica) {
    with(json!({})).await
}

async fn with(changes: Value) -> (Provider, Replica) {
    let provider = Provider::start(changes).await;
    let replica = Setting::new(&provider.issuer).start().await;
    (provider, replica)
}

fn error(answer: &(StatusCode, Value)) -> (u16, &str) {
    (answer.0.as_u16(), answer.1["error"].as_str().unwrap_or_default())
}

#[tokio::test]
async fn authorize_goes_on_to_the_provider_in_the_ministrys_name() {
    let (provider, replica) = good().await;
    let hints = [
        ("prompt", "login"),
        ("login_hint", "camille.durand@exemple.gouv.fr"),
        ("siret_hint", "13002526500013"),
        ("acr_values", "eidas1"),
        ("claims", r#"{"id_token":{"acr":{"essential":true}}}"#),
    ];
    let (onward, state) = replica.begin(&hints).await;
    assert!(onward.as_str().starts_with(&format!("{}/authorize?", provider.issuer)), "{onward}");
    let challenge = challenge(VERIFIER);
    let redirect_uri = format!("{}/callback", replica.address);
    let mut expected = vec![
        ("client_id", CLIENT),
        ("redirect_uri", &redirect_uri),
        ("state", &state),
        ("response_type", "code"),
        ("scope", "openid given_name usual_name email"),
        ("nonce", "planted-nonce"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    expected.extend(hints);
    let mut got: Vec<_> = onward.query_pairs().into_owned().collect();
    got.sort();
    expected.sort_unstable();
    let got: Vec<_> = got.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    assert_eq!(got, expected);
    assert!(!state.contains("planted") && !onward.as_str().contains("47811"));
}

#[tokio::test]
async fn a_code_is_redeemed_with_the_secret_and_the_refresh_token_leaves_sealed() {
    let (provider, replica) = good().await;
    let sealed = replica.sealed_code("planted-upstream-code").await;
    assert!(!sealed.contains("planted"));
    let answer = replica.post("/token", &redeeming(&sealed)).await;
    assert_eq!(answer.status(), 200);
    assert_eq!(answer.headers()["content-type"], "application/json");
    assert_eq!(answer.headers()["cache-control"], "no-store");
    let mut tokens: Value = serde_json::from_str(&answer.text().await.expect("a body")).expect("JSON");
    let refresh = tokens["refresh_token"].take();
    let refresh = refresh.as_str().expect("a token");
    assert!(!refresh.contains(REFRESH) && refresh.len() < 200, "{refresh}");
    let expected = json!({
        "access_token": ACCESS, "token_type": "Bearer", "expires_in": 3600, "refresh_token": null,
        "id_token": ID_TOKEN, "scope": "openid email",
    });
    assert_eq!(tokens, expected);

    let arrived = provider.arrived();
    let [asked] = arrived.as_slice() else { panic!("{} requests", arrived.len()) };
    assert_eq!(asked.path, "token");
    assert_eq!(asked.authorization, None);
    let expected = json!({
        "grant_type": "authorization_code", "code": "planted-upstream-code",
        "redirect_uri": format!("{}/callback", replica.address), "code_verifier": VERIFIER,
        "client_id": CLIENT, "client_secret": SECRET,
    });
    assert_eq!(json!(asked.form), expected);

    let (status, _) = replica.refresh(refresh).await;
    assert_eq!(status, 200);
    let asked = provider.arrived().pop().expect("a request");
    let expected = json!({
        "grant_type": "refresh_token", "refresh_token": REFRESH, "client_id": CLIENT, "client_secret": SECRET,
    });
    assert_eq!(json!(asked.form), expected);
}

#[tokio::test]
async fn where_the_form_is_not_taken_the_secret_goes_by_basic() {
    for methods in [json!(["client_secret_basic"]), Value::Null] {
        let (provider, replica) = with(json!({ "token_endpoint_auth_methods_supported": methods })).await;
        replica.refresh_token().await;
        let asked = provider.arrived().pop().expect("a request");
        assert!(!asked.form.contains_key("client_secret"));
        // `parvis:` and the secret, in base64.
        let expected = "Basic cGFydmlzOnBsYW50ZWQtY2xpZW50LXNlY3JldC1wbGFudGVkLWNsaWVudC1zZWNyZXQ=";
        assert_eq!(asked.authorization.as_deref(), Some(expected));
    }
}

#[tokio::test]
async fn refused_scopes_come_back_by_name() {
    let (_provider, replica) = good().await;
    let url = replica.authorize_url(&[("scope", "openid email phone custom")]);
    let back = link(&replica.open(url).await.text().await.expect("a page")).expect("a way back");
    assert!(back.as_str().starts_with(&format!("{LOOPBACK}?")));
    assert_eq!(parameter(&back, "error").as_deref(), Some("invalid_scope"));
    assert_eq!(parameter(&back, "scope").as_deref(), Some("phone custom"));
    assert_eq!(parameter(&back, "state").as_deref(), Some("planted-app-state"));
    assert_eq!(parameter(&back, "iss"), Some(replica.issuer()));
    let sealed = replica.refresh_token().await;
    let mut form = refreshing(&sealed).to_vec();
    form.push(("scope", "openid phone"));
    assert_eq!(error(&replica.token(&form).await), (400, "invalid_scope"));
}

#[tokio::test]
async fn an_error_of_the_provider_reaches_parvis_cleaned() {
    let (_provider, replica) = good().await;
    let (_, state) = replica.begin(&[]).await;
    let description = format!("nope <script>\"\\\n{}", "x".repeat(500));
    let told = [
        ("error", "access_denied"),
        ("error_description", description.as_str()),
        ("error_uri", "https://evil.example/"),
        ("session_state", "of the provider"),
        ("state", &state),
        ("iss", &replica.issuer()),
    ];
    let back = replica.come_back(&told).await;
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    let description = parameter(&back, "error_description").expect("a description");
    assert!(description.starts_with("nope <script>xxx") && description.len() == 120, "{description}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("planted-app-state"));
    assert_eq!(back.query_pairs().count(), 4);
}

#[tokio::test]
async fn a_page_works_without_a_script_and_speaks_the_agents_language() {
    let (_provider, replica) = good().await;
    let (_, state) = replica.begin(&[]).await;
    let query = [("code", "planted-upstream-code"), ("state", &state), ("iss", &replica.issuer())];
    let url = replica.url("/callback", &query);
    for (language, words) in
        [("fr", "Retour à Parvis"), ("en-GB", "Back to Parvis"), ("de", "Zurück zu Parvis")]
    {
        let answer =
            crate::support::browser().get(url.clone()).header("accept-language", language).send().await;
        let answer = answer.expect("an answer");
        assert_eq!(answer.status(), 200);
        let header = |name| answer.headers()[name].to_str().expect("text").to_owned();
        assert_eq!(header("cache-control"), "no-store");
        assert_eq!(header("referrer-policy"), "no-referrer");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("x-request-id").len(), 16);
        let policy = header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'sha256-") && !policy.contains("unsafe"));
        let page = answer.text().await.expect("a page");
        assert!(page.contains(words) && !page.contains("<script"), "{page}");
        assert!(
            page.contains(
                r#"<meta http-equiv="refresh" content="0;url=http://127.0.0.1:47811/callback?code="#
            )
        );
        // The style is the one that the policy lets in.
        let (_, style) = page.split_once("<style>").expect("a style");
        let (style, _) = style.split_once("</style>").expect("an end");
        let digest = <sha2::Sha256 as sha2::Digest>::digest(style);
        let digest = base64::Engine::encode(&base64::prelude::BASE64_STANDARD, digest);
        assert!(policy.contains(&digest), "{policy}");
    }
}

#[tokio::test]
async fn signing_out_ends_the_providers_session_and_comes_back() {
    let (provider, replica) = good().await;
    let back = "http://[::1]:47812/signed-out";
    let query = [("client_id", CLIENT), ("post_logout_redirect_uri", back), ("state", "planted-out-state")];
    let onward = location(&replica.open(replica.url("/logout", &query)).await);
    assert!(onward.as_str().starts_with(&format!("{}/session/end?", provider.issuer)));
    assert_eq!(parameter(&onward, "client_id").as_deref(), Some(CLIENT));
    let ours = format!("{}/signed-out", replica.address);
    assert_eq!(parameter(&onward, "post_logout_redirect_uri"), Some(ours));
    let state = parameter(&onward, "state").expect("a state");
    let page =
        replica.open(replica.url("/signed-out", &[("state", &state)])).await.text().await.expect("a page");
    let link_back = link(&page).expect("a link");
    assert!(
        link_back.as_str().starts_with(&format!("{back}?state=planted-out-state&opened=")),
        "{link_back}"
    );

    let onward = location(&replica.open(replica.url("/logout", &[("client_id", CLIENT)])).await);
    let state = parameter(&onward, "state").expect("a state");
    for query in [vec![("state", state.as_str())], Vec::new()] {
        let page = replica.open(replica.url("/signed-out", &query)).await;
        assert_eq!(page.status(), 200);
        let page = page.text().await.expect("a page");
        assert!(page.contains("Vous êtes déconnecté") && link(&page).is_none());
    }
}

#[tokio::test]
async fn a_provider_without_a_sign_out_is_told_plainly() {
    let (_provider, replica) =
        with(json!({ "end_session_endpoint": null, "revocation_endpoint": null })).await;
    let answer = replica.open(replica.url("/logout", &[("client_id", CLIENT)])).await;
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.expect("a page").contains("fermez toutes les fenêtres"));
    let token = replica.refresh_token().await;
    let form = [("token", token.as_str()), ("client_id", CLIENT)];
    assert_eq!(replica.post("/revoke", &form).await.status(), 200);
}

#[tokio::test]
async fn a_revocation_says_whether_to_repeat_it() {
    let (provider, replica) = good().await;
    let sealed = replica.refresh_token().await;
    let rows: [(Answer, u16); 6] = [
        (Answer::Good, 200),
        (Answer::Bytes(400, br#"{"error":"invalid_request"}"#.to_vec()), 200),
        (Answer::Bytes(401, br#"{"error":"invalid_client"}"#.to_vec()), 503),
        (Answer::Bytes(500, Vec::new()), 503),
        (Answer::Bytes(429, Vec::new()), 503),
        (Answer::Bytes(404, b"<html>".to_vec()), 503),
    ];
    for (answer, expected) in rows {
        provider.answers(answer);
        let form = [("token", sealed.as_str()), ("token_type_hint", "refresh_token"), ("client_id", CLIENT)];
        assert_eq!(replica.post("/revoke", &form).await.status(), expected);
        let asked = provider.arrived().pop().expect("a request");
        assert_eq!((asked.path, asked.form["token"].as_str()), ("revocation", REFRESH));
        assert_eq!(asked.form["token_type_hint"], "refresh_token");
    }
    let before = provider.arrived().len();
    let form = [("token", "k.garbage"), ("client_id", CLIENT)];
    assert_eq!(replica.post("/revoke", &form).await.status(), 200);
    assert_eq!(provider.arrived().len(), before);
}

#[tokio::test]
async fn only_the_providers_own_invalid_grant_is_passed_on() {
    let (provider, replica) = good().await;
    let sealed = replica.refresh_token().await;
    let bytes = |status, text: &str| Answer::Bytes(status, text.as_bytes().to_vec());
    let foreign = r#"{"error":"invalid_grant","error_description":"planted foreign text"}"#;
    let rows = [
        (bytes(400, foreign), (400, "invalid_grant")),
        (bytes(401, r#"{"error":"invalid_client"}"#), (401, "invalid_client")),
        (bytes(400, r#"{"error":"unauthorized_client"}"#), (400, "unauthorized_client")),
        (bytes(400, r#"{"error":"slow_down"}"#), (502, "server_error")),
        (bytes(400, "<html>invalid_grant</html>"), (502, "server_error")),
        (bytes(500, foreign), (502, "server_error")),
        (bytes(503, ""), (502, "server_error")),
        (bytes(429, ""), (503, "temporarily_unavailable")),
        (bytes(200, "<html>"), (502, "server_error")),
        (bytes(200, r#"{"access_token":7}"#), (502, "server_error")),
        (bytes(200, r#"{"token_type":"Bearer"}"#), (502, "server_error")),
        (Answer::Bytes(200, vec![b' '; 1024 * 1024 + 1]), (502, "server_error")),
        (Answer::Elsewhere("http://127.0.0.1:9/token".to_owned()), (502, "server_error")),
    ];
    for (number, (answer, expected)) in rows.into_iter().enumerate() {
        provider.answers(answer);
        let answer = replica.refresh(&sealed).await;
        assert_eq!(error(&answer), expected, "row {number}");
        assert!(!answer.1.to_string().contains("planted"), "row {number}");
    }
}

#[tokio::test]
async fn a_provider_that_does_not_answer_is_given_up_in_time() {
    let (provider, replica) = good().await;
    let sealed = replica.refresh_token().await;
    provider.answers(Answer::Late(Duration::from_secs(60)));
    let began = tokio::time::Instant::now();
    let answer = replica.refresh(&sealed).await;
    assert_eq!(error(&answer), (504, "temporarily_unavailable"));
    assert!(began.elapsed() < Duration::from_secs(25), "{:?}", began.elapsed());
}

#[tokio::test]
async fn an_unreachable_provider_signs_nobody_out() {
    // It names a token endpoint where nobody listens.
    let changes = json!({ "token_endpoint": "http://127.0.0.1:1/token" });
    let (_provider, replica) = with(changes).await;
    let code = replica.sealed_code("planted-upstream-code").await;
    assert_eq!(error(&replica.redeem(&code).await), (502, "temporarily_unavailable"));
}

#[tokio::test]
async fn before_the_provider_is_known_everything_says_not_now() {
    let provider = Provider::start(json!({})).await;
    let setting = Setting::new("http://127.0.0.1:1/api/v2");
    let replica = setting.start_unready().await;
    assert_eq!(replica.get("/healthz").await.status(), 503);
    let answer = replica.open(replica.authorize_url(&[])).await;
    assert_eq!(answer.status(), 503);
    assert!(answer.text().await.expect("a page").contains("pas disponible"));
    drop(provider);
}

#[tokio::test]
async fn a_discovery_document_of_somebody_else_is_not_taken() {
    for changes in [
        json!({ "issuer": "https://evil.example" }),
        json!({ "token_endpoint": "ftp://127.0.0.1/token" }),
        json!({ "token_endpoint": null }),
        json!({ "token_endpoint_auth_methods_supported": ["private_key_jwt"] }),
    ] {
        let provider = Provider::start(changes.clone()).await;
        let replica = Setting::new(&provider.issuer).start_unready().await;
        let text = replica.figure_once_asked().await;
        assert!(text.contains("outcome=\"failed\""), "{changes}");
        assert_eq!(replica.get("/healthz").await.status(), 503, "{changes}");
    }
}

#[tokio::test]
async fn routes_live_under_the_path_of_the_public_address() {
    let provider = Provider::start(json!({})).await;
    let mut setting = Setting::new(&provider.issuer);
    setting.prefix = "/services/relais";
    let replica = setting.start().await;
    let (onward, _) = replica.begin(&[]).await;
    let expected = format!("{}/services/relais/callback", replica.origin);
    assert_eq!(parameter(&onward, "redirect_uri"), Some(expected));
    replica.refresh_token().await;
    assert_eq!(replica.get("/authorize").await.status(), 404);
}

#[tokio::test]
async fn what_is_not_on_the_list_is_not_there() {
    let (_provider, replica) = good().await;
    let http = crate::support::browser();
    let ask = async |method: &str, path: &str| {
        let method = method.parse::<reqwest::Method>().expect("a method");
        http.request(method, format!("{}{path}", replica.origin)).send().await.expect("an answer").status()
    };
    for path in ["/", "/metrics", "/token/", "//token", "/authorize/..", "/favicon.ico", "/Token"] {
        assert_eq!(ask("GET", path).await, 404, "{path}");
    }
    for (method, path) in [
        ("GET", "/token"),
        ("GET", "/revoke"),
        ("POST", "/authorize"),
        ("PUT", "/token"),
        ("OPTIONS", "/token"),
        ("DELETE", "/healthz"),
        ("TRACE", "/logout"),
    ] {
        assert_eq!(ask(method, path).await, 405, "{method} {path}");
    }
    assert_eq!(ask("HEAD", "/healthz").await, 200);
    assert_eq!(ask("HEAD", "/signed-out").await, 200);
}
