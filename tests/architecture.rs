//! What the sources, the configuration and the tree of dependencies promise; see README.md, "Invariants".

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn read(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Everything a package needs on any system, tests included, as the lock file says.
fn needs(package: &str) -> BTreeSet<String> {
    let lock = read("Cargo.lock");
    let mut tree = BTreeMap::<&str, Vec<&str>>::new();
    for entry in lock.split("[[package]]").skip(1) {
        let name = entry.lines().find_map(|line| line.strip_prefix("name = "));
        // A dependency is written `"name"` or, where there are several versions, `"name version"`.
        let dependencies = entry
            .lines()
            .filter_map(|line| line.strip_prefix(" \""))
            .filter_map(|line| line.split([' ', '"']).next());
        tree.entry(name.expect("a name").trim_matches('"')).or_default().extend(dependencies);
    }
    let mut found = BTreeSet::new();
    let mut next = vec![package.to_owned()];
    while let Some(name) = next.pop() {
        next.extend(
            tree[name.as_str()].iter().filter(|name| !found.contains(**name)).map(ToString::to_string),
        );
        found.insert(name);
    }
    found
}

#[test]
fn core_and_parvisctl_know_no_window() {
    let window = ["tauri", "wry", "tao", "gtk", "gdk", "webkit2gtk", "javascriptcore", "muda", "tray-icon"];
    for package in ["parvis-core", "parvisctl"] {
        let found: Vec<_> = needs(package)
            .into_iter()
            .filter(|name| window.iter().any(|part| name == part || name.starts_with(&format!("{part}-"))))
            .collect();
        assert!(found.is_empty(), "{package} needs {found:?}");
    }
    // The same question about the one that has a window, so that the answer above means something.
    assert!(needs("parvis").contains("webkit2gtk"));
}

/// The words between quotes, or before commas, in the part of a file between two marks.
fn names(file: &str, from: &str, to: &str) -> BTreeSet<String> {
    let source = read(file);
    let (_, rest) = source.split_once(from).unwrap_or_else(|| panic!("{file} has no {from:?}"));
    let (list, _) = rest.split_once(to).unwrap_or_else(|| panic!("{file} has no {to:?} after {from:?}"));
    let words = list.split(',').map(|word| word.trim().trim_matches('"').to_owned());
    words.filter(|word| !word.is_empty()).collect()
}

#[test]
fn each_command_is_declared_granted_handled_and_typed() {
    let declared = names("src-tauri/build.rs", "let commands = &[", "]");
    assert!(declared.len() > 5, "{declared:?}");
    let handled = names("src-tauri/src/commands.rs", "generate_handler![", "]");
    assert_eq!(declared, handled, "build.rs and the handler");
    let granted = permissions("desk.json");
    let granted: BTreeSet<_> = granted
        .iter()
        .filter_map(|permission| permission.strip_prefix("allow-"))
        .map(|name| name.replace('-', "_"))
        .collect();
    assert_eq!(declared, granted, "build.rs and the capability");
    let bridge = read("ui/src/bridge/tauri.ts");
    let typed: BTreeSet<_> = bridge
        .split("invoke(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .map(str::to_owned)
        .collect();
    assert_eq!(declared, typed, "build.rs and the bridge");
}

fn capabilities() -> Vec<(String, Value)> {
    let folder = std::fs::read_dir(root().join("src-tauri/capabilities")).expect("capabilities");
    let read = |entry: std::fs::DirEntry| {
        let text = std::fs::read(entry.path()).expect("a file");
        let name = entry.file_name().into_string().expect("a name");
        (name, serde_json::from_slice(&text).expect("JSON"))
    };
    folder.map(|entry| read(entry.expect("an entry"))).collect()
}

fn permissions(file: &str) -> Vec<String> {
    let all = capabilities();
    let (_, capability) = all.iter().find(|(name, _)| name == file).expect("the capability");
    let list = capability["permissions"].as_array().expect("permissions");
    list.iter().map(|one| one.as_str().expect("a name").to_owned()).collect()
}

#[test]
fn no_window_has_more_than_its_commands_and_no_remote_page_has_any() {
    for (file, capability) in capabilities() {
        assert!(capability.get("remote").is_none(), "{file} lets a remote page in");
        assert_eq!(capability["windows"], serde_json::json!(["desk"]), "{file}");
        assert!(capability.get("webviews").is_none(), "{file}");
    }
    let beyond: Vec<_> =
        permissions("desk.json").into_iter().filter(|permission| !permission.starts_with("allow-")).collect();
    assert_eq!(beyond, ["core:event:allow-listen", "core:event:allow-unlisten"]);
    let configuration: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("JSON");
    assert_eq!(configuration["app"]["security"]["capabilities"], serde_json::json!(["desk"]));
    assert_eq!(configuration["app"]["withGlobalTauri"], false);
    assert_eq!(configuration["app"]["security"]["freezePrototype"], true);
}

#[test]
fn the_window_may_load_its_own_files_and_nothing_else() {
    let configuration: Value = serde_json::from_str(&read("src-tauri/tauri.conf.json")).expect("JSON");
    let policy = configuration["app"]["security"]["csp"].as_str().expect("a policy");
    let directives: BTreeMap<_, _> =
        policy.split(';').filter_map(|directive| directive.trim().split_once(' ')).collect();
    let expected = BTreeMap::from([
        ("default-src", "'none'"),
        ("script-src", "'self'"),
        ("style-src", "'self'"),
        ("img-src", "'self' data:"),
        ("font-src", "'self'"),
        ("connect-src", "ipc: http://ipc.localhost"),
        ("frame-src", "'none'"),
        ("object-src", "'none'"),
        ("base-uri", "'none'"),
        ("form-action", "'none'"),
    ]);
    assert_eq!(directives, expected);
}

/// Files of ours under a folder, with one of these endings.
fn files(folder: &str, endings: &[&str]) -> Vec<PathBuf> {
    let skipped = ["node_modules", "target", "dist", "gen", "generated", "bindings", "fixtures"];
    let mut found = Vec::new();
    for entry in std::fs::read_dir(root().join(folder)).expect("a folder").flatten() {
        let name = entry.file_name().into_string().expect("a name");
        let path = format!("{folder}/{name}");
        if entry.path().is_dir() {
            if !skipped.contains(&name.as_str()) {
                found.extend(files(&path, endings));
            }
        } else if endings.iter().any(|ending| name.ends_with(ending)) {
            found.push(path.into());
        }
    }
    found
}

#[test]
fn no_file_is_longer_than_five_hundred_lines() {
    let sources = ["src-tauri", "ui/src", "ui/scripts", "tests", "packaging"];
    let mut long = Vec::new();
    let mut count = 0;
    for path in sources.iter().flat_map(|folder| files(folder, &[".rs", ".ts", ".svelte", ".mjs", ".css"])) {
        count += 1;
        let lines = read(path.to_str().expect("a path")).lines().count();
        if lines > 500 {
            long.push(format!("{} ({lines})", path.display()));
        }
    }
    assert!(count > 50, "only {count} files were found");
    assert!(long.is_empty(), "{long:?}");
}

#[test]
fn only_the_bridge_speaks_to_the_host() {
    for path in files("ui/src", &[".ts", ".svelte"]) {
        let text = read(path.to_str().expect("a path"));
        if text.contains("@tauri-apps/") || text.contains("__TAURI") {
            assert_eq!(path, Path::new("ui/src/bridge/tauri.ts"));
        }
    }
}

#[test]
fn every_request_goes_through_one_door() {
    let door = Path::new("src-tauri/core/src/http");
    let mut clients = 0;
    // The relay is a server, with a client of its own; a test may be a browser.
    for path in
        ["src-tauri/core/src", "src-tauri/cli/src", "src-tauri/src"].map(|f| files(f, &[".rs"])).concat()
    {
        let text = read(path.to_str().expect("a path"));
        clients += text.matches("reqwest::Client::builder").count() * usize::from(path.starts_with(door));
        let is_test = path.to_str().is_some_and(|path| path.ends_with("tests.rs"));
        assert!(path.starts_with(door) || is_test || !text.contains("reqwest::"), "{}", path.display());
    }
    assert_eq!(clients, 1);
}
