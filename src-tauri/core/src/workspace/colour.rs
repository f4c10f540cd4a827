//! The organisation's colour, and the shade of it that can be read.

use std::fmt;

/// A colour of the sRGB space.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Colour([u8; 3]);

/// Text needs this much contrast, and so does a button with text (WCAG 2.2, 1.4.3).
const ENOUGH: f64 = 4.5;

impl Colour {
    /// What light pages are made of, and the text on a button.
    pub const WHITE: Self = Self([255, 255, 255]);

    /// Reads `#rrggbb`.
    pub fn read(text: &str) -> Option<Self> {
        let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6)?;
        let digit = |n: usize| char::from(digits.as_bytes()[n]).to_digit(16);
        let byte = |n: usize| u8::try_from(digit(n)? * 16 + digit(n + 1)?).ok();
        Some(Self([byte(0)?, byte(2)?, byte(4)?]))
    }

    /// The same colour, or the nearest darker shade of it that can be read on white and that white can be read on.
    #[must_use]
    pub fn readable(self) -> Self {
        // In steps of one hundredth, so that the same colour gives the same shade everywhere.
        let shade = |hundredths: u16| {
            self.0.map(|part| u8::try_from(u16::from(part) * hundredths / 100).unwrap_or(u8::MAX))
        };
        let mut shades = (0..=100).rev().map(|hundredths| Self(shade(hundredths)));
        shades.find(|shade| shade.contrast(Self::WHITE) >= ENOUGH).unwrap_or(Self([0; 3]))
    }

    /// The contrast of two colours, from 1 to 21 (WCAG 2.2, "contrast ratio").
    pub fn contrast(self, other: Self) -> f64 {
        let (one, other) = (self.luminance(), other.luminance());
        (one.max(other) + 0.05) / (one.min(other) + 0.05)
    }

    /// From 0 to 1 (WCAG 2.2, "relative luminance").
    fn luminance(self) -> f64 {
        let linear = |part: u8| {
            let part = f64::from(part) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        };
        let [red, green, blue] = self.0.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

/// As `#rrggbb`.
impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(f, "#{red:02x}{green:02x}{blue:02x}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_six_digits_and_nothing_else() {
        assert_eq!(Colour::read("#3e5DE7").map(|colour| colour.to_string()).as_deref(), Some("#3e5de7"));
        for text in ["3e5de7", "#3e5de", "#3e5de7f", "#3e5dg7", "blue", "", "#€00", "#+10000"] {
            assert_eq!(Colour::read(text), None, "{text}");
        }
    }

    #[test]
    fn contrast_is_as_the_guidelines_measure_it() {
        let colour = |text| Colour::read(text).expect("a colour");
        assert!((colour("#000000").contrast(Colour::WHITE) - 21.0).abs() < 0.001);
        assert!((colour("#777777").contrast(Colour::WHITE) - 4.48).abs() < 0.01, "the grey that just fails");
    }

    #[test]
    fn a_pale_colour_is_darkened_until_it_can_be_read() {
        for text in ["#ffff00", "#ffffff", "#a0c4ff", "#ff0000", "#00ff00"] {
            let shade = Colour::read(text).expect("a colour").readable();
            assert!(shade.contrast(Colour::WHITE) >= ENOUGH, "{text} as {shade}");
        }
        let blue = Colour::read("#3e5de7").expect("a colour");
        assert_eq!(blue.readable(), blue);
    }
}
