//! A person's name.

use crate::base::text::{
    clean::{clean, is_letter, is_linked},
    full_name,
};

/// Title, first and last name. Who has one name only has it as the last name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PersonName {
    title: String,
    first: String,
    last: String,
}

/// The longest first or last name, in characters.
pub const LONGEST_NAME: usize = 100;
const LONGEST_TITLE: usize = 20;

/// What is wrong with a part of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotAName {
    /// There is none, but has to be one.
    Missing,
    /// More characters than this.
    TooLong(usize),
    /// Nothing in it can be read aloud.
    NoLetter,
    /// It has something of a link, an address or the head of a message in it.
    Link,
}

impl PersonName {
    /// Reads the parts of a name. What is wrong is said with the part that it is said of: `title`, `first_name` or
    /// `last_name`.
    pub fn read(
        title: &str,
        first: &str,
        last: &str,
    ) -> Result<Self, Vec<(&'static str, NotAName)>> {
        let parts = [
            ("title", part(title, LONGEST_TITLE)),
            ("first_name", part(first, LONGEST_NAME)),
            ("last_name", needed(part(last, LONGEST_NAME))),
        ];
        match parts {
            [(_, Ok(title)), (_, Ok(first)), (_, Ok(last))] => Ok(Self { title, first, last }),
            parts => Err(parts
                .into_iter()
                .filter_map(|(field, read)| Some((field, read.err()?)))
                .collect()),
        }
    }

    /// Dr, Mrs and so on; may be empty.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// May be empty.
    pub fn first(&self) -> &str {
        &self.first
    }

    /// Never empty.
    pub fn last(&self) -> &str {
        &self.last
    }

    /// First and last name.
    pub fn full(&self) -> String {
        full_name(&self.first, &self.last)
    }
}

fn part(typed: &str, longest: usize) -> Result<String, NotAName> {
    let name = clean(typed);
    if name.chars().count() > longest {
        Err(NotAName::TooLong(longest))
    } else if is_linked(&name) {
        Err(NotAName::Link)
    } else if !name.is_empty() && !name.chars().any(is_letter) {
        Err(NotAName::NoLetter)
    } else {
        Ok(name)
    }
}

fn needed(part: Result<String, NotAName>) -> Result<String, NotAName> {
    part.and_then(|name| {
        if name.is_empty() {
            Err(NotAName::Missing)
        } else {
            Ok(name)
        }
    })
}

impl NotAName {
    /// What to do about it. `field` as in [`PersonName::read`].
    pub fn of(self, field: &str) -> String {
        let words = match field {
            "title" => "Title",
            "first_name" => "First name",
            _ => "Last name",
        };
        match self {
            Self::Missing => {
                "Enter a last name. If they have only one name, enter it as the last name"
                    .to_owned()
            }
            Self::TooLong(most) => format!("{words} must be {most} characters or fewer"),
            Self::NoLetter => format!("{words} must have at least one letter"),
            Self::Link => {
                format!("{words} must not have a link, an email address or a colon in it")
            }
        }
    }
}
