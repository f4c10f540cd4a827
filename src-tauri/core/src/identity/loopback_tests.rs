//! The listener against a real client.

use super::*;

async fn listener() -> (Loopback, String) {
    let listener = Loopback::bind(&[], "/callback", "right".into(), Language::En).await.expect("a free port");
    let address = listener.redirect_uri().to_string();
    (listener, address)
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

#[tokio::test]
async fn a_wrong_state_changes_nothing_and_the_right_one_is_taken_once() {
    let (mut listener, address) = listener().await;
    for query in
        ["", "?code=c", "?code=c&state=wrong", "?state=right&state=right&code=c", "?code=c&state=right%00"]
    {
        let status = client().get(format!("{address}{query}")).send().await.expect("an answer").status();
        assert_eq!(status, 400, "{query}");
    }
    let first =
        tokio::spawn(client().get(format!("{address}?code=c&state=right&iss=i&session_state=x")).send());
    let answer = listener.answer().await.expect("the answer");
    assert_eq!(answer.parameters.get("code").map(String::as_str), Some("c"));
    assert_eq!(answer.parameters.get("iss").map(String::as_str), Some("i"));
    let second = client().get(format!("{address}?code=other&state=right")).send().await.expect("an answer");
    assert_eq!(second.status(), 410);
    assert!(answer.reply.send(page::signed_in(Language::En, "Camille", None)).is_ok());
    let page = first.await.expect("no panic").expect("an answer");
    assert_eq!(page.status(), 200);
    assert_eq!(page.headers()["cache-control"], "no-store");
    assert_eq!(page.headers()["referrer-policy"], "no-referrer");
    assert!(page.text().await.expect("a page").contains("You are signed in"));
}

#[tokio::test]
async fn other_hosts_paths_and_methods_are_refused() {
    let (_listener, address) = listener().await;
    let ask = |request: reqwest::RequestBuilder| async {
        request.send().await.expect("an answer").status().as_u16()
    };
    let right = format!("{address}?code=c&state=right");
    assert_eq!(ask(client().get(&right).header("host", "evil.example")).await, 421);
    assert_eq!(ask(client().get(right.replace("/callback", "/favicon.ico"))).await, 404);
    assert_eq!(ask(client().post(&right)).await, 405);
    assert_eq!(ask(client().get(right.replace("right", "wrong"))).await, 400);
}

#[tokio::test]
async fn a_taken_port_is_skipped_and_all_taken_is_said() {
    let taken = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let refused = Loopback::bind(&[port], "/callback", "s".into(), Language::Fr).await.map(drop);
    assert_eq!(refused, Err(Failure::new(Code::PortsTaken, port.to_string())));
    let free =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port").local_addr().expect("it").port();
    let listener =
        Loopback::bind(&[port, free], "/callback", "s".into(), Language::Fr).await.expect("the free one");
    assert_eq!(listener.redirect_uri().url().port(), Some(free));
}

#[tokio::test]
async fn dropping_it_frees_the_port_but_still_sends_the_page() {
    let (mut listener, address) = listener().await;
    let asked = tokio::spawn(client().get(format!("{address}?code=c&state=right")).send());
    let answer = listener.answer().await.expect("the answer");
    drop(listener);
    assert!(answer.reply.send(page::failed(Language::En, &Code::SignInRefused.into())).is_ok());
    assert_eq!(asked.await.expect("no panic").expect("the page").status(), 200);
    assert!(client().get(&address).send().await.is_err());
}
