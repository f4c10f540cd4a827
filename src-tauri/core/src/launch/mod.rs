//! From a tool to the address that opens it with the session of the browser.

use url::Url;

pub mod address;

use crate::workspace::format::Sso;
use crate::workspace::{Tool, Workspace};

/// Something to open: checked, and with the words to say so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// What the browser is given.
    pub address: Url,
    /// The tool's id.
    pub app: String,
    /// The tool's name.
    pub name: String,
    /// The deep link that was asked for, if any.
    pub deep_link: Option<Url>,
    /// The levels of authentication of which the tool needs one; empty, any will do.
    pub acr: Vec<String>,
}

/// Why nothing can be opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoDestination {
    /// No tool has this id, this action or this address.
    UnknownTool,
    /// The address may not be opened.
    Refused(address::Refusal),
}

/// The destination of a tool, or of one of its actions.
pub fn tool(
    workspace: &Workspace,
    id: &str,
    action: Option<&str>,
    name: impl Fn(&Tool) -> String,
) -> Result<Destination, NoDestination> {
    let tool = workspace.tool(id).ok_or(NoDestination::UnknownTool)?;
    let deep_link = match action {
        Some(action) => {
            let action =
                tool.app.actions.iter().find(|a| a.id == action).ok_or(NoDestination::UnknownTool)?;
            Some(tool.url.join(&action.path).map_err(|_| NoDestination::UnknownTool)?)
        }
        None => None,
    };
    destination(workspace, tool, deep_link, name(tool))
}

/// The destination of an address that somebody typed or that came with a link: it has to lie in a tool.
pub fn address(
    workspace: &Workspace,
    address: &str,
    name: impl Fn(&Tool) -> String,
) -> Result<Destination, NoDestination> {
    let url = workspace.hosts.check(address).map_err(NoDestination::Refused)?;
    let tool = workspace.tools.iter().find(|tool| tool.url.origin() == url.origin());
    let tool = tool.ok_or(NoDestination::UnknownTool)?;
    destination(workspace, tool, Some(url), name(tool))
}

fn destination(
    workspace: &Workspace,
    tool: &Tool,
    deep_link: Option<Url>,
    name: String,
) -> Result<Destination, NoDestination> {
    let target = deep_link.as_ref().unwrap_or(&tool.url);
    let target = workspace.hosts.check_within(target.as_str(), &tool.url).map_err(NoDestination::Refused)?;
    let address = match (&tool.app.sso, &tool.initiate) {
        (Sso::Lasuite { next_param }, _) => {
            // Without `silent`: this route shows one login page when there is no session, and none when there is;
            // with it, one would land there anonymously. Without `login_hint`, which can drop another's session.
            let mut route = tool.url.clone();
            route.set_path("/api/v1.0/authenticate/");
            route.set_fragment(None);
            route.query_pairs_mut().clear().append_pair(next_param, target.as_str());
            route
        }
        (Sso::InitiateLogin { .. }, Some(uri)) => {
            let mut route = uri.clone();
            if let Some(identity) = &workspace.identity {
                route.query_pairs_mut().append_pair("iss", &identity.issuer);
            }
            route.query_pairs_mut().append_pair("target_link_uri", target.as_str());
            route
        }
        (Sso::InitiateLogin { .. }, None) | (Sso::Link, _) => target,
    };
    let acr = tool.app.acr.essential.clone();
    Ok(Destination { address, app: tool.app.id.clone(), name, deep_link, acr })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn workspace() -> Workspace {
        let text = serde_json::json!({
            "format": 1, "id": "w", "name": {"fr": "W"}, "hosts": ["*.exemple.fr"],
            "identity": {"issuer": "https://auth.exemple.fr", "client": "public", "client_id": "c"},
            "apps": [
                {"id": "docs", "name": {"fr": "Docs"}, "url": "https://docs.exemple.fr", "sso": {"kind": "lasuite"},
                 "actions": [{"id": "new", "name": {"fr": "Nouveau"}, "path": "/docs/new/"}]},
                {"id": "drive", "name": {"fr": "Fichiers"}, "url": "https://drive.exemple.fr/app?x=1",
                 "sso": {"kind": "lasuite", "next_param": "returnTo"}},
                {"id": "agenda", "name": {"fr": "Agenda"}, "url": "https://agenda.exemple.fr/",
                 "sso": {"kind": "initiate_login", "uri": "https://agenda.exemple.fr/initiate?tenant=1"}},
                {"id": "grist", "name": {"fr": "Grist"}, "url": "https://grist.exemple.fr/login?next=/"},
            ]
        });
        Workspace::read(text.to_string().as_bytes(), &crate::workspace::assets::NoAssets)
            .expect("a workspace")
    }

    #[test]
    fn each_kind_of_sso_has_its_address() {
        for (id, action, address) in [
            (
                "docs",
                None,
                "https://docs.exemple.fr/api/v1.0/authenticate/?next=https%3A%2F%2Fdocs.exemple.fr%2F",
            ),
            (
                "docs",
                Some("new"),
                "https://docs.exemple.fr/api/v1.0/authenticate/?next=https%3A%2F%2Fdocs.exemple.fr%2Fdocs%2Fnew%2F",
            ),
            (
                "drive",
                None,
                "https://drive.exemple.fr/api/v1.0/authenticate/?returnTo=https%3A%2F%2Fdrive.exemple.fr%2Fapp%3Fx%3D1",
            ),
            (
                "agenda",
                None,
                "https://agenda.exemple.fr/initiate?tenant=1&iss=https%3A%2F%2Fauth.exemple.fr&target_link_uri=https%3A%2F%2Fagenda.exemple.fr%2F",
            ),
            ("grist", None, "https://grist.exemple.fr/login?next=/"),
        ] {
            let found = tool(&workspace(), id, action, |t| t.app.id.clone()).map(|d| d.address.to_string());
            assert_eq!(found.as_deref(), Ok(address), "{id}");
        }
    }

    #[test]
    fn an_address_is_opened_through_the_tool_it_lies_in() {
        let deep = "https://drive.exemple.fr/explorer/items/1?a=b#c";
        let found = address(&workspace(), deep, |t| t.app.id.clone()).expect("a destination");
        assert_eq!(found.app, "drive");
        let next = found.address.query_pairs().next().map(|(k, v)| (k.into_owned(), v.into_owned()));
        assert_eq!(next, Some(("returnTo".into(), deep.into())));
        let unknown = address(&workspace(), "https://wiki.exemple.fr/", |t| t.app.id.clone());
        assert_eq!(unknown, Err(NoDestination::UnknownTool));
        let evil = address(&workspace(), "https://drive.exemple.fr.evil.example/", |t| t.app.id.clone());
        assert_eq!(evil, Err(NoDestination::Refused(address::Refusal::Host)));
    }
}
