//! Which passwords are good enough.
//!
//! Length and a long list of what people choose most, rather than rules about kinds of characters: those make people
//! write `Password1!` (NCSC, NIST SP 800-63B).

use std::borrow::Cow;

use crate::base::text::comparable;

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most. Long enough for any sentence; short enough that nobody can keep the server busy with one.
pub const LONGEST: usize = 256;

/// More bytes than that many characters can have.
const MOST_BYTES: usize = 16 * LONGEST;

/// How many tries somebody who knows what people choose must need at least, as a power of ten.
const TRIES: f64 = 9.0;
/// How much of a password is looked at by the estimate, whose cost grows with the square of it.
const ESTIMATED: usize = 64;
/// Parts of a name that are shorter than this say nothing about a password.
const SHORTEST_PART: usize = 3;

/// Words of this service, which anybody would try here: a password must not be made of them either.
const SERVICE: [&str; 11] = [
    "practice",
    "access",
    "pcse",
    "online",
    "nhs",
    "performers",
    "payments",
    "pensions",
    "surgery",
    "medical",
    "doctor",
];

/// What guides to good passwords give as examples, letters alone: those who have read them try these first.
const EXAMPLES: [&str; 3] = [
    "correcthorsebatterystaple",
    "coffeetrainfish",
    "walltinshirt",
];

/// Why a password is not good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weak {
    /// Nothing was typed.
    Empty,
    /// Too few characters.
    Short,
    /// Too many characters.
    Long,
    /// Made of the name, address or practice of the person, or of words of this service.
    Own,
    /// Among the first that anybody would try.
    Common,
}

impl std::fmt::Display for Weak {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "Enter a password",
            Self::Short => "Password must be 12 characters or more. Three words that do not belong together make a good one",
            Self::Long => "Password must be 256 characters or fewer",
            Self::Own => "Password must not be made of your name, your email address, your practice or the words of this service",
            Self::Common => {
                "This password is too easy to guess. Three words that do not belong together make a good one"
            }
        })
    }
}

/// A password that is good enough for somebody, not hashed yet. Never shown.
#[derive(Clone)]
pub struct NewPassword(String);

impl std::fmt::Debug for NewPassword {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("NewPassword")
    }
}

impl NewPassword {
    /// Reads what was typed by someone with these names, addresses and practices.
    pub fn read(typed: String, own: &[String]) -> Result<Self, Weak> {
        // Whatever is too long by far is not worth the work.
        if typed.len() > MOST_BYTES {
            return Err(Weak::Long);
        }
        let as_typed = typed.chars().count();
        let typed = match comparable(&typed) {
            Cow::Borrowed(_) => typed,
            Cow::Owned(comparable) => comparable,
        };
        let length = typed.chars().count();
        if length == 0 {
            return Err(Weak::Empty);
        }
        // One sign can stand for many, as ¼ and ㍿ do: neither count may fall short.
        if length.min(as_typed) < SHORTEST {
            return Err(Weak::Short);
        }
        if length > LONGEST {
            return Err(Weak::Long);
        }
        let parts = parts_of(own);
        if what_is_left(&typed, &parts) < SHORTEST / 2 {
            return Err(Weak::Own);
        }
        let estimated: String = typed.chars().take(ESTIMATED).collect();
        let parts: Vec<_> = parts.iter().map(String::as_str).collect();
        let guesses = zxcvbn::zxcvbn(&estimated, &parts).guesses_log10();
        if guesses < TRIES || is_example(&typed) {
            return Err(Weak::Common);
        }
        Ok(Self(typed))
    }

    /// As it is hashed.
    pub(crate) fn text(&self) -> &str {
        &self.0
    }
}

/// Whether nothing but one of the examples and signs around its words was typed.
fn is_example(typed: &str) -> bool {
    let letters = typed.chars().filter(|c| c.is_alphabetic());
    let letters: String = letters.flat_map(char::to_lowercase).collect();
    EXAMPLES.contains(&letters.as_str())
}

