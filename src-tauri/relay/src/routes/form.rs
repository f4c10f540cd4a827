//! Parameters, read strictly: each of a known name, and once. Two readings of one request are how proxies and servers
//! are played against each other.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::body::{Body, to_bytes};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use url::form_urlencoded;

/// Many times what a sign-in needs.
const LARGEST_BODY: usize = 16 * 1024;

/// The parameters of one request.
pub(super) struct Parameters(BTreeMap<String, String>);

/// Something is there that should not be, or there twice.
pub(super) struct Malformed;

impl Parameters {
    /// Reads a query or a form in which nothing but `known` may be.
    pub(super) fn parse(encoded: &[u8], known: &[&str]) -> Result<Self, Malformed> {
        let mut found = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(encoded) {
            if !known.contains(&name.as_ref()) {
                return Err(Malformed);
            }
            Self::add(&mut found, name, value)?;
        }
        Ok(Self(found))
    }

    /// Reads a query to which others may add what they like; of that, nothing is kept.
    pub(super) fn parse_known(encoded: &[u8], known: &[&str]) -> Result<Self, Malformed> {
        let mut found = BTreeMap::new();
        for (name, value) in
            form_urlencoded::parse(encoded).filter(|(name, _)| known.contains(&name.as_ref()))
        {
            Self::add(&mut found, name, value)?;
        }
        Ok(Self(found))
    }

    fn add(
        found: &mut BTreeMap<String, String>,
        name: Cow<'_, str>,
        value: Cow<'_, str>,
    ) -> Result<(), Malformed> {
        // The decoder replaces what is not UTF-8 by this character.
        if value.contains('\u{fffd}') {
            return Err(Malformed);
        }
        match found.insert(name.into_owned(), value.into_owned()) {
            None => Ok(()),
            Some(_) => Err(Malformed),
        }
    }

    /// The value, or an empty text.
    pub(super) fn get(&self, name: &str) -> &str {
        self.optional(name).unwrap_or_default()
    }

    pub(super) fn optional(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// Whether each of these names, and none besides, is there.
    pub(super) fn has_only(&self, needed: &[&str], optional: &[&str]) -> bool {
        needed.iter().all(|name| self.0.contains_key(*name))
            && self.0.keys().all(|name| needed.contains(&name.as_str()) || optional.contains(&name.as_str()))
    }
}

/// Reads the form of a POST.
pub(super) async fn read(headers: &HeaderMap, body: Body, known: &[&str]) -> Result<Parameters, StatusCode> {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    if !kind.eq_ignore_ascii_case("application/x-www-form-urlencoded") {
        return Err(StatusCode::UNSUPPORTED_MEDIA_TYPE);
    }
    let body = to_bytes(body, LARGEST_BODY).await.map_err(|error| {
        let too_large = error.into_inner().is::<http_body_util::LengthLimitError>();
        if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::BAD_REQUEST }
    })?;
    Parameters::parse(&body, known).map_err(|Malformed| StatusCode::BAD_REQUEST)
}

/// Whether a text is made of so many visible ASCII characters, spaces included (RFC 6749 appendix A, VSCHAR).
pub(super) fn is_plain(text: &str, longest: usize) -> bool {
    !text.is_empty() && text.len() <= longest && text.chars().all(|c| c.is_ascii_graphic() || c == ' ')
}
