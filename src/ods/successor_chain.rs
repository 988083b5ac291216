//! Which working practices a practice has become: successions followed over the years. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::ids::OdsCode;

/// What follows each code.
pub(super) type Followers = BTreeMap<OdsCode, BTreeSet<OdsCode>>;

/// The working practices that the successors of `code` lead to. One that works is not followed any further. Where there are
/// several, a human decides between them; `code` itself is never among them, however ODS leads back to it.
pub(super) fn lead_to(
    followers: &Followers,
    code: &OdsCode,
    works: impl Fn(&OdsCode) -> bool,
) -> BTreeSet<OdsCode> {
    let mut found = BTreeSet::new();
    let mut seen = BTreeSet::from([code]);
    let mut waiting = vec![code];
    while let Some(ends) = waiting.pop() {
        for next in followers.get(ends).into_iter().flatten() {
            if !seen.insert(next) {
                continue;
            }
            if works(next) {
                found.insert(next.clone());
            } else {
                waiting.push(next);
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn ods(number: u8) -> OdsCode {
        format!("ZZ90{number:02}").parse().unwrap()
    }

    fn followers(pairs: &[(u8, u8)]) -> Followers {
        let mut followers = Followers::new();
        for (ends, follows) in pairs {
            followers
                .entry(ods(*ends))
                .or_default()
                .insert(ods(*follows));
        }
        followers
    }

    fn found(pairs: &[(u8, u8)], from: u8, working: &[u8]) -> Vec<OdsCode> {
        let works = |code: &OdsCode| working.iter().any(|number| ods(*number) == *code);
        lead_to(&followers(pairs), &ods(from), works)
            .into_iter()
            .collect()
    }

    #[test]
    fn a_chain_over_the_years_is_followed_to_the_practice_that_works() {
        let chain = [(1, 2), (2, 3), (3, 4)];
        assert_eq!(found(&chain, 1, &[4]), [ods(4)]);
        // Not beyond one that works.
        assert_eq!(found(&chain, 1, &[3, 4]), [ods(3)]);
        assert_eq!(found(&chain, 1, &[]), []);
        assert_eq!(found(&chain, 9, &[4]), []);
    }

    #[test]
    fn a_split_leads_to_all_its_parts_and_a_circle_ends() {
        assert_eq!(found(&[(1, 2), (1, 3)], 1, &[2, 3]), [ods(2), ods(3)]);
        let circle = [(1, 2), (2, 1), (2, 3)];
        assert_eq!(found(&circle, 1, &[1, 3]), [ods(3)]);
        assert_eq!(found(&[(1, 2), (2, 1)], 1, &[1]), []);
    }

    proptest! {
        #[test]
        fn whatever_the_file_says_it_ends_with_working_practices_that_a_way_leads_to(
            pairs in prop::collection::vec((0..9u8, 0..9u8), 0..30), from in 0..9u8, working in prop::collection::vec(0..9u8, 0..9),
        ) {
            let followers = followers(&pairs);
            let works = |code: &OdsCode| working.iter().any(|number| ods(*number) == *code);
            let ends = lead_to(&followers, &ods(from), works);
            for end in &ends {
                prop_assert!(works(end) && *end != ods(from));
                prop_assert!(followers.values().any(|next| next.contains(end)));
            }
            // Every direct successor that works is there.
            for next in followers.get(&ods(from)).into_iter().flatten() {
                prop_assert!(!works(next) || *next == ods(from) || ends.contains(next));
            }
        }
    }
}
