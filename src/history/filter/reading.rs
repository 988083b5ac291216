//! Understanding what is asked for.

use super::{Cursor, FilterQuery, boxes};
use crate::{
    access::Service,
    base::{
        dates::{Date, Instant, NotADay},
        ids::OdsCode,
    },
    history::Action,
    ui::FieldError,
};

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

const NO_ACTION: &str = "Choose what happened from the list";
const NO_SERVICE: &str = "Choose a service from the list";
const NO_PRACTICE: &str = "Enter a practice code, such as A81001";
const NO_PAGE: &str = "This page of the history does not exist. Start from the first page";
const NO_ORDER: &str = "The last day must not be before the first";

/// A day in an address: as the program writes it, or as it was typed.
fn day(text: &str) -> Result<Option<Date>, NotADay> {
    match text.parse() {
        Ok(day) => Ok(Some(day)),
        Err(_) => Date::from_boxes(&boxes(text)),
    }
}

impl FilterQuery {
    /// The same with its days as the program writes them, where they are days.
    #[must_use]
    pub fn understood(self) -> Self {
        let written = |text: String| match day(&text) {
            Ok(Some(day)) => day.to_string(),
            _ => text,
        };
        Self {
            from: written(self.from),
            to: written(self.to),
            ..self
        }
    }

    /// Understands it, or says what is wrong with it.
    pub fn parse(&self) -> Result<Filter, Vec<FieldError>> {
        let (from, to) = (day(&self.from), day(&self.to));
        let wanted = Filter {
            person: self.person.trim().to_owned(),
            action: Action::from_code(&self.what),
            service: Service::from_code(&self.service),
            practice: self.practice.parse().ok(),
            from: from.unwrap_or_default(),
            to: to.unwrap_or_default(),
            before: Cursor::read(&self.before),
        };
        let reversed = wanted
            .from
            .zip(wanted.to)
            .is_some_and(|(from, to)| from > to);
        let unread = |typed: &str, fits: bool, message: &str| {
            (!typed.is_empty() && !fits).then(|| message.to_owned())
        };
        let wrong = [
            (
                "what",
                unread(&self.what, wanted.action.is_some(), NO_ACTION),
            ),
            (
                "service",
                unread(&self.service, wanted.service.is_some(), NO_SERVICE),
            ),
            (
                "practice",
                unread(&self.practice, wanted.practice.is_some(), NO_PRACTICE),
            ),
            ("from", from.err().map(|why| why.of("First day"))),
            ("to", to.err().map(|why| why.of("Last day"))),
            ("", unread(&self.before, wanted.before.is_some(), NO_PAGE)),
            ("to", reversed.then(|| NO_ORDER.to_owned())),
        ];
        let errors = wrong.into_iter().filter_map(|(field, message)| {
            let field = field.to_owned();
            message.map(|message| FieldError { field, message })
        });
        let errors: Vec<_> = errors.collect();
        if errors.is_empty() {
            Ok(wanted)
        } else {
            Err(errors)
        }
    }
}

impl Cursor {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::QueryValues;

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
    fn a_day_is_typed_into_three_boxes_and_stands_in_the_address_as_one() {
        let read = |search: &str| FilterQuery::of(&QueryValues::read(search)).understood();
        let typed = read("?from[]=3&from[]=March&from[]=2026&to[]=&to[]=&to[]=");
        assert_eq!(typed.address("/history"), "/history?from=2026-03-03");
        assert_eq!(read("?from=2026-03-03"), typed);
        let boxes: Vec<_> = typed.days_in_boxes();
        let boxes: Vec<_> = boxes.iter().map(|(_, part)| part.as_str()).collect();
        assert_eq!(boxes, ["3", "3", "2026", ""]);
        // What is no day comes back as it was typed, with what is wrong, also from its address.
        for search in ["?to[]=31&to[]=2&to[]=", "?to=31%2F2%2F"] {
            let wrong = read(search);
            assert_eq!(
                wrong.parse().unwrap_err()[0].message,
                "Last day must include a year"
            );
            assert_eq!(wrong.days_in_boxes()[1..].len(), 3);
        }
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
