//! Rows that a statement gives as one text inside another row. A row costs more than what is in it: it is handed from
//! the thread that reads SQLite to the one that answers.

use std::{any::type_name, iter::Peekable, str::FromStr, str::SplitTerminator};

use super::Failure;
use crate::{
    access::Role,
    base::stored::{UnknownCode, stored_as_text},
};

/// Ends each field. The only texts that people write, names and reasons, lose this character in the statement.
pub const FIELD_END: char = '\u{1f}';

/// The fields of such a text, in order. One that is missing or can't be read is an error.
pub struct Fields<'a> {
    column: &'static str,
    fields: Peekable<SplitTerminator<'a, char>>,
}

impl<'a> Fields<'a> {
    /// Those of `text`, which stood in `column`.
    pub fn of(column: &'static str, text: &'a str) -> Self {
        Self {
            column,
            fields: text.split_terminator(FIELD_END).peekable(),
        }
    }

    /// Whether a further row begins.
    pub fn more(&mut self) -> bool {
        self.fields.peek().is_some()
    }

    /// The next field as it stands.
    pub fn text(&mut self) -> Result<&'a str, Failure> {
        let ended = || Failure::internal([self.column, ": a row that ends too early"].concat());
        self.fields.next().ok_or_else(ended)
    }

    /// The next field.
    pub fn read<T: FromStr>(&mut self) -> Result<T, Failure> {
        let text = self.text()?;
        self.parse(text)
    }

    /// The next field, unless it is empty.
    pub fn optional<T: FromStr>(&mut self) -> Result<Option<T>, Failure> {
        match self.text()? {
            "" => Ok(None),
            text => self.parse(text).map(Some),
        }
    }

    fn parse<T: FromStr>(&self, text: &str) -> Result<T, Failure> {
        let unreadable = |_| {
            let kind = type_name::<T>();
            Failure::internal([self.column, ": ", text, " can't be read as ", kind].concat())
        };
        text.parse().map_err(unreadable)
    }
}

/// Roles by their codes, with spaces between.
#[derive(Clone, Debug, Default)]
pub struct RoleCodes(pub Vec<Role>);

impl FromStr for RoleCodes {
    type Err = UnknownCode;

    fn from_str(text: &str) -> Result<Self, UnknownCode> {
        let codes = text.split_whitespace().map(str::parse);
        codes.collect::<Result<_, _>>().map(Self)
    }
}

stored_as_text!(RoleCodes, |text| Ok(text.parse()?));

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(text: &str) -> Result<Vec<(i64, Option<Role>)>, Failure> {
        let text = text.replace('|', "\u{1f}");
        let mut fields = Fields::of("pairs", &text);
        let mut pairs = Vec::new();
        while fields.more() {
            pairs.push((fields.read()?, fields.optional()?));
        }
        Ok(pairs)
    }

    #[test]
    fn rows_packed_in_a_text_are_read_or_are_an_error_that_names_the_column() {
        assert_eq!(pairs("").unwrap(), []);
        let read = [(1, Some(Role::GppAvcs)), (2, None)];
        assert_eq!(pairs("1|gpp-avcs|2||").unwrap(), read);
        for wrong in ["1|gpp-avcs|2|", "1|gpp-no-such|", "one||"] {
            let failure = pairs(wrong).unwrap_err().to_string();
            assert!(failure.starts_with("internal: pairs: "), "{failure}");
        }
    }

    #[test]
    fn one_code_that_is_not_known_spoils_the_list() {
        let codes = |text: &str| text.parse::<RoleCodes>().map(|codes| codes.0);
        assert_eq!(codes("gpp-avcs").unwrap(), [Role::GppAvcs]);
        assert_eq!(codes("").unwrap(), []);
        assert!(codes("gpp-avcs gpp-no-such").is_err());
    }
}
