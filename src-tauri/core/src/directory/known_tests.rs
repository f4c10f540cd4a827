//! What is kept is found again by the same person, and by nobody else.

use serde_json::json;

use super::*;

fn camille() -> Whose {
    Whose {
        workspace: "fr.gouv.exemple".into(),
        issuer: "https://auth.exemple.gouv.fr".into(),
        sub: "1".into(),
        siret: Some("13002526500013".into()),
    }
}

fn known() -> Known {
    let claims = json!({"groups": ["rh"], "email": "camille@exemple.fr"});
    let names = ["Équipe recette".to_owned()].into();
    Known {
        claims: Membership::of_claims(claims.as_object().expect("an object")),
        read_at: UnixTime(1_000),
        groups: Some(Groups { names, read_at: UnixTime(900) }),
    }
}

#[test]
fn it_is_found_again_until_it_is_forgotten() {
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("cache/people");
    assert_eq!(load(&folder, &camille()), None);
    forget(&folder, &camille()).expect("nothing to forget");
    save(&folder, &camille(), &known()).expect("kept");
    let later = Known { read_at: UnixTime(2_000), groups: None, ..known() };
    assert_eq!(load(&folder, &camille()), Some(known()));
    save(&folder, &camille(), &later).expect("kept");
    assert_eq!(load(&folder, &camille()), Some(later));
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 1, "nothing is left lying about");
    forget(&folder, &camille()).expect("forgotten");
    assert_eq!(load(&folder, &camille()), None);
    assert_eq!(fs::read_dir(&folder).expect("the folder").count(), 0);
}

#[test]
fn nobody_else_is_given_it() {
    let home = tempfile::tempdir().expect("a folder");
    save(home.path(), &camille(), &known()).expect("kept");
    let own = file(home.path(), &camille());
    for other in [
        Whose { sub: "2".into(), ..camille() },
        Whose { siret: None, ..camille() },
        Whose { siret: Some(String::new()), ..camille() },
        Whose { siret: Some("13002526500021".into()), ..camille() },
        Whose { issuer: "https://elsewhere.example".into(), ..camille() },
        Whose { workspace: "fr.gouv.autre".into(), ..camille() },
        Whose {
            workspace: "fr.gouv.exempleh".into(),
            issuer: "ttps://auth.exemple.gouv.fr".into(),
            ..camille()
        },
    ] {
        assert_eq!(load(home.path(), &other), None, "{other:?}");
        // Neither under another name, as after a collision.
        let theirs = file(home.path(), &other);
        fs::copy(&own, &theirs).expect("copied");
        assert_ne!(theirs, own);
        assert_eq!(load(home.path(), &other), None, "{other:?}");
        forget(home.path(), &other).expect("forgotten");
    }
    assert_eq!(load(home.path(), &camille()), Some(known()), "and theirs is still there");
}

#[test]
fn what_cannot_be_read_is_not_known_and_is_written_anew() {
    let home = tempfile::tempdir().expect("a folder");
    let own = file(home.path(), &camille());
    save(home.path(), &camille(), &known()).expect("kept");
    let good = fs::read(&own).expect("the file");
    let mut newer: serde_json::Value = serde_json::from_slice(&good).expect("JSON");
    newer["v"] = 2.into();
    let huge = [good.as_slice(), &vec![b' '; 1024 * 1024]].concat();
    for text in [&b""[..], b"{}", b"\0\xff", &good[..good.len() / 2], newer.to_string().as_bytes(), &huge] {
        fs::write(&own, text).expect("written");
        assert_eq!(load(home.path(), &camille()), None);
        save(home.path(), &camille(), &known()).expect("kept");
        assert_eq!(load(home.path(), &camille()), Some(known()));
    }
    fs::remove_file(&own).expect("removed");
    fs::create_dir(&own).expect("a folder in its place");
    assert_eq!(load(home.path(), &camille()), None);
    assert!(save(home.path(), &camille(), &known()).is_err());
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 1, "nothing is left lying about");
}

#[test]
fn too_much_is_not_kept() {
    let home = tempfile::tempdir().expect("a folder");
    let names = (0..100_000).map(|n| format!("a group {n}")).collect();
    let too_much = Known { groups: Some(Groups { names, read_at: UnixTime(1) }), ..known() };
    let error = save(home.path(), &camille(), &too_much).expect_err("too large");
    assert_eq!(error.kind(), io::ErrorKind::FileTooLarge);
    assert_eq!(fs::read_dir(home.path()).expect("the folder").count(), 0);
}

#[cfg(unix)]
#[test]
fn no_other_account_can_look_into_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = tempfile::tempdir().expect("a folder");
    let folder = home.path().join("people");
    fs::create_dir(&folder).expect("a folder");
    fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).expect("opened");
    save(&folder, &camille(), &known()).expect("kept");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&folder), mode(&file(&folder, &camille()))), (0o700, 0o600));
}

#[test]
fn groups_of_the_claims_and_of_the_directory_are_one() {
    let both = known().claims.with_groups(&["Équipe recette".to_owned()].into());
    assert_eq!(known().membership(), both);
    assert_eq!(Known { groups: None, ..known() }.membership(), known().claims);
}
