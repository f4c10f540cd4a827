//! Documents that are and are not workspaces.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::*;
use crate::DEMO;
use crate::words::Language;

fn lines(problems: &[Problem]) -> Vec<String> {
    let without_place = |problem: &Problem| Problem { position: None, ..problem.clone() }.line(Language::En);
    problems.iter().map(without_place).collect()
}

fn document(change: impl FnOnce(&mut serde_json::Value)) -> Vec<u8> {
    let mut value = serde_json::json!({
        "format": 1, "id": "fr.gouv.exemple", "name": {"fr": "Ministère de l'Exemple"}, "revision": 42,
        "hosts": ["*.exemple.gouv.fr"],
        "identity": {"issuer": "https://auth.exemple.gouv.fr/api/v2", "client": "public", "client_id": "parvis"},
        "sections": [{"id": "everyday", "name": {"fr": "Tous les jours"}}],
        "apps": [{"id": "docs", "name": {"fr": "Docs"}, "url": "https://docs.exemple.gouv.fr", "section": "everyday",
                  "sso": {"kind": "lasuite", "next_param": "next"},
                  "actions": [{"id": "new", "name": {"fr": "Nouveau"}, "path": "/docs/new/"}]}],
        "feeds": [], "future": {"unknown": true}
    });
    change(&mut value);
    serde_json::to_vec(&value).expect("JSON")
}

#[test]
fn reads_a_workspace_and_leaves_alone_what_it_does_not_know() {
    let workspace = Workspace::read(&document(|_| ()), &NoAssets).expect("a workspace");
    assert_eq!(workspace.tool("docs").map(|t| t.url.as_str()), Some("https://docs.exemple.gouv.fr/"));
    assert_eq!(
        workspace.identity.map(|i| (i.session_hours, i.callback_path)),
        Some((12, "/callback".into()))
    );
}

#[test]
fn names_the_place_of_each_problem() {
    type Change = fn(&mut serde_json::Value);
    let table: &[(Change, &str)] = &[
        (|v| v["format"] = 2.into(), "format: is 2"),
        (|v| v["name"] = serde_json::json!({}), "name: is empty"),
        (
            |v| v["hosts"][0] = "*.gouv.fr".into(),
            "hosts[0]: \"*.gouv.fr\" puts a wildcard over a public suffix",
        ),
        (|v| v["hosts"][0] = "https://x.fr".into(), "hosts[0]: \"https://x.fr\" is not a host"),
        (
            |v| v["identity"]["issuer"] = "http://a.fr".into(),
            "identity.issuer: \"http://a.fr\" is not an https",
        ),
        (|v| v["identity"]["client"] = "magic".into(), "identity.client: \"magic\" is not one of the values"),
        (|v| v["identity"]["client"] = "secret".into(), "identity.redirect_ports: is empty"),
        (
            |v| v["identity"]["callback_path"] = "cb".into(),
            "identity.callback_path: \"cb\" is not a plain path",
        ),
        (|v| v["identity"]["session_hours"] = 0.into(), "identity.session_hours: is 0"),
        (|v| v["identity"]["scopes"] = serde_json::json!(["email"]), "identity.scopes: does not hold"),
        (
            |v| v["identity"]["scopes"] = serde_json::json!(["openid", "email phone"]),
            "identity.scopes[1]: \"email phone\" is not a scope",
        ),
        (|v| v["identity"]["client"] = "relay".into(), "identity.relay: is missing"),
        (|v| v["identity"]["relay"] = "https://r.fr".into(), "identity.relay: is there, and client is not"),
        (
            |v| {
                v["identity"]["client"] = "relay".into();
                v["identity"]["relay"] = "http://r.fr".into();
                v["identity"]["post_logout_path"] = "/out".into();
            },
            "identity.post_logout_path: is there, and a relay has its own",
        ),
        (
            |v| {
                v["identity"]["client"] = "relay".into();
                v["identity"]["relay"] = "http://r.fr".into();
            },
            "identity.relay: \"http://r.fr\" is not an https address",
        ),
        (
            |v| v["identity"]["post_logout_path"] = "/callback".into(),
            "identity.post_logout_path: is the callback",
        ),
        (
            |v| v["identity"]["redirect_host"] = "0.0.0.0".into(),
            "identity.redirect_host: \"0.0.0.0\" is not one",
        ),
        (|v| v["identity"]["scim"] = "ftp://a.fr".into(), "identity.scim: \"ftp://a.fr\" is not an https"),
        (
            |v| v["identity"]["userinfo_signed_response_alg"] = "HS256".into(),
            "identity.userinfo_signed_response_alg: \"HS256\" is not one of the values",
        ),
        (
            |v| v["apps"][0]["url"] = "https://evil.example".into(),
            "apps[0].url: \"https://evil.example\" is on a host",
        ),
        (|v| v["apps"][0]["url"] = 3.into(), "apps[0].url: is a number, and has to be a text"),
        (|v| v["apps"][0]["actions"][0]["path"] = "//evil.example/".into(), "apps[0].actions[0].path:"),
        (
            |v| v["apps"][0]["audience"] = serde_json::json!({"any": [{"siret": "1300"}]}),
            "apps[0].audience.any[0].siret: is a text, and has to be a list",
        ),
        (|v| v["identity"]["callback_path"] = "/a/../b".into(), "identity.callback_path:"),
        (|v| v["identity"]["issuer"] = "https://a:b@c.fr".into(), "identity.issuer:"),
        (|v| v["apps"][0]["sso"]["next_param"] = "".into(), "apps[0].sso.next_param:"),
        (
            |v| {
                v["apps"][0]["sso"] =
                    serde_json::json!({"kind": "initiate_login", "uri": "https://a.exemple.gouv.fr/"});
            },
            "apps[0].sso.uri: \"https://a.exemple.gouv.fr/\" is not on the tool’s own origin",
        ),
    ];
    for (change, problem) in table {
        let problems = lines(&Workspace::read(&document(change), &NoAssets).expect_err(problem));
        assert!(problems.iter().any(|p| p.starts_with(problem)), "{problem} not in {problems:?}");
    }
}

