//! `parvisctl status`.

use parvis_core::policy::{Laid, Source};
use parvis_core::words::Language;
use parvis_core::workspace::format::ClientKind;
use parvis_core::workspace::{Broken, Workspace};
use serde::Serialize;

use crate::output::{Exit, Form, data, json, words};

#[derive(Serialize)]
struct Status {
    version: &'static str,
    /// `machine` or `built_in`.
    origin: &'static str,
    /// The file that IT laid, if any.
    file: Option<String>,
    workspace: String,
    name: String,
    tools: usize,
    issuer: Option<String>,
    client: Option<&'static str>,
    /// The address of the relay, for that kind of client.
    relay: Option<String>,
    problems: Vec<String>,
    /// What was left out, or is not known to this version.
    warnings: Vec<String>,
}

pub(crate) fn run(form: Form) -> Exit {
    let status = status(form.language());
    if form.json {
        json(&status);
    } else {
        print(&status);
    }
    Exit::of(status.problems.is_empty())
}

fn status(language: Language) -> Status {
    let policy = Source::of_system().read();
    let mut problems: Vec<_> = policy.problems.iter().map(|p| p.line(language)).collect();
    let file = match &policy.workspace {
        Some(Laid::File(file)) => Some(file),
        Some(Laid::Repository { .. }) | None => None,
    };
    let (workspace, origin) = match file.map(|file| Workspace::load(file)) {
        Some(Ok(workspace)) => (workspace, "machine"),
        Some(Err(Broken { file, problems: found, .. })) => {
            problems.extend(found.iter().map(|p| format!("{}: {}", file.display(), p.line(language))));
            (Workspace::built_in(), "built_in")
        }
        None => (Workspace::built_in(), "built_in"),
    };
    let mut warnings: Vec<_> = policy.warnings.iter().map(|p| p.line(language)).collect();
    warnings.extend(workspace.warnings.iter().map(|p| p.line(language)));
    let identity = workspace.identity.as_ref();
    let client = identity.map(|identity| match identity.client {
        ClientKind::Public => "public",
        ClientKind::Secret => "secret",
        ClientKind::Relay => "relay",
    });
    if client == Some("secret") && policy.client_secret.is_none() {
        problems.push("the workspace's client has a secret, and the machine policy holds none".to_owned());
    }
    Status {
        version: parvis_core::VERSION,
        origin,
        file: file.map(|file| file.display().to_string()),
        name: workspace.name.pick(language).to_owned(),
        tools: workspace.tools.len(),
        issuer: identity.map(|identity| identity.issuer.clone()),
        client,
        relay: identity.and_then(|identity| identity.relay.clone()),
        workspace: workspace.id,
        problems,
        warnings,
    }
}

fn print(status: &Status) {
    let none = || "none".to_owned();
    data(&format!("parvis     {}", status.version));
    data(&format!("workspace  {} ({})", status.name, status.workspace));
    data(&format!(
        "origin     {}",
        if status.origin == "machine" { "this machine's policy" } else { "built in" }
    ));
    data(&format!("file       {}", status.file.clone().unwrap_or_else(none)));
    data(&format!("tools      {}", status.tools));
    let sign_in = match (&status.issuer, status.client) {
        (Some(issuer), Some(client)) => match &status.relay {
            Some(relay) => format!("{issuer} (through {relay})"),
            None => format!("{issuer} ({client} client)"),
        },
        _ => none(),
    };
    data(&format!("sign-in    {sign_in}"));
    for (title, lines) in [("To be put right:", &status.problems), ("Left out:", &status.warnings)] {
        if !lines.is_empty() {
            words(title);
            for line in lines {
                words(&format!("  {line}"));
            }
        }
    }
}
