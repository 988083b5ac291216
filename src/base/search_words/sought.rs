//! What is typed, or copied from a page, to find somebody or a practice by.

use super::{MOST_WORDS, words};
use crate::base::text::{Email, SearchText, clean};

/// Titles that are left out of what is sought: they tell nobody from others, and few type the right one. Any other is among
/// the words somebody is found by.
const COMMON_TITLES: [&str; 12] = [
    "dr",
    "doctor",
    "mr",
    "mrs",
    "ms",
    "miss",
    "mx",
    "prof",
    "professor",
    "sir",
    "dame",
    "rev",
];

/// How many digits a GMC number has.
const GMC_DIGITS: usize = 7;

pub(super) fn is_common_title(word: &str) -> bool {
    COMMON_TITLES.contains(&word)
}

/// What has to be found of somebody: for each word that was typed the forms it may have, its own first. Whatever pages
/// show of a person leads to them: "Dr O'Neill", "GMC 9000011", "Name <address>", "Elm Surgery (A81001)".
pub(crate) fn sought(typed: &str) -> Vec<Vec<String>> {
    let text = SearchText::read(typed);
    if text.as_ref().contains('@') {
        return vec![addresses(typed, text.as_ref())];
    }
    let mut words = words(code_of_place(text.as_ref()).unwrap_or(text.as_ref()));
    if words.len() > 1 && words.first().is_some_and(|word| word == "gmc") {
        words.remove(0);
        if words.len() > 1
            && words
                .first()
                .is_some_and(|word| word == "number" || word == "no")
        {
            words.remove(0);
        }
    }
    // The last word stays if there is no other: somebody's name may be a title.
    let last = words.iter().rposition(|word| !is_common_title(word));
    let last = last.or(words.len().checked_sub(1));
    let mut place = 0..;
    words.retain(|word| place.next() == last || !is_common_title(word));
    let mut forms = with_neighbours(&joined_numbers(words));
    for forms in &mut forms {
        let digits = forms.first().filter(|word| is_number(word));
        if let Some(number) = digits.filter(|number| (4..GMC_DIGITS).contains(&number.len())) {
            // Spreadsheets take the zeros from the beginning of a GMC number.
            forms.push(format!("{number:0>GMC_DIGITS$}"));
        }
    }
    forms
}

/// What has to be found of a practice, in the same way. A whole postcode is one word: its halves alone are those of many.
pub(crate) fn sought_place(typed: &str) -> Vec<Vec<String>> {
    let text = SearchText::read(typed);
    let words = words(text.as_ref());
    let joined = words.concat();
    if words.len() <= 2 && is_postcode(&joined) {
        return vec![vec![joined]];
    }
    with_neighbours(&joined_numbers(words))
}

/// A whole address, and the one at the end of a text in which a name stands before it.
fn addresses(typed: &str, whole: &str) -> Vec<String> {
    let mut forms = vec![whole.to_lowercase()];
    let cleaned = clean(typed);
    let piece = cleaned.split(' ').find(|piece| piece.contains('@'));
    if let Some(Ok(email)) = piece.map(Email::parse)
        && email.as_ref() != whole
    {
        forms.push(email.as_ref().to_owned());
    }
    forms
}

/// The code in "Elm Surgery (A81001)".
fn code_of_place(text: &str) -> Option<&str> {
    let (_, code) = text.strip_suffix(')')?.rsplit_once('(')?;
    let is_code = code.len() >= 3
        && code.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && code.bytes().any(|byte| byte.is_ascii_digit());
    is_code.then_some(code)
}

/// "900 0011" as one number, "ZZ 9006" and "C 9000011" as one code.
fn joined_numbers(words: Vec<String>) -> Vec<String> {
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(before) if belong_together(before, &word) => before.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
}

fn belong_together(before: &str, word: &str) -> bool {
    if !is_number(word) {
        return false;
    }
    if is_number(before) {
        return before.len() + word.len() <= GMC_DIGITS;
    }
    // A practice has one letter and five digits, or two and four.
    let is_letters = before.bytes().all(|byte| byte.is_ascii_alphabetic());
    before == "c" || is_letters && before.len() < 3 && (3..6).contains(&word.len())
}

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether this is a postcode of the United Kingdom, without its space: "m11ae", "ec1a1bb".
fn is_postcode(word: &str) -> bool {
    let shape: String = word
        .chars()
        .map(|c| match c {
            '0'..='9' => '9',
            'a'..='z' => 'a',
            _ => '?',
        })
        .collect();
    let Some((out, "9aa")) = shape.split_at_checked(shape.len().saturating_sub(3)) else {
        return false;
    };
    matches!(out, "a9" | "a99" | "aa9" | "aa99" | "a9a" | "aa9a")
}

/// Each word, and joined with the one beside it: "elm field" finds Elmfield, "o brien" O'Brien.
fn with_neighbours(words: &[String]) -> Vec<Vec<String>> {
    let words = words.get(..words.len().min(MOST_WORDS)).unwrap_or(words);
    let pairs: Vec<String> = words.windows(2).map(<[String]>::concat).collect();
    let joined = |place: Option<usize>| place.and_then(|place| pairs.get(place)).cloned();
    let forms = words.iter().enumerate().map(|(place, word)| {
        let beside = [joined(place.checked_sub(1)), joined(Some(place))];
        [word.clone()]
            .into_iter()
            .chain(beside.into_iter().flatten())
            .collect()
    });
    forms.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_copied_from_a_page_is_understood() {
        for (typed, forms) in [
            (
                "Dr Nora O'Neill",
                vec![vec!["nora", "noraoneill"], vec!["oneill", "noraoneill"]],
            ),
            ("GMC 9000011", vec![vec!["9000011"]]),
            ("gmc number: 900 00 11", vec![vec!["9000011"]]),
            ("123456", vec![vec!["123456", "0123456"]]),
            ("C 9000011", vec![vec!["c9000011"]]),
            ("Elm Surgery (ZZ9006)", vec![vec!["zz9006"]]),
            ("zz 9006", vec![vec!["zz9006"]]),
            ("Mrs", vec![vec!["mrs"]]),
            ("Nora Day (nora@nhs.net)", vec![vec!["nora@nhs.net"]]),
            ("no ra@nhs.net", vec![vec!["nora@nhs.net", "ra@nhs.net"]]),
            ("ΝΙΚΟΣ", vec![vec!["νικοσ"]]),
        ] {
            assert_eq!(sought(typed), forms, "{typed}");
        }
    }

    #[test]
    fn a_whole_postcode_is_one_word_however_it_is_spaced() {
        for (typed, forms) in [
            ("ZZ9 9ZZ", vec![vec!["zz99zz"]]),
            ("ec1a1bb", vec![vec!["ec1a1bb"]]),
            ("ZZ9", vec![vec!["zz9"]]),
            (
                "elm field",
                vec![vec!["elm", "elmfield"], vec!["field", "elmfield"]],
            ),
        ] {
            assert_eq!(sought_place(typed), forms, "{typed}");
        }
    }
}
