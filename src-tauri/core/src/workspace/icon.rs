//! Icons come with the workspace and reach the window as `data:` URLs, in `<img>`, where no script runs.

use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use super::assets::{Assets, LARGEST, is_plain, too_large};

/// Reads an icon: a `data:` URL of a picture, or a file beside the workspace.
pub fn load(icon: &str, assets: &dyn Assets) -> Result<String, String> {
    if let Some(rest) = icon.strip_prefix("data:") {
        let (kind, data) = rest.split_once(";base64,").ok_or("is a data: URL without base64")?;
        let bytes = BASE64_STANDARD.decode(data).map_err(|_| "is not base64".to_owned())?;
        return encode(kind, &bytes, "the data: URL");
    }
    if !is_plain(icon) {
        return Err(format!("{icon:?} is not a path beside the workspace"));
    }
    let kind = match Path::new(icon).extension().and_then(|e| e.to_str()) {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => return Err(format!("{icon:?} is not an SVG, PNG or WebP file")),
    };
    encode(kind, &assets.read(icon)?, icon)
}

fn encode(kind: &str, bytes: &[u8], name: &str) -> Result<String, String> {
    if bytes.len() > LARGEST {
        return Err(too_large(name));
    }
    let fits = match kind {
        "image/svg+xml" => return svg(bytes).map(|clean| data(kind, &clean)),
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => return Err(format!("is {kind:?}, and only SVG, PNG and WebP are shown")),
    };
    if fits { Ok(data(kind, bytes)) } else { Err(format!("is not {kind}")) }
}

fn data(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes))
}

/// Without scripts, links and addresses: what remains is a drawing. An `<img>` runs and fetches nothing either; two
/// doors hold better than one.
fn svg(bytes: &[u8]) -> Result<Vec<u8>, String> {
    let mut filter = svg_hush::Filter::new();
    filter.set_data_url_filter(svg_hush::data_url_filter::allow_standard_images);
    let mut clean = Vec::with_capacity(bytes.len());
    filter.filter(&mut &*bytes, &mut clean).map_err(|error| format!("is not an SVG drawing: {error}"))?;
    if clean.windows(4).any(|four| four == b"<svg") { Ok(clean) } else { Err("is not image/svg+xml".into()) }
}
