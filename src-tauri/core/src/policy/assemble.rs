//! From the values as they are written to what they mean: checked one by one, then together.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use url::Url;

use super::catalogue::{KEYS, Key, Scope};
use super::value::Value;
use super::{Class, Found, Place, Problem, Written};
use crate::http::Way;
use crate::settings::Settings;
use crate::words;
use crate::words::Words;

/// What this machine's policy says.
#[derive(Debug, Clone)]
pub struct Policy {
    /// The workspace that IT laid, if any.
    pub workspace: Option<Laid>,
    /// How often its repository is asked for a new one.
    pub check_every: Duration,
    /// Whether an agent may join a workspace by its address.
    pub join_address: bool,
    /// The way to the network.
    pub way: Way,
    /// The secret of the workspace's client, where it has one. Readable by every agent of this machine, so no
    /// secret towards them; see the README, "Sign-in".
    pub client_secret: Option<SecretString>,
    /// The settings that it decides.
    pub managed: Settings,
    /// The settings that it decides where nobody else does.
    pub recommended: Settings,
    /// What was laid and cannot be used, for the administrator.
    pub problems: Vec<Problem>,
    /// What was laid and is perhaps meant otherwise, likewise.
    pub warnings: Vec<Problem>,
    /// The keys that only the machine decides, where they count: as text, and where they are written.
    pub(super) decided: BTreeMap<&'static str, (Option<String>, Place)>,
}

/// Where IT laid the workspace.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Laid {
    /// In this file, an absolute path.
    File(PathBuf),
    /// In a TUF repository.
    Repository {
        /// Where it is: https.
        address: Url,
        /// Its first `root.json`, an absolute path.
        root: PathBuf,
    },
}

/// Nothing laid.
impl Default for Policy {
    fn default() -> Self {
        Self::of(Found::default(), |key| key.name.to_owned())
    }
}

impl Policy {
    /// Checks what a source holds; `spell` is how that source writes a key.
    pub(super) fn of(found: Found, spell: impl Fn(&Key) -> String) -> Self {
        let mut reading = Reading {
            spell,
            machine: BTreeMap::new(),
            managed: Settings::default(),
            recommended: Settings::default(),
            problems: found.problems,
            warnings: found.warnings,
        };
        for written in found.written {
            reading.lay(written);
        }
        reading.finish()
    }

    /// The first problem that may be why there is no workspace: another setting that cannot be used is no reason to
    /// doubt the desk.
    pub fn workspace_problem(&self) -> Option<&Problem> {
        self.problems.iter().find(|problem| problem.of.is_none_or(|key| key.name.starts_with("workspace")))
    }

    /// Goes on with what an earlier reading found in files that cannot be read now: half-written, they forbid and allow
    /// what they did. What the machine alone decides, but for the workspace.
    pub fn go_on_from(&mut self, before: &Self) {
        let is_gone = |place: &Place| self.problems.iter().any(|p| p.key.is_none() && p.place.of == place.of);
        let gone = before.decided.iter().filter(|(_, (_, place))| is_gone(place));
        let gone: Vec<_> = gone.filter(|(name, _)| !self.decided.contains_key(*name)).collect();
        for (name, decided) in gone {
            match *name {
                "workspace_check_hours" => self.check_every = before.check_every,
                "join_address" => self.join_address = before.join_address,
                "proxy" => self.way.proxy.clone_from(&before.way.proxy),
                "ca" => self.way.ca.clone_from(&before.way.ca),
                "client_secret" => self.client_secret.clone_from(&before.client_secret),
                _ => continue,
            }
            self.decided.insert(name, decided.clone());
        }
    }
}

struct Reading<F> {
    spell: F,
    machine: BTreeMap<&'static str, (Value, Place)>,
    managed: Settings,
    recommended: Settings,
    problems: Vec<Problem>,
    warnings: Vec<Problem>,
}

impl<F: Fn(&Key) -> String> Reading<F> {
    fn lay(&mut self, Written { class, name, value, place }: Written) {
        let Some(key) = Key::named(&name) else {
            let what = self.unknown(&name);
            return self.warnings.push(Problem { place, key: Some(name), of: None, what });
        };
        if (class, key.scope) == (Class::Recommended, Scope::Machine) {
            let what = words!(
                "ne se recommande pas : seul « managed » en décide",
                "cannot be recommended: “managed” alone decides it",
                "kann nicht empfohlen werden: allein „managed“ entscheidet"
            );
            return self.problem(key, place, what);
        }
        match (Value::read(key, &value), key.scope, class) {
            (Err(what), _, _) => self.problem(key, place, what),
            (Ok(value), Scope::Machine, _) => {
                self.machine.insert(key.name, (value, place));
            }
            (Ok(_), Scope::Shared, Class::Managed) => self.managed.lay(key.name, value, place),
            (Ok(_), Scope::Shared, Class::Recommended) => self.recommended.lay(key.name, value, place),
        }
    }

