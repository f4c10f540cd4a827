//! `parvisctl repository status`.

use std::path::Path;

use parvis_core::clock::{Clock, UnixTime};
use parvis_core::words;
use parvis_core::words::Language;
use parvis_core::workspace::tuf::fingerprint;
use serde::Serialize;
use tough::schema::{Role as _, RoleType};

use super::keys::Keys;
use super::place::{Place, State};
use super::publish::Published;
use super::report::{Done, Report};

/// The roles, in the order in which a client meets them.
const ROLES: [RoleType; 4] = [RoleType::Root, RoleType::Timestamp, RoleType::Snapshot, RoleType::Targets];

/// How urgent it is to sign a role anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Stage {
    Fine,
    Soon,
    Near,
    Urgent,
    Expired,
}

impl Stage {
    /// 60, 30 and 7 days for what people sign once a year; 7, 3 and 1 for the timestamp, which lives for 14.
    fn of(role: RoleType, days: i64, expired: bool) -> Self {
        let [soon, near, urgent] = if role == RoleType::Timestamp { [7, 3, 1] } else { [60, 30, 7] };
        match days {
            _ if expired => Self::Expired,
            days if days < urgent => Self::Urgent,
            days if days < near => Self::Near,
            days if days < soon => Self::Soon,
            _ => Self::Fine,
        }
    }
}

/// Until when a role counts.
#[derive(Serialize)]
pub(super) struct Expiry {
    role: String,
    version: u64,
    /// RFC 3339, UTC.
    pub(super) expires: String,
    /// Whole days; negative once it expired.
    days: i64,
    pub(super) stage: Stage,
}

impl Expiry {
    pub(super) fn of(state: &State, now: UnixTime) -> Vec<Self> {
        ROLES.map(|role| Self::of_role(state, role, now)).into()
    }

    pub(super) fn of_role(state: &State, role: RoleType, now: UnixTime) -> Self {
        let (version, expires) = match role {
            RoleType::Root => (state.root.version, state.root.expires()),
            RoleType::Targets | RoleType::DelegatedTargets => {
                (state.targets.version, state.targets.expires())
            }
            RoleType::Snapshot => (state.snapshot.version, state.snapshot.expires()),
            RoleType::Timestamp => (state.timestamp.version, state.timestamp.expires()),
        };
        let left = expires.as_second() - i64::try_from(now.0).unwrap_or(i64::MAX);
        let days = left.div_euclid(24 * 60 * 60);
        let urgency = Stage::of(role, days, left < 0);
        Self {
            role: role.to_string(),
            version: version.get(),
            expires: expires.to_string(),
            days,
            stage: urgency,
        }
    }

    /// What to do about it, if anything.
    pub(super) fn warning(&self, language: Language) -> Option<String> {
        let Self { role, days, .. } = self;
        let line = match self.stage {
            Stage::Fine => return None,
            Stage::Expired => words!(
                "{role} n’est plus valable : les postes gardent leur espace et préviennent. Lancez parvisctl repository refresh.",
                "{role} has expired: machines keep what they have, with a banner. Run parvisctl repository refresh.",
                "{role} ist abgelaufen: Die Rechner behalten ihren Stand und weisen darauf hin. Starten Sie parvisctl repository refresh."
            ),
            Stage::Soon | Stage::Near | Stage::Urgent => words!(
                "{role} n’est plus valable que {days} jours. Lancez parvisctl repository refresh, avec ses clés.",
                "{role} is valid for {days} more days only. Run parvisctl repository refresh, with its keys.",
                "{role} gilt nur noch {days} Tage. Starten Sie parvisctl repository refresh, mit den Schlüsseln."
            ),
        };
        Some(line.pick(language).to_owned())
    }
}

/// A key that a role names.
#[derive(Serialize)]
struct KeyStatus {
    role: String,
    id: String,
    /// Its file, if it is here.
    file: Option<String>,
}

