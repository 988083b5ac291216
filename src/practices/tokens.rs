//! The words a practice is found by.

use crate::base::{ids::OdsCode, search_words::words};

/// How ODS shortens words, and what people type instead.
const SHORT_FOR: [(&str, &str); 16] = [
    ("ctr", "centre"),
    ("ctre", "centre"),
    ("center", "centre"),
    ("med", "medical"),
    ("st", "saint"),
    ("pract", "practice"),
    ("prac", "practice"),
    ("surg", "surgery"),
    ("grp", "group"),
    ("rd", "road"),
    ("ave", "avenue"),
    ("tce", "terrace"),
    ("hth", "health"),
    ("hlth", "health"),
    ("pship", "partnership"),
    ("gt", "great"),
];

/// What a practice is found by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Findable<'a> {
    pub ods: &'a OdsCode,
    pub name: &'a str,
    pub town: &'a str,
    pub postcode: &'a str,
    /// Codes and names of its PCNs.
    pub pcns: &'a [(OdsCode, String)],
}

impl Findable<'_> {
    /// Every word, sorted, each once. A postcode is found with and without its space.
    pub(crate) fn tokens(&self) -> Vec<String> {
        let mut tokens = words(self.name);
        tokens.extend(words(self.town));
        for (code, name) in self.pcns {
            tokens.extend(words(name));
            tokens.extend(words(code.as_ref()));
        }
        let long: Vec<_> = tokens
            .iter()
            .filter_map(|word| SHORT_FOR.iter().find(|(short, _)| short == word))
            .map(|(_, long)| (*long).to_owned())
            .collect();
        tokens.extend(long);
        tokens.extend(words(self.ods.as_ref()));
        let postcode = words(self.postcode);
        tokens.push(postcode.concat());
        tokens.extend(postcode);
        tokens.retain(|token| !token.is_empty());
        tokens.sort_unstable();
        tokens.dedup();
        tokens
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_practice_is_found_by_name_town_code_postcode_and_pcn_however_the_name_is_written() {
        let ods: OdsCode = "Z99001".parse().unwrap();
        let pcns = [("U99001".parse().unwrap(), "Anytown PCN".to_owned())];
        let tokens = |name| {
            Findable {
                ods: &ods,
                name,
                town: "Anytown",
                postcode: "ZZ99 9ZZ",
                pcns: &pcns,
            }
            .tokens()
        };
        let readable = tokens("St Mary's Med.Ctr.");
        assert_eq!(readable, tokens("ST MARY'S MED.CTR."));
        for word in [
            "marys", "st", "saint", "medical", "centre", "ctr", "anytown", "z99001", "zz99", "9zz",
            "zz999zz", "u99001", "pcn",
        ] {
            assert!(readable.iter().any(|token| token == word), "{word}");
        }
    }
}
