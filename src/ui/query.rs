//! The query of the page's address. The router decodes its values twice, so that `%2541` would be an A: here it is read
//! from the address itself, as the downloads and the forms read it.

use leptos::prelude::*;
use leptos_router::hooks::use_location;

/// Names and values, in their order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct QueryValues(Vec<(String, String)>);

/// The query of the address of this page, for as long as the page is there. It is read each time it is asked for: that
/// costs less than what a browser would load to keep it.
#[derive(Clone, Copy, Debug)]
pub struct PageQuery(Memo<String>);

/// The query of the address of this page.
pub fn use_query_map() -> PageQuery {
    PageQuery(use_location().search)
}

impl PageQuery {
    /// Its values, now and whenever the address changes.
    pub fn read(self) -> QueryValues {
        QueryValues::read(&self.0.read())
    }

    /// Its values now.
    pub fn read_untracked(self) -> QueryValues {
        QueryValues::read(&self.0.read_untracked())
    }

    /// What is made of its values, now and whenever the address changes.
    pub fn with<T>(self, make: impl FnOnce(&QueryValues) -> T) -> T {
        make(&self.read())
    }
}

impl QueryValues {
    /// Reads what stands after the question mark.
    pub fn read(search: &str) -> Self {
        let pairs = search.trim_start_matches('?').split('&');
        let pairs = pairs.filter(|pair| !pair.is_empty()).map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        });
        Self(pairs.collect())
    }

    /// The value under `name`, the first if there are several.
    pub fn get(&self, name: &str) -> Option<String> {
        let found = self.0.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.clone())
    }

    /// All values under `name`.
    pub fn get_all(&self, name: &str) -> Vec<String> {
        let found = self.0.iter().filter(|(key, _)| key == name);
        found.map(|(_, value)| value.clone()).collect()
    }
}

/// What a part of a query stands for, as every server and browser reads it.
fn decoded(part: &str) -> String {
    let digit = |byte: Option<&u8>| char::from(*byte?).to_digit(16);
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        match (byte, digit(after.first()), digit(after.get(1))) {
            (b'%', Some(high), Some(low)) => {
                bytes.push(u8::try_from(high * 16 + low).unwrap_or_default());
                rest = after.get(2..).unwrap_or_default();
            }
            (b'+', ..) => bytes.push(b' '),
            _ => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::escape;

    proptest! {
        #[test]
        fn it_is_read_as_everybody_reads_it(search in "[a-f%&=+0-9é ]{0,40}") {
            let everybody: Vec<_> = form_urlencoded::parse(search.as_bytes()).into_owned().collect();
            prop_assert_eq!(QueryValues::read(&search).0, everybody);
        }

        #[test]
        fn what_is_written_into_an_address_is_read_from_it(text in "\\PC{0,30}") {
            let search = ["?q=", &escape(&text), "&status=active"].concat();
            let query = QueryValues::read(&search);
            prop_assert_eq!(query.get("q"), Some(text));
            prop_assert_eq!(query.get_all("status"), ["active"]);
        }
    }
}
