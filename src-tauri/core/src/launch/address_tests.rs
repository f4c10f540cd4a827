//! The table of hostile addresses. One row, one trick.

use super::*;

fn hosts(loopback: bool) -> Hosts {
    let entries =
        ["docs.exemple.gouv.fr", "*.numerique.gouv.fr", "visio.exemple.gouv.fr:8443", "é.exemple.fr"];
    let mut entries: Vec<String> = entries.map(String::from).into();
    if loopback {
        entries.push("127.0.0.2:9400".into());
    }
    let (hosts, refused) = Hosts::read(&entries, loopback);
    assert_eq!(refused, vec![]);
    hosts
}

#[test]
fn opens_what_the_workspace_lists() {
    for (address, opened) in [
        ("https://docs.exemple.gouv.fr", "https://docs.exemple.gouv.fr/"),
        ("https://docs.exemple.gouv.fr/docs/1/?a=b#c", "https://docs.exemple.gouv.fr/docs/1/?a=b#c"),
        ("HTTPS://DOCS.EXEMPLE.GOUV.FR/", "https://docs.exemple.gouv.fr/"),
        ("https://docs.exemple.gouv.fr:443/", "https://docs.exemple.gouv.fr/"),
        ("https://docs.numerique.gouv.fr/", "https://docs.numerique.gouv.fr/"),
        ("https://a.b.numerique.gouv.fr/", "https://a.b.numerique.gouv.fr/"),
        ("https://visio.exemple.gouv.fr:8443/", "https://visio.exemple.gouv.fr:8443/"),
        ("https://É.exemple.fr/", "https://xn--9ca.exemple.fr/"),
        ("https://docs.exemple.gouv.fr/../../etc", "https://docs.exemple.gouv.fr/etc"),
        (
            "https://docs.exemple.gouv.fr/?next=https://evil.example",
            "https://docs.exemple.gouv.fr/?next=https://evil.example",
        ),
    ] {
        assert_eq!(hosts(false).check(address).map(String::from), Ok(opened.to_owned()), "{address}");
    }
}

