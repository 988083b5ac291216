//! Names put together, and put into sentences.

use std::borrow::Cow;

/// First and last name. Some people have one name only.
pub fn full_name(first: &str, last: &str) -> String {
    if first.is_empty() {
        last.to_owned()
    } else if last.is_empty() {
        first.to_owned()
    } else {
        [first, " ", last].concat()
    }
}

/// First and last name as they stand on a page, in a sentence or a cell of their own: [`isolated`].
pub fn shown_name(first: &str, last: &str) -> String {
    isolated(&full_name(first, last)).into_owned()
}

/// A name with the username that tells its bearer from others of that name: for readers who may know it. Without one, the
/// name alone.
pub fn known_as(name: &str, username: &str) -> String {
    if username.is_empty() {
        isolated(name).into_owned()
    } else {
        [&*isolated(name), " (", username, ")"].concat()
    }
}

/// What somebody is greeted by.
pub fn greeting<'a>(first: &'a str, last: &'a str) -> &'a str {
    if first.is_empty() { last } else { first }
}

/// A name within a page or a sentence: one that is written from right to left is kept from turning the words around it, by
/// the characters that Unicode has for that. They work in titles and in plain text as well as in HTML, and cost a browser's
/// program nothing. Names from before they were cleaned lose what would turn them. Doing it twice changes nothing more.
pub fn isolated(name: &str) -> Cow<'_, str> {
    const FIRST_STRONG: char = '\u{2068}';
    const POP: char = '\u{2069}';
    if !name.chars().any(|c| runs_leftwards(c) || turns(c)) {
        return Cow::Borrowed(name);
    }
    let mut apart = String::with_capacity(name.len() + 6);
    apart.push(FIRST_STRONG);
    apart.extend(name.chars().filter(|c| !turns(*c)));
    apart.push(POP);
    Cow::Owned(apart)
}

/// Letters of the scripts that are written from right to left, by the blocks that Unicode keeps for them.
fn runs_leftwards(c: char) -> bool {
    matches!(
        u32::from(c),
        0x0590..=0x08ff | 0xfb1d..=0xfdff | 0xfe70..=0xfeff | 0x10800..=0x10fff | 0x1e800..=0x1efff
    )
}

/// Characters that change the direction of a text.
fn turns(c: char) -> bool {
    matches!(
        u32::from(c),
        0x061c | 0x200e | 0x200f | 0x202a..=0x202e | 0x2066..=0x2069
    )
}