    fn unknown(&self, name: &str) -> Words {
        let plain = |name: &str| name.replace('-', "_").to_lowercase();
        let likeness = |key: &&Key| strsim::jaro_winkler(&plain(name), &plain(&(self.spell)(key)));
        let nearest = KEYS.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        match nearest.filter(|key| likeness(key) > 0.85).map(&self.spell) {
            Some(meant) => words!(
                "n’est pas connu de cette version. Vouliez-vous écrire {meant} ?",
                "is not known to this version. Did you mean {meant}?",
                "ist dieser Version nicht bekannt. Meinten Sie {meant}?"
            ),
            None => words!(
                "n’est pas connu de cette version",
                "is not known to this version",
                "ist dieser Version nicht bekannt"
            ),
        }
    }

    fn problem(&mut self, key: &'static Key, place: Place, what: Words) {
        self.problems.push(Problem { place, key: Some((self.spell)(key)), of: Some(key), what });
    }

    fn finish(mut self) -> Policy {
        let workspace = self.workspace();
        for problems in [&mut self.problems, &mut self.warnings] {
            problems.sort_by(|a, b| a.place.cmp(&b.place));
        }
        let mut policy = Policy {
            workspace,
            check_every: Duration::from_secs(4 * 3600),
            join_address: true,
            way: Way::default(),
            client_secret: None,
            managed: self.managed,
            recommended: self.recommended,
            problems: self.problems,
            warnings: self.warnings,
            decided: BTreeMap::new(),
        };
        for (name, (value, place)) in self.machine {
            policy.decided.insert(name, (value.text(), place));
            match value {
                Value::Number(hours) => policy.check_every = Duration::from_secs(u64::from(hours) * 3600),
                Value::Switch(may) => policy.join_address = may,
                Value::Proxy(proxy, _) => policy.way.proxy = proxy,
                Value::Files(files) => policy.way.ca = files,
                Value::Secret(secret) => policy.client_secret = Some(secret),
                Value::File(_) | Value::Address(_) | Value::Choice(_) => {}
            }
        }
        policy
    }

    /// Which of the keys about the workspace count: the file before the repository, as it is trusted before it.
    fn workspace(&mut self) -> Option<Laid> {
        let [file, address, root] = ["workspace", "workspace_repository", "workspace_root"]
            .map(|name| self.machine.get(name).map(|(value, _)| value.clone()));
        match (file, address, root) {
            (Some(Value::File(file)), address, root) => {
                if address.is_some() || root.is_some() {
                    let counts = self.spelled("workspace");
                    self.ignore(
                        &["workspace_repository", "workspace_root"],
                        &words!(
                            "ne compte pas, parce que {counts} est donné aussi : retirez l’un des deux",
                            "does not count, because {counts} is given as well: take one of the two away",
                            "zählt nicht, weil auch {counts} angegeben ist: entfernen Sie eines von beiden"
                        ),
                    );
                }
                Some(Laid::File(file))
            }
            (None, Some(Value::Address(address)), Some(Value::File(root))) => {
                Some(Laid::Repository { address, root })
            }
            (None, address, root) => {
                let missing =
                    self.spelled(if root.is_none() { "workspace_root" } else { "workspace_repository" });
                if address.is_some() || root.is_some() {
                    self.ignore(
                        &["workspace_repository", "workspace_root"],
                        &words!(
                            "ne compte pas sans {missing}",
                            "does not count without {missing}",
                            "zählt nicht ohne {missing}"
                        ),
                    );
                }
                None
            }
            (Some(_), ..) => None,
        }
    }

    fn spelled(&self, name: &str) -> String {
        Key::named(name).map(&self.spell).unwrap_or_default()
    }

    fn ignore(&mut self, names: &[&str], what: &Words) {
        for key in names.iter().filter_map(|name| Key::named(name)) {
            if let Some((_, place)) = self.machine.remove(key.name) {
                self.problem(key, place, what.clone());
            }
        }
    }
}