#[test]
fn refuses_hostile_addresses() {
    use Refusal::*;
    let table: &[(&str, Refusal)] = &[
        // Not an address, or not one of the web.
        ("", NotAnAddress),
        ("docs.exemple.gouv.fr", NotAnAddress),
        ("/docs/1", NotAnAddress),
        ("//docs.exemple.gouv.fr/", NotAnAddress),
        ("https://", NotAnAddress),
        ("https:///", NotAnAddress),
        ("https://?", NotAnAddress),
        ("https://[::1", NotAnAddress),
        ("https://docs.exemple.gouv.fr:99999/", NotAnAddress),
        ("https://docs.exemple.gouv.fr:8o/", NotAnAddress),
        ("https://docs%00.exemple.gouv.fr/", NotAnAddress),
        ("https://docs exemple.gouv.fr/", OddCharacters),
        ("https://docs%20.exemple.gouv.fr/", NotAnAddress),
        ("https://docs.exemple.gouv.fr<script>/", NotAnAddress),
        ("https://xn--a/", NotAnAddress),
        // Other schemes.
        ("http://docs.exemple.gouv.fr/", NotHttps),
        ("ftp://docs.exemple.gouv.fr/", NotHttps),
        ("file:///etc/passwd", NotHttps),
        ("file://docs.exemple.gouv.fr/share", NotHttps),
        ("javascript:alert(1)", NotHttps),
        ("javascript://docs.exemple.gouv.fr/%0aalert(1)", NotHttps),
        ("data:text/html,<script>alert(1)</script>", NotHttps),
        ("vbscript:msgbox", NotHttps),
        ("smb://docs.exemple.gouv.fr/share", NotHttps),
        ("ms-msdt:/id", NotHttps),
        ("search-ms:query=x", NotHttps),
        ("tchap://docs.exemple.gouv.fr/", NotHttps),
        ("blob:https://docs.exemple.gouv.fr/1", NotHttps),
        ("view-source:https://docs.exemple.gouv.fr/", NotHttps),
        ("ws://docs.exemple.gouv.fr/", NotHttps),
        ("parvis://localhost/", NotHttps),
        ("tauri://localhost/", NotHttps),
        ("about:blank", NotHttps),
        ("http://localhost/", NotHttps),
        ("http://127.0.0.2:9400/", NotHttps),
        // Characters that parsers drop or turn round.
        (" https://docs.exemple.gouv.fr/", OddCharacters),
        ("https://docs.exemple.gouv.fr/ ", OddCharacters),
        ("https://docs.exemple.gouv.fr/\n", OddCharacters),
        ("https://docs.exemple.gouv.fr\t.evil.example/", OddCharacters),
        ("https://docs.exemple.gouv.fr\r\nHost: evil", OddCharacters),
        ("https:\\\\docs.exemple.gouv.fr\\", OddCharacters),
        ("https://evil.example\\@docs.exemple.gouv.fr/", OddCharacters),
        ("https://docs.exemple.gouv.fr/\u{0}", OddCharacters),
        ("https://docs.exemple.gouv.fr/\u{7f}", OddCharacters),
        ("https://docs.exemple.gouv.fr/\u{85}x", OddCharacters),
        ("https://docs.exemple.gouv.fr/\u{2028}x", OddCharacters),
        // Somebody before the host.
        ("https://agent@docs.exemple.gouv.fr/", UserInfo),
        ("https://agent:secret@docs.exemple.gouv.fr/", UserInfo),
        ("https://docs.exemple.gouv.fr@evil.example/", UserInfo),
        ("https://docs.exemple.gouv.fr%2f@evil.example/", UserInfo),
        ("https://:x@docs.exemple.gouv.fr/", UserInfo),
        // Addresses by number, in every spelling that the URL standard reads.
        ("https://127.0.0.1/", IpAddress),
        ("https://127.0.0.2:9400/", IpAddress),
        ("https://127.1/", IpAddress),
        ("https://2130706433/", IpAddress),
        ("https://0x7f000001/", IpAddress),
        ("https://0177.0.0.1/", IpAddress),
        ("https://169.254.169.254/latest/meta-data/", IpAddress),
        ("https://[::1]/", IpAddress),
        ("https://[::ffff:127.0.0.1]/", IpAddress),
        ("https://①②⑦.0.0.1/", IpAddress),
        // Hosts that look listed.
        ("https://localhost/", Host),
        ("https://evil.example/", Host),
        ("https://evil.example/docs.exemple.gouv.fr", Host),
        ("https://evil.example/#@docs.exemple.gouv.fr/", Host),
        ("https://evil.example?docs.exemple.gouv.fr", Host),
        ("https://docs.exemple.gouv.fr.evil.example/", Host),
        ("https://evildocs.exemple.gouv.fr/", Host),
        ("https://exemple.gouv.fr/", Host),
        ("https://sub.docs.exemple.gouv.fr/", Host),
        ("https://numerique.gouv.fr/", Host),
        ("https://evilnumerique.gouv.fr/", Host),
        ("https://numerique.gouv.fr.evil.example/", Host),
        ("https://docs.exemple.gouv.fr./", Host),
        ("https://.numerique.gouv.fr/", Host),
        ("https://a..numerique.gouv.fr/", Host),
        ("https://docs.numerique.gouv.fr./", Host),
        ("https://dосs.exemple.gouv.fr/", Host), // Cyrillic o and es
        ("https://docs.exemple.gouv.fr。evil.example/", Host), // an ideographic full stop is a dot
        ("https://docs。evil。example/", Host),
        ("https://e\u{301}vil.exemple.fr/", Host),
        ("https://gouv.fr/", Host),
        ("https://docs-exemple.gouv.fr/", Host),
        ("https://docs.exemple.gouv.fr%2eevil.example/", Host),
        // Ports.
        ("https://docs.exemple.gouv.fr:8443/", Port),
        ("https://docs.exemple.gouv.fr:80/", Port),
        ("https://docs.exemple.gouv.fr:0/", Port),
        ("https://visio.exemple.gouv.fr/", Port),
        ("https://visio.exemple.gouv.fr:443/", Port),
        ("https://a.numerique.gouv.fr:444/", Port),
    ];
    assert!(table.len() >= 60);
    for (address, refusal) in table {
        assert_eq!(hosts(false).check(address), Err(*refusal), "{address:?}");
    }
}

