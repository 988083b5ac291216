//! Which events are asked for, as it stands in the address, and in words.

#[cfg(feature = "ssr")]
mod reading;

#[cfg(feature = "ssr")]
pub use reading::Filter;

use super::Action;
use crate::{
    access::Service,
    base::dates::{Date, Instant},
    ui::{QueryValues, query_fields},
};

query_fields! {
    /// Which events are asked for, as typed. Fields that are empty do not narrow.
    pub struct FilterQuery {
        /// Who did it or to whom.
        person,
        /// What kind of event, by its code.
        what,
        /// Roles of a service, by its code.
        service,
        /// At one practice, by its code. Only where the whole record is read.
        practice,
        /// First day.
        from,
        /// Last day.
        to;
        /// Where the page before ended.
        before
    }
}

/// A place in the record: the time of an event, its chain and its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    pub at: Instant,
    /// The chain.
    pub chain: String,
    /// The number in it.
    pub number: i64,
}

impl Cursor {
    /// As in an address.
    pub fn code(&self) -> String {
        let (at, number) = (self.at.0.to_string(), self.number.to_string());
        [at.as_str(), &number, &self.chain].join("~")
    }
}

/// What divides day, month and year where they stand in an address as they were typed.
const BETWEEN_BOXES: char = '/';

/// The boxes of a day, as they stand in an address.
fn boxes(text: &str) -> Vec<String> {
    text.split(BETWEEN_BOXES).map(str::to_owned).collect()
}

impl FilterQuery {
    /// Reads it from the query of a page, whose form sends a day in three boxes.
    pub fn of(query: &QueryValues) -> Self {
        Self::read(|name| {
            let typed = query.get_all(&[name, "[]"].concat());
            if typed.iter().all(String::is_empty) {
                query.get(name)
            } else {
                Some(typed.join(&BETWEEN_BOXES.to_string()))
            }
        })
    }

    /// The days as they stand in their boxes.
    pub fn days_in_boxes(&self) -> Vec<(String, String)> {
        let days = [("from[]", &self.from), ("to[]", &self.to)].into_iter();
        let filled = days.flat_map(|(name, text)| {
            let typed = match text.parse::<Date>() {
                Ok(day) => day.in_boxes().to_vec(),
                Err(_) => boxes(text),
            };
            typed.into_iter().map(|part| (name.to_owned(), part))
        });
        filled.collect()
    }

    /// The filters that are on, in words, each with what is asked for without it.
    pub fn chosen(&self) -> Vec<(String, Self)> {
        self.parts()
            .into_iter()
            .filter_map(|(name, value)| Some((in_words(name, value)?, self.without(name))))
            .collect()
    }
}

/// What a filter narrows to; none if it is not one, or its value means nothing.
fn in_words(name: &str, value: &str) -> Option<String> {
    let day = |value: &str| value.parse::<Date>().map(Date::in_words);
    Some(match name {
        "person" => ["Person: ", value].concat(),
        "what" => ["What: ", Action::from_code(value)?.label()].concat(),
        "service" => ["Service: ", Service::from_code(value)?.name()].concat(),
        "practice" => ["Practice: ", value].concat(),
        "from" => ["From ", &day(value).ok()?].concat(),
        "to" => ["Until ", &day(value).ok()?].concat(),
        _ => return None,
    })
}
