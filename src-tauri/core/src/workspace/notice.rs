//! When the organisation's notices are said.

use super::format::Notice;
use crate::clock::UnixTime;

/// Where a moment lies, seen from a notice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Timing {
    /// It is too early.
    Early,
    /// It is said.
    Now,
    /// It is over.
    Over,
}

impl Notice {
    /// Whether it is said at this moment. A date that cannot be read is none: the check refuses it.
    pub fn timing(&self, now: UnixTime) -> Timing {
        let moment = |text: &Option<String>| text.as_deref().and_then(UnixTime::of_rfc3339);
        if moment(&self.from).is_some_and(|from| now < from) {
            Timing::Early
        } else if moment(&self.until).is_some_and(|until| until <= now) {
            Timing::Over
        } else {
            Timing::Now
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_notice_has_its_time() {
        let notice: Notice = serde_json::from_value(serde_json::json!({
            "id": "n", "text": {"fr": "Texte"},
            "from": "2026-12-01T08:00:00+01:00", "until": "2026-12-01T09:00:00Z"
        }))
        .expect("a notice");
        let at = |text| notice.timing(UnixTime::of_rfc3339(text).expect("a moment"));
        assert_eq!(at("2026-12-01T06:59:59Z"), Timing::Early);
        assert_eq!(at("2026-12-01T07:00:00Z"), Timing::Now);
        assert_eq!(at("2026-12-01T09:00:00Z"), Timing::Over);
        assert_eq!(UnixTime::of_rfc3339("2026-12-01"), None);
        assert_eq!(UnixTime::of_rfc3339("1969-12-31T00:00:00Z"), None);
    }
}
