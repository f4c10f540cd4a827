//! Icons come with the workspace and reach the window as `data:` URLs, in `<img>`, where no script runs.

use std::ops::Deref;
use std::path::Path;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use serde::{Deserialize, Serialize, Serializer};

use super::assets::{Assets, LARGEST, is_plain, not_plain, too_large};
use super::problem::quoted;
use crate::words;
use crate::words::Words;

/// A picture that was checked, as a `data:` URL. Cheap to clone: many tools share few pictures.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(from = "String")]
pub struct Picture(Arc<str>);

impl From<String> for Picture {
    fn from(address: String) -> Self {
        Self(address.into())
    }
}

impl Deref for Picture {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Serialize for Picture {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

/// Reads an icon: a `data:` URL of a picture, or a file beside the workspace.
pub(super) fn load(icon: &str, assets: &dyn Assets) -> Result<Picture, Words> {
    if let Some(rest) = icon.strip_prefix("data:") {
        let no_base64 = || words!("n’est pas en base64", "is not base64", "ist nicht base64");
        let (kind, data) = rest.split_once(";base64,").ok_or_else(no_base64)?;
        let bytes = BASE64_STANDARD.decode(data).map_err(|_| no_base64())?;
        return encode(kind, &bytes, "data:");
    }
    if !is_plain(icon) {
        return Err(not_plain(icon));
    }
    let kind = match Path::new(icon).extension().and_then(|e| e.to_str()) {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => return Err(not_shown(icon)),
    };
    encode(kind, &assets.read(icon)?, icon)
}

/// Checks and cleans a picture of this media type. `name` is what a message calls it.
pub(super) fn encode(kind: &str, bytes: &[u8], name: &str) -> Result<Picture, Words> {
    if bytes.len() > LARGEST {
        return Err(too_large(name));
    }
    let fits = match kind {
        "image/svg+xml" => svg(bytes).map(|clean| data(kind, &clean)),
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n").then(|| data(kind, bytes)),
        "image/webp" => {
            (bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP")).then(|| data(kind, bytes))
        }
        _ => return Err(not_shown(kind)),
    };
    let name = quoted(name);
    fits.ok_or_else(|| {
        words!(
            "{name} n’est pas une image de type {kind}",
            "{name} is not a picture of the kind {kind}",
            "{name} ist kein Bild der Art {kind}"
        )
    })
}

fn not_shown(what: &str) -> Words {
    let what = quoted(what);
    words!(
        "{what} n’est pas montré : seuls SVG, PNG et WebP le sont",
        "{what} is not shown: only SVG, PNG and WebP are",
        "{what} wird nicht gezeigt: nur SVG, PNG und WebP"
    )
}

fn data(kind: &str, bytes: &[u8]) -> Picture {
    format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes)).into()
}

/// Without scripts, links and addresses: what remains is a drawing. An `<img>` runs and fetches nothing either; two
/// doors hold better than one.
fn svg(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut filter = svg_hush::Filter::new();
    filter.set_data_url_filter(svg_hush::data_url_filter::allow_standard_images);
    let mut clean = Vec::with_capacity(bytes.len());
    filter.filter(&mut &*bytes, &mut clean).ok()?;
    clean.windows(4).any(|four| four == b"<svg").then_some(clean)
}
