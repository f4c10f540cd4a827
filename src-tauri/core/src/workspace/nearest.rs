//! What somebody probably meant to write.

use crate::words;
use crate::words::Words;

/// "Did you mean", if one of these is near enough to what was written.
pub(super) fn did_you_mean<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<Words> {
    let meant = nearest(written, known)?;
    Some(words!("Vouliez-vous dire {meant:?} ?", "Did you mean {meant:?}?", "Meinten Sie {meant:?}?"))
}

/// The one that is nearest, if a slip of the hand explains the difference: about one in three letters, capitals and
/// separators not counting.
pub(super) fn nearest<'a>(written: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    /// Nobody names anything so; comparing takes time in proportion to the square.
    const LONGEST: usize = 64;
    if written.len() > LONGEST {
        return None;
    }
    let plain = |text: &str| text.to_lowercase().replace(['-', '_', ' ', '.'], "");
    let written = plain(written);
    let mut near: Vec<_> = known
        .filter(|known| known.len() <= LONGEST)
        .map(|known| (strsim::osa_distance(&written, &plain(known)), known))
        .filter(|(distance, known)| *distance <= known.chars().count().div_ceil(3).min(3))
        .collect();
    near.sort_unstable();
    match near[..] {
        [(distance, _), (next, _), ..] if distance == next => None,
        _ => near.first().map(|(_, known)| *known),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_understood_and_other_words_are_not() {
        let known = ["id", "name", "url", "redirect_ports", "post_logout_path"];
        for (written, meant) in [
            ("nmae", Some("name")),
            ("Name", Some("name")),
            ("redirectPorts", Some("redirect_ports")),
            ("post_logout_paht", Some("post_logout_path")),
            ("ulr", Some("url")),
            ("comment", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, known.into_iter()), meant, "{written}");
        }
        assert_eq!(nearest("HS256", ["RS256", "ES256"].into_iter()), None, "either");
        assert_eq!(nearest(&"x".repeat(10_000_000), known.into_iter()), None);
    }
}
