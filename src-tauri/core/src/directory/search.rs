//! Colleagues by name or address (RFC 7644 §3.4.2).

use secrecy::SecretString;
use serde::Deserialize;
use serde_json::Value;

use super::{Directory, Trouble};
use crate::line::one_line;

/// A colleague.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Their id there, stable.
    pub id: String,
    /// Their name, never empty.
    pub name: String,
    /// Their e-mail address, the main one if there are several.
    pub email: Option<String>,
    /// The organisation they work for.
    pub organisation: Option<String>,
}

/// Some colleagues.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    /// In the directory's order, at most 50.
    pub entries: Vec<Entry>,
    /// Where the next page starts, if there is one.
    pub next: Option<usize>,
}

/// A page is not longer.
const PAGE: usize = 50;
/// Nobody reads further: a search with more answers is to be made more precise.
const MOST: usize = 200;
/// Longer queries, in characters, are cut.
const LONGEST_QUERY: usize = 100;
/// Longer texts, in characters, are cut.
const LONGEST_TEXT: usize = 120;
/// Longer ids and addresses, in bytes, are no ids and addresses (RFC 5321 §4.5.3.1).
const LONGEST_NAME: usize = 254;

/// What is searched in (RFC 7643 §4.1).
const SEARCHED: [&str; 5] = ["displayName", "name.familyName", "name.givenName", "userName", "emails.value"];
const ENTERPRISE: &str = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User";

impl Directory {
    /// Searches for colleagues whose name or address holds `query`; capitals do not count where the directory follows
    /// RFC 7643. `start` is 1 for the first page, then [`Page::next`]. There are at most 200 in all, and none for an
    /// empty query.
    pub async fn users(
        &self,
        access_token: &SecretString,
        query: &str,
        start: usize,
    ) -> Result<Page, Trouble> {
        let start = start.max(1);
        let query = one_line(query, LONGEST_QUERY);
        if query.is_empty() || start > MOST {
            return Ok(Page::default());
        }
        let count = PAGE.min(MOST + 1 - start);
        let parameters = [
            ("filter", filter(&query)),
            ("startIndex", start.to_string()),
            ("count", count.to_string()),
            ("attributes", format!("id,displayName,name,userName,emails,active,{ENTERPRISE}:organization")),
        ];
        let parameters = parameters.each_ref().map(|(name, value)| (*name, value.as_str()));
        let listing: Listing = self.get("Users", &parameters, access_token).await?;
        Ok(listing.page(start, count))
    }
}

/// `displayName co "…" or …` (RFC 7644 §3.4.2.2). A value is a JSON string, so that no query can end it.
fn filter(query: &str) -> String {
    let value = Value::from(query);
    SEARCHED.map(|attribute| format!("{attribute} co {value}")).join(" or ")
}

/// RFC 7644 §3.4.2. What counts is how many resources came: `itemsPerPage` can only say the same again.
#[derive(Deserialize)]
struct Listing {
    #[serde(rename = "totalResults")]
    total: usize,
    #[serde(rename = "startIndex")]
    start: Option<usize>,
    #[serde(rename = "Resources", default)]
    resources: Vec<Value>,
}

impl Listing {
    /// The page that was asked for. A server may give fewer than `count` (RFC 7644 §3.4.2.4); some ignore `count` or
    /// `startIndex` and give more, or from the first one on.
    fn page(self, asked: usize, count: usize) -> Page {
        let first = self.start.unwrap_or(asked).max(1);
        let before = asked.saturating_sub(first);
        let wanted: Vec<_> = self.resources.into_iter().skip(before).take(count).collect();
        let next = asked.max(first).saturating_add(wanted.len());
        Page {
            next: (!wanted.is_empty() && next <= self.total.min(MOST)).then_some(next),
            entries: wanted.iter().filter_map(entry).collect(),
        }
    }
}

/// Somebody without an id or any name, or who has left (`active`), is left out.
fn entry(user: &Value) -> Option<Entry> {
    if user["active"] == false {
        return None;
    }
    let text =
        |value: &Value| value.as_str().map(|text| one_line(text, LONGEST_TEXT)).filter(|t| !t.is_empty());
    let name = &user["name"];
    let in_parts = || {
        let parts: Vec<_> = ["givenName", "familyName"].iter().filter_map(|part| text(&name[part])).collect();
        (!parts.is_empty()).then(|| parts.join(" "))
    };
    Some(Entry {
        id: user["id"].as_str().filter(|id| !id.is_empty() && id.len() <= LONGEST_NAME)?.to_owned(),
        name: text(&user["displayName"])
            .or_else(|| text(&name["formatted"]))
            .or_else(in_parts)
            .or_else(|| text(&user["userName"]))?,
        email: email(&user["emails"]),
        organisation: text(&user[ENTERPRISE]["organization"]),
    })
}

/// The primary address, else the first one.
fn email(emails: &Value) -> Option<String> {
    let emails = emails.as_array()?;
    let primary = emails.iter().filter(|email| email["primary"] == true);
    primary
        .chain(emails)
        .filter_map(|email| email["value"].as_str())
        .find(|email| is_email(email))
        .map(str::to_owned)
}

/// What can be shown as an address and written to. Not all that RFC 5322 allows: nobody has a quoted name at work.
fn is_email(text: &str) -> bool {
    let is_plain = |c: char| c.is_alphanumeric() || ".-_+'@".contains(c);
    let parts = text.split_once('@').filter(|(name, host)| !name.is_empty() && !host.is_empty());
    text.len() <= LONGEST_NAME
        && text.chars().all(is_plain)
        && parts.is_some_and(|(_, host)| !host.contains('@'))
}

#[cfg(test)]
#[path = "search_tests.rs"]
mod tests;
