//! What a new account needs, read so that a value that exists is valid.

use crate::ui::Again;

/// An e-mail address, in small letters: a username.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Email(String);

/// Not an address, said so that it can be put right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAnEmail {
    /// Nothing was typed.
    Empty,
    /// Longer than an address can be.
    TooLong,
    /// Something is missing or not allowed.
    Malformed,
}

/// The longest address mail can carry, in characters.
const LONGEST_EMAIL: usize = 254;
/// The longest name a user may have, in characters.
pub const LONGEST_NAME: usize = 100;

impl Email {
    /// Reads an address; stray spaces and capitals are forgiven.
    pub fn parse(text: &str) -> Result<Self, NotAnEmail> {
        let email: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let email = email.to_lowercase();
        if email.is_empty() {
            return Err(NotAnEmail::Empty);
        }
        if email.chars().count() > LONGEST_EMAIL {
            return Err(NotAnEmail::TooLong);
        }
        let Some((mailbox, host)) = email.split_once('@') else {
            return Err(NotAnEmail::Malformed);
        };
        let allowed = |c: char| !c.is_control() && !"@<>()[],;:\\\" ".contains(c);
        let host_part = |part: &str| {
            !part.is_empty()
                && !part.starts_with('-')
                && !part.ends_with('-')
                && part.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        let fits = !mailbox.is_empty()
            && mailbox.chars().all(allowed)
            && !mailbox.starts_with('.')
            && !mailbox.ends_with('.')
            && host.contains('.')
            && host.split('.').all(host_part);
        if fits {
            Ok(Self(email))
        } else {
            Err(NotAnEmail::Malformed)
        }
    }
}

impl AsRef<str> for Email {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl std::fmt::Display for NotAnEmail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Empty => "Enter an email address",
            Self::TooLong => "Email address must be 254 characters or fewer",
            Self::Malformed => "Enter an email address in the correct format, like name@nhs.net",
        })
    }
}

/// Who a new account is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewUser {
    /// The username.
    pub email: Email,
    /// Dr, Mrs and so on; may be empty.
    pub title: String,
    /// Given name.
    pub first_name: String,
    /// Family name.
    pub last_name: String,
    /// May be empty.
    pub phone: String,
}

impl NewUser {
    /// Reads what was typed, or says everything that has to be put right.
    pub fn read(
        email: &str,
        title: &str,
        first_name: &str,
        last_name: &str,
        phone: &str,
    ) -> Result<Self, Again> {
        let mut again = Again::default();
        let email = Email::parse(email);
        if let Err(error) = &email {
            again = again.and_wrong("email", error);
        }
        let (title, first_name, last_name, phone) =
            (tidy(title), tidy(first_name), tidy(last_name), tidy(phone));
        for (field, words, value) in [
            ("first_name", "first name", &first_name),
            ("last_name", "last name", &last_name),
        ] {
            if value.is_empty() {
                again = again.and_wrong(field, ["Enter a ", words].concat());
            } else if value.chars().count() > LONGEST_NAME {
                let mut message = words.to_owned();
                message.replace_range(0..1, &words[0..1].to_uppercase());
                again = again.and_wrong(
                    field,
                    [&message, " must be 100 characters or fewer"].concat(),
                );
            }
        }
        if title.chars().count() > 20 {
            again = again.and_wrong("title", "Title must be 20 characters or fewer");
        }
        if phone.chars().count() > 30
            || !phone
                .chars()
                .all(|c| c.is_ascii_digit() || " +()-extEXT.".contains(c))
        {
            again = again.and_wrong(
                "phone",
                "Enter a phone number, like 01632 960001 or +44 7700 900982",
            );
        }
        match email {
            Ok(email) if again.errors.is_empty() => Ok(Self {
                email,
                title,
                first_name,
                last_name,
                phone,
            }),
            _ => Err(again),
        }
    }
}

/// Without control characters, and with single spaces between words.
fn tidy(text: &str) -> String {
    let visible: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn addresses_are_forgiven_capitals_and_stray_spaces() {
        let email = Email::parse("  Sarah.O'Neil @NHS.net ").unwrap();
        assert_eq!(email.as_ref(), "sarah.o'neil@nhs.net");
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        for wrong in [
            "",
            "sarah",
            "@nhs.net",
            "sarah@",
            "sarah@nhs",
            "a@b@nhs.net",
            "a@-nhs.net",
            "a,b@nhs.net",
            "<a>@nhs.net",
            ".a@nhs.net",
        ] {
            assert!(Email::parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(
            Email::parse(&["a".repeat(250).as_str(), "@nhs.net"].concat()),
            Err(NotAnEmail::TooLong)
        );
    }

    proptest! {
        #[test]
        fn no_text_makes_reading_a_user_panic(a in ".*", b in ".*", c in ".*", d in ".*", e in ".*") {
            if let Ok(user) = NewUser::read(&a, &b, &c, &d, &e) {
                prop_assert!(!user.first_name.is_empty() && user.first_name.chars().count() <= LONGEST_NAME);
                prop_assert!(!user.last_name.chars().any(char::is_control));
            }
        }
    }

    #[test]
    fn everything_that_is_wrong_is_said_at_once() {
        let long = "x".repeat(300);
        let again = NewUser::read("no", "", "", &long, "call me").unwrap_err();
        let fields: Vec<_> = again
            .errors
            .iter()
            .map(|error| error.field.as_str())
            .collect();
        assert_eq!(fields, ["email", "first_name", "last_name", "phone"]);
        assert_eq!(
            again.errors[2].message,
            "Last name must be 100 characters or fewer"
        );
    }
}
