//! Which events are asked for, as it stands in the address, and in words.

use super::Action;
use crate::{
    access::Service,
    base::{
        dates::{Date, Instant},
        ids::OdsCode,
    },
    ui::{FieldError, query_fields},
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
    pub from: Option<Date>,
    pub to: Option<Date>,
    /// Only what comes after this place, going back in time.
    pub before: Option<Cursor>,
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

const NO_ACTION: &str = "Choose what happened from the list";
const NO_SERVICE: &str = "Choose a service from the list";
const NO_PRACTICE: &str = "Enter a practice code, such as A81001";
const NO_DAY: &str = "Enter a real date, such as 2026-11-23";
const NO_PAGE: &str = "This page of the history does not exist. Start from the first page";
const NO_ORDER: &str = "The last day must not be before the first";

impl FilterQuery {
    /// Understands it, or says what is wrong with it.
    pub fn parse(&self) -> Result<Filter, Vec<FieldError>> {
        let wanted = Filter {
            person: self.person.trim().to_owned(),
            action: Action::from_code(&self.what),
            service: Service::from_code(&self.service),
            practice: self.practice.parse().ok(),
            from: self.from.parse().ok(),
            to: self.to.parse().ok(),
            before: Cursor::read(&self.before),
        };
        let days = wanted.from.zip(wanted.to);
        let in_order = days.is_none_or(|(from, to)| from <= to);
        let read = [
            ("what", &self.what, wanted.action.is_some(), NO_ACTION),
            (
                "service",
                &self.service,
                wanted.service.is_some(),
                NO_SERVICE,
            ),
            (
                "practice",
                &self.practice,
                wanted.practice.is_some(),
                NO_PRACTICE,
            ),
            ("from", &self.from, wanted.from.is_some(), NO_DAY),
            ("to", &self.to, wanted.to.is_some(), NO_DAY),
            ("", &self.before, wanted.before.is_some(), NO_PAGE),
            ("to", &self.to, in_order, NO_ORDER),
        ];
        let wrong = read
            .into_iter()
            .filter(|(_, typed, fits, _)| !typed.is_empty() && !fits);
        let errors: Vec<_> = wrong
            .map(|(field, _, _, message)| FieldError {
                field: field.to_owned(),
                message: message.to_owned(),
            })
            .collect();
        if errors.is_empty() {
            Ok(wanted)
        } else {
            Err(errors)
        }
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
