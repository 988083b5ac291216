//! Percentages as they are published: contribution rates have at most three digits after the point, so whole numbers of
//! thousandths of a percent are exact.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{fraction::Fraction, money::Pence};

/// Parts per 100,000: 12.5% is 12,500.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Rate(pub u32);

/// Not a percentage from 0 to 100 with at most three digits after the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotARate;

impl Rate {
    /// The whole.
    pub const ONE: u32 = 100_000;

    /// Reads what people type: `2.44%`, `9`.
    pub fn read(text: &str) -> Result<Self, NotARate> {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim_end();
        let (whole, after) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let read = |part: &str| part.parse::<u32>().map_err(|_| NotARate);
        if whole.is_empty() || whole.len() > 3 || !digits(whole) || !digits(after) {
            return Err(NotARate);
        }
        let thousandths = match after.len() {
            0 => 0,
            1 => read(after)? * 100,
            2 => read(after)? * 10,
            3 => read(after)?,
            _ => return Err(NotARate),
        };
        let rate = read(whole)? * 1000 + thousandths;
        (rate <= Self::ONE).then_some(Self(rate)).ok_or(NotARate)
    }

    /// This part of one.
    pub fn fraction(self) -> Option<Fraction> {
        Fraction::new(i128::from(self.0), i128::from(Self::ONE))
    }

    /// This part of an amount, exact.
    pub fn of(self, amount: Pence) -> Option<Fraction> {
        Fraction::from(amount).times(self.fraction()?)
    }
}

/// As people read it: `12.5%`.
impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = (self.0 / 1000).to_string();
        let after = self.0 % 1000;
        if after > 0 {
            // The 1 in front keeps the zeros that stand before the digits.
            let digits = (1000 + after).to_string();
            let digits = digits.get(1..).unwrap_or_default();
            text.push('.');
            text.push_str(digits.trim_end_matches('0'));
        }
        text.push('%');
        f.write_str(&text)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_rate_is_said_as_it_is_published() {
        for (rate, text) in [
            (12_500, "12.5%"),
            (14_380, "14.38%"),
            (5000, "5%"),
            (80, "0.08%"),
            (1, "0.001%"),
            (11_100, "11.1%"),
            (100_000, "100%"),
        ] {
            assert_eq!(Rate(rate).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_percentage_is_not_read() {
        for text in ["", "%", "100.001", "1.2345", "-1", "1,5", ".5", "nine"] {
            assert_eq!(Rate::read(text), Err(NotARate), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_rate_reads_back_what_it_writes(rate in 0..=Rate::ONE) {
            prop_assert_eq!(Rate::read(&Rate(rate).to_string()), Ok(Rate(rate)));
        }
    }
}
