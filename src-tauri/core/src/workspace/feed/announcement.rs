//! What a portal has to say to everybody: the `announcements` of `portal.json`.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use serde_json::Value;

use super::list::{List, id, not_an_entry};
use super::portal::is_for_some;
use super::text::{self, LONGEST_NAME};
use crate::words;
use crate::workspace::format::{Notice, Severity, Text};

/// Longer messages are cut.
const LONGEST_MESSAGE: usize = 1_000;
/// More of them are nothing that anybody reads.
const MOST: usize = 20;

/// Reads one, or says why not.
pub(super) fn read(path: &str, announcement: &Value, list: &mut List) {
    if list.reading.notices.len() >= MOST {
        return;
    }
    if !announcement.is_object() {
        return list.leave_out(path, not_an_entry());
    }
    // The portal knows who is in these groups; here, everybody would be told.
    if is_for_some(announcement) {
        let what = words!(
            "s’adresse à certains groupes seulement",
            "is for certain groups only",
            "richtet sich nur an bestimmte Gruppen"
        );
        return list.leave_out(path, what);
    }
    let text = said(announcement);
    let (Some(name), false) = (id(&announcement["name"]), text.is_empty()) else {
        let what = words!(
            "n’a pas de nom ou pas de texte",
            "has no name or no text",
            "hat keinen Namen oder keinen Text"
        );
        return list.leave_out(path, what);
    };
    let (from, until) = span(announcement);
    list.reading.notices.push(Notice {
        id: format!("{}/{name}", list.source.feed.id()),
        severity: match announcement["severity"].as_str() {
            Some("danger") => Severity::Critical,
            Some("warn") => Severity::Warning,
            _ => Severity::Info,
        },
        from: from.map(|from| from.to_string()),
        until: until.map(|until| until.to_string()),
        audience: None,
        text,
        link: None,
    });
}

/// Title and message in one text, by language.
fn said(announcement: &Value) -> Text {
    let mut texts = text::by_language(&announcement["title"], LONGEST_NAME);
    for (tag, message) in text::by_language(&announcement["message"], LONGEST_MESSAGE) {
        match texts.get_mut(&tag) {
            Some(title) => {
                let end = if title.ends_with(['.', '!', '?', '…', ':']) { " " } else { ". " };
                title.push_str(end);
                title.push_str(&message);
            }
            None => {
                texts.insert(tag, message);
            }
        }
    }
    texts.into_iter().collect()
}

/// From when until when, as the portal reads it (`python/univention/portal/util.py`): a date alone as an end means the
/// whole day, what cannot be read is open, and an end before the beginning means neither. It reads local time, of
/// which others only know that it is near UTC.
fn span(announcement: &Value) -> (Option<Timestamp>, Option<Timestamp>) {
    // The portal's own samples still call them otherwise.
    let text = |names: [&str; 2]| names.iter().find_map(|name| announcement[*name].as_str());
    let from = text(["visibleFrom", "startTime"]).and_then(moment);
    let until = text(["visibleUntil", "endTime"]).and_then(|text| match text.parse::<Date>() {
        Ok(day) if text.len() <= "YYYY-MM-DD".len() => utc(day.at(23, 59, 59, 0)),
        _ => moment(text),
    });
    match (from, until) {
        (Some(from), Some(until)) if until < from => (None, None),
        span => span,
    }
}

fn moment(text: &str) -> Option<Timestamp> {
    text.parse().ok().or_else(|| utc(text.parse::<DateTime>().ok()?))
}

fn utc(local: DateTime) -> Option<Timestamp> {
    local.to_zoned(TimeZone::UTC).ok().map(|zoned| zoned.timestamp())
}
