//! Requests as bytes: what no well-behaved client sends.

use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout};

use crate::support::provider::Provider;
use crate::support::{Replica, Setting, location, refreshing};

async fn good() -> (Provider, Replica) {
    let provider = Provider::start(json!({})).await;
    let replica = Setting::new(&provider.issuer).start().await;
    (provider, replica)
}

async fn connect(replica: &Replica) -> TcpStream {
    TcpStream::connect(replica.origin.trim_start_matches("http://")).await.expect("a connection")
}

/// Everything that comes back until the relay closes; so a request that leaves the connection open fails here.
async fn exchange(replica: &Replica, request: &[u8]) -> String {
    let mut stream = connect(replica).await;
    // The relay may close before it has read everything.
    let _ = stream.write_all(request).await;
    let mut answer = Vec::new();
    let read = timeout(Duration::from_secs(20), stream.read_to_end(&mut answer)).await;
    assert!(read.is_ok(), "left open: {}", String::from_utf8_lossy(&answer));
    String::from_utf8_lossy(&answer).into_owned()
}

fn statuses(answer: &str) -> Vec<&str> {
    answer.split("HTTP/1.1 ").skip(1).map(|rest| &rest[..3]).collect()
}

#[tokio::test]
async fn header_smuggling() {
    let (provider, replica) = good().await;
    let sealed = replica.refresh_token().await;
    let asked = provider.arrived().len();
    let hidden = "POST /revoke HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n\r\n";
    let form = format!("grant_type=refresh_token&client_id=parvis&refresh_token={sealed}");
    let length = form.len();
    let chunks = format!("{length:x}\r\n{form}\r\n0\r\n\r\n{hidden}");
    let kind = "content-type: application/x-www-form-urlencoded";
    let rows = [
        ("two lengths", format!("content-length: {length}\r\ncontent-length: 5"), format!("{form}{hidden}")),
        ("two lengths in one", format!("content-length: {length}, 5"), format!("{form}{hidden}")),
        ("a signed length", format!("content-length: +{length}"), format!("{form}{hidden}")),
        ("a length in words", "content-length: many".to_owned(), form.clone()),
        (
            "a length, then chunks",
            format!("content-length: {length}\r\ntransfer-encoding: chunked"),
            chunks.clone(),
        ),
        (
            "chunks, then a length",
            format!("transfer-encoding: chunked\r\ncontent-length: {length}"),
            chunks.clone(),
        ),
        ("chunks", "transfer-encoding: chunked".to_owned(), chunks.clone()),
        ("chunks, oddly", "transfer-encoding: xchunked".to_owned(), chunks.clone()),
        ("chunks, twice", "transfer-encoding: chunked, identity".to_owned(), chunks.clone()),
        ("a space before the colon", format!("content-length : {length}"), form.clone()),
        ("a folded header", format!("x-a: b\r\n content-length: {length}"), form.clone()),
        ("a bare return", format!("x-a: b\rcontent-length: {length}"), form.clone()),
    ];
    for (name, headers, body) in rows {
        let request = format!("POST /token HTTP/1.1\r\nhost: x\r\n{kind}\r\n{headers}\r\n\r\n{body}");
        let answer = exchange(&replica, request.as_bytes()).await;
        let statuses = statuses(&answer);
        assert!(matches!(statuses.as_slice(), ["400" | "411"]), "{name}: {answer}");
    }
    assert_eq!(provider.arrived().len(), asked, "something came through");
}

