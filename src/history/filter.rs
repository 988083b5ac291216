//! Which events are asked for, as it stands in the address, and in words.

use serde::{Deserialize, Serialize};

use super::Action;
use crate::{
    access::Service,
    base::{
        dates::{Date, Instant},
        ids::OdsCode,
    },
    ui::{FieldError, escape},
};

/// Which events are asked for, as typed. Fields that are empty do not narrow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FilterQuery {
    /// Who did it or to whom.
    pub person: String,
    /// What kind of event, by its code.
    pub what: String,
    /// Roles of a service, by its code.
    pub service: String,
    /// At one practice, by its code. Only where the whole record is read.
    pub practice: String,
    /// First day.
    pub from: String,
    /// Last day.
    pub to: String,
    /// Where the page before ended.
    pub before: String,
}

/// Which events are asked for, understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Who did it or to whom, as typed.
    pub person: String,
    /// What kind of event.
    pub action: Option<Action>,
    /// Roles of a service.
    pub service: Option<Service>,
    /// At one practice.
    pub practice: Option<OdsCode>,
    /// First day.
    pub from: Option<Date>,
    /// Last day.
    pub to: Option<Date>,
    /// Only what comes after this place, going back in time.
    pub before: Option<Cursor>,
}

/// A place in the record: the time of an event, its chain and its number there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cursor {
    /// When.
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

    fn read(code: &str) -> Option<Self> {
        let mut parts = code.splitn(3, '~');
        let (at, number, chain) = (parts.next()?, parts.next()?, parts.next()?);
        let plain = chain
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        Some(Self {
            at: Instant(at.parse().ok()?),
            number: number.parse().ok()?,
            chain: chain.to_owned(),
        })
        .filter(|_| plain)
    }
}

const NO_DAY: &str = "Enter a real date, such as 2026-11-23";

impl FilterQuery {
    /// Understands it, or says what is wrong with it.
    pub fn parse(&self) -> Result<Filter, Vec<FieldError>> {
        let mut errors = Vec::new();
        let mut read = |field: &str, value: &str, fits: bool, message: &str| {
            if !value.is_empty() && !fits {
                errors.push(FieldError {
                    field: field.to_owned(),
                    message: message.to_owned(),
                });
            }
        };
        let wanted = Filter {
            person: self.person.trim().to_owned(),
            action: Action::from_code(&self.what),
            service: Service::from_code(&self.service),
            practice: self.practice.parse().ok(),
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            before: Cursor::read(&self.before),
        };
        read(
            "what",
            &self.what,
            wanted.action.is_some(),
            "Choose what happened from the list",
        );
        read(
            "service",
            &self.service,
            wanted.service.is_some(),
            "Choose a service from the list",
        );
        read(
            "practice",
            &self.practice,
            wanted.practice.is_some(),
            "Enter a practice code, such as A81001",
        );
        read("from", &self.from, wanted.from.is_some(), NO_DAY);
        read("to", &self.to, wanted.to.is_some(), NO_DAY);
        read(
            "",
            &self.before,
            wanted.before.is_some(),
            "This page of the history does not exist. Start from the first page",
        );
        let in_order = wanted
            .from
            .zip(wanted.to)
            .is_none_or(|(from, to)| from <= to);
        read(
            "to",
            &self.to,
            in_order,
            "The last day must not be before the first",
        );
        if errors.is_empty() {
            Ok(wanted)
        } else {
            Err(errors)
        }
    }

