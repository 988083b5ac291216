//! Words that are one slip of the pen away from one another.

/// Whether `typed` becomes `word` by one letter too many, one too few, one that is wrong, or two that changed places.
pub(crate) fn is_one_slip(typed: &str, word: &str) -> bool {
    let (typed, word): (Vec<char>, Vec<char>) = (typed.chars().collect(), word.chars().collect());
    if typed == word {
        return false;
    }
    let alike = typed.iter().zip(&word).take_while(|(a, b)| a == b).count();
    let rest = |of: &[char], from: usize| of.get(from..).unwrap_or_default().to_vec();
    let (a, b) = (rest(&typed, alike), rest(&word, alike));
    let wrong = !a.is_empty() && !b.is_empty() && rest(&a, 1) == rest(&b, 1);
    let swapped = matches!((a.as_slice(), b.as_slice()), ([a, b, ..], [c, d, ..]) if a == d && b == c)
        && rest(&a, 2) == rest(&b, 2);
    wrong || swapped || rest(&a, 1) == b || a == rest(&b, 1)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_slip_is_one_letter_or_two_that_changed_places() {
        for typed in [
            "elmfeild",
            "elmfeld",
            "elmfieldd",
            "elmfirld",
            "elmfiel",
            "lemfield",
        ] {
            assert!(is_one_slip(typed, "elmfield"), "{typed}");
        }
        for typed in ["elmfield", "elmfed", "elm", "leafield", "emlfeild", ""] {
            assert!(!is_one_slip(typed, "elmfield"), "{typed}");
        }
    }

    proptest! {
        #[test]
        fn every_single_slip_is_known_both_ways(word in "[a-e]{1,8}", at in any::<prop::sample::Index>(), other in "[a-e]") {
            let at = at.index(word.len());
            let (before, after) = word.split_at(at);
            let less = [before, &after[1..]].concat();
            let more = [before, &other, after].concat();
            let wrong = [before, &other, &after[1..]].concat();
            for slip in [less, more, wrong] {
                prop_assert_eq!(is_one_slip(&slip, &word), slip != word);
                prop_assert_eq!(is_one_slip(&word, &slip), slip != word);
            }
        }

        #[test]
        fn a_slip_changes_the_length_by_one_letter_at_most(a in "[a-c]{0,6}", b in "[a-c]{0,6}") {
            if is_one_slip(&a, &b) {
                prop_assert!(a.len().abs_diff(b.len()) <= 1);
                prop_assert!(is_one_slip(&b, &a));
            }
        }
    }
}
