//! Amounts of money to the penny: reading what people type, and saying them. Binary fractions would lose pennies, and a
//! certificate that is a penny out comes back.

use std::{fmt, iter::Sum};

use serde::{Deserialize, Serialize};

/// An amount in pennies; negative where something is taken away or given back.
///
/// What people type is below a thousand million pounds, so sums of it stay far from the ends of the type. Those stop
/// there rather than wrap round.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
pub struct Pence(pub i64);

/// Whether an amount below zero makes sense where it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sign {
    NotNegative,
    Any,
}

/// Why a text is no amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotMoney {
    Empty,
    NotANumber,
    /// More than two digits after the point.
    TooPrecise,
    Negative,
    TooLarge,
}

impl NotMoney {
    /// As people read it.
    pub fn told(self) -> &'static str {
        match self {
            Self::Empty => "Enter an amount. If there is none, enter 0.",
            Self::NotANumber => "Enter an amount in pounds and pence, like 12,345.67.",
            Self::TooPrecise => {
                "Enter an amount with no more than two digits after the point, like 12,345.67."
            }
            Self::Negative => "Enter an amount that is 0 or more.",
            Self::TooLarge => "Enter an amount below £1,000,000,000.",
        }
    }
}

/// Digits of the largest amount in whole pounds that is read.
const POUND_DIGITS: usize = 9;

