//! Icons come with the workspace and reach the window as `data:` URLs, in `<img>`, where no script runs.

use std::path::{Component, Path};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::policy::trusted;

/// No icon is larger, as a file.
const LARGEST: usize = 64 * 1024;

/// Reads an icon: a `data:` URL of a picture, or a file beside the workspace.
pub(super) fn load(icon: &str, folder: Option<&Path>) -> Result<String, String> {
    if let Some(rest) = icon.strip_prefix("data:") {
        let (kind, data) = rest.split_once(";base64,").ok_or("is a data: URL without base64")?;
        let bytes = BASE64_STANDARD.decode(data).map_err(|_| "is not base64".to_owned())?;
        return encode(kind, &bytes);
    }
    let path = Path::new(icon);
    if !path.components().all(|part| matches!(part, Component::Normal(_))) {
        return Err(format!("{icon:?} is not a path beside the workspace"));
    }
    let kind = match path.extension().and_then(|e| e.to_str()) {
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webp") => "image/webp",
        _ => return Err(format!("{icon:?} is not an SVG, PNG or WebP file")),
    };
    let file = folder.ok_or("needs a folder beside the workspace")?.join(path);
    let file = trusted(&file)?;
    let too_large = std::fs::metadata(&file).is_ok_and(|m| m.len() > LARGEST as u64);
    if too_large {
        return Err(format!("{icon:?} is larger than {} KiB", LARGEST / 1024));
    }
    let bytes = std::fs::read(&file).map_err(|e| format!("{icon:?}: {e}"))?;
    encode(kind, &bytes)
}

fn encode(kind: &str, bytes: &[u8]) -> Result<String, String> {
    if bytes.len() > LARGEST {
        return Err(format!("is larger than {} KiB", LARGEST / 1024));
    }
    let fits = match kind {
        "image/svg+xml" => std::str::from_utf8(bytes).is_ok_and(|text| text.contains("<svg")),
        "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
        "image/webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
        _ => return Err(format!("is {kind:?}, and only SVG, PNG and WebP are shown")),
    };
    if fits {
        Ok(format!("data:{kind};base64,{}", BASE64_STANDARD.encode(bytes)))
    } else {
        Err(format!("is not {kind}"))
    }
}
