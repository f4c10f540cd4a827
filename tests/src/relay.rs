//! The relay of a ministry: the program itself, before ProConnect.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::process::{Running, free_port};
use crate::wait::until;

/// Where the relay will be, before the provider knows it.
pub struct Place {
    port: u16,
    metrics: u16,
}

impl Place {
    /// A place that is free.
    pub fn find() -> Self {
        Self { port: free_port(), metrics: free_port() }
    }

    /// The relay's public address there.
    pub fn address(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the relay, with all that an administrator lays beside it, and waits until it knows the provider.
    pub async fn start(&self, folder: &Path, issuer: &str, secret: &str, log: &Path) -> Running {
        let keys = Command::new(binary()).arg("new-key").output().expect("the relay is built");
        fs::write(folder.join("relay.keys"), keys.stdout).expect("written");
        fs::write(folder.join("relay.secret"), secret).expect("written");
        let folder = folder.canonicalize().expect("a folder");
        let configuration = format!(
            r#"public_address = "{}"
issuer = "{issuer}"
client_id = "parvis"
client_secret_file = "{}"
keys_file = "{}"
scopes = ["openid", "given_name", "usual_name", "email", "siret", "organization_label", "roles", "groups"]
listen = "127.0.0.1:{}"
metrics_listen = "127.0.0.1:{}"
"#,
            self.address(),
            folder.join("relay.secret").display(),
            folder.join("relay.keys").display(),
            self.port,
            self.metrics,
        );
        let file = folder.join("relay.toml");
        fs::write(&file, configuration).expect("written");
        let relay = Running::start(Command::new(binary()).arg("--config").arg(file), log);
        let http = reqwest::Client::builder().no_proxy().build().expect("a client");
        let health = format!("http://127.0.0.1:{}/healthz", self.metrics);
        until("the relay to know the provider", async || {
            http.get(&health).send().await.ok()?.error_for_status().ok().map(drop)
        })
        .await;
        relay
    }
}

fn binary() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/debug/parvis-relay")
}
