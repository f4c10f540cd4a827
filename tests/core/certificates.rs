//! Whom Parvis believes: the system's store with the authorities of policy, and what is wrong said as it is.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use parvis_core::http::{Cause, Environment, Http, ProxyChoice, Unanswered, Way};
use parvis_core::words::Language;
use parvis_tests::{Answer, Authority, ForwardProxy, Gate, HttpsServer, Validity};
use tempfile::TempDir;

async fn cause(http: &Http, server: &HttpsServer) -> Option<Cause> {
    let request = hyper::http::Request::get(server.address("/").as_str()).body(Vec::new());
    match http.fetch(request.expect("a request"), 1024).await {
        Ok(answer) => {
            assert_eq!(answer.body(), b"fine");
            None
        }
        Err(Unanswered::Unreachable(why)) => Some(why.cause),
        Err(other) => panic!("{other:?}"),
    }
}

async fn server(authority: &Authority, host: &str, validity: Validity) -> HttpsServer {
    HttpsServer::start(authority, host, validity, |_| Answer::new(200, "text/plain", "fine")).await
}

#[tokio::test]
async fn each_thing_that_is_wrong_with_a_certificate_has_its_name_with_and_without_a_proxy() {
    let folder = TempDir::new().expect("a folder");
    let (ours, others) = (Authority::new("Exemple"), Authority::new("Another"));
    let ca = folder.path().join("ca.pem");
    ours.write(&ca);
    let proxy = ForwardProxy::start(Gate::Open).await;
    let proxied = ProxyChoice::Explicit(proxy.address().as_str().parse().expect("a proxy"));
    // Directly only loopback is known by name here.
    for (choice, host) in [(ProxyChoice::None, "localhost"), (proxied, "files.example.test")] {
        let http = Http::within(Environment::default(), Way { proxy: choice, ca: vec![ca.clone()] });
        for (authority, validity, expected) in [
            (&ours, Validity::Now, None),
            (&others, Validity::Now, Some(Cause::IssuerUnknown)),
            (&ours, Validity::Past, Some(Cause::Expired)),
            (&ours, Validity::Future, Some(Cause::NotYetValid)),
        ] {
            let server = server(authority, host, validity).await;
            assert_eq!(cause(&http, &server).await, expected, "{host}");
            assert_eq!(server.requests().is_empty(), expected.is_some(), "nothing is said to a stranger");
        }
        let server = server(&ours, "idp.example.test", Validity::Now).await;
        let wrong = server.address("/").as_str().replace("idp.example.test", host);
        let request = hyper::http::Request::get(wrong).body(Vec::new()).expect("a request");
        let failed = http.fetch(request, 1024).await;
        let Err(Unanswered::Unreachable(why)) = failed else { panic!("{failed:?}") };
        assert_eq!(why.cause, Cause::WrongName, "{host}");
    }
}

#[tokio::test]
async fn a_file_that_cannot_be_used_takes_none_of_the_others_away() {
    let folder = TempDir::new().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let authorities = ["First", "Second", "Third"].map(Authority::new);
    let broken = "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    let several = [authorities[0].pem().as_str(), broken, authorities[1].pem().as_str()].concat();
    std::fs::write(path("several.pem"), several).expect("a file");
    std::fs::write(path("none.pem"), "not a certificate").expect("a file");
    authorities[2].write(&path("open.pem"));
    let mode = std::fs::Permissions::from_mode(0o666);
    std::fs::set_permissions(path("open.pem"), mode).expect("a mode");
    let files = ["absent.pem", "several.pem", "none.pem", "open.pem"].map(path);
    let http = Http::within(Environment::default(), Way { proxy: ProxyChoice::None, ca: files.into() });

    let roots = http.roots();
    let read: Vec<_> = roots.files.iter().map(|root| (name(&root.place), root.subject.as_str())).collect();
    assert_eq!(read, [("several.pem", "CN=First"), ("several.pem", "CN=Second")]);
    // 2090-01-01, as `date --utc +%s` has it.
    assert!(roots.files.iter().all(|root| root.expires.0 == 3_786_912_000));
    let problems: Vec<_> = roots
        .problems
        .iter()
        .map(|problem| (name(&problem.place), problem.what.pick(Language::En)))
        .collect();
    assert_eq!(problems.len(), 4, "{problems:?}");
    for ((file, what), (expected, part)) in problems.iter().zip([
        ("absent.pem", "No such file"),
        ("several.pem", "certificate no. 2 cannot be read"),
        ("none.pem", "holds no certificate in PEM"),
        ("open.pem", "can be written by others"),
    ]) {
        assert!(*file == expected && what.contains(part), "{file} {what}");
    }
    for (authority, expected) in authorities.iter().zip([None, None, Some(Cause::IssuerUnknown)]) {
        let server = server(authority, "localhost", Validity::Now).await;
        assert_eq!(cause(&http, &server).await, expected);
    }
}

fn name(place: &Path) -> &str {
    place.file_name().and_then(|name| name.to_str()).expect("a name")
}
