//! When a review is due, and what is sent with one.

use serde::Serialize;

use crate::base::{dates::Instant, ids::UserId};

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
        fn nonsense_is_not_read(text in "[a-z0-9:-]{0,60}") {
            if let Some(verdict) = Verdict::read(&text) {
                let word = if verdict.keep { "keep" } else { "remove" };
                prop_assert!(text.ends_with(word));
            }
        }
    }
}
