//! The words a user is found by.
//!
//! A search is one range of a sorted index, however many users there are. Words are lower case, without accents,
//! apostrophes and hyphens, so that `O'Brien-Smith`, `obrien smith` and `O’BRIEN SMITH` are the same. Besides every
//! word alone, each ordered pair of words of the name is kept, so that two words of a name are one range too.

mod slips;
mod sought;

use unicode_normalization::{UnicodeNormalization as _, char::is_combining_mark};

pub(crate) use self::slips::is_one_slip;
use self::sought::is_common_title;
pub(crate) use self::sought::{sought, sought_place};
use super::text::is_unseen;

/// Of how many words of a name the pairs are kept. Nobody has so many names, and the pairs of many would be very many.
const MOST_PAIRED: usize = 20;

/// More words than a name has find nobody that fewer would not, and a database takes only so many conditions.
pub(crate) const MOST_WORDS: usize = 8;

/// What a user is found by, besides the practices they belong to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Names<'a> {
    pub title: &'a str,
    pub first: &'a str,
    pub last: &'a str,
    pub email: &'a str,
    pub gmc: Option<&'a str>,
}

/// The words of a text as they are searched. Apostrophes vanish (`o'brien` is one word), anything else that is
/// neither letter nor digit divides (`smith-jones` is two).
pub(crate) fn words(text: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let seen = text.chars().filter(|c| !is_unseen(*c));
    for c in seen.nfkd().filter(|c| !is_combining_mark(*c)) {
        if is_apostrophe(c) {
            continue;
        }
        if c.is_alphanumeric() {
            if let Some(word) = words.last_mut() {
                push_folded(word, c);
            }
        } else if words.last().is_some_and(|word| !word.is_empty()) {
            words.push(String::new());
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '\u{2019}' | '\u{2018}' | '`' | '\u{02bc}')
}

/// What stands after each apostrophe of a name, to the end of the word: people look for O'Neill as "neill".
fn tails(name: &str) -> Vec<String> {
    let mut tails = Vec::new();
    for word in
        name.split(|c: char| !c.is_alphanumeric() && !is_apostrophe(c) && !is_combining_mark(c))
    {
        for (at, c) in word.char_indices().filter(|(_, c)| is_apostrophe(*c)) {
            tails.extend(words(word.get(at + c.len_utf8()..).unwrap_or_default()));
        }
    }
    tails
}

/// Whether a text has each of the words that are [`sought`], in one of its forms, whole or begun.
pub(crate) fn finds(sought: &[Vec<String>], text: &str) -> bool {
    let mut found = words(text);
    found.extend(tails(text));
    let addresses = text
        .split([' ', '(', ')'])
        .filter(|piece| piece.contains('@'));
    found.extend(addresses.map(str::to_lowercase));
    let is_found = |form: &String| found.iter().any(|word| word.starts_with(form.as_str()));
    sought.iter().all(|forms| forms.iter().any(is_found))
}

/// The end of the range of words that begin with `prefix`.
pub(crate) fn range_end(prefix: &str) -> String {
    [prefix, "\u{10FFFF}"].concat()
}

/// Adds a letter in its plainest form. Decomposition leaves a few letters of European names whole.
fn push_folded(word: &mut String, c: char) {
    for c in c.to_lowercase() {
        match c {
            'ß' => word.push_str("ss"),
            'æ' => word.push_str("ae"),
            'œ' => word.push_str("oe"),
            'ø' => word.push('o'),
            'đ' | 'ð' => word.push('d'),
            'ł' => word.push('l'),
            'þ' => word.push_str("th"),
            'ı' => word.push('i'),
            'ς' => word.push('σ'),
            c if !is_combining_mark(c) => word.push(c),
            _ => {}
        }
    }
}

impl Names<'_> {
    /// What lists are ordered by: last name, then first name, plain.
    pub(crate) fn sort_name(&self) -> String {
        let mut sorted = words(self.last);
        sorted.extend(words(self.first));
        sorted.join(" ")
    }

    /// Every word and pair of words of the names and the address.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let mut name: Vec<String> = words(self.first)
            .into_iter()
            .chain(words(self.last))
            .collect();
        name.sort_unstable();
        name.dedup();
        let mut tokens = Vec::new();
        for (i, a) in name.iter().enumerate().take(MOST_PAIRED) {
            for (j, b) in name.iter().enumerate().take(MOST_PAIRED) {
                if i != j {
                    tokens.push([a.as_str(), " ", b].concat());
                }
            }
        }
        tokens.extend(name);
        // Hyphenated names are also found when typed as one word: "smithjones".
        for part in [self.first, self.last] {
            let parts = words(part);
            if parts.len() > 1 {
                tokens.push(parts.concat());
            }
            tokens.extend(tails(part));
        }
        // Nobody is looked for as "dr": half the country's users are.
        tokens.extend(
            words(self.title)
                .into_iter()
                .filter(|title| !is_common_title(title)),
        );
        tokens.push(self.email.to_lowercase());
        let mailbox = self.email.split('@').next().unwrap_or_default();
        tokens.extend(words(mailbox));
        tokens.extend(self.gmc.map(str::to_owned));
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }
}
