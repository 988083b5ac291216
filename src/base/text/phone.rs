//! A telephone number, as people write it.

use crate::base::text::clean;

/// A number to be read and dialled by people; may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phone(String);

/// What is said of anything else.
pub const NOT_A_PHONE: &str = "Enter a phone number, like 01632 960001 or +44 7700 900982";

/// In characters: room for two numbers.
const LONGEST: usize = 30;
/// The fewest digits of one: an extension.
const FEWEST: usize = 3;

impl Phone {
    /// Reads one, or nothing at all; or says what to do about it.
    pub fn read(typed: &str) -> Result<Self, &'static str> {
        let phone: String = clean(typed).chars().map(plain).collect();
        let phone = match phone.split_at_checked(4) {
            Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number.trim(),
            _ => &phone,
        };
        let digits = phone.bytes().filter(u8::is_ascii_digit).count();
        let fits = digits >= FEWEST
            && phone.chars().count() <= LONGEST
            && phone
                .chars()
                .all(|c| c.is_ascii_digit() || " +()-/.,#extnEXTN".contains(c));
        if phone.is_empty() || fits {
            Ok(Self(phone.to_owned()))
        } else {
            Err(NOT_A_PHONE)
        }
    }
}

/// Any dash as a hyphen.
fn plain(c: char) -> char {
    match c {
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '\u{ff0b}' => '+',
        c => c,
    }
}

impl AsRef<str> for Phone {
    fn as_ref(&self) -> &str {
        &self.0
    }
}