impl Pence {
    pub const ZERO: Self = Self(0);

    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    #[must_use]
    pub fn minus(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// How far it is from zero.
    #[must_use]
    pub fn size(self) -> Self {
        Self(self.0.saturating_abs())
    }

    /// Reads what people type or paste: `£12,345.67`, `12345`, `12,345.6`; with `Sign::Any` also `-12.50` and the
    /// accountant's `(12.50)`.
    pub fn read(text: &str, sign: Sign) -> Result<Self, NotMoney> {
        let text = text.trim();
        if text.is_empty() {
            return Err(NotMoney::Empty);
        }
        let (negative, digits) = without_sign(text);
        let (pounds, pennies) = digits.split_once('.').unwrap_or((digits, ""));
        if pounds.is_empty() && pennies.is_empty() {
            return Err(NotMoney::NotANumber);
        }
        let pounds = pounds_in(pounds)?;
        let pennies = pennies_in(pennies)?;
        let amount = pounds * 100 + pennies;
        if negative && amount != 0 && sign == Sign::NotNegative {
            return Err(NotMoney::Negative);
        }
        Ok(Self(if negative { -amount } else { amount }))
    }

    /// As a form's field shows it again: `12345.67`.
    pub fn plain(self) -> String {
        self.written("", "")
    }

    fn written(self, currency: &str, separator: &str) -> String {
        let amount = self.0.unsigned_abs();
        let pounds = (amount / 100).to_string();
        let pennies = (amount % 100).to_string();
        let mut text = String::new();
        if self.0 < 0 {
            text.push('-');
        }
        text.push_str(currency);
        for (place, digit) in pounds.chars().enumerate() {
            if place > 0 && (pounds.len() - place).is_multiple_of(3) {
                text.push_str(separator);
            }
            text.push(digit);
        }
        text.push('.');
        if pennies.len() == 1 {
            text.push('0');
        }
        text.push_str(&pennies);
        text
    }
}

/// Whether it is below zero, and the text without sign, brackets and currency.
fn without_sign(text: &str) -> (bool, &str) {
    let currency = |text| {
        let text: &str = text;
        text.strip_prefix('£').unwrap_or(text).trim_start()
    };
    let minus = |text| {
        let text: &str = text;
        text.strip_prefix(['-', '\u{2212}']).map(str::trim_start)
    };
    let bracketed = text
        .strip_prefix('(')
        .and_then(|text| text.strip_suffix(')'));
    if let Some(inside) = bracketed {
        return (true, currency(inside.trim()));
    }
    if let Some(rest) = minus(text) {
        return (true, currency(rest));
    }
    let text = currency(text);
    minus(text).map_or((false, text), |rest| (true, rest))
}

/// Whole pounds; commas only where they part thousands, so that `12,34` is not taken for 1,234.
fn pounds_in(text: &str) -> Result<i64, NotMoney> {
    let grouped = text.contains(',');
    let mut digits = String::new();
    for (place, group) in text.split(',').enumerate() {
        let right_length = match (grouped, place) {
            (false, _) => true,
            (true, 0) => (1..=3).contains(&group.len()),
            (true, _) => group.len() == 3,
        };
        if !right_length || !all_digits(group) {
            return Err(NotMoney::NotANumber);
        }
        digits.push_str(group);
    }
    let digits = digits.trim_start_matches('0');
    if digits.len() > POUND_DIGITS {
        return Err(NotMoney::TooLarge);
    }
    if digits.is_empty() {
        return Ok(0);
    }
    digits.parse().map_err(|_| NotMoney::NotANumber)
}

/// Pennies after the point: none, tenths of a pound or two digits.
fn pennies_in(text: &str) -> Result<i64, NotMoney> {
    if !all_digits(text) {
        return Err(NotMoney::NotANumber);
    }
    let tens = match text.len() {
        0 => return Ok(0),
        1 => 10,
        2 => 1,
        _ => return Err(NotMoney::TooPrecise),
    };
    let pennies: i64 = text.parse().map_err(|_| NotMoney::NotANumber)?;
    Ok(pennies * tens)
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

impl Sum for Pence {
    fn sum<I: Iterator<Item = Self>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

/// As people read it: `£12,345.67`.
impl fmt::Display for Pence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.written("£", ","))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_people_type_is_read_to_the_penny() {
        for (text, pence) in [
            ("£12,345.67", 1_234_567),
            ("12345", 1_234_500),
            ("12,345.6", 1_234_560),
            (" £ 1,000,000.00 ", 100_000_000),
            ("0", 0),
            ("-0.00", 0),
            (".5", 50),
            ("12.", 1200),
            ("007", 700),
            ("999,999,999.99", 99_999_999_999),
        ] {
            assert_eq!(
                Pence::read(text, Sign::NotNegative),
                Ok(Pence(pence)),
                "{text}"
            );
        }
        for text in [
            "-12.50",
            "\u{2212}12.50",
            "(12.50)",
            "-£12.50",
            "£-12.50",
            "(£12.50)",
        ] {
            assert_eq!(Pence::read(text, Sign::Any), Ok(Pence(-1250)), "{text}");
            let refused = Pence::read(text, Sign::NotNegative);
            assert_eq!(refused, Err(NotMoney::Negative), "{text}");
        }
    }

    #[test]
    fn what_could_mean_another_amount_is_not_read() {
        for (text, why) in [
            ("", NotMoney::Empty),
            ("  ", NotMoney::Empty),
            ("£", NotMoney::NotANumber),
            (".", NotMoney::NotANumber),
            ("12,34", NotMoney::NotANumber),
            ("1234,567", NotMoney::NotANumber),
            (",123", NotMoney::NotANumber),
            ("12.345", NotMoney::TooPrecise),
            ("1.2.3", NotMoney::NotANumber),
            ("1e5", NotMoney::NotANumber),
            ("12k", NotMoney::NotANumber),
            ("--12", NotMoney::NotANumber),
            ("1000000000", NotMoney::TooLarge),
        ] {
            assert_eq!(Pence::read(text, Sign::Any), Err(why), "{text}");
        }
    }

    proptest! {
        #[test]
        fn an_amount_reads_back_what_it_writes(pence in -99_999_999_999_i64..=99_999_999_999) {
            let amount = Pence(pence);
            prop_assert_eq!(Pence::read(&amount.to_string(), Sign::Any), Ok(amount));
            prop_assert_eq!(Pence::read(&amount.plain(), Sign::Any), Ok(amount));
        }

        #[test]
        fn no_text_makes_reading_an_amount_panic(text in "[-0-9£,.() a\u{2212}]{0,14}") {
            let _ = Pence::read(&text, Sign::Any);
        }
    }
}
