//! What is known of whoever is signed in: their claims, and their groups from the directory that the workspace names.

use std::path::Path;
use std::time::Duration;

use secrecy::SecretString;

use super::super::Change;
use super::{Ask, Task};
use crate::clock::UnixTime;
use crate::directory::known::{self, Groups, Known, Whose};
use crate::directory::{Directory, Me, Trouble};
use crate::identity::person::{Claims, Person};
use crate::workspace::audience::Membership;

/// Claims and groups are asked for again with the first refresh after this long.
const CLAIMS_LAST: Duration = Duration::from_secs(10 * 60);
const GROUPS_LAST: Duration = Duration::from_secs(3600);

/// What was asked for and came; the rest stays as it was.
#[derive(Default)]
pub(in crate::identity::session) struct Learned {
    claims: Option<Claims>,
    groups: Option<Me>,
}

impl Task {
    /// Begins with what the file says of the person; `claims` are those of a sign-in of this moment.
    pub(super) async fn recall(&mut self, claims: Option<&Claims>) {
        let Some(whose) = self.person().map(|person| self.whose(person)) else { return };
        let kept = match self.means.people.clone() {
            Some(folder) => {
                let whose = whose.clone();
                tokio::task::spawn_blocking(move || known::load(&folder, &whose)).await.ok().flatten()
            }
            None => None,
        };
        self.on_disk = kept.clone().map(|kept| (whose, kept));
        self.known = match claims {
            Some(claims) => Some(Known {
                claims: Membership::of_claims(claims),
                read_at: self.means.clock.now(),
                groups: kept.and_then(|kept| kept.groups),
            }),
            None => kept,
        };
        self.keep_known();
    }

    /// Asks for what is no longer fresh, beside everything else.
    /// `of_id_token` are those that came with the access token.
    pub(super) fn learn(&self, access_token: SecretString, of_id_token: Option<Claims>) {
        let (Some(live), Some(provider)) = (self.live(), self.provider.clone()) else { return };
        let now = self.means.clock.now();
        let is_fresh = |read_at: UnixTime, lasts| read_at <= now && read_at.until(now) < lasts;
        let known = self.known.as_ref();
        let claims = !known.is_some_and(|known| is_fresh(known.read_at, CLAIMS_LAST));
        let groups = known.and_then(|known| known.groups.as_ref());
        let groups = !groups.is_some_and(|groups| is_fresh(groups.read_at, GROUPS_LAST));
        let directory = self.setup.registration.scim.clone().filter(|_| groups);
        let directory = directory.and_then(|base| Directory::new(self.means.http.clone(), base));
        if !claims && directory.is_none() {
            return;
        }
        let (number, sub) = (live.number, live.kept.person.sub.clone());
        let (means, registration, asks) =
            (self.means.clone(), self.setup.registration.clone(), self.asks.clone());
        tokio::spawn(async move {
            let mut learned = Learned::default();
            if claims {
                let answer = registration.userinfo(&means.http, &provider, &access_token, &sub).await;
                let note = |failure| tracing::info!(%failure, "the claims are those of before");
                learned.claims = answer.map_err(note).ok().map(|claims| {
                    let mut all = of_id_token.unwrap_or_default();
                    all.extend(claims);
                    all.insert("sub".into(), sub.into());
                    all
                });
            }
            if let Some(directory) = directory {
                let note = |trouble: Trouble| tracing::info!(?trouble, "the groups are those of before");
                learned.groups = directory.me(&access_token).await.map_err(note).ok();
            }
            let _ = asks.send(Ask::Learned(number, Box::new(learned)));
        });
    }

    /// Takes what came. Whoever acts for another organisation since then is somebody else here.
    pub(super) async fn learned(&mut self, learned: Learned) {
        let now = self.means.clock.now();
        if let Some(claims) = learned.claims
            && let Some(person) = Person::from_claims(&claims)
            && let Some(live) = self.live_mut()
        {
            // An answer may name less than the sign-in did, which had an ID token.
            let person = person.or(&live.kept.person);
            let elsewhere = !live.kept.person.is_same_as(&person);
            if live.kept.person != person {
                live.kept.person = person;
                live.changed();
            }
            if elsewhere {
                self.waiting.clear();
                self.recall(Some(&claims)).await;
            } else if let Some(known) = &mut self.known {
                known.claims = Membership::of_claims(&claims).or(&known.claims);
                known.read_at = now;
            } else {
                self.recall(Some(&claims)).await;
            }
        }
        if let Some(names) = learned.groups.and_then(|me| me.groups)
            && let Some(known) = &mut self.known
        {
            known.groups = Some(Groups { names, read_at: now });
        }
        self.keep_known();
        self.publish();
        self.keep().await;
    }

    /// Writes what is known of the person to disk, one write after the other.
    fn keep_known(&mut self) {
        let Some(whose) = self.person().map(|person| self.whose(person)) else { return };
        let Some(known) = self.known.clone() else { return };
        let record = (whose, known);
        if self.on_disk.as_ref() != Some(&record) {
            self.on_disk = Some(record.clone());
            self.on_folder(move |folder| known::save(folder, &record.0, &record.1));
        }
    }

    /// Whoever signs out leaves nothing of themselves behind.
    pub(super) fn forget_known(&mut self) {
        (self.known, self.on_disk) = (None, None);
        if let Some(whose) = self.person().map(|person| self.whose(person)) {
            self.on_folder(move |folder| known::forget(folder, &whose));
        }
    }

    fn on_folder(&mut self, act: impl FnOnce(&Path) -> std::io::Result<()> + Send + 'static) {
        let Some(folder) = self.means.people.clone() else { return };
        let before = self.saving.take();
        self.saving = Some(tokio::spawn(async move {
            if let Some(before) = before {
                let _ = before.await;
            }
            let done = tokio::task::spawn_blocking(move || act(&folder)).await;
            if let Ok(Err(error)) = done {
                tracing::warn!(%error, "what is known of the agent is not kept as it is");
            }
        }));
    }

    fn whose(&self, person: &Person) -> Whose {
        Whose {
            workspace: self.setup.workspace.clone(),
            issuer: self.setup.registration.issuer.to_string(),
            sub: person.sub.clone(),
            siret: person.siret().map(str::to_owned),
        }
    }

    /// Tells who it is and what is known of them, if that is new.
    pub(super) fn publish_member(&mut self) {
        let whose = self.person().map(|person| self.whose(person));
        let known = self.known.as_ref().filter(|_| whose.is_some());
        let membership = known.map(Known::membership).unwrap_or_default();
        let member = (whose, membership);
        if self.published_member.as_ref() != Some(&member) {
            self.published_member = Some(member.clone());
            let _ = self.changes.send(Change::Member(member.0, member.1));
        }
    }
}
