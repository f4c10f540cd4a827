//! The way to every address that Parvis would ask, what answers there, and what time it is there.

use std::time::Duration;

use futures_util::future::join_all;
use parvis_core::clock::UnixTime;
use parvis_core::http::{Because, Response, Route, Unanswered};
use parvis_core::identity::session::Setup;
use parvis_core::policy::Laid;
use parvis_core::words;
use parvis_core::words::Words;
use parvis_core::workspace::source::Source;
use url::Url;

use super::check::{Check, Trouble};
use super::{argument, feeds, shown};
use crate::machine::Machine;

/// What is read of an answer at most.
const LARGEST: usize = 1024 * 1024;

/// A provider's tokens are refused by a clock that is further off.
const WRONG: Duration = Duration::from_secs(5 * 60);
const INEXACT: Duration = Duration::from_secs(60);

/// An authority that expires sooner is worth a word.
const SOON: Duration = Duration::from_secs(30 * 24 * 3600);

/// Whom Parvis asks.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Party {
    Repository,
    Provider,
    Relay,
    Feed,
    Directory,
}

/// An address that Parvis would ask.
pub(super) struct Asked {
    pub party: Party,
    pub address: Url,
    pub route: Route,
    /// What came back, if it was asked and answered in time.
    pub answer: Option<Result<Response, Unanswered>>,
}

/// Every address, each asked at the same time where that has no effect there.
pub(super) async fn ask(machine: &Machine, setup: Option<&Setup>) -> Vec<Asked> {
    let asked = addresses(machine, setup).into_iter().map(async |(party, address)| {
        let route = machine.http.route(&address).await;
        // Feeds are asked elsewhere, and a directory wants a token.
        let answer = match party {
            Party::Feed | Party::Directory => None,
            Party::Repository | Party::Provider | Party::Relay => {
                machine.in_time(machine.http.get(&address, LARGEST)).await
            }
        };
        Asked { party, address, route, answer }
    });
    join_all(asked).await
}

fn addresses(machine: &Machine, setup: Option<&Setup>) -> Vec<(Party, Url)> {
    let below = |address: &Url, path: &str| {
        let mut address = address.clone();
        address.set_path(&format!("{}/{path}", address.path().trim_end_matches('/')));
        address
    };
    let repository = match &machine.source {
        Source::Laid(Laid::Repository { address, .. }) => Some(address.clone()),
        Source::Joined(joined) => joined.address.parse().ok(),
        Source::Laid(Laid::File(_)) | Source::BuiltIn => None,
    };
    let mut all: Vec<_> = repository
        .map(|address| (Party::Repository, below(&address, "metadata/timestamp.json")))
        .into_iter()
        .collect();
    if let Some(registration) = setup.map(|setup| &setup.registration) {
        all.push((Party::Provider, below(&registration.issuer, ".well-known/openid-configuration")));
        // The relay tells there whether it is ready, whatever its prefix.
        let health = registration.relay.as_ref().and_then(|relay| relay.join("/healthz").ok());
        all.extend(health.map(|address| (Party::Relay, address)));
        all.extend(registration.scim.clone().map(|address| (Party::Directory, address)));
    }
    let feeds = machine.workspace.feeds.iter().filter_map(|feed| feed.url.parse().ok());
    all.extend(feeds.map(|address| (Party::Feed, address)));
    all
}

/// What time it is at whoever answered first, compared with ours (RFC 9110 §6.6.1).
pub(super) fn clock(machine: &Machine, all: &[Asked]) -> Check {
    let mut check = Check::new("clock", words!("Horloge", "Clock", "Uhr"));
    let ours = machine.clock.now();
    let mut answers = all.iter().filter_map(|asked| Some((asked, asked.answer.as_ref()?.as_ref().ok()?)));
    let found = answers.find_map(|(asked, answer)| Some((asked, date(answer)?)));
    let Some((asked, theirs)) = found else {
        return check.unchecked(words!(
            "{ours} ici ; personne n’a dit l’heure",
            "{ours} here; nobody told the time",
            "{ours} hier; niemand hat die Zeit gesagt"
        ));
    };
    let host = asked.address.host_str().unwrap_or_default();
    let apart = ours.until(theirs).max(theirs.until(ours));
    let seconds = apart.as_secs();
    let what = words!(
        "{ours} ici, {theirs} chez {host} : {seconds} s d’écart",
        "{ours} here, {theirs} at {host}: {seconds} s apart",
        "{ours} hier, {theirs} bei {host}: {seconds} s Unterschied"
    );
    if apart <= INEXACT {
        check.say(what);
        return check;
    }
    let trouble = if apart > WRONG { Trouble::wrong(what) } else { Trouble::attention(what) };
    check.trouble(
        trouble
            .see(clock_command())
            .see(curl_head(&asked.address, Some(&asked.route)))
            .read("RFC 9110 §6.6.1"),
    );
    check
}

fn date(answer: &Response) -> Option<UnixTime> {
    UnixTime::of_http(answer.headers().get("date")?.to_str().ok()?)
}

