//! What a section shows, sent back as it is, changes nothing.

use proptest::prelude::*;

use super::{any, *};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn what_is_shown_and_sent_back_gives_the_same_form(content in any::content(), year in 0..YEARS.len()) {
        let tables = tables(YEARS[year]);
        for section in Section::of(&content, tables) {
            let mut again = content.clone();
            let shown = fields(section, &content, tables);
            read(section, &shown, &mut again, tables, &[]);
            prop_assert_eq!(&again, &content, "{:?}", section);
        }
    }

    #[test]
    fn what_was_read_and_is_sent_back_is_read_the_same(
        content in any::content(), year in 0..YEARS.len(), place in 0_usize..12, seed in any::<prop::sample::Index>(),
        recorded in any::recorded("A81001"), rows in prop::collection::vec("[0-9]{0,4}", 60),
    ) {
        let tables = tables(YEARS[year]);
        let sections = Section::of(&content, tables);
        let section = sections[place % sections.len()];
        let mut sent = fields(section, &content, tables);
        let start = seed.index(sent.len().max(1));
        for ((_, value), typed) in sent.iter_mut().skip(start).zip(rows) {
            *value = typed;
        }
        let mut once = content.clone();
        let errors = read(section, &sent, &mut once, tables, &recorded);
        let mut twice = once.clone();
        prop_assert_eq!(read(section, &sent, &mut twice, tables, &recorded), errors);
        prop_assert_eq!(&twice, &once, "{:?}", section);
        let mut again = once.clone();
        read(section, &fields(section, &once, tables), &mut again, tables, &recorded);
        prop_assert_eq!(&again, &once, "{:?}", section);
    }

    #[test]
    fn whatever_is_sent_is_read_and_errors_name_fields_that_are_there(
        (content, section, sent) in (any::content(), 0_usize..12).prop_flat_map(|(content, place)| {
            let sections = Section::of(&content, tables("2022-23"));
            let section = sections[place % sections.len()];
            let known = fields(section, &content, tables("2022-23")).into_iter().map(|(name, _)| name);
            let known: Vec<_> = known.chain(["remove".to_owned()]).collect();
            any::sent(known).prop_map(move |sent| (content.clone(), section, sent))
        }),
    ) {
        let tables = tables("2022-23");
        let shown = fields(section, &content, tables);
        let mut read_into = content.clone();
        let errors = read(section, &sent, &mut read_into, tables, &[]);
        let sent_rows = sent.iter().any(|(name, _)| !shown.iter().any(|(known, _)| known == name));
        for error in errors {
            let of_day = [&error.field, "_day"].concat();
            let is_there = shown.iter().any(|(name, _)| *name == error.field || *name == of_day);
            // Only who sends rows that no page has is told of them.
            prop_assert!(is_there || sent_rows, "{:?} {:?}", section, error);
        }
        let _ = read_into.working(tables);
        let _ = Section::of(&read_into, tables);
    }

    #[test]
    fn no_text_is_taken_for_a_section_that_has_another_code(code in "[a-z0-9-]{0,9}") {
        if let Some(section) = Section::from_code(&code) {
            prop_assert_eq!(section.code(), code);
        }
    }
}

#[test]
fn every_section_of_a_form_is_found_by_its_code() {
    for content in [certificate(), assessment()] {
        for section in Section::of(&content, tables("2024-25")) {
            assert_eq!(Section::from_code(&section.code()), Some(section));
        }
    }
    for wrong in ["post-30", "post-01", "post-", "post", "", "About"] {
        assert_eq!(Section::from_code(wrong), None, "{wrong}");
    }
}
