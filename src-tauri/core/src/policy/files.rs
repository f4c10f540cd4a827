//! Linux: `managed/*.json` in the policy folder, in the order of their names.

use std::path::Path;

use super::{Policy, Settings, trusted};

/// No policy file is larger.
const LARGEST: u64 = 256 * 1024;

pub(super) fn read(folder: &Path) -> Policy {
    let mut policy = Policy::default();
    let managed = folder.join("managed");
    let entries = match std::fs::read_dir(&managed) {
        Ok(entries) => entries,
        Err(error) => {
            if error.kind() != std::io::ErrorKind::NotFound {
                policy.problem(managed.display().to_string(), error.to_string());
            }
            return policy;
        }
    };
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    for file in files {
        let place = file.display().to_string();
        match trusted(&file).and_then(|real| read_one(&real)) {
            Ok(settings) => policy.lay(settings, &place),
            Err(what) => policy.problem(place, what),
        }
    }
    policy
}

fn read_one(file: &Path) -> Result<Settings, String> {
    let size = std::fs::metadata(file).map_err(|e| e.to_string())?.len();
    if size > LARGEST {
        return Err(format!("is larger than {} KiB", LARGEST / 1024));
    }
    let text = std::fs::read(file).map_err(|e| e.to_string())?;
    // The message of the parser gives line and column, and does not quote values.
    serde_json::from_slice(&text).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;

    use super::*;

    fn folder(files: &[(&str, &str, u32)]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        let managed = folder.path().join("managed");
        fs::create_dir(&managed).expect("a folder");
        for (name, text, mode) in files {
            fs::write(managed.join(name), text).expect("a file");
            fs::set_permissions(managed.join(name), fs::Permissions::from_mode(*mode)).expect("a mode");
        }
        folder
    }

    #[test]
    fn later_files_win_and_bad_ones_are_listed() {
        let folder = folder(&[
            (
                "10-base.json",
                r#"{"workspace": "/etc/parvis/a.json", "client_secret": "s", "new_key": 1}"#,
                0o644,
            ),
            ("20-own.json", r#"{"workspace": "/etc/parvis/b.json"}"#, 0o644),
            ("30-open.json", r#"{"workspace": "/tmp/evil.json"}"#, 0o666),
            ("40-broken.json", "{\"workspace\": \n oops}", 0o644),
            ("50-relative.json", r#"{"workspace": "c.json"}"#, 0o644),
            ("note.txt", "not policy", 0o666),
        ]);
        let policy = read(folder.path());
        assert_eq!(policy.workspace.as_deref(), Some(Path::new("/etc/parvis/b.json")));
        assert!(policy.client_secret.is_some());
        let what: Vec<_> = policy.problems.iter().map(|p| p.what.as_str()).collect();
        assert_eq!(what.len(), 3, "{what:?}");
        assert!(what[0].contains("30-open.json can be written by others"));
        assert!(what[1].contains("line 2"));
        assert!(what[2].contains("absolute"));
        assert_eq!(policy.warnings[0].what, "\"new_key\" is not a setting of this version");
        assert!(!format!("{policy:?}").contains("\"s\""), "a secret has no Debug");
    }

    #[test]
    fn a_file_is_as_safe_as_every_folder_above_it() {
        let folder = folder(&[("10.json", "{}", 0o644)]);
        let file = folder.path().join("managed/10.json");
        assert!(trusted(&file).is_ok());
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(trusted(&file).is_err_and(|why| why.contains("can be written by others")));
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o1777)).expect("a mode");
        assert!(trusted(&file).is_ok(), "as in /tmp, only its owner can replace it");
    }

    #[test]
    fn a_link_is_as_safe_as_what_it_leads_to() {
        let safe = folder(&[]);
        let open = folder(&[("real.json", "{}", 0o666)]);
        let link = safe.path().join("managed/link.json");
        std::os::unix::fs::symlink(open.path().join("managed/real.json"), &link).expect("a link");
        assert!(trusted(&link).is_err_and(|why| why.contains("real.json can be written by others")));
    }

    #[test]
    fn a_link_in_an_open_folder_could_lead_elsewhere_tomorrow() {
        let safe = folder(&[("real.json", "{}", 0o644)]);
        let open = folder(&[]);
        let link = open.path().join("managed/link.json");
        std::os::unix::fs::symlink(safe.path().join("managed/real.json"), &link).expect("a link");
        assert_eq!(trusted(&link).ok(), safe.path().join("managed/real.json").canonicalize().ok());
        fs::set_permissions(open.path(), fs::Permissions::from_mode(0o777)).expect("a mode");
        assert!(trusted(&link).is_err());
    }

    #[test]
    fn no_folder_is_no_policy() {
        let policy = read(Path::new("/nonexistent"));
        assert!(policy.workspace.is_none() && policy.problems.is_empty());
    }
}