/// The way to each address and why it is this one; and whether anybody is at its end.
pub(super) fn proxy(all: &[Asked]) -> Check {
    let mut check = Check::new("network", words!("Réseau et proxy", "Network and proxy", "Netz und Proxy"));
    if all.is_empty() {
        return check.unchecked(words!(
            "Parvis n’interroge personne avec cet espace de travail",
            "Parvis asks nobody with this workspace",
            "Parvis fragt mit diesem Arbeitsbereich niemanden"
        ));
    }
    let mut hosts = Vec::new();
    for Asked { address, route, .. } in all {
        let host = address.host_str().unwrap_or_default();
        let because = route.because.words();
        let [fr, en, de] = because.each();
        let said = match &route.proxy {
            Some(proxy) => words!(
                "{host} par {proxy} ({fr})",
                "{host} through {proxy} ({en})",
                "{host} über {proxy} ({de})"
            ),
            None => words!("{host} directement ({fr})", "{host} directly ({en})", "{host} direkt ({de})"),
        };
        if hosts.contains(&said) {
            continue;
        }
        match route.because {
            Because::Script(_) | Because::Silent(_) => check.trouble(way(Trouble::attention(said.clone()))),
            Because::Unusable(_) => check.trouble(way(Trouble::wrong(said.clone()))),
            _ => check.say(said.clone()),
        }
        hosts.push(said);
    }
    for asked in all {
        if let Some(Err(why)) = &asked.answer {
            let (host, why) = (asked.address.host_str().unwrap_or_default(), unanswered(why));
            let [fr, en, de] = why.each();
            let what = words!("{host} : {fr}", "{host}: {en}", "{host}: {de}");
            check.trouble(way(Trouble::wrong(what)).see(curl_head(&asked.address, Some(&asked.route))));
        }
    }
    check
}

fn way(trouble: Trouble) -> Trouble {
    trouble.see("parvisctl policy show").read("packaging/policy/reference.en.md#proxy")
}

/// Why there is no answer.
pub(super) fn unanswered(why: &Unanswered) -> Words {
    match why {
        Unanswered::Unreachable(why) => why.words(),
        Unanswered::TooLarge => {
            words!("la réponse est trop grosse", "the answer is too large", "die Antwort ist zu groß")
        }
        Unanswered::NotARequest => {
            words!("ce n’est pas une adresse", "this is not an address", "das ist keine Adresse")
        }
    }
}

/// The authorities that policy adds.
pub(super) fn authorities(machine: &Machine) -> Check {
    let mut check = Check::new(
        "authorities",
        words!("Autorités de certification", "Certificate authorities", "Zertifizierungsstellen"),
    );
    let (roots, now) = (machine.http.roots(), machine.clock.now());
    if roots.files.is_empty() && roots.problems.is_empty() {
        check.say(words!("celles du système", "those of the system", "die des Systems"));
    }
    for root in &roots.files {
        let (file, subject, expires) = (root.place.display().to_string(), &root.subject, root.expires);
        let said = words!(
            "{subject}, jusqu’au {expires} ({file})",
            "{subject}, until {expires} ({file})",
            "{subject}, bis {expires} ({file})"
        );
        let command = format!("openssl x509 -noout -subject -enddate -in {}", argument(&root.place));
        if expires <= now {
            check.trouble(Trouble::wrong(said).see(command).read("RFC 5280 §4.1.2.5"));
        } else if now.until(expires) < SOON {
            check.trouble(Trouble::attention(said).see(command).read("RFC 5280 §4.1.2.5"));
        } else {
            check.say(said);
        }
    }
    for problem in &roots.problems {
        let file = problem.place.display().to_string();
        let trouble = Trouble::wrong(problem.what.map(|what| format!("{file} {what}")));
        check.trouble(
            trouble
                .see(format!("ls -l {}", argument(&problem.place)))
                .read("packaging/policy/reference.en.md#ca"),
        );
    }
    check
}

/// The same question from a terminal, of which the answer's head is enough.
pub(super) fn curl_head(address: &Url, route: Option<&Route>) -> String {
    curl(address, route).replacen("curl", "curl --head", 1)
}

/// The same question from a terminal.
pub(super) fn curl(address: &Url, route: Option<&Route>) -> String {
    let proxy = route.and_then(|route| route.proxy.as_ref()).map(|proxy| format!(" --proxy {proxy}"));
    // A quote in a path would end the argument.
    format!("curl{} '{}'", proxy.unwrap_or_default(), shown(address).replace('\'', "%27"))
}

/// What tells the time, and who sets it.
pub(super) fn clock_command() -> &'static str {
    if cfg!(windows) {
        "w32tm /query /status"
    } else if cfg!(target_os = "macos") {
        "sntp time.apple.com"
    } else {
        "timedatectl"
    }
}

pub(super) fn not_reached(all: &[Asked], party: Party) -> Option<Words> {
    let asked = all.iter().find(|asked| asked.party == party)?;
    match &asked.answer {
        Some(Ok(_)) => None,
        Some(Err(_)) => Some(words!(
            "injoignable : voir le réseau",
            "out of reach: see the network",
            "nicht erreichbar: siehe Netz"
        )),
        None => Some(feeds::not_asked()),
    }
}
