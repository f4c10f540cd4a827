//! The organisation's colour, in shades that can be read.

use crate::view::AccentView;

/// The contrast that text needs on its ground (WCAG 2.2, 1.4.3).
const ENOUGH: f64 = 4.5;

/// The grounds, `--page` of `ui/src/style/tokens.css`, light and dark.
const LIGHT: [u8; 3] = [0xf7, 0xf8, 0xf8];
const DARK: [u8; 3] = [0x10, 0x11, 0x12];

/// The shades of a colour as `#rrggbb`; `None` if it is not one.
pub(super) fn accent(text: &str) -> Option<AccentView> {
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii())?;
    let part = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).ok();
    let color = [part(0)?, part(2)?, part(4)?];
    Some(AccentView { light: readable(color, LIGHT, 0), dark: readable(color, DARK, 255) })
}

/// The colour itself where it has enough contrast, else the nearest mixture with black or white that has.
fn readable(color: [u8; 3], ground: [u8; 3], towards: u8) -> String {
    let mixed = |step: u32| {
        color.map(|part| {
            let part = (u32::from(part) * (100 - step) + u32::from(towards) * step) / 100;
            u8::try_from(part).unwrap_or(towards)
        })
    };
    let step = (0..=100).find(|step| contrast(mixed(*step), ground) >= ENOUGH).unwrap_or(100);
    let [r, g, b] = mixed(step);
    format!("#{r:02x}{g:02x}{b:02x}")
}

/// The contrast ratio of WCAG 2.2, from 1 to 21.
fn contrast(one: [u8; 3], other: [u8; 3]) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The relative luminance of WCAG 2.2.
fn luminance(color: [u8; 3]) -> f64 {
    let [r, g, b] = color.map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    });
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_colour_that_cannot_be_read_is_shaded() {
        let shades = |text| accent(text).map(|a| (a.light, a.dark));
        assert_eq!(
            shades("#3e5de7").map(|s| s.0).as_deref(),
            Some("#3e5de7"),
            "dark enough for a light ground"
        );
        let (light, dark) = shades("#ffff00").expect("a colour");
        assert_eq!(dark, "#ffff00");
        assert!(light.as_str() < "#808000", "{light}");
        for text in ["3e5de7", "#3e5de", "#3e5dexx", "#é5de7", "red", ""] {
            assert_eq!(accent(text), None, "{text}");
        }
    }
}
