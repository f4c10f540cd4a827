//! A provider that others write: Canaille (`tests/peers/canaille.txt`), on loopback, with Camille and her groups.

use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::{Value, json};
use url::Url;

use crate::process::{Running, free_port};
use crate::venv;
use crate::wait::until;

/// Which of its clients Parvis is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Client {
    /// Without a secret.
    Public,
    /// Whose secret goes into the body.
    Post,
    /// Whose secret goes into the header.
    Basic,
}

impl Client {
    fn id(self) -> &'static str {
        match self {
            Self::Public => "public",
            Self::Post => "post",
            Self::Basic => "basic",
        }
    }
}

/// The provider of one test.
pub struct Canaille {
    _python: Running,
    issuer: Url,
    redirect_port: u16,
    folder: PathBuf,
}

impl Canaille {
    /// How Camille signs in there.
    pub const ACCOUNT: (&str, &str) = ("camille", "le mot de passe");

    const SECRET: &str = "un-secret-de-machine";

    /// Starts it, and waits until it answers; `folder` gets its log, the workspace and the policy.
    pub async fn start(folder: &Path) -> Self {
        let python = venv::environment("canaille").await.join("bin/python");
        let (port, redirect_port) = (free_port(), free_port());
        let mut command = Command::new(python);
        command.arg(venv::peers().join("canaille-server.py"));
        command.args([&port.to_string(), &redirect_port.to_string(), Self::SECRET]);
        let log = folder.join("canaille.log");
        let mut python = Running::start(&mut command, &log);
        let issuer = Url::parse(&format!("http://127.0.0.1:{port}")).expect("an address");
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        until("Canaille", async || {
            assert!(
                python.ended().is_none(),
                "it ended: {}",
                std::fs::read_to_string(&log).unwrap_or_default()
            );
            http.get(format!("{issuer}.well-known/openid-configuration")).send().await.ok()
        })
        .await;
        Self { _python: python, issuer, redirect_port, folder: folder.to_owned() }
    }

    /// Lays a workspace for one of its clients, with these scopes beside `openid`, and returns the policy folder. The
    /// tools are `everybody`, and one for each group: `rh`, `equipe`, `other`.
    pub fn lay(&self, client: Client, scopes: &[&str]) -> PathBuf {
        let scopes = [&["openid"], scopes].concat();
        let audience = |group: &str| json!({"any": [{"groups": [group]}]});
        let tool =
            |id: &str| json!({"id": id, "name": {"fr": id}, "url": format!("https://{id}.exemple.gouv.fr")});
        let for_group = |id: &str, group: &str| {
            let mut tool = tool(id);
            tool["audience"] = audience(group);
            tool
        };
        let workspace = json!({
            "format": 1,
            "id": "fr.gouv.exemple",
            "name": {"fr": "Essai"},
            "hosts": ["*.exemple.gouv.fr"],
            "identity": {
                "issuer": self.issuer,
                "client": if client == Client::Public { "public" } else { "secret" },
                "client_id": client.id(),
                "redirect_ports": [self.redirect_port],
                "post_logout_path": "/signed-out",
                "scopes": scopes,
                "scim": self.address("scim/v2"),
            },
            "apps": [tool("everybody"), for_group("rh", "rh"), for_group("equipe", "Équipe"), for_group("other", "autre")],
        });
        let (file, policy) = (self.folder.join("workspace.json"), self.folder.join("policy"));
        std::fs::create_dir_all(policy.join("managed")).expect("a folder");
        std::fs::write(&file, workspace.to_string()).expect("written");
        let mut settings = json!({"workspace": file});
        if client != Client::Public {
            settings["client_secret"] = Self::SECRET.into();
        }
        std::fs::write(policy.join("managed/parvis.json"), settings.to_string()).expect("written");
        policy
    }

    /// Redeems a refresh token as this client, and says how that ended: nothing when it was taken, else the error.
    pub async fn redeems(&self, client: Client, refresh_token: &str) -> Option<String> {
        let mut form = url::form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "refresh_token").append_pair("refresh_token", refresh_token);
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let mut request = http.post(self.address("oauth/token"));
        if client == Client::Basic {
            request = request.basic_auth(client.id(), Some(Self::SECRET));
        } else {
            form.append_pair("client_id", client.id());
        }
        if client == Client::Post {
            form.append_pair("client_secret", Self::SECRET);
        }
        let request = request.header("content-type", "application/x-www-form-urlencoded").body(form.finish());
        let answer = request.send().await.expect("an answer").text().await.expect("text");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        answer["error"].as_str().map(str::to_owned)
    }

    fn address(&self, path: &str) -> Url {
        self.issuer.join(path).expect("an address")
    }
}