#[test]
fn plain_http_on_loopback_is_for_demonstrations() {
    let read =
        Workspace::read(&document(|v| v["identity"]["issuer"] = "http://127.0.0.1:9400/".into()), &NoAssets);
    assert_eq!(read.is_ok(), DEMO);
}

#[test]
fn lists_all_problems_at_once() {
    let text = document(|v| {
        v["hosts"][0] = "*".into();
        v["apps"] = serde_json::json!([v["apps"][0], v["apps"][0]]);
    });
    let problems = lines(&Workspace::read(&text, &NoAssets).expect_err("problems"));
    assert!(problems.iter().any(|p| p.starts_with("hosts[0]")), "{problems:?}");
    assert!(problems.iter().any(|p| p == "apps[1].id: \"docs\" is there twice"), "{problems:?}");
}

#[test]
fn says_line_and_column_of_broken_json() {
    let problems = Workspace::read(b"{\"format\": 1,\n oops}", &NoAssets).expect_err("a problem");
    assert_eq!(problems[0].position, Some((2, 2)), "{problems:?}");
    assert!(Workspace::read(b"", &NoAssets).is_err());
    assert!(Workspace::read(b"[]", &NoAssets).is_err());
    assert!(Workspace::read(&[document(|_| ()), b"{}".to_vec()].concat(), &NoAssets).is_err());
}

#[test]
fn the_built_in_workspace_is_what_la_gaufre_lists() {
    let text = include_str!("../../../../tests/fixtures/recordings/gaufre/v1_api_services.json");
    let listed: Vec<serde_json::Value> = serde_json::from_str(text).expect("the recording");
    let listed: Vec<_> =
        listed.iter().map(|s| [&s["id"], &s["name"], &s["url"]].map(|v| v.as_str().expect("text"))).collect();
    let workspace = Workspace::built_in();
    let ours: Vec<_> = workspace
        .tools
        .iter()
        .map(|t| [t.app.id.as_str(), t.app.name.pick(crate::words::Language::Fr), t.url.as_str()])
        .collect();
    assert_eq!(ours, listed);
}

#[test]
fn a_missing_file_is_said_and_named() {
    let broken = Workspace::load(Path::new("/nonexistent/workspace.json")).expect_err("no file");
    assert_eq!((broken.code, broken.problems.len()), (Code::WorkspaceUnreadable, 1));
}

#[test]
fn a_bad_icon_is_left_out_and_said() {
    let data = |svg: &str| format!("data:image/svg+xml;base64,{}", BASE64_STANDARD.encode(svg));
    let drawing = r#"<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h8v8z"/></svg>"#;
    let hostile = drawing.replace("<path", r#"<script>alert(1)</script><path onclick="alert(1)""#);
    for (icon, warning) in [
        ("../secret.svg", Some("apps[0].icon: \"../secret.svg\" is not a path beside the workspace")),
        ("missing.svg", Some("apps[0].icon: \"missing.svg\" needs a folder beside the workspace")),
        (
            "data:text/html;base64,PGI+",
            Some("apps[0].icon: \"text/html\" is not shown: only SVG, PNG and WebP are"),
        ),
        (
            "data:image/png;base64,PHN2Zy8+",
            Some("apps[0].icon: \"data:\" is not a picture of the kind image/png"),
        ),
        (&data("<p>"), Some("apps[0].icon: \"data:\" is not a picture of the kind image/svg+xml")),
    ] {
        let workspace = Workspace::read(&document(|v| v["apps"][0]["icon"] = icon.into()), &NoAssets)
            .expect("a workspace");
        assert_eq!(lines(&workspace.warnings).first().map(String::as_str), warning, "{icon}");
        assert_eq!(workspace.tools[0].icon, None);
    }
    let icon = |svg: &str| {
        let text = document(|v| v["apps"][0]["icon"] = data(svg).into());
        let workspace = Workspace::read(&text, &NoAssets).expect("a workspace");
        let icon = workspace.tools[0].icon.clone().expect("an icon");
        let bytes = BASE64_STANDARD.decode(icon.split_once(',').expect("data").1).expect("base64");
        String::from_utf8(bytes).expect("text")
    };
    assert!(icon(drawing).contains("M0 0h8v8z"));
    assert_eq!(icon(&hostile), icon(drawing), "what runs is taken out");
}

#[test]
fn an_audience_that_can_never_be_met_is_said() {
    let audience = serde_json::json!({"any": [{"groups": ["rh"]}, {"siren": ["1"]}]});
    let workspace =
        Workspace::read(&document(|v| v["apps"][0]["audience"] = audience), &NoAssets).expect("a workspace");
    let warning =
        "apps[0].audience.any[1].siren: is not known to this version, so this condition never holds";
    assert_eq!(lines(&workspace.warnings), [warning]);
}

#[test]
fn a_byte_order_mark_is_no_problem() {
    assert!(Workspace::read(&[b"\xef\xbb\xbf".to_vec(), document(|_| ())].concat(), &NoAssets).is_ok());
}
