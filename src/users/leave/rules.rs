//! What a last day of a place makes of the grants there, and how it is taken back.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    access::{Grant, Period, Redated},
    base::{dates::Date, ids::OdsCode},
};

/// Reads a place as a form sends it, with a colon between the practice's code and the version that was shown.
pub(super) fn read_place(text: &str) -> Option<(OdsCode, i64)> {
    let (practice, version) = text.split_once(':')?;
    Some((practice.parse().ok()?, version.parse().ok()?))
}

/// Grants by their own last day, of those that the last day of the place cut short.
pub(super) type OwnEnds = HashMap<Uuid, Option<Date>>;

/// What a last day of the place makes of a grant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cut {
    /// Which grant.
    pub grant: Uuid,
    /// Its days before and afterwards.
    pub dates: Redated,
    /// Its own last day.
    pub own: Option<Date>,
    /// Whether it ends before that.
    pub shorter: bool,
}

/// What a last day of the place makes of `grants`: those that would last longer are cut short, and those that an earlier
/// last day had cut shorter get their own day back. One that would begin later only is left to the end of the place.
pub(super) fn cut_short(grants: &[Grant], own_ends: &OwnEnds, day: Date) -> Vec<Cut> {
    let cut = |grant: &Grant| {
        let own = own_ends.get(&grant.id).copied().unwrap_or(grant.ends_on);
        let longer = own.is_none_or(|own| own > day);
        let last = if longer { Some(day) } else { own };
        (grant.starts_on <= day).then(|| Cut {
            grant: grant.id,
            dates: ending(grant, last),
            own,
            shorter: longer,
        })
    };
    grants.iter().filter_map(cut).collect()
}

/// Every grant that was cut short as it was before.
pub(super) fn restore(grants: &[Grant], own_ends: &OwnEnds) -> Vec<Cut> {
    let whole = |grant: &Grant| {
        own_ends.get(&grant.id).map(|own| Cut {
            grant: grant.id,
            dates: ending(grant, *own),
            own: *own,
            shorter: false,
        })
    };
    grants.iter().filter_map(whole).collect()
}

fn ending(grant: &Grant, last: Option<Date>) -> Redated {
    let before = grant.period();
    Redated {
        role: grant.role,
        before,
        after: Period { last, ..before },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        access::{Origin, Role},
        users::leave::OtherPlace,
    };

    fn day(number: u32) -> Date {
        format!("2027-03-{:02}", number + 1).parse().unwrap()
    }

    proptest! {
        #[test]
        fn a_place_is_read_back_as_it_was_sent(code in "[A-Z][0-9]{5}", version: i64) {
            let practice: OdsCode = code.parse().unwrap();
            let place = OtherPlace {
                practice: practice.clone(),
                name: String::new(),
                roles: String::new(),
                version,
            };
            prop_assert_eq!(read_place(&place.value()), Some((practice, version)));
        }

        #[test]
        fn no_text_makes_reading_a_place_panic(text in ".*") {
            let _ = read_place(&text);
        }

        #[test]
        fn whatever_last_days_were_set_taking_the_last_back_restores_every_grant(
            grants in prop::collection::vec((0..20_u32, prop::option::of(0..10_u32)), 0..6),
            last_days in prop::collection::vec(0..28_u32, 1..4),
        ) {
            let before: Vec<_> = grants
                .iter()
                .zip(Role::all())
                .enumerate()
                .map(|(number, ((first, lasts), role))| Grant {
                    id: Uuid::from_u128(number as u128),
                    role,
                    starts_on: day(*first),
                    ends_on: lasts.map(|lasts| day(first + lasts)),
                    origin: Origin::Administrator,
                    granted_by: String::new(),
                    granted_on: day(0),
                    reason: String::new(),
                })
                .collect();
            let (mut now, mut own) = (before.clone(), OwnEnds::new());
            for last in last_days {
                for cut in cut_short(&now, &own, day(last)) {
                    let grant = now.iter_mut().find(|grant| grant.id == cut.grant).unwrap();
                    grant.ends_on = cut.dates.after.last;
                    prop_assert!(grant.ends_on.is_some_and(|end| end <= day(last)));
                    prop_assert!(grant.ends_on >= Some(grant.starts_on));
                    own.remove(&cut.grant);
                    own.extend(cut.shorter.then_some((cut.grant, cut.own)));
                }
            }
            for cut in restore(&now, &own) {
                let grant = now.iter_mut().find(|grant| grant.id == cut.grant).unwrap();
                grant.ends_on = cut.dates.after.last;
            }
            prop_assert_eq!(now, before);
        }
    }
}
