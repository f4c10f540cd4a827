//! A machine that `parvisctl` is asked about: its policy, an agent's home, and nothing of the tests' own.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

/// The machine.
pub struct Machine(TempDir);

/// What `parvisctl doctor` found.
#[derive(Debug)]
pub struct Diagnosis(Value);

impl Machine {
    /// One with a browser, and with this policy.
    pub fn new(policy: &Value) -> Self {
        let machine = Self(TempDir::new().expect("a folder"));
        machine.write("share/applications/browser.desktop", "[Desktop Entry]\n");
        let default = "[Default Applications]\nx-scheme-handler/https=browser.desktop;\n";
        machine.write("share/applications/mimeapps.list", default);
        machine.write("policy/managed/parvis.json", &policy.to_string());
        machine
    }

    /// One whose policy lays this workspace, and holds the rest besides.
    pub fn with_workspace(workspace: &Value, mut policy: Value) -> Self {
        let machine = Self::new(&policy);
        policy["workspace"] = json!(machine.write("workspace.json", &workspace.to_string()));
        machine.write("policy/managed/parvis.json", &policy.to_string());
        machine
    }

    /// A place on it.
    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    /// Where Parvis keeps what is the agent's.
    pub fn home(&self) -> PathBuf {
        self.path("parvis")
    }

    /// Writes a file, and says where it is.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let file = self.path(name);
        std::fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
        std::fs::write(&file, text).expect("a file");
        file
    }

    /// `parvisctl` as it is run there.
    pub fn parvisctl(&self) -> Command {
        let mut command = Command::new(binary());
        self.in_environment(&mut command);
        command
    }

    /// The same with a clock that is so many days off.
    pub fn parvisctl_off_by(&self, days: i32) -> Command {
        let mut command = Command::new("faketime");
        command.args(["-f", &format!("{days:+}d")]).arg(binary());
        self.in_environment(&mut command);
        command
    }

    fn in_environment(&self, command: &mut Command) {
        command
            .env_clear()
            .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
            .current_dir(self.0.path())
            .env("PARVIS_DEMO_POLICY", self.path("policy"))
            .env("PARVIS_DEMO_HOME", self.home())
            .env("HOME", self.path("home"))
            .env("XDG_DATA_HOME", self.path("share"))
            .env("XDG_DATA_DIRS", self.path("nowhere"))
            .env("XDG_CONFIG_DIRS", self.path("nowhere"));
    }

    /// What doctor finds.
    pub async fn doctor(&self) -> Diagnosis {
        Diagnosis::of(self.parvisctl()).await
    }
}

impl Diagnosis {
    /// What doctor finds when it is run by this command.
    pub async fn of(mut command: Command) -> Self {
        command.args(["doctor", "--json", "--language", "en"]);
        let Output { status, stdout, stderr } = run(command).await;
        let said = String::from_utf8_lossy(&stderr).into_owned();
        let found: Value = serde_json::from_slice(&stdout).unwrap_or_else(|_| panic!("no JSON: {said}"));
        assert_eq!(found["well"] == json!(true), status.success(), "{found:#}");
        Self(found)
    }

    /// How a check ended: `well`, `attention`, `wrong` or `not_checked`.
    pub fn mark(&self, check: &str) -> &str {
        self.check(check)["mark"].as_str().expect("a mark")
    }

    /// All that is said of a check, with what to do.
    pub fn says(&self, check: &str) -> String {
        self.check(check).to_string()
    }

    fn check(&self, id: &str) -> &Value {
        let mut checks = self.0["checks"].as_array().expect("checks").iter();
        checks.find(|check| check["id"] == id).unwrap_or_else(|| panic!("no {id} in {:#}", self.0))
    }
}

/// Runs a command to its end, while the servers of the test go on.
pub async fn run(mut command: Command) -> Output {
    tokio::task::spawn_blocking(move || command.output().expect("parvisctl is built"))
        .await
        .expect("no panic")
}

/// The program, as `./dev test` builds it.
pub fn binary() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/parvisctl")
}
