//! One update, from the question to what is kept of the answer.

use std::collections::BTreeMap;
use std::path::Path;
use std::time::Duration;
use std::{fs, io};

use serde_json::Value;
use tough::{ExpirationEnforcement, Limits, RepositoryLoader};
use url::Url;

use super::store::{Hash, Index, Kept, Validators, hash_of};
use super::targets::Shelf;
use super::transport::{Seen, Server, Transport, largest};
use super::trouble::{Refused, Trouble};
use super::{Refreshed, Release, Repository, SIZES, roots};
use crate::clock::UnixTime;

/// More than twenty years of monthly roots. Whoever was away for longer goes on from there the next time.
const MOST_ROOTS: u64 = 256;

/// Clocks that differ by more are wrong rather than inexact.
const CLOCK_TOLERANCE: Duration = Duration::from_secs(24 * 60 * 60);

/// Whether what expired is refused.
pub(super) enum Expiry<'a> {
    /// It is, and nothing older than what is in this folder is accepted; what is accepted is written there.
    Enforced(&'a Path),
    /// What was verified when it was fresh is looked at again.
    Ignored,
}

/// What is known of a repository when an update begins, and what it becomes.
pub(super) struct State {
    /// The chain of roots, the pinned one first.
    pub(super) roots: Vec<Vec<u8>>,
    pub(super) index: Index,
}

/// What became of a verification, and what it saw.
type Attempt = (Result<tough::Repository, Refused>, Seen);

impl Repository {
    /// What is known. Damaged, it is as good as new: IT's root is the anchor.
    pub(super) fn state(&self) -> State {
        let index = self.store.index();
        match roots::chain(&self.place.root, &self.store, &index) {
            Some(roots) => State { roots, index },
            None => State { roots: vec![self.place.root.clone()], index: Index::default() },
        }
    }

    /// Asks, and keeps what is good of the answer.
    pub(super) async fn update(&self) -> Result<Refreshed, Refused> {
        let _turn = self.store.turn().await.map_err(Refused::disk)?;
        let mut state = self.state();
        let before = state.index.clone();
        let whole = before.release.as_ref().is_some_and(|kept| self.is_whole(kept));
        let (outcome, seen) = self.ask(&mut state).await?;
        let mut index = state.index;
        if index != before {
            self.store.commit(&index).map_err(Refused::disk)?;
        }
        let now = self.clock.now();
        let repository = outcome.map_err(|refused| at_a_wrong_clock(refused, now, seen.date))?;
        let release = Release::new(self.store.clone(), &repository);
        fresh(&release, now, seen.date)?;

        let taken = self.shelf(release.is_consistent()).take(release.listed(), self.wanted, SIZES).await?;
        let kept = before.release.as_ref().filter(|_| whole).map(|kept| &kept.targets);
        let wanted = kept.map(|kept| kept.iter().filter(|(name, _)| self.wanted.includes(name)));
        let changed = wanted.is_none_or(|wanted| !wanted.eq(&taken.here));
        // What was downloaded by name stays for as long as it is the same.
        let others = kept.into_iter().flatten().filter(|(name, hash)| {
            let listed = release.listed().get(*name);
            !self.wanted.includes(name) && listed.is_some_and(|listed| listed.hash == **hash)
        });
        let targets = others.map(|(name, hash)| (name.clone(), hash.clone())).chain(taken.here).collect();
        let mut metadata = BTreeMap::new();
        for (name, bytes) in seen.files.iter().filter(|(name, _)| !name.ends_with(".root.json")) {
            metadata.insert(name.clone(), self.store.keep(bytes).map_err(Refused::disk)?);
        }
        index.release = Some(Kept { roots: index.roots.len(), metadata, targets });
        if index != before {
            self.store.commit(&index).map_err(Refused::disk)?;
            // The release is complete; what is left over takes room, no more.
            if let Err(error) = self.store.prune(&index, &before) {
                tracing::warn!(%error, "what is no longer needed of a repository could not be removed");
            }
        }
        Ok(Refreshed { release, changed, left_out: taken.left_out })
    }

