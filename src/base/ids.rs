//! How people, practices and doctors are known.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// One person with one account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct UserId(pub Uuid);

impl fmt::Display for UserId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for UserId {
    type Err = uuid::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Uuid::try_parse(text.trim()).map(Self)
    }
}

/// The code by which the NHS knows an organisation, here a practice: `A81001`. 3 to 12 capital letters and digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct OdsCode(String);

/// Not a code of 3 to 12 letters and digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnOdsCode;

impl FromStr for OdsCode {
    type Err = NotAnOdsCode;

    /// Forgives spaces, dashes and small letters.
    fn from_str(text: &str) -> Result<Self, NotAnOdsCode> {
        let code: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| c.to_ascii_uppercase())
            .collect();
        let fits = (3..=12).contains(&code.len())
            && code
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        if fits {
            Ok(Self(code))
        } else {
            Err(NotAnOdsCode)
        }
    }
}

impl<'de> Deserialize<'de> for OdsCode {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|NotAnOdsCode| serde::de::Error::custom("not a practice code like A81001"))
    }
}

impl fmt::Display for OdsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for OdsCode {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// The number by which the General Medical Council knows a doctor: 7 digits, the first of which may be 0.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
#[cfg_attr(feature = "ssr", derive(sqlx::Type), sqlx(transparent))]
pub struct GmcNumber(String);

/// Not 7 digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAGmcNumber;

impl FromStr for GmcNumber {
    type Err = NotAGmcNumber;

    /// Forgives spaces and the C that some systems put first.
    fn from_str(text: &str) -> Result<Self, NotAGmcNumber> {
        let plain: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let digits = plain.strip_prefix(['C', 'c']).unwrap_or(&plain);
        if digits.len() == 7 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
            Ok(Self(digits.to_owned()))
        } else {
            Err(NotAGmcNumber)
        }
    }
}

impl<'de> Deserialize<'de> for GmcNumber {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?
            .parse()
            .map_err(|NotAGmcNumber| serde::de::Error::custom("not a GMC number of 7 digits"))
    }
}

impl fmt::Display for GmcNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl AsRef<str> for GmcNumber {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// A case reference: what people say on the telephone. `kind` is what it begins with; then come letters and digits that are
/// not mistaken for one another, from the random half of the case's identifier.
pub fn case_reference(kind: &str, id: Uuid) -> String {
    const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let mut rest = id.as_u128();
    let mut reference = [kind, "-"].concat();
    for place in 0..10 {
        if place == 5 {
            reference.push('-');
        }
        let letter = usize::try_from(rest % 32).unwrap_or_default();
        reference.push(char::from(LETTERS[letter]));
        rest /= 32;
    }
    reference
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_case_reference_can_be_read_out_and_differs_from_the_next() {
        let reference = case_reference(
            "PL",
            Uuid::from_u128(0x0198_0000_0000_7000_8000_1234_5678_9abc),
        );
        assert_eq!(reference, "PL-WN6H7-BH6J0");
        assert_ne!(
            reference,
            case_reference(
                "PL",
                Uuid::from_u128(0x0198_0000_0000_7000_8000_1234_5678_9abd)
            )
        );
    }
}
