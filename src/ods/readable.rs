//! Names in ODS files are in capitals throughout. People read them better as they would write them: "St Mary's
//! Medical Centre, Weston-super-Mare", "Pallant PMS Practice", "Denton 3D GP Group".

/// Words that stay small inside a name.
const SMALL: [&str; 20] = [
    "of", "and", "the", "at", "on", "in", "by", "upon", "for", "to", "with", "le", "de", "la",
    "cum", "near", "from", "en", "a", "under",
];

/// Words that stay small only inside a hyphenated place name.
const SMALL_IN_PLACES: [&str; 4] = ["super", "sub", "next", "over"];

/// Short for words, though they have no vowels.
const ABBREVIATIONS: [&str; 39] = [
    "st", "dr", "drs", "mr", "mrs", "ms", "ltd", "rd", "ctr", "ctrs", "cntr", "cnt", "grp", "grps",
    "hth", "hlth", "blvd", "gt", "spcl", "prt", "mt", "nr", "sq", "ln", "ct", "crt", "cl", "pl",
    "bldg", "bldgs", "flr", "pk", "gdns", "hlthctr", "fl", "jnr", "snr", "st's", "lt",
];

/// Said letter by letter, or always written in capitals, though they have vowels.
const ACRONYMS: [&str; 24] = [
    "CIC", "APMS", "ICB", "ICS", "ICO", "UCC", "EMC", "OOH", "UK", "UEA", "NEL", "SEL", "AWC",
    "BMA", "CCIC", "IMP", "HIP", "ARC", "AHP", "GPA", "AIC", "ABC", "IW", "MIU",
];

/// A text of capitals as people write it. A text that has small letters already is left as it is, but for stray
/// spaces. Applied twice, it changes nothing more.
pub fn readable_name(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if text.chars().any(char::is_lowercase) {
        return words.join(" ");
    }
    let mut readable = String::with_capacity(text.len());
    let mut begins = true;
    for (number, word) in words.iter().enumerate() {
        if number > 0 {
            readable.push(' ');
        }
        let last = number + 1 == words.len();
        push_word(&mut readable, word, begins || last);
        // After a dash or an opening bracket a new phrase begins.
        begins = !word.chars().any(char::is_alphanumeric) && *word != "&";
    }
    readable
}

/// One word between spaces: its parts are divided by hyphens, dots, slashes, brackets.
fn push_word(readable: &mut String, word: &str, begins: bool) {
    let hyphenated = word.contains('-');
    let mut before = None;
    let mut rest = word;
    while let Some(first) = rest.chars().next() {
        let is_part = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '\u{2019}');
        if is_part(first) {
            let end = rest.find(|c| !is_part(c)).unwrap_or(rest.len());
            let (part, after) = rest.split_at(end);
            // "(IW)", and the initials of "(AB SMITH)".
            let bracketed =
                before == Some('(') && (after.starts_with(')') || after.is_empty() && end <= 2);
            let whole = part.len() == word.len();
            let may_be_small = match before {
                None => !begins && (whole || hyphenated),
                Some('-') => !after.is_empty(),
                Some(_) => false,
            };
            push_part(
                readable,
                part,
                may_be_small,
                before.is_some() && hyphenated,
                bracketed,
            );
            rest = after;
        } else {
            readable.push(first);
            before = Some(first);
            rest = rest.get(first.len_utf8()..).unwrap_or_default();
        }
    }
}

fn push_part(
    readable: &mut String,
    part: &str,
    may_be_small: bool,
    in_place: bool,
    bracketed: bool,
) {
    let small = part.to_lowercase();
    if may_be_small
        && (SMALL.contains(&small.as_str())
            || in_place && SMALL_IN_PLACES.contains(&small.as_str()))
    {
        readable.push_str(&small);
    } else if part == "GPS" {
        readable.push_str("GPs");
    } else if is_ordinal(&small) {
        readable.push_str(&small);
    } else if stays_in_capitals(part, &small, bracketed) {
        readable.push_str(part);
    } else {
        push_capitalised(readable, part);
    }
}

/// `1st`, `42nd`.
fn is_ordinal(small: &str) -> bool {
    let digits = small.trim_end_matches(char::is_alphabetic);
    !digits.is_empty()
        && digits.bytes().all(|byte| byte.is_ascii_digit())
        && small
            .get(digits.len()..)
            .is_some_and(|end| ["st", "nd", "rd", "th"].contains(&end))
}