    /// Asks for metadata: what changed, and all of it if that does not hold together. What is known may have been
    /// signed again under its old version, or the server may be wrong about what changed. An error is the disk's.
    async fn ask(&self, state: &mut State) -> Result<Attempt, Refused> {
        let scratch = self.store.scratch().map_err(Refused::disk)?;
        for (name, hash) in &state.index.trusted {
            if let Some(bytes) = self.store.read(hash) {
                fs::write(scratch.path().join(name), bytes).map_err(Refused::disk)?;
            }
        }
        let known = state.index.release.as_ref().map(|kept| kept.metadata.clone()).unwrap_or_default();
        let timestamp = state.index.trusted.get("timestamp.json");
        let timestamp = timestamp.map(|hash| (hash.clone(), state.index.validators.clone()));
        let (outcome, seen) = self.attempt(state, scratch.path(), known, timestamp).await?;
        match outcome {
            Err(refused) if seen.spared && refused.trouble != Trouble::Unreachable => {
                self.attempt(state, scratch.path(), BTreeMap::new(), None).await
            }
            _ => Ok((outcome, seen)),
        }
    }

    /// Whether nothing was damaged that a release cannot do without. What was makes room for a new one.
    fn is_whole(&self, kept: &Kept) -> bool {
        let needed = kept.targets.iter().filter(|(name, _)| self.wanted.needed.contains(&name.as_str()));
        let files = kept.metadata.values().chain(needed.map(|(_, hash)| hash));
        files.filter(|hash| self.store.read(hash).is_none()).count() == 0
    }

    /// Lets `tough` look, and takes over what it accepted, refused or not. An error is the disk's.
    async fn attempt(
        &self,
        state: &mut State,
        scratch: &Path,
        known: BTreeMap<String, Hash>,
        timestamp: Option<(Hash, Validators)>,
    ) -> Result<Attempt, Refused> {
        let server = Server { http: self.http.clone(), timestamp };
        let transport = Transport::online(self.store.clone(), known, server);
        let newest = state.roots.last().expect("the pinned one is there");
        let (outcome, seen) = self.load(newest, &transport, Expiry::Enforced(scratch)).await;
        self.accept(state, scratch, &seen).map_err(Refused::disk)?;
        Ok((outcome, seen))
    }

    /// Verifies metadata.
    pub(super) async fn load(&self, root: &[u8], transport: &Transport, expiry: Expiry<'_>) -> Attempt {
        let (metadata, targets) =
            (below(&self.place.address, "metadata/"), below(&self.place.address, "targets/"));
        let size = |name| largest(name) as u64;
        let limits = Limits {
            max_root_size: size("root.json"),
            max_timestamp_size: size("timestamp.json"),
            max_snapshot_size: size("snapshot.json"),
            max_targets_size: size("targets.json"),
            max_root_updates: MOST_ROOTS,
        };
        let loader =
            RepositoryLoader::new(&root, metadata, targets).transport(transport.clone()).limits(limits);
        let loader = match expiry {
            Expiry::Enforced(folder) => loader.datastore(folder),
            Expiry::Ignored => loader.expiration_enforcement(ExpirationEnforcement::Unsafe),
        };
        let outcome = loader.load().await;
        let seen = transport.take();
        let outcome = outcome.map_err(|error| {
            let last = seen.last.as_deref();
            let bytes = |name| seen.files.get(name).map_or(&[][..], Vec::as_slice);
            Refused::of(&error, last.map(|name| (name, bytes(name))))
        });
        (outcome, seen)
    }

