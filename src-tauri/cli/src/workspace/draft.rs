//! A workspace document as somebody would write it by hand: in the order of the guide, and nothing that goes without
//! saying.

use std::collections::BTreeSet;

use parvis_core::workspace::format::{Document, Place, Severity, Sso, Text};
use serde::Serialize;
use url::Url;

use super::list::List;

#[derive(Serialize)]
pub(super) struct Draft {
    format: u32,
    pub id: String,
    pub name: Text,
    revision: u64,
    pub hosts: BTreeSet<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub identity: Option<Identity>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sections: Vec<Section>,
    pub apps: Vec<App>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notices: Vec<Notice>,
}

#[derive(Serialize)]
pub(super) struct Identity {
    issuer: String,
    client: &'static str,
    client_id: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    relay: Option<String>,
    #[serde(skip_serializing_if = "<[u16]>::is_empty")]
    redirect_ports: &'static [u16],
    session_hours: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    supports_prompt_login: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    userinfo_signed_response_alg: Option<&'static str>,
    scopes: &'static [&'static str],
}

#[derive(Serialize)]
struct Section {
    id: String,
    name: Text,
}

#[derive(Serialize)]
pub(super) struct App {
    pub id: String,
    name: Text,
    #[serde(skip_serializing_if = "Text::is_empty")]
    purpose: Text,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    section: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    keywords: Vec<String>,
    #[serde(skip_serializing_if = "is_suggested")]
    place: Place,
    #[serde(skip_serializing_if = "Option::is_none")]
    sso: Option<Lasuite>,
}

#[derive(Serialize)]
struct Notice {
    id: String,
    severity: Severity,
    text: Text,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename = "lasuite")]
struct Lasuite {
    next_param: String,
}

impl Lasuite {
    fn of(sso: &Sso) -> Option<Self> {
        match sso {
            Sso::Lasuite { next_param } => Some(Self { next_param: next_param.clone() }),
            Sso::InitiateLogin { .. } | Sso::Link => None,
        }
    }
}

/// ProConnect's issuers, which take the same client: its production and its integration platform.
const PROCONNECT: [&str; 2] =
    ["https://auth.agentconnect.gouv.fr/api/v2", "https://fca.integ01.dev-agentconnect.fr/api/v2"];

/// Registered where the provider compares addresses to the letter; as in the README.
const PORTS: [u16; 3] = [47811, 47812, 47813];

/// The section of what is not in La Suite numérique.
const OWN: &str = "own";

impl Draft {
    /// Without any tool.
    pub(super) fn new(id: String, name: Text) -> Self {
        Self {
            format: 1,
            id,
            name,
            revision: 1,
            hosts: BTreeSet::new(),
            identity: None,
            sections: Vec::new(),
            apps: Vec::new(),
            notices: Vec::new(),
        }
    }

    /// How agents sign in; what a provider is known for is written down.
    pub(super) fn sign_in(
        &mut self,
        issuer: String,
        client: &'static str,
        client_id: String,
        relay: Option<String>,
    ) {
        let is_proconnect = PROCONNECT.contains(&issuer.trim_end_matches('/'));
        self.identity = Some(Identity {
            client,
            client_id,
            relay,
            redirect_ports: if client == "secret" { &PORTS } else { &[] },
            session_hours: 12,
            supports_prompt_login: is_proconnect.then_some(false),
            userinfo_signed_response_alg: is_proconnect.then_some("RS256"),
            scopes: if is_proconnect {
                &[
                    "openid",
                    "given_name",
                    "usual_name",
                    "email",
                    "siret",
                    "organization_label",
                    "roles",
                    "groups",
                ]
            } else {
                &["openid", "profile", "email"]
            },
            issuer,
        });
    }

    /// Adds the tool with this id out of another workspace, with its section and its host.
    pub(super) fn take(&mut self, from: &Document, id: &str) {
        let Some(app) = from.apps.iter().find(|app| app.id == id) else { return };
        let section = from.sections.iter().find(|section| Some(&section.id) == app.section.as_ref());
        if let Some(section) = section {
            self.section(&section.id, &section.name);
        }
        self.host(&app.url);
        self.apps.push(App {
            id: app.id.clone(),
            name: app.name.clone(),
            purpose: app.purpose.clone(),
            url: app.url.clone(),
            section: app.section.clone(),
            keywords: app.keywords.clone(),
            // Where else a tool stands on a desk is for the organisation to say.
            place: if app.place == Place::Available { app.place } else { Place::default() },
            sso: Lasuite::of(&app.sso),
        });
    }

    /// Adds everything that a list names. Lists do not say how a tool signs in; La Suite's own are known.
    pub(super) fn take_all(&mut self, list: &List) {
        let (document, suite) = (list.document(&self.id, &self.name), Document::built_in());
        for app in &document.apps {
            self.take(&document, &app.id);
            let known = suite.apps.iter().find(|known| is_same(&known.url, &app.url));
            if let (Some(known), Some(taken)) = (known, self.apps.last_mut()) {
                taken.sso = Lasuite::of(&known.sso);
            }
        }
        self.notices.extend(document.notices.into_iter().map(|notice| Notice {
            id: notice.id,
            severity: notice.severity,
            text: notice.text,
            from: notice.from,
            until: notice.until,
        }));
    }

    /// Adds a tool of the organisation's own.
    pub(super) fn own(&mut self, name: &str, url: &str) {
        self.section(OWN, &Text::of("Nos outils", "Our tools", "Unsere Anwendungen"));
        self.host(url);
        let id = self.free_id(name);
        self.apps.push(App {
            id,
            name: Text::of(name, name, name),
            purpose: Text::default(),
            url: url.to_owned(),
            section: Some(OWN.to_owned()),
            keywords: Vec::new(),
            place: Place::default(),
            sso: None,
        });
    }

    /// An id out of a name, that no tool has yet.
    fn free_id(&self, name: &str) -> String {
        let parts = name.to_lowercase();
        let parts: Vec<_> =
            parts.split(|c: char| !c.is_ascii_alphanumeric()).filter(|part| !part.is_empty()).collect();
        let plain = if parts.is_empty() { "tool".to_owned() } else { parts.join("-") };
        let mut id = plain.clone();
        let mut next = 2;
        while self.apps.iter().any(|app| app.id == id) {
            id = format!("{plain}-{next}");
            next += 1;
        }
        id
    }

    fn section(&mut self, id: &str, name: &Text) {
        if self.sections.iter().all(|section| section.id != id) {
            self.sections.push(Section { id: id.to_owned(), name: name.clone() });
        }
    }

    fn host(&mut self, url: &str) {
        let url = Url::parse(url).ok();
        let host = url.as_ref().and_then(|url| Some((url.host_str()?, url.port())));
        self.hosts.extend(host.map(|(host, port)| match port {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }));
    }
}

/// What goes without saying.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks by reference")]
fn is_suggested(place: &Place) -> bool {
    *place == Place::Suggested
}

/// With and without a slash at the end is the same address.
fn is_same(one: &str, other: &str) -> bool {
    one.trim_end_matches('/') == other.trim_end_matches('/')
}
