//! When a review is due, and what is sent with one.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{
    access::Role,
    base::{dates::Instant, ids::UserId},
};

/// Twice a year.
const EVERY: i64 = 182 * Instant::DAY;

/// The reason that is recorded with everybody who is removed.
pub(super) const REASON: &str = "Removed in the access review";

/// Whether a review is due at a practice where somebody has worked since `first`, if anybody has, and the last review
/// was signed at `last`.
pub(super) fn is_due(last: Option<Instant>, first: Option<Instant>, now: Instant) -> bool {
    last.or(first).is_some_and(|from| now.0 - from.0 >= EVERY)
}

/// What was decided about somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Verdict {
    pub user: UserId,
    /// The version of their place that was shown.
    pub version: i64,
    /// Whether they stay.
    pub keep: bool,
}

/// The id of the box by which somebody is kept: what an error about them leads to.
pub(super) fn keep_id(user: UserId) -> String {
    ["keep-", &user.to_string()].concat()
}

impl Verdict {
    /// Reads one: account, version and `keep` or `remove`, with colons between.
    pub fn read(text: &str) -> Option<Self> {
        let mut parts = text.split(':');
        let (user, version, word) = (parts.next()?, parts.next()?, parts.next()?);
        let keep = match word {
            "keep" => true,
            "remove" => false,
            _ => return None,
        };
        parts.next().is_none().then_some(Self {
            user: user.parse().ok()?,
            version: version.parse().ok()?,
            keep,
        })
    }

    /// As it is sent.
    pub fn text(user: UserId, version: i64, keep: bool) -> String {
        let word = if keep { "keep" } else { "remove" };
        [&user.to_string(), ":", &version.to_string(), ":", word].concat()
    }
}

/// What became of somebody in a review, in words; `removed` are the roles that somebody who was kept lost.
pub(super) fn decision(kept: bool, removed: &str) -> String {
    match (kept, removed) {
        (true, "") => "Kept".to_owned(),
        (true, removed) => ["Kept, without ", removed].concat(),
        (false, _) => "Removed".to_owned(),
    }
}

/// What is shown as marked of somebody in a form that came back: what was `sent`, or what was saved if that is nothing.
pub(super) fn shown_mark<'a>(sent: &'a str, saved: &'a str) -> &'a str {
    if sent.is_empty() { saved } else { sent }
}

/// A role that somebody who is kept is to lose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Dropped {
    pub user: UserId,
    pub role: Role,
}

impl Dropped {
    /// Reads one: account and role, with a colon between.
    pub fn read(text: &str) -> Option<Self> {
        let (user, role) = text.split_once(':')?;
        Some(Self {
            user: user.parse().ok()?,
            role: Role::from_code(role)?,
        })
    }

    /// As it is sent.
    pub fn text(user: UserId, role: Role) -> String {
        [&user.to_string(), ":", role.code()].concat()
    }
}

/// All that is marked in a review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Marks {
    verdicts: BTreeMap<UserId, Verdict>,
    drops: Vec<Dropped>,
}