#[derive(Serialize)]
pub(super) struct Status {
    place: String,
    /// The first root in words, as people compare it.
    fingerprint: String,
    roles: Vec<Expiry>,
    root_threshold: u64,
    keys: Vec<KeyStatus>,
    /// Whether it is a folder, where key files may be.
    #[serde(skip)]
    is_folder: bool,
    /// The workspace that is published, if one is.
    workspace: Option<Published>,
    targets: usize,
}

pub(super) fn run(place: &str, clock: &dyn Clock) -> Done<Status> {
    let path = Path::new(place);
    let address = Place::address(place);
    let keys = if address.is_some() { None } else { Some(Keys::of(path)) };
    let public = address.map_or_else(|| Place::folder(path), Ok)?;
    let state = public.load()?;
    let listed = ROLES.iter().flat_map(|role| {
        let ids = state.root.roles.get(role).map(|keys| keys.keyids.clone()).unwrap_or_default();
        ids.into_iter().map(|id| (*role, id))
    });
    let listed = listed.map(|(role, id)| KeyStatus {
        role: role.to_string(),
        file: keys.as_ref().and_then(|keys| keys.file(role, &id)).map(|file| file.display().to_string()),
        id: hex::encode(&id),
    });
    Ok(Status {
        place: place.to_owned(),
        fingerprint: fingerprint(&public.read("metadata/1.root.json")?),
        roles: Expiry::of(&state, clock.now()),
        root_threshold: state.root.roles.get(&RoleType::Root).map_or(0, |keys| keys.threshold.get()),
        keys: listed.collect(),
        is_folder: keys.is_some(),
        workspace: Published::of(&state, |name| public.read(name))?,
        targets: state.targets.targets.len(),
    })
}

impl Report for Status {
    fn data(&self, language: Language) -> Vec<String> {
        let fingerprint = &self.fingerprint;
        let mut lines = vec![words!(
            "empreinte  {fingerprint}",
            "fingerprint  {fingerprint}",
            "Fingerabdruck  {fingerprint}"
        )];
        for Expiry { role, version, expires, days, .. } in &self.roles {
            let line = words!(
                "{role:<10} version {version:<11} jusqu’au {expires} ({days} jours)",
                "{role:<10} version {version:<11} until {expires} ({days} days)",
                "{role:<10} Version {version:<11} bis {expires} ({days} Tage)"
            );
            lines.push(line);
        }
        for KeyStatus { role, id, file } in self.keys.iter().filter(|_| self.is_folder) {
            let short = id.get(..8).unwrap_or(id);
            lines.push(match file {
                Some(file) => words!(
                    "{role:<10} clé {short}, dans {file}",
                    "{role:<10} key {short}, in {file}",
                    "{role:<10} Schlüssel {short}, in {file}"
                ),
                None => words!(
                    "{role:<10} clé {short}, pas ici",
                    "{role:<10} key {short}, not here",
                    "{role:<10} Schlüssel {short}, nicht hier"
                ),
            });
        }
        let workspace = self.workspace.as_ref().map(|workspace| workspace.line(language));
        let mut lines: Vec<_> = lines.iter().map(|line| line.pick(language).to_owned()).collect();
        lines.extend(workspace);
        lines
    }

    fn words(&self, language: Language) -> Vec<String> {
        let mut lines: Vec<_> = self.roles.iter().filter_map(|role| role.warning(language)).collect();
        if self.workspace.is_none() {
            let nothing = words!(
                "Aucun espace n’est publié. Pour le faire : parvisctl repository publish.",
                "No workspace is published. To do so: parvisctl repository publish.",
                "Es ist kein Arbeitsbereich veröffentlicht. Dafür: parvisctl repository publish."
            );
            lines.push(nothing.pick(language).to_owned());
        }
        lines
    }

    fn is_well(&self) -> bool {
        self.roles.iter().all(|role| role.stage == Stage::Fine)
    }
}
