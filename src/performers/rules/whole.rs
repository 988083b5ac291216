//! A link as people know it: from the first day at a practice to the last, however often its sessions or its role changed.

use super::Assignment;
use crate::{access::Period, base::dates::Date};

/// From when until when a GP is shown at a practice for one of the assignments `here`; nothing where another one of them
/// stands for the same link. What begins later is shown from its own first day: it may be a change of what there is.
pub fn shown(known: &Assignment, here: &[&Assignment], today: Date) -> Option<Period> {
    let period = known.period;
    if period.first > today {
        return Some(period);
    }
    let whole = whole(period, here);
    let stands_for_it = period.includes(today) || whole.is_over(today) && period.last == whole.last;
    stands_for_it.then_some(whole)
}

/// All days without a break that `period` is a part of.
fn whole(mut period: Period, here: &[&Assignment]) -> Period {
    // Every round takes in one more of them, at least.
    for _ in here {
        for other in here.iter().map(|known| known.period) {
            if touches(other, period) || touches(period, other) {
                period = Period {
                    first: period.first.min(other.first),
                    last: period.last.zip(other.last).map(|(one, two)| one.max(two)),
                };
            }
        }
    }
    period
}

/// Whether `after` begins while `before` lasts, or on the day after it.
fn touches(before: Period, after: Period) -> bool {
    before.first <= after.first
        && before
            .last
            .is_none_or(|last| last.next().is_none_or(|next| after.first <= next))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use uuid::Uuid;

    use super::*;
    use crate::performers::GpType;

    fn later(day: Date, days: u32) -> Date {
        (0..days).fold(day, |day, _| day.next().unwrap())
    }

    fn at(number: usize, first: Date, last: Option<Date>) -> Assignment {
        Assignment {
            id: Uuid::from_u128(number as u128),
            practice: "ZZ9001".parse().unwrap(),
            gp_type: GpType::Salaried,
            sessions: None,
            period: Period { first, last },
        }
    }

    proptest! {
        /// Each part has as many days, and as many days of pause before it; the last one may go on.
        #[test]
        fn a_link_is_shown_once_however_often_it_changed(
            parts in proptest::collection::vec((0..3_u32, 1..20_u32), 1..8), goes_on in any::<bool>(), now in 0..160_u32
        ) {
            let begin: Date = "2026-01-01".parse().unwrap();
            let today = later(begin, now);
            let (mut day, mut links, mut assignments) = (begin, Vec::<Period>::new(), Vec::new());
            let count = parts.len();
            for (number, (pause, days)) in parts.into_iter().enumerate() {
                let first = later(day, pause);
                let last = (!goes_on || number + 1 < count).then(|| later(first, days - 1));
                match links.last_mut() {
                    Some(link) if pause == 0 => link.last = last,
                    _ => links.push(Period { first, last }),
                }
                assignments.push(at(number, first, last));
                day = last.map_or(first, |last| last.next().unwrap());
            }
            let here: Vec<_> = assignments.iter().collect();
            let begun = here.iter().filter(|known| known.period.first <= today);
            let shown: Vec<_> = begun.filter_map(|known| shown(known, &here, today)).collect();
            links.retain(|link| link.first <= today);
            prop_assert_eq!(shown, links);
        }
    }
}