impl Marks {
    /// Reads what a form sent; none if no page of ours sends it.
    pub fn read<'a>(
        verdicts: impl Iterator<Item = &'a str>,
        drops: impl Iterator<Item = &'a str>,
    ) -> Option<Self> {
        let verdicts: Option<Vec<_>> = verdicts.map(Verdict::read).collect();
        let by_user = verdicts?.into_iter().map(|verdict| (verdict.user, verdict));
        let drops: Option<Vec<_>> = drops.map(Dropped::read).collect();
        Some(Self {
            verdicts: by_user.collect(),
            drops: drops?,
        })
    }

    /// As they are kept.
    pub fn stored(&self) -> String {
        let verdicts = self.verdicts.values();
        let verdicts =
            verdicts.map(|verdict| Verdict::text(verdict.user, verdict.version, verdict.keep));
        let drops = self.drops.iter();
        let drops = drops.map(|drop| Dropped::text(drop.user, drop.role));
        verdicts.chain(drops).collect::<Vec<_>>().join(" ")
    }

    /// From what was kept. A role that there is no more is left out.
    pub fn of_stored(text: &str) -> Self {
        let words = || text.split(' ');
        let verdicts = words().filter_map(Verdict::read);
        Self {
            verdicts: verdicts.map(|verdict| (verdict.user, verdict)).collect(),
            drops: words().filter_map(Dropped::read).collect(),
        }
    }

    /// What is marked of somebody.
    pub fn verdict(&self, user: UserId) -> Option<Verdict> {
        self.verdicts.get(&user).copied()
    }

    /// Whether anybody loses anything by it.
    pub fn takes_anything(&self) -> bool {
        !self.drops.is_empty() || self.verdicts.values().any(|verdict| !verdict.keep)
    }

    /// The roles that somebody is to lose.
    pub fn drops(&self, user: UserId) -> impl Iterator<Item = Role> {
        let drops = self.drops.iter();
        drops
            .filter(move |drop| drop.user == user)
            .map(|drop| drop.role)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_review_is_due_half_a_year_after_the_last_or_after_the_first_person_came() {
        let at = |days: i64| Instant(days * Instant::DAY);
        assert!(!is_due(None, None, at(500)));
        assert!(!is_due(None, Some(at(0)), at(181)));
        assert!(is_due(None, Some(at(0)), at(182)));
        assert!(!is_due(Some(at(100)), Some(at(0)), at(281)));
        assert!(is_due(Some(at(100)), Some(at(0)), at(282)));
    }

    proptest! {
        #[test]
        fn what_is_sent_reads_back(id: u128, version: i64, keep: bool) {
            let user = UserId(uuid::Uuid::from_u128(id));
            let read = Verdict::read(&Verdict::text(user, version, keep));
            prop_assert_eq!(read, Some(Verdict { user, version, keep }));
        }

        #[test]
        fn marks_are_kept_as_they_were_sent(
            sent in prop::collection::vec((0..4_u128, 0..9_i64, any::<bool>()), 0..6),
            drops in prop::collection::vec((0..4_u128, 0..Role::ALL.len()), 0..6),
        ) {
            let user = |id| UserId(uuid::Uuid::from_u128(id));
            let sent: Vec<_> = sent
                .into_iter()
                .map(|(id, version, keep)| Verdict::text(user(id), version, keep))
                .collect();
            let drops: Vec<_> = drops
                .into_iter()
                .map(|(id, role)| Dropped::text(user(id), Role::ALL[role]))
                .collect();
            let read = Marks::read(
                sent.iter().map(String::as_str),
                drops.iter().map(String::as_str),
            );
            let marks = read.unwrap();
            prop_assert_eq!(Marks::of_stored(&marks.stored()), marks.clone());
            for id in 0..4 {
                let last = sent.iter().rev().filter_map(|text| Verdict::read(text));
                let last = last.into_iter().find(|verdict| verdict.user == user(id));
                prop_assert_eq!(marks.verdict(user(id)), last);
                let expected = drops.iter().filter_map(|text| Dropped::read(text));
                let expected = expected.filter(|drop| drop.user == user(id));
                let expected: Vec<_> = expected.map(|drop| drop.role).collect();
                prop_assert_eq!(marks.drops(user(id)).collect::<Vec<_>>(), expected);
            }
        }

        #[test]
        fn no_text_that_was_kept_makes_reading_panic(text in ".*") {
            let _ = Marks::of_stored(&text);
        }

        #[test]
        fn nonsense_is_not_read(text in "[a-z0-9:-]{0,60}") {
            if let Some(verdict) = Verdict::read(&text) {
                let word = if verdict.keep { "keep" } else { "remove" };
                prop_assert!(text.ends_with(word));
            }
        }
    }
}