#[test]
fn loopback_is_for_demonstrations_and_only_where_listed() {
    let demo = hosts(true);
    assert!(demo.check("http://127.0.0.2:9400/docs/").is_ok());
    for (address, refusal) in [
        ("http://127.0.0.3:9400/", Refusal::Host),
        ("http://127.0.0.2:9401/", Refusal::Port),
        ("http://localhost:9400/", Refusal::NotHttps),
        ("http://[::1]:9400/", Refusal::NotHttps),
        ("http://docs.exemple.gouv.fr/", Refusal::NotHttps),
        ("http://10.0.0.2:9400/", Refusal::NotHttps),
    ] {
        assert_eq!(demo.check(address), Err(refusal), "{address}");
    }
}

#[test]
fn a_deep_link_stays_on_its_tool() {
    let docs = Url::parse("https://docs.numerique.gouv.fr/").expect("an address");
    assert!(hosts(false).check_within("https://docs.numerique.gouv.fr/docs/1/", &docs).is_ok());
    let elsewhere = hosts(false).check_within("https://visio.numerique.gouv.fr/", &docs);
    assert_eq!(elsewhere, Err(Refusal::OtherOrigin));
}

#[test]
fn refuses_entries_that_would_allow_too_much() {
    for (entry, refusal) in [
        ("*", Refusal::NotAnAddress),
        ("*.*.fr", Refusal::NotAnAddress),
        ("*.fr", Refusal::PublicSuffix),
        ("*.gouv.fr", Refusal::PublicSuffix),
        ("*.github.io", Refusal::PublicSuffix),
        ("https://docs.exemple.gouv.fr", Refusal::NotAnAddress),
        ("docs.exemple.gouv.fr/path", Refusal::NotAnAddress),
        ("docs.exemple.gouv.fr.", Refusal::NotAnAddress),
        ("agent@docs.exemple.gouv.fr", Refusal::NotAnAddress),
        ("docs.exemple.gouv.fr?x", Refusal::NotAnAddress),
        ("127.0.0.1:80", Refusal::IpAddress),
        ("*.127.0.0.1", Refusal::IpAddress),
        ("[::1]:80", Refusal::IpAddress),
        ("", Refusal::NotAnAddress),
        ("docs exemple", Refusal::OddCharacters),
    ] {
        let (_, refused) = Hosts::read(&[entry.to_owned()], false);
        assert_eq!(refused, vec![(0, refusal)], "{entry:?}");
    }
}

#[test]
fn a_path_stays_on_its_tool() {
    let hosts = hosts(false);
    let docs = Url::parse("https://docs.numerique.gouv.fr/app/").expect("an address");
    let joined = |path| hosts.check_path(path, &docs).map(String::from);
    assert_eq!(joined("/docs/new/?a=b#c").as_deref(), Ok("https://docs.numerique.gouv.fr/docs/new/?a=b#c"));
    assert_eq!(joined("../x").as_deref(), Ok("https://docs.numerique.gouv.fr/x"));
    for (path, refusal) in [
        ("//visio.numerique.gouv.fr/", Refusal::OtherOrigin),
        ("https://visio.numerique.gouv.fr/", Refusal::OtherOrigin),
        ("//evil.example/", Refusal::Host),
        ("\\\\evil.example/", Refusal::Host),
        ("http:/docs", Refusal::NotHttps),
        ("javascript:alert(1)", Refusal::NotHttps),
        ("//me@docs.numerique.gouv.fr/", Refusal::UserInfo),
        ("//docs.numerique.gouv.fr:8443/", Refusal::Port),
        ("//127.0.0.1/", Refusal::IpAddress),
    ] {
        assert_eq!(joined(path), Err(refusal), "{path}");
    }
}
