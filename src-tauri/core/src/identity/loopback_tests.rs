//! The listener against a real client.

use super::*;

async fn listener() -> (Loopback, oneshot::Receiver<Answer>, String) {
    let listener = Loopback::bind(RedirectHost::Ipv4, &[], Language::En).await.expect("a free port");
    let address = listener.address("/callback").expect("an address").to_string();
    let answer = listener.expect("/callback", "right");
    (listener, answer, address)
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

#[tokio::test]
async fn a_wrong_state_changes_nothing_and_the_right_one_is_taken_once() {
    let (_listener, answer, address) = listener().await;
    for query in
        ["", "?code=c", "?code=c&state=wrong", "?state=right&state=right&code=c", "?code=c&state=right%00"]
    {
        let status = client().get(format!("{address}{query}")).send().await.expect("an answer").status();
        assert_eq!(status, 400, "{query}");
    }
    let first =
        tokio::spawn(client().get(format!("{address}?code=c&state=right&iss=i&session_state=x")).send());
    let answer = answer.await.expect("the answer");
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
    let (_listener, _answer, address) = listener().await;
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
    let bind = async |ports: &[u16]| Loopback::bind(RedirectHost::Ipv4, ports, Language::Fr).await;
    let refused = bind(&[port]).await.map(drop);
    assert_eq!(refused, Err(Failure::new(Code::PortsTaken, port.to_string())));
    let free =
        TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.expect("a port").local_addr().expect("it").port();
    let listener = bind(&[port, free]).await.expect("the free one");
    assert_eq!(listener.address("/").expect("an address").port(), Some(free));
}

#[tokio::test]
async fn each_answer_has_its_own_path_and_state() {
    let (listener, _, address) = listener().await;
    let second = listener.expect("/signed-out", "other");
    assert_eq!(client().get(format!("{address}?state=right")).send().await.expect("an answer").status(), 404);
    let address = listener.address("/signed-out").expect("an address");
    assert_eq!(client().get(format!("{address}?state=right")).send().await.expect("an answer").status(), 400);
    let asked = tokio::spawn(client().get(format!("{address}?state=other")).send());
    assert!(second.await.expect("the answer").reply.send(page::signed_out(Language::Fr)).is_ok());
    assert_eq!(asked.await.expect("no panic").expect("a page").status(), 200);
}

#[tokio::test]
async fn other_names_of_this_computer() {
    for (host, name) in [(RedirectHost::Ipv6, "[::1]"), (RedirectHost::Localhost, "localhost")] {
        let listener = Loopback::bind(host, &[], Language::En).await.expect("a free port");
        let address = listener.address("/callback").expect("an address");
        assert_eq!(address.host_str(), Some(name));
        let answer = listener.expect("/callback", "right");
        let asked = tokio::spawn(client().get(format!("{address}?state=right")).send());
        assert!(answer.await.expect("the answer").reply.send(page::signed_out(Language::En)).is_ok());
        assert_eq!(asked.await.expect("no panic").expect("a page").status(), 200);
    }
}

#[tokio::test]
async fn dropping_it_frees_the_port_but_still_sends_the_page() {
    let (listener, answer, address) = listener().await;
    let asked = tokio::spawn(client().get(format!("{address}?code=c&state=right")).send());
    let answer = answer.await.expect("the answer");
    drop(listener);
    assert!(answer.reply.send(page::failed(Language::En, &Code::SignInRefused.into())).is_ok());
    assert_eq!(asked.await.expect("no panic").expect("the page").status(), 200);
    assert!(client().get(&address).send().await.is_err());
}
