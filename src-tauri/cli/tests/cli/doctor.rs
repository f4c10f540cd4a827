//! `doctor`, `session` and `report`, where nobody has to be asked. With servers, proxies and repositories they are tested in
//! `tests/core/doctor.rs`.

#[cfg(not(feature = "demo"))]
#[test]
fn as_shipped_they_know_no_policy_of_a_demonstration() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("managed")).expect("a folder");
    std::fs::write(folder.path().join("managed/parvis.json"), "not a policy").expect("a file");
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_parvisctl"));
    command.args(["doctor", "--offline"]).env("PARVIS_DEMO_POLICY", folder.path());
    let said = command.output().expect("it starts").stdout;
    let said = String::from_utf8(said).expect("text");
    assert!(said.contains("fr.gouv.numerique.lasuite") && !said.contains("parvis.json"), "{said}");
}

#[cfg(all(unix, feature = "demo"))]
mod on_a_machine {
    use std::fs;
    use std::path::{Path, PathBuf};

    use serde_json::{Value, json};
    use tempfile::TempDir;

    use crate::case::Case;

    /// A machine with a browser and an agent's home, and nothing laid.
    struct Machine(TempDir);

    impl Machine {
        fn new() -> Self {
            let machine = Self(tempfile::tempdir().expect("a folder"));
            machine.write("share/applications/browser.desktop", "[Desktop Entry]\n");
            let default = "[Default Applications]\nx-scheme-handler/https=browser.desktop;\n";
            machine.write("share/applications/mimeapps.list", default);
            fs::create_dir_all(machine.path("policy/managed")).expect("a folder");
            machine
        }

        fn path(&self, name: &str) -> PathBuf {
            self.0.path().join(name)
        }

        fn write(&self, name: &str, text: &str) {
            let file = self.path(name);
            fs::create_dir_all(file.parent().expect("a folder")).expect("folders");
            fs::write(file, text).expect("a file");
        }

        /// Lays a workspace, and a policy that names it and holds this besides.
        fn lay(&self, workspace: &Value, mut policy: Value) {
            self.write("workspace.json", &workspace.to_string());
            policy["workspace"] = json!(self.path("workspace.json"));
            self.write("policy/managed/parvis.json", &policy.to_string());
        }

        fn case(&self) -> Case {
            let nowhere = self.path("nowhere");
            Case::within(self.0.path())
                .with("PARVIS_DEMO_POLICY", &self.path("policy"))
                .with("PARVIS_DEMO_HOME", &self.path("parvis"))
                .with("HOME", &self.path("home"))
                .with("XDG_DATA_HOME", &self.path("share"))
                .with("XDG_DATA_DIRS", &nowhere)
                .with("XDG_CONFIG_DIRS", &nowhere)
        }
    }

    fn workspace() -> Value {
        json!({
            "format": 1, "id": "fr.exemple", "name": {"fr": "Exemple"}, "revision": 7, "hosts": ["a.exemple.fr"],
            "identity": {"issuer": "https://auth.exemple.fr", "client": "secret", "client_id": "c", "redirect_ports": [9401]},
            "apps": [{"id": "a", "name": {"fr": "A"}, "url": "https://a.exemple.fr"}],
        })
    }

    #[test]
    fn nothing_laid_is_well() {
        let machine = Machine::new();
        machine.case().in_each_language(&["doctor"]).run(&["doctor", "--json"]).is("doctor-well");
        assert!(!machine.path("parvis").exists(), "nothing is made");
    }

    #[test]
    fn what_is_wrong_is_said_with_a_way_to_see_it() {
        let machine = Machine::new();
        let mut broken = workspace();
        broken["hosts"] = json!(["*.gouv.fr"]);
        machine.lay(&broken, json!({"langauge": "fr", "workspace_check_hours": "4"}));
        fs::remove_file(machine.path("share/applications/browser.desktop")).expect("there");
        machine.case().in_each_language(&["doctor", "--offline"]).is("doctor-broken");
        machine.lay(&workspace(), json!({"ca": [machine.path("ca.pem")]}));
        machine.case().in_each_language(&["doctor", "--offline"]).is("doctor-secret");
    }

    #[test]
    fn a_session_is_nowhere_without_a_desktop() {
        let machine = Machine::new();
        let case = machine.case().in_each_language(&["session", "show"]);
        machine.lay(&workspace(), json!({"client_secret": "s"}));
        case.in_each_language(&["session", "show"])
            .in_each_language(&["session", "sign-out"])
            .is("session-nowhere");
    }

    #[test]
    fn a_report_says_what_it_holds_and_is_written_when_told() {
        let machine = Machine::new();
        machine.case().in_each_language(&["report", "report.txt"]).is("report-asked");
        assert!(!machine.path("report.txt").exists());
        machine
            .case()
            .run(&["report", "report.txt", "--yes"])
            .run(&["report", "report.txt", "--yes"])
            .is("report");
        let mode =
            std::os::unix::fs::PermissionsExt::mode(&metadata(&machine.path("report.txt")).permissions());
        assert_eq!(mode & 0o777, 0o600);
    }

    fn metadata(file: &Path) -> fs::Metadata {
        fs::metadata(file).expect("written")
    }

    /// Nothing secret gets into a report, wherever it was laid.
    #[test]
    fn no_secret_is_in_a_report() {
        let machine = Machine::new();
        let mut laid = workspace();
        // Where it does not belong: in the workspace, with a login in an address, with the secret itself.
        laid["apps"][0]["url"] = json!("https://camille:planted-in-a-tool@a.exemple.fr");
        laid["name"]["en"] = json!("plan\"ted-secret");
        machine.lay(
            &laid,
            json!({"client_secret": "plan\"ted-secret", "proxy": "http://u:planted-in-policy@p:1"}),
        );
        machine.case().with("https_proxy", Path::new("http://u:planted-in-environment@127.0.0.1:9")).run(&[
            "report",
            "report.txt",
            "--yes",
            "--json",
        ]);
        let text = fs::read_to_string(machine.path("report.txt")).expect("written");
        assert!(text.contains("fr.exemple") && text.contains("client_secret"), "{text}");
        for planted in ["planted", "ted-secret", machine.path("home").to_str().expect("text")] {
            assert!(!text.contains(planted), "{planted} is in {text}");
        }
    }
}