fn stays_in_capitals(part: &str, small: &str, bracketed: bool) -> bool {
    if ACRONYMS.contains(&part) || ["II", "III", "IV"].contains(&part) {
        return true;
    }
    // A code, a postcode's half, the number of a house.
    if part.bytes().any(|byte| byte.is_ascii_digit()) {
        return part
            .split(|c: char| !c.is_alphabetic())
            .all(|run| run.chars().count() < 4);
    }
    if bracketed && part.len() <= 3 {
        let word = ["one", "two", "six", "old", "new"].contains(&small) || SMALL.contains(&small);
        return !word && !ABBREVIATIONS.contains(&small);
    }
    let has_vowel = small.chars().any(|c| "aeiouy".contains(c) || !c.is_ascii());
    !has_vowel && !part.contains('\'') && !ABBREVIATIONS.contains(&small)
}

/// A capital first, small letters after it; and again a capital after a digit, after `Mc` and after `O'`.
fn push_capitalised(readable: &mut String, part: &str) {
    let mc = part.starts_with("MC") && part.chars().count() >= 5;
    let mut before = ' ';
    for (number, c) in part.chars().enumerate() {
        let is_apostrophe = matches!(before, '\'' | '\u{2019}');
        let capital = number == 0
            || before.is_ascii_digit()
            || mc && number == 2
            || is_apostrophe && number == 2 && part.chars().count() > 4;
        if capital {
            readable.push(c);
        } else {
            readable.extend(c.to_lowercase());
        }
        before = c;
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::readable_name;

    #[test]
    fn names_read_as_people_write_them() {
        for (file, people) in [
            ("THE ELM STREET SURGERY", "The Elm Street Surgery"),
            ("ST MARY'S MEDICAL CENTRE", "St Mary's Medical Centre"),
            ("ST.LUKE'S MED.CTR.", "St.Luke's Med.Ctr."),
            ("HEALTH CTR @ THE HALL", "Health Ctr @ The Hall"),
            ("WESTON-SUPER-MARE", "Weston-super-Mare"),
            ("WELLS-NEXT-THE-SEA", "Wells-next-the-Sea"),
            ("SALTBURN BY THE SEA", "Saltburn by the Sea"),
            ("STANFORD-LE-HOPE", "Stanford-le-Hope"),
            ("OVER-WYRE GROUP", "Over-Wyre Group"),
            ("WALK-IN CENTRE", "Walk-In Centre"),
            ("NORTH PMS PRACTICE", "North PMS Practice"),
            ("ANYTOWN NHS GP HUB", "Anytown NHS GP Hub"),
            ("ELM & OAK LTD", "Elm & Oak Ltd"),
            ("DRS O'CONNELL AND MCDONALD", "Drs O'Connell and McDonald"),
            ("MC PRACTICE", "MC Practice"),
            ("N'HOOD CENTRE", "N'Hood Centre"),
            ("GROUP - THE GREEN", "Group - The Green"),
            ("(THE GREEN)", "(The Green)"),
            ("PRACTICE (IW)", "Practice (IW)"),
            ("SITE (ONE)", "Site (One)"),
            ("SITE (AB SMITH)", "Site (AB Smith)"),
            ("SITE (ST JAMES)", "Site (St James)"),
            ("WEST4 GPS", "West4 GPs"),
            ("TOGETHER4HEALTH PCN", "Together4Health PCN"),
            ("LS25/LS26 PCN", "LS25/LS26 PCN"),
            ("PRACTICE Z99001", "Practice Z99001"),
            ("1ST FLOOR, 12A HIGH ST", "1st Floor, 12A High St"),
            ("BRIDGE AT", "Bridge At"),
            ("  ELM   STREET ", "Elm Street"),
            ("Elm Street at the BMA", "Elm Street at the BMA"),
            ("SÃO JOÃO CLINIC", "São João Clinic"),
            ("", ""),
        ] {
            assert_eq!(readable_name(file), people, "{file}");
        }
    }

    proptest! {
        #[test]
        fn a_readable_name_is_already_readable(text in "\\PC{0,60}") {
            let once = readable_name(&text);
            prop_assert_eq!(readable_name(&once), once);
        }

        #[test]
        fn only_case_and_spaces_change(text in "[A-Z0-9'&.,()/ -]{0,60}") {
            let letters = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase();
            prop_assert_eq!(letters(&readable_name(&text)), letters(&text));
        }
    }
}