    /// Takes over what `tough` wrote into its folder: it writes what it verified, and nothing else.
    fn accept(&self, state: &mut State, scratch: &Path, seen: &Seen) -> io::Result<()> {
        let State { roots, index } = state;
        // Absent or cut short: not even the first root was accepted.
        let newest = fs::read(scratch.join("root.json")).ok().and_then(|bytes| roots::read(&bytes).ok());
        let newest = newest.map_or(0, |root| root.version.get());
        let mut last = roots::read(roots.last().expect("the pinned one is there"))?;
        let mut renewed = false;
        while let Some(bytes) = seen.files.get(&format!("{}.root.json", last.version.get() + 1))
            && last.version.get() < newest
        {
            let next = roots::read(bytes)?;
            renewed |= roots::renews(&last, &next);
            index.roots.push(self.store.keep(bytes)?);
            roots.push(bytes.clone());
            last = next;
        }
        // Other keys make what the old ones signed count no more (TUF §5.3.11). `tough` does so only if the newest
        // root is good; if it had expired, the one after it would find the old metadata again.
        if renewed && !seen.files.contains_key("timestamp.json") {
            for name in ["timestamp.json", "snapshot.json"] {
                match fs::remove_file(scratch.join(name)) {
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                    _ => {}
                }
            }
        }
        let mut trusted = BTreeMap::new();
        for entry in fs::read_dir(scratch)? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if name == "root.json" || name == "latest_known_time.json" {
                continue;
            }
            let written = fs::read(scratch.join(&name))?;
            // As it came rather than as `tough` writes it, where these are the same.
            let value = serde_json::from_slice::<Value>(&written)?;
            let came = seen.files.iter().find(|(file, bytes)| {
                without_version(file) == name
                    && serde_json::from_slice(bytes).is_ok_and(|came: Value| came == value)
            });
            trusted.insert(name, self.store.keep(came.map_or(&written, |(_, bytes)| bytes))?);
        }
        let came = seen.files.get("timestamp.json").map(|bytes| hash_of(bytes));
        let timestamp = trusted.get("timestamp.json");
        if came.is_some() && timestamp == came.as_ref() {
            index.validators = seen.validators.clone();
        } else if timestamp != index.trusted.get("timestamp.json") {
            index.validators = Validators::default();
        }
        index.trusted = trusted;
        Ok(())
    }

    /// Where the targets are.
    pub(super) fn shelf(&self, consistent: bool) -> Shelf {
        let address = below(&self.place.address, "targets/");
        Shelf { http: self.http.clone(), store: self.store.clone(), address, consistent }
    }
}

/// The address of a folder of a repository.
pub(super) fn below(repository: &Url, folder: &str) -> Url {
    let mut address = repository.clone();
    address.set_path(&format!("{}/{folder}", address.path().trim_end_matches('/')));
    address.set_query(None);
    address.set_fragment(None);
    address
}

/// `7.targets.json` is `targets.json`.
fn without_version(file: &str) -> &str {
    match file.split_once('.') {
        Some((version, name)) if version.parse::<u64>().is_ok() => name,
        _ => file,
    }
}

/// An expiry that a wrong clock explains is no expiry.
fn at_a_wrong_clock(refused: Refused, ours: UnixTime, theirs: Option<UnixTime>) -> Refused {
    match (&refused.trouble, theirs) {
        (Trouble::Expired { .. }, Some(theirs)) if differ(ours, theirs) => {
            Refused { trouble: Trouble::Clock { ours, theirs }, ..refused }
        }
        _ => refused,
    }
}

/// A clock that is behind makes what expired look fresh.
fn fresh(release: &Release, ours: UnixTime, theirs: Option<UnixTime>) -> Result<(), Refused> {
    let (expires, role) = release.expires();
    match theirs {
        Some(theirs) if differ(ours, theirs) && theirs > expires => {
            let detail = format!("{role} metadata expired by the server's clock");
            Err(Refused::new(Trouble::Clock { ours, theirs }, detail))
        }
        _ => Ok(()),
    }
}

fn differ(ours: UnixTime, theirs: UnixTime) -> bool {
    ours.until(theirs).max(theirs.until(ours)) > CLOCK_TOLERANCE
}
