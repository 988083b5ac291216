//! What is left of a text when everything that nobody sees, or that changes how the rest is seen, is gone.

use icu_properties::{
    CodePointMapData, CodePointSetData,
    props::{DefaultIgnorableCodePoint, GeneralCategory, GeneralCategoryGroup, Script},
};
use unicode_normalization::UnicodeNormalization as _;

/// The text on one line, in NFC, with single spaces and without what nobody sees: control characters, those that change
/// the direction of the text, those of no width. Doing it twice changes nothing more.
pub fn clean(typed: &str) -> String {
    if typed.is_ascii() {
        return single_spaces(typed);
    }
    let seen: String = typed
        .chars()
        .filter(|c| is_joiner(*c) || !is_unseen(*c))
        .nfc()
        .collect();
    let joined = without_stray_joiners(&seen);
    // A letter and its accent may have come together.
    let composed: String = joined.nfc().collect();
    single_spaces(&composed)
}

/// Whether a character is not shown at all, or only changes how others are. Line ends and tabs are spaces instead.
pub fn is_unseen(c: char) -> bool {
    let annotates = ('\u{fff9}'..='\u{fffb}').contains(&c);
    CodePointSetData::new::<DefaultIgnorableCodePoint>().contains(c)
        || annotates
        || is_no_character(c)
}

/// Unicode promises never to give these a meaning; spreadsheets can't hold some of them.
fn is_no_character(c: char) -> bool {
    let c = u32::from(c);
    c & 0xfffe == 0xfffe || (0xfdd0..=0xfdef).contains(&c)
}

/// The joiner and the non-joiner, which some scripts are spelled with.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Keeps a joiner only between letters of one of the scripts that need it: there it is seen.
fn without_stray_joiners(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        if is_joiner(c) {
            let before = kept.chars().rev().find(|c| !is_inherited(*c));
            let after = chars.peek();
            if !(before.is_some_and(needs_joiners) && after.is_some_and(|c| begins(*c))) {
                continue;
            }
        }
        kept.push(c);
    }
    kept
}

fn begins(c: char) -> bool {
    needs_joiners(c) && is_letter(c)
}

/// An accent that takes its script from the letter it stands on.
fn is_inherited(c: char) -> bool {
    !is_joiner(c) && script(c) == Script::Inherited
}

/// Whether words are spelled with joiners in the script of this letter or mark.
fn needs_joiners(c: char) -> bool {
    let of_words = GeneralCategoryGroup::Letter.union(GeneralCategoryGroup::Mark);
    of_words.contains(category(c))
        && [
            Script::Arabic,
            Script::Bengali,
            Script::Devanagari,
            Script::Gujarati,
            Script::Gurmukhi,
            Script::Kannada,
            Script::Khmer,
            Script::Malayalam,
            Script::Mongolian,
            Script::Myanmar,
            Script::Nko,
            Script::Oriya,
            Script::Sinhala,
            Script::Syriac,
            Script::Tamil,
            Script::Telugu,
        ]
        .contains(&script(c))
}

/// Whether it is a letter of any script.
pub(super) fn is_letter(c: char) -> bool {
    GeneralCategoryGroup::Letter.contains(category(c))
}

fn category(c: char) -> GeneralCategory {
    CodePointMapData::<GeneralCategory>::new().get(c)
}

fn script(c: char) -> Script {
    CodePointMapData::<Script>::new().get(c)
}

/// Without control characters, and with single spaces between words.
fn single_spaces(text: &str) -> String {
    let words = text.split(|c: char| c.is_control() || c.is_whitespace());
    let mut line = String::with_capacity(text.len());
    for word in words.filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Names go out in messages of ours: none may carry a link of its own, or look like the head of a message. Colons within
/// a word are Swedish.
pub fn is_linked(name: &str) -> bool {
    let name = name.to_lowercase();
    let head = name.ends_with(':') || name.contains(": ");
    head || name.contains('@')
        || ["://", "www.", "http:", "https:", "mailto:"]
            .iter()
            .any(|sign| name.contains(sign))
}