    /// Name and value of every part, empty ones too.
    fn parts(&self) -> [(&'static str, &str); 7] {
        [
            ("person", &self.person),
            ("what", &self.what),
            ("service", &self.service),
            ("practice", &self.practice),
            ("from", &self.from),
            ("to", &self.to),
            ("before", &self.before),
        ]
    }

    /// The address of this on the page at `path`.
    pub fn address(&self, path: &str) -> String {
        let mut address = path.to_owned();
        let mut before = '?';
        for (name, value) in self.parts() {
            if !value.is_empty() {
                address.push(before);
                address.push_str(name);
                address.push('=');
                address.push_str(&escape(value));
                before = '&';
            }
        }
        address
    }

    /// Reads it from an address's query.
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Self {
        let part = |name: &str| get(name).unwrap_or_default().trim().to_owned();
        Self {
            person: part("person"),
            what: part("what"),
            service: part("service"),
            practice: part("practice"),
            from: part("from"),
            to: part("to"),
            before: part("before"),
        }
    }

    /// The same from its beginning.
    #[must_use]
    pub fn first_page(&self) -> Self {
        Self {
            before: String::new(),
            ..self.clone()
        }
    }

    /// The same without a filter.
    fn without(&self, name: &str) -> Self {
        let mut filter_query = self.first_page();
        match name {
            "person" => filter_query.person.clear(),
            "what" => filter_query.what.clear(),
            "service" => filter_query.service.clear(),
            "practice" => filter_query.practice.clear(),
            "from" => filter_query.from.clear(),
            _ => filter_query.to.clear(),
        }
        filter_query
    }

    /// The filters that are on, in words, each with what is asked for without it.
    pub fn chosen(&self) -> Vec<(String, Self)> {
        let day = |value: &str| value.parse::<Date>().map(Date::in_words);
        let words = |name: &str, value: &str| match name {
            "person" => Some(["Person: ", value].concat()),
            "what" => Some(["What: ", Action::from_code(value)?.label()].concat()),
            "service" => Some(["Service: ", Service::from_code(value)?.name()].concat()),
            "practice" => Some(["Practice: ", value].concat()),
            "from" => Some(["From ", &day(value).ok()?].concat()),
            "to" => Some(["Until ", &day(value).ok()?].concat()),
            _ => None,
        };
        self.parts()
            .into_iter()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| Some((words(name, value)?, self.without(name))))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn fields(filter_query: &FilterQuery) -> Vec<String> {
        let errors = filter_query.parse().unwrap_err();
        errors.into_iter().map(|error| error.field).collect()
    }

    #[test]
    fn what_can_not_be_understood_is_said_beside_its_field_and_never_ignored() {
        let filter_query = FilterQuery {
            what: "everything".to_owned(),
            service: "nhs".to_owned(),
            practice: "!".to_owned(),
            from: "2026-02-30".to_owned(),
            to: "tomorrow".to_owned(),
            before: "x".to_owned(),
            ..FilterQuery::default()
        };
        let all = ["what", "service", "practice", "from", "to", ""];
        assert_eq!(fields(&filter_query), all);
        let reversed = FilterQuery {
            from: "2026-03-01".to_owned(),
            to: "2026-02-28".to_owned(),
            ..FilterQuery::default()
        };
        assert_eq!(fields(&reversed), ["to"]);
        assert_eq!(FilterQuery::default().parse(), Ok(Filter::default()));
    }

    #[test]
    fn every_filter_is_told_in_words_and_can_be_removed() {
        let filter_query = FilterQuery {
            person: "ng".to_owned(),
            what: "refused".to_owned(),
            from: "2026-11-03".to_owned(),
            before: "5~6~A81001".to_owned(),
            ..FilterQuery::default()
        };
        let chosen = filter_query.chosen();
        let words: Vec<_> = chosen.iter().map(|(words, _)| words.as_str()).collect();
        assert_eq!(
            words,
            [
                "Person: ng",
                "What: Attempt refused",
                "From 3 November 2026"
            ]
        );
        for (_, without) in chosen {
            assert_eq!(without.chosen().len(), 2);
            assert_eq!(without.before, "");
        }
    }

    proptest! {
        #[test]
        fn a_place_survives_its_address(at in any::<i64>(), number in any::<i64>(), chain in "[A-Za-z0-9-]{0,12}") {
            let place = Cursor { at: Instant(at), chain, number };
            prop_assert_eq!(Cursor::read(&place.code()), Some(place));
        }
    }
}
