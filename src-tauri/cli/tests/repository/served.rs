//! The same repository on a web server, with Parvis's own client.
#![cfg(feature = "demo")]

use std::path::{Path, PathBuf};
use std::sync::Arc;

use parvis_core::clock::SystemClock;
use parvis_core::http::{Http, Way};
use parvis_core::workspace::assets::Assets as _;
use parvis_core::workspace::tuf::{Place, Refused, Repository, Trouble, Wanted, fingerprint, first_root};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use url::Url;

use crate::site::{Site, text, well};

/// A server of static files; its address.
pub async fn serve(folder: PathBuf) -> Url {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = format!("http://{}/", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(answer(stream, folder.clone()));
        }
    });
    Url::parse(&address).expect("an address")
}

async fn answer(mut stream: TcpStream, folder: PathBuf) -> std::io::Result<()> {
    let mut request = Vec::new();
    while !request.ends_with(b"\r\n\r\n") && stream.read_buf(&mut request).await? > 0 {}
    let request = String::from_utf8_lossy(&request);
    let name = request.split(' ').nth(1).unwrap_or_default().trim_start_matches('/');
    let file = tokio::fs::read(folder.join(name)).await;
    let (status, body) = file.map_or(("404 Not Found", Vec::new()), |bytes| ("200 OK", bytes));
    let head = format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n\r\n", body.len());
    stream.write_all(&[head.as_bytes(), &body].concat()).await
}

pub fn client(address: &Url, root: Vec<u8>, folder: &Path) -> Repository {
    let wanted = Wanted { needed: &["workspace.json"], below: &["assets/"] };
    let place = Place { address: address.clone(), root };
    Repository::open(place, wanted, folder.to_owned(), Http::new(Way::default()), Arc::new(SystemClock))
        .expect("a root")
}

#[tokio::test(flavor = "multi_thread")]
async fn parvis_follows_each_publication_and_each_new_key() {
    let site = Site::new();
    let address = serve(site.path("r/public")).await;
    let http = Http::new(Way::default());
    let root = first_root(&address, &http).await.expect("a first root");
    let said = site.run(&["status", address.as_str()]);
    well(&said);
    assert!(text(&said.stdout).contains(&fingerprint(&root)), "{}", text(&said.stdout));

    let client = client(&address, root, &site.path("cache"));
    let nothing = client.refresh().await.expect_err("no workspace yet");
    assert!(matches!(nothing, Refused { trouble: Trouble::Missing { .. }, .. }), "{nothing}");
    well(&site.publish(&[]));
    let first = client.refresh().await.expect("a release").release;
    assert_eq!(first.target("workspace.json").expect("there"), Site::document(1).to_string().into_bytes());
    first.read("assets/d.svg").expect("a picture");

    let repository = site.repository();
    for role in ["timestamp", "snapshot", "targets"] {
        well(&site.run(&["rotate", &repository, role]));
        assert!(!client.refresh().await.expect("a release").changed, "{role}");
    }
    site.write(2);
    well(&site.publish(&[]));
    let second = client.refresh().await.expect("a release");
    assert!(second.changed && second.left_out.is_empty());
    assert_eq!(
        second.release.target("workspace.json").expect("there"),
        Site::document(2).to_string().into_bytes()
    );
    assert_eq!(second.release.root_version(), 4);
    assert!(text(&site.run(&["status", address.as_str()]).stdout).contains("revision 2"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_served_and_is_no_repository_is_1() {
    let site = Site::new();
    let address = serve(site.path("w")).await;
    let said = site.run(&["status", address.as_str()]);
    assert_eq!(said.status.code(), Some(1));
    assert!(text(&said.stderr).contains("is this the place of a repository"), "{}", text(&said.stderr));
}
