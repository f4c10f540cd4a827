//! The desk that IT publishes from its own computer with `parvisctl`, to a server of static files, and that an agent
//! joins by its address.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use parvis_tests::{Desk, Instead, Setting, Site, binary, journey, until, word};
use serde_json::{Value, json};

/// The administrator's folder, and the server that it is uploaded to.
struct Publisher {
    folder: PathBuf,
    site: Site,
}

impl Publisher {
    /// With a first release, of these tools.
    async fn begin(desk: &Desk, tools: &[&str]) -> Self {
        let folder = desk.desktop.path("publisher");
        let publisher = Self { site: Site::start(&folder.join("public")).await, folder };
        publisher.parvisctl(&["init"], &[]);
        publisher.publish(tools);
        publisher
    }

    fn publish(&self, tools: &[&str]) {
        let app = |name: &&str| {
            let id = name.to_lowercase();
            json!({"id": id, "name": {"fr": name}, "url": format!("https://{id}.exemple.fr/")})
        };
        let apps: Vec<Value> = tools.iter().map(app).collect();
        let document = json!({"format": 1, "id": "fr.exemple", "name": {"fr": "Ville de l’Exemple"},
            "revision": tools.len(), "hosts": ["*.exemple.fr"], "apps": apps});
        let file = self.folder.with_extension("json");
        fs::write(&file, document.to_string()).expect("written");
        self.parvisctl(&["publish"], &[&file.display().to_string(), "--yes"]);
    }

    fn parvisctl(&self, before: &[&str], after: &[&str]) -> String {
        let mut command = Command::new(binary().with_file_name("parvisctl"));
        command.args(["repository", "--language", "fr"]).args(before).arg(&self.folder).args(after);
        let said = command.env("PARVISCTL_PASSPHRASE", "six mots de passe").output().expect("it starts");
        assert!(said.status.success(), "{}", String::from_utf8_lossy(&said.stderr));
        String::from_utf8(said.stdout).expect("text")
    }

    /// What IT lays on the machines.
    fn lay(&self, folder: &Path) {
        let managed = folder.join("managed");
        fs::create_dir_all(&managed).expect("a folder");
        let root = self.folder.join("public/metadata/1.root.json");
        let policy = json!({"workspace_repository": self.site.address().as_str(), "workspace_root": root});
        fs::write(managed.join("parvis.json"), policy.to_string()).expect("written");
    }
}

#[test]
fn what_it_publishes_comes_and_what_is_falsified_does_not() {
    journey(Setting::default(), async |desk| {
        let publisher = Publisher::begin(desk, &["Agenda"]).await;
        let policy = desk.desktop.path("policies");
        publisher.lay(&policy);
        desk.desktop.set("PARVIS_DEMO_POLICY", policy.display().to_string());
        desk.open_parvis().await;
        desk.window().shows("Ville de l’Exemple").await;
        desk.window().shows("Agenda").await;

        publisher.publish(&["Agenda", "Courrier"]);
        desk.window().script(OPEN_SETTINGS).await;
        desk.window().click("workspace", "check").await;
        desk.window().click("settings", "back").await;
        desk.window().shows("Courrier").await;

        publisher.publish(&["Agenda", "Courrier", "Faux"]);
        let signed = publisher.folder.join("public/metadata/timestamp.json");
        let mut falsified: Value = serde_json::from_slice(&fs::read(signed).expect("a file")).expect("JSON");
        falsified["signed"]["expires"] = json!("2099-01-01T00:00:00Z");
        publisher.site.replace("metadata/timestamp.json", Instead::text(falsified.to_string()));
        until("the falsification to be said", async || {
            desk.window().script("window.__TAURI_INTERNALS__.invoke('check_workspace')").await;
            let text = desk.window().text().await?;
            text.contains(&parvis_tests::title("workspace_refused")).then_some(())
        })
        .await;
        let text = desk.window().text().await.expect("the window");
        assert!(text.contains("Courrier") && !text.contains("Faux"), "{text}");
        desk.quit_parvis().await;
        desk.open_parvis().await;
        desk.window().shows("Courrier").await;
        publisher.site.mend();
        desk.window().script("window.__TAURI_INTERNALS__.invoke('check_workspace')").await;
        desk.window().shows("Faux").await;
    });
}

#[test]
fn an_address_is_joined_after_its_words_were_compared() {
    journey(Setting::default(), async |desk| {
        desk.desktop.set("PARVIS_DEMO_POLICY", desk.desktop.path("nowhere").display().to_string());
        let publisher = Publisher::begin(desk, &["Agenda"]).await;
        let published: Value =
            serde_json::from_str(&publisher.parvisctl(&["--json", "status"], &[])).expect("JSON");
        let words = published["fingerprint"].as_str().expect("words").to_owned();
        desk.open_parvis().await;
        desk.window().shows("Docs").await;
        desk.window().script(OPEN_SETTINGS).await;
        desk.window().shows(&word("joining", "title")).await;
        desk.window()
            .script(&format!(
                "const field = document.querySelector('form input'); field.focus(); field.value = '{}'; \
             field.dispatchEvent(new Event('input', {{ bubbles: true }}))",
                publisher.site.address()
            ))
            .await;
        desk.window().click("joining", "ask").await;
        for one in words.split(' ') {
            desk.window().shows(one).await;
        }
        desk.window().click("joining", "add").await;
        desk.window().shows(&word("workspace", "unverified")).await;
        let snapshot = desk.window().snapshot().await.expect("the window");
        assert_eq!(snapshot["workspace"]["fingerprint"], words);
        desk.window().click("settings", "back").await;
        desk.window().shows("Agenda").await;
        desk.window().shows(&word("workspace", "unverified")).await;
        desk.quit_parvis().await;
        desk.open_parvis().await;
        desk.window().shows("Agenda").await;
    });
}

/// Control and comma.
const OPEN_SETTINGS: &str =
    "document.dispatchEvent(new KeyboardEvent('keydown', { key: ',', ctrlKey: true, bubbles: true }))";
