//! The rules of a tool.

use url::Url;

use super::{Pictures, audience, empty, refused};
use crate::launch::address::{Hosts, Refusal};
use crate::words;
use crate::workspace::Tool;
use crate::workspace::format::{App, Sso};
use crate::workspace::problem::{Findings, Problem, quoted};

/// The tool, if its address can be used.
pub(super) fn check(
    app: App,
    index: usize,
    hosts: &Hosts,
    pictures: &mut Pictures<'_>,
    findings: &mut Findings,
) -> Option<Tool> {
    let at = |field: &str| format!("apps[{index}].{field}");
    if app.name.is_empty() {
        findings.wrong(Problem::new(at("name"), empty()));
    }
    let url =
        hosts.check(&app.url).map_err(|refusal| findings.wrong(refused(at("url"), &app.url, refusal))).ok();
    let mut initiate = None;
    match (&app.sso, &url) {
        (Sso::InitiateLogin { uri }, Some(url)) => match hosts.check_within(uri, url).map_err(elsewhere) {
            Ok(uri) => initiate = Some(uri),
            Err(refusal) => findings.wrong(refused(at("sso.uri"), uri, refusal)),
        },
        (Sso::Lasuite { next_param }, _) => {
            let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
            if next_param.is_empty() || !next_param.chars().all(plain) {
                let name = quoted(next_param);
                let what = words!(
                    "{name} n’est pas le nom d’un paramètre",
                    "{name} is not the name of a parameter",
                    "{name} ist nicht der Name eines Parameters"
                );
                findings.wrong(Problem::new(at("sso.next_param"), what));
            }
        }
        (Sso::InitiateLogin { .. } | Sso::Link, _) => {}
    }
    if let Some(url) = &url {
        check_actions(&app, url, hosts, at, findings);
    }
    if let Some(health) = &app.health
        && let Err(refusal) = hosts.check(&health.url)
    {
        findings.wrong(refused(at("health.url"), &health.url, refusal));
    }
    if let Some(repository) = app.source.as_ref().and_then(|source| source.repository.as_ref())
        && let Err(refusal) = hosts.check(repository)
    {
        let written = quoted(repository);
        let what = refusal.words().map(|why| format!("{written} {why}"));
        let instead = words!(
            "L’adresse est montrée, et ne s’ouvre pas",
            "The address is shown, and does not open",
            "Die Adresse wird gezeigt und lässt sich nicht öffnen"
        );
        findings.odd(Problem::new(at("source.repository"), what).instead(instead));
    }
    audience(app.audience.as_ref(), || format!("apps[{index}]"), findings);
    let icon = app.icon.as_ref().and_then(|icon| pictures.load(icon, || at("icon"), findings));
    Some(Tool { url: url?, app, icon, initiate })
}

fn check_actions(app: &App, url: &Url, hosts: &Hosts, at: impl Fn(&str) -> String, findings: &mut Findings) {
    for (nth, action) in app.actions.iter().enumerate() {
        if let Err(refusal) = hosts.check_path(&action.path, url).map_err(elsewhere) {
            findings.wrong(refused(at(&format!("actions[{nth}].path")), &action.path, refusal));
        }
    }
}

/// Listing another host would not help.
fn elsewhere(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Host | Refusal::Port => Refusal::OtherOrigin,
        other => other,
    }
}
