//! The logos of a feed: fetched by us, from the hosts of the workspace alone, cleaned, and never more than a desk needs.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use tokio::time::{Instant, timeout_at};
use url::Url;

use super::Reading;
use crate::http::Http;
use crate::workspace::Picture;
use crate::workspace::assets;
use crate::workspace::icon;

/// More of one feed are not fetched.
const MOST: usize = 200;
/// What the logos of one feed may take in all, in bytes, where they are kept and where they are shown.
const ROOM: usize = 3 * 1024 * 1024;
/// What could not be fetched by then is fetched the next time.
const PATIENCE: Duration = Duration::from_secs(30);

/// Logos, by the address they came from.
pub type Logos = BTreeMap<String, Picture>;

/// Gives each tool its logo, if it is there.
pub fn give(reading: &mut Reading, logos: &Logos) {
    let mut room = ROOM;
    for listed in &mut reading.apps {
        let icon = listed.logo.as_ref().and_then(|logo| logos.get(logo.as_str()));
        // The same one counts each time: each tile carries its own.
        listed.icon = icon.filter(|icon| icon.len() <= room).cloned();
        room -= listed.icon.as_ref().map_or(0, |icon| icon.len());
    }
}

/// What there is already.
#[derive(Clone, Copy)]
pub enum Held<'a> {
    /// Good as they are.
    New(&'a Logos),
    /// To be fetched again. One that cannot be is better old than gone.
    Old(&'a Logos),
}

/// The logos of a reading: what is held, and the others fetched, one after the other. One that fails is left out.
pub async fn fetch(http: &Http, reading: &Reading, held: Held<'_>) -> Logos {
    let deadline = Instant::now() + PATIENCE;
    let named = reading.apps.iter().filter_map(|listed| listed.logo.as_ref());
    let wanted: BTreeSet<&Url> = named.take(MOST).collect();
    let mut logos = Logos::new();
    let mut room = ROOM;
    for address in wanted {
        let (Held::New(all) | Held::Old(all)) = held;
        let there = all.get(address.as_str()).cloned();
        let logo = if there.is_some() && matches!(held, Held::New(_)) {
            there
        } else {
            timeout_at(deadline, one(http, address)).await.ok().flatten().or(there)
        };
        if let Some(logo) = logo.filter(|logo| logo.len() <= room) {
            room -= logo.len();
            logos.insert(address.as_str().to_owned(), logo);
        }
    }
    logos
}

async fn one(http: &Http, address: &Url) -> Option<Picture> {
    let request = oauth2::http::Request::get(address.as_str())
        .header("accept", "image/svg+xml, image/png, image/webp")
        .body(Vec::new())
        .ok()?;
    let answer = http.fetch(request, assets::LARGEST).await.ok()?;
    let kind = answer.headers().get("content-type")?.to_str().ok()?;
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let is_there = answer.status() == oauth2::http::StatusCode::OK;
    icon::encode(&kind, answer.body(), "the logo").ok().filter(|_| is_there)
}