/// The words of names, addresses and practices, and of this service, in small letters, the longest first.
fn parts_of(own: &[String]) -> Vec<String> {
    let mut parts: Vec<String> = own
        .iter()
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric()))
        .chain(SERVICE)
        .filter(|part| part.chars().count() >= SHORTEST_PART)
        .map(str::to_lowercase)
        .collect();
    parts.sort_by(|a, b| (b.len(), a).cmp(&(a.len(), b)));
    parts.dedup();
    parts
}

/// How many letters and digits of a password are not part of one of the words.
fn what_is_left(typed: &str, parts: &[String]) -> usize {
    let mut rest = typed.to_lowercase();
    for part in parts {
        rest = rest.replace(part.as_str(), " ");
    }
    rest.chars().filter(|c| c.is_alphanumeric()).count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(typed: &str) -> Result<(), Weak> {
        let own = [
            "Oriel O'Dowd-Fforde",
            "oriel.odowd@elmstreet.example",
            "Elm Street Surgery",
            "ZZ9001",
        ];
        let own: Vec<_> = own.iter().map(ToString::to_string).collect();
        NewPassword::read(typed.to_owned(), &own).map(|_| ())
    }

    #[test]
    fn what_anybody_would_try_first_is_refused() {
        for common in [
            "password1234",
            "passwordpassword",
            "P@ssw0rd1234",
            "123456789012",
            "qwertyuiop12",
            "aaaaaaaaaaaaaaaa",
            "letmeinletmein",
            "iloveyou2026",
            "liverpool2026",
        ] {
            assert_eq!(read(common), Err(Weak::Common), "{common}");
        }
    }

    #[test]
    fn what_is_known_of_the_person_is_refused_in_any_order_and_case() {
        for own in [
            "Oriel.Dowd.Fforde",
            "FFORDE-oriel-1",
            "elmstreet.example",
            "ElmStreetSurgery2026",
            "ZZ9001 ZZ9001",
            "oriel.odowd@elmstreet.example",
        ] {
            assert_eq!(read(own), Err(Weak::Own), "{own}");
        }
    }

    #[test]
    fn what_is_made_of_the_words_of_this_service_is_refused() {
        for service in [
            "PracticeAccess2026",
            "nhs-surgery-online",
            "pcse.performers",
        ] {
            assert_eq!(read(service), Err(Weak::Own), "{service}");
        }
        assert_eq!(read("walrus surgery ivory"), Ok(()));
    }

    #[test]
    fn words_that_do_not_belong_together_are_good_without_digits_or_signs() {
        for good in [
            "walrus kettle ivory",
            "ÿø žluťoučký kůň 馬馬馬",
            "tea at Oriel's with a walrus",
        ] {
            assert_eq!(read(good), Ok(()), "{good}");
        }
    }

    #[test]
    fn what_guides_give_as_an_example_is_no_password() {
        for known in [
            "correct horse battery staple",
            "Correct-Horse-Battery-Staple-1",
            "coffee train fish",
        ] {
            assert_eq!(read(known), Err(Weak::Common), "{known}");
        }
    }

    #[test]
    fn the_length_is_counted_in_characters() {
        assert_eq!(read(""), Err(Weak::Empty));
        assert_eq!(read("żółw trąba"), Err(Weak::Short));
        assert_eq!(read(&"żx9k ".repeat(51)), Ok(()));
        assert_eq!(read(&"x".repeat(257)), Err(Weak::Long));
    }

    #[test]
    fn a_sign_that_stands_for_many_counts_as_one() {
        assert_eq!(read("\u{fe68}\u{10280} ¼0aAಒaa"), Err(Weak::Short));
        assert_eq!(read("walrus ㍿㍿"), Err(Weak::Short));
    }

    proptest! {
        #[test]
        fn anything_can_be_typed_and_what_passes_is_long_enough(typed in "\\PC{0,300}") {
            if read(&typed).is_ok() {
                prop_assert!(typed.chars().count() >= SHORTEST);
                prop_assert!((SHORTEST..=LONGEST).contains(&comparable(&typed).chars().count()));
            }
        }

        #[test]
        fn random_letters_are_good(typed in "[a-z]{16,128}") {
            prop_assert_eq!(read(&typed), Ok(()));
        }
    }
}
