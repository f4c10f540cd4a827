//! The files that a repository is about: which there are, and their bytes, checked against the metadata.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use futures_util::stream::{self, StreamExt as _};
use oauth2::http::{Request, StatusCode};
use tough::TargetName;
use url::Url;

use super::store::{Hash, Store, hash_of};
use super::transport::{ask, refusal};
use super::trouble::{Refused, Trouble};
use super::{Sizes, Wanted};
use crate::http::Http;
use crate::workspace::assets::is_plain;

/// How many files are asked for at a time.
const AT_ONCE: usize = 4;

/// What the metadata say of a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Listed {
    pub(super) hash: Hash,
    /// In bytes.
    pub(super) length: u64,
}

/// Where the targets are.
#[derive(Clone)]
pub(super) struct Shelf {
    pub(super) http: Http,
    pub(super) store: Store,
    pub(super) address: Url,
    /// Whether the files carry their hash in their name (TUF §6.2).
    pub(super) consistent: bool,
}

/// Every target that verified metadata name. One with a name that leads elsewhere is none.
pub(super) fn listed(repository: &tough::Repository) -> BTreeMap<String, Listed> {
    let targets = &repository.targets().signed;
    let mut listed = BTreeMap::new();
    for (name, _) in targets.targets_iter() {
        // Of several roles that name it, the one counts that the delegations give it to.
        if let Ok(target) = targets.find_target(name, false)
            && is_ours(name)
        {
            let entry = Listed { hash: hex(&target.hashes.sha256), length: target.length };
            listed.insert(name.raw().to_owned(), entry);
        }
    }
    listed
}

/// What a release takes along.
pub(super) struct Taken {
    /// The targets that are here now, by name.
    pub(super) here: BTreeMap<String, Hash>,
    /// Those that should be and are not: which and why, in English.
    pub(super) left_out: Vec<String>,
}

impl Shelf {
    /// Gets what is wanted and not here yet. Refused only if something needed cannot be had, or the server stops
    /// answering: what came until then is here for the next time.
    pub(super) async fn take(
        &self,
        listed: &BTreeMap<String, Listed>,
        wanted: Wanted,
        sizes: Sizes,
    ) -> Result<Taken, Refused> {
        let mut taken = Taken { here: BTreeMap::new(), left_out: Vec::new() };
        for name in wanted.needed {
            let missing = || Refused::new(Trouble::Missing { file: (*name).into() }, "is not a target");
            let entry = listed.get(*name).ok_or_else(missing)?;
            self.fetch(name, entry, sizes.needed).await?;
            taken.here.insert((*name).into(), entry.hash.clone());
        }
        let (mut count, mut total) = (0, 0);
        let mut others = Vec::new();
        for (name, entry) in listed.iter().filter(|(name, _)| wanted.is_below(name)) {
            if count == sizes.most || total + entry.length.min(sizes.other) > sizes.total {
                taken.left_out.push(format!("{name}: too many files, or together too large"));
                continue;
            }
            count += 1;
            total += entry.length.min(sizes.other);
            others.push((name.clone(), entry.clone()));
        }
        let fetched = others.into_iter().map(|(name, entry)| async move {
            let outcome = self.fetch(&name, &entry, sizes.other).await;
            (name, entry.hash, outcome)
        });
        let mut fetched = stream::iter(fetched).buffer_unordered(AT_ONCE);
        while let Some((name, hash, outcome)) = fetched.next().await {
            match outcome {
                Ok(()) => {
                    taken.here.insert(name, hash);
                }
                Err(refused) if matches!(refused.trouble, Trouble::Unreachable | Trouble::Disk) => {
                    return Err(refused);
                }
                Err(refused) => taken.left_out.push(refused.detail),
            }
        }
        taken.left_out.sort();
        Ok(taken)
    }

    /// Gets a target, unless it is here.
    pub(super) async fn fetch(&self, name: &str, listed: &Listed, largest: u64) -> Result<(), Refused> {
        let file = || name.to_owned();
        if listed.length > largest {
            let detail = format!("{name}: {} bytes, and {largest} are allowed", listed.length);
            return Err(Refused::new(Trouble::TooLarge { file: file() }, detail));
        }
        if self.store.has(&listed.hash, listed.length) {
            return Ok(());
        }
        let length = usize::try_from(listed.length).unwrap_or(usize::MAX);
        let address = self.address(name, &listed.hash);
        let answer = ask(&self.http, Request::get(address.as_str()), name, length).await?;
        match answer.status() {
            StatusCode::OK => {}
            status if status.is_client_error() && !is_for_later(status) => {
                return Err(Refused::new(Trouble::Missing { file: file() }, format!("{name}: {status}")));
            }
            _ => return Err(refusal(name, &answer)),
        }
        let bytes = answer.into_body();
        if bytes.len() != length || hash_of(&bytes) != listed.hash {
            let detail = format!("{name}: {} bytes that are not the signed ones", bytes.len());
            return Err(Refused::new(Trouble::Mismatch { file: file() }, detail));
        }
        self.store.keep_lightly(&bytes).map_err(Refused::disk)?;
        Ok(())
    }

    /// `assets/docs.svg` is at `assets/HASH.docs.svg` (TUF §5.7.3).
    fn address(&self, name: &str, hash: &str) -> Url {
        let mut address = self.address.clone();
        let (folder, file) =
            name.rsplit_once('/').map_or((None, name), |(folder, file)| (Some(folder), file));
        if let Ok(mut segments) = address.path_segments_mut() {
            segments.pop_if_empty().extend(folder.into_iter().flat_map(|folder| folder.split('/')));
            if self.consistent {
                segments.push(&format!("{hash}.{file}"));
            } else {
                segments.push(file);
            }
        }
        address
    }
}

/// Whether a server that says this of a file may give it another time.
fn is_for_later(status: StatusCode) -> bool {
    use StatusCode as S;
    matches!(status, S::TOO_MANY_REQUESTS | S::REQUEST_TIMEOUT | S::PROXY_AUTHENTICATION_REQUIRED)
}

/// A name that stays below the folder of the targets, and that is the same however it is read.
fn is_ours(name: &TargetName) -> bool {
    name.raw() == name.resolved() && is_plain(name.raw()) && !name.raw().contains(['\\', '\0'])
}

fn hex(bytes: &[u8]) -> Hash {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02x}").expect("a string takes everything");
        hex
    })
}