#[tokio::test]
async fn oversized_input() {
    let (_provider, replica) = good().await;
    let close = "host: x\r\nconnection: close";
    let many = "x-one: a\r\n".repeat(65);
    let long = "a".repeat(17 * 1024);
    let rows = [
        ("a long line", format!("GET /authorize?{long} HTTP/1.1\r\n{close}\r\n\r\n"), vec!["414", "431"]),
        ("a long header", format!("GET /healthz HTTP/1.1\r\n{close}\r\nx: {long}\r\n\r\n"), vec!["431"]),
        ("many headers", format!("GET /healthz HTTP/1.1\r\n{close}\r\n{many}\r\n"), vec!["431"]),
        ("no HTTP", "\0\x01\x02 hello\r\n\r\n".to_owned(), vec!["400"]),
    ];
    for (name, request, expected) in rows {
        let answer = exchange(&replica, request.as_bytes()).await;
        assert!(statuses(&answer).first().is_some_and(|got| expected.contains(got)), "{name}: {answer}");
    }
    let kind = "content-type: application/x-www-form-urlencoded";
    for length in [16 * 1024 + 1, 1024 * 1024 * 1024] {
        let head = format!("POST /token HTTP/1.1\r\n{close}\r\n{kind}\r\ncontent-length: {length}\r\n\r\n");
        let answer = exchange(&replica, format!("{head}{}", "a".repeat(16 * 1024 + 1)).as_bytes()).await;
        assert_eq!(statuses(&answer), ["413"], "{length}");
    }
    let fitting = "a".repeat(16 * 1024);
    let head =
        format!("POST /token HTTP/1.1\r\n{close}\r\n{kind}\r\ncontent-length: {}\r\n\r\n", fitting.len());
    assert_eq!(statuses(&exchange(&replica, format!("{head}{fitting}").as_bytes()).await), ["400"]);
}

#[tokio::test]
async fn whoever_dawdles_is_let_go() {
    let (_provider, replica) = good().await;
    let heads = [
        // The head never ends.
        "GET /healthz HTTP/1.1\r\nhost: x\r\nx-",
        // The body never ends.
        "POST /token HTTP/1.1\r\nhost: x\r\nconnection: close\r\ncontent-length: 9\r\ncontent-type: application/x-www-form-urlencoded\r\n\r\na=",
        // Nothing ever begins.
        "",
        // Nothing comes after an answer.
        "GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n",
    ];
    let mut streams = Vec::new();
    for head in heads {
        let mut stream = connect(&replica).await;
        stream.write_all(head.as_bytes()).await.expect("written");
        streams.push(stream);
    }
    let began = Instant::now();
    for (mut stream, expected) in streams.into_iter().zip(["", "HTTP/1.1 408", "", "HTTP/1.1 200"]) {
        let mut answer = String::new();
        let read = timeout(Duration::from_secs(60), stream.read_to_string(&mut answer)).await;
        assert!(read.is_ok(), "held open");
        assert!(answer.starts_with(expected), "{answer}");
    }
    assert!(began.elapsed() >= Duration::from_secs(20), "let go too early: {:?}", began.elapsed());
}

#[tokio::test]
async fn the_address_of_the_relay_comes_from_its_configuration() {
    let (_provider, replica) = good().await;
    let answer = crate::support::browser()
        .get(replica.authorize_url(&[]))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("x-forwarded-proto", "gopher")
        .header("x-forwarded-prefix", "/evil")
        .header("x-original-url", "/metrics")
        .header("forwarded", "host=evil.example;proto=gopher")
        .send()
        .await
        .expect("an answer");
    let onward = location(&answer);
    assert!(!onward.as_str().contains("evil") && onward.as_str().contains("%2Fcallback"), "{onward}");
    // A whole address in the request line is a path all the same.
    let path = replica.authorize_url(&[]).query().expect("a query").to_owned();
    let request = format!(
        "GET http://evil.example/authorize?{path} HTTP/1.1\r\nhost: evil.example\r\nconnection: close\r\n\r\n"
    );
    let answer = exchange(&replica, request.as_bytes()).await;
    assert!(answer.starts_with("HTTP/1.1 303") && !answer.contains("evil"), "{answer}");
}

#[tokio::test]
async fn an_override_of_the_method_is_not_heard() {
    let (provider, replica) = good().await;
    let sealed = replica.refresh_token().await;
    let asked = provider.arrived().len();
    let form =
        url::form_urlencoded::Serializer::new(String::new()).extend_pairs(refreshing(&sealed)).finish();
    let answer = crate::support::browser()
        .get(format!("{}/token?{form}", replica.address))
        .header("x-http-method-override", "POST")
        .send()
        .await
        .expect("an answer");
    assert_eq!(answer.status(), 405);
    assert_eq!(provider.arrived().len(), asked);
}
