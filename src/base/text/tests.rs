//! What the types of typed text promise, over any text of Unicode.

use proptest::prelude::*;
use unicode_normalization::{UnicodeNormalization as _, is_nfc};

use crate::base::text::*;

/// Text as it comes from people, programs and those who mean harm: letters of many scripts, accents alone, joiners, signs
/// that nobody sees, spaces of all kinds.
fn typed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => any::<char>(),
        4 => prop::sample::select("abzÉßğł'’-. @:;,<>/+()0 9\t\n\r\u{0}\u{a0}\u{2003}\u{3000}".chars().collect::<Vec<_>>()),
        3 => prop::sample::select("\u{200b}\u{200c}\u{200d}\u{200e}\u{200f}\u{202a}\u{202e}\u{2060}\u{2066}\u{2069}\u{feff}\u{ad}\u{34f}\u{61c}\u{115f}\u{180e}\u{3164}\u{fe0f}\u{e0001}\u{e0100}\u{fff9}\u{fffe}\u{85}\u{2028}".chars().collect::<Vec<_>>()),
        2 => prop::sample::select("\u{301}\u{308}\u{323}\u{345}\u{94d}\u{9cd}\u{dca}\u{64b}".chars().collect::<Vec<_>>()),
        2 => prop::sample::select("نگهक्षশ্রශ්‍රীமكיה葛가".chars().collect::<Vec<_>>()),
    ];
    prop::collection::vec(piece, 0..40).prop_map(String::from_iter)
}

fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

proptest! {
    #[test]
    fn cleaned_text_is_clean_and_cleaning_it_again_changes_nothing(typed in typed()) {
        let cleaned = clean(&typed);
        prop_assert_eq!(&clean(&cleaned), &cleaned);
        prop_assert!(is_nfc(&cleaned));
        prop_assert!(!cleaned.chars().any(char::is_control));
        prop_assert!(!cleaned.chars().any(|c| is_unseen(c) && !is_joiner(c)));
        prop_assert!(!cleaned.starts_with(' ') && !cleaned.ends_with(' ') && !cleaned.contains("  "));
        prop_assert!(cleaned.chars().all(|c| c == ' ' || !c.is_whitespace()));
        let ends = |c: Option<char>| c.is_some_and(is_joiner);
        prop_assert!(!ends(cleaned.chars().next()) && !ends(cleaned.chars().last()));
    }

    #[test]
    fn text_that_looks_alike_by_its_accents_is_alike(typed in typed()) {
        let (composed, decomposed): (String, String) = (typed.nfc().collect(), typed.nfd().collect());
        prop_assert_eq!(clean(&composed), clean(&decomposed));
    }

    #[test]
    fn what_is_read_reads_as_itself(typed in typed(), mailbox in "[a-z'.+-]{1,12}", host in "[a-zé-]{1,9}\\.(uk|example)") {
        if let Ok(email) = Email::parse(&[&mailbox, "@", host.as_str()].concat()) {
            prop_assert!(email.as_ref().is_ascii());
            prop_assert!(email.as_ref().parse::<lettre::Address>().is_ok());
            prop_assert_eq!(Email::parse(email.as_ref()), Ok(email.clone()));
            let shown = ["Nora <", email.as_ref(), ">"].concat();
            prop_assert_eq!(Email::parse(&shown), Ok(email));
        }
        if let Ok(name) = PersonName::read("", &typed, &typed) {
            prop_assert_eq!(PersonName::read("", name.first(), name.last()), Ok(name));
        }
        if let Ok(phone) = Phone::read(&typed) {
            prop_assert!(phone.as_ref().is_ascii());
            prop_assert_eq!(Phone::read(phone.as_ref()), Ok(phone));
        }
        if let Ok(reason) = Reason::if_any(&typed) {
            prop_assert_eq!(Reason::if_any(reason.as_ref()), Ok(reason));
        }
        if let Ok(label) = Label::read(&typed) {
            prop_assert_eq!(Label::read(label.as_ref()), Ok(label));
        }
        let sought = SearchText::read(&typed);
        prop_assert_eq!(SearchText::read(sought.as_ref()), sought);
        prop_assert_eq!(username(&username(&typed)), username(&typed));
    }

    #[test]
    fn what_nobody_sees_makes_no_other_address(at in 0..12_usize, unseen in prop::sample::select(vec!['\u{200b}', '\u{202e}', '\u{feff}', '\u{ad}', ' ', '\u{a0}', '\t'])) {
        let plain = "nora@nhs.net";
        let mut typed = plain.to_owned();
        typed.insert(at, unseen);
        prop_assert_eq!(Email::parse(&typed), Email::parse(plain));
    }

    #[test]
    fn any_text_can_be_typed_as_an_address(typed in "\\PC{0,80}") {
        let _ = Email::parse(&typed);
    }

    #[test]
    fn a_password_is_comparable_at_once(typed in "\\PC{0,40}") {
        let once = comparable(&typed).into_owned();
        prop_assert_eq!(comparable(&once).into_owned(), once.clone());
        let otherwise: String = typed.nfd().collect();
        prop_assert_eq!(comparable(&otherwise).into_owned(), once);
    }
}

#[test]
fn joiners_stay_where_words_are_spelled_with_them() {
    let kept = [
        "نام\u{200c}خانوادگی",
        "ශ\u{dca}\u{200d}රී",
        "क\u{94d}\u{200d}ष",
    ];
    for word in kept {
        assert_eq!(clean(word), word);
    }
    for (typed, cleaned) in [
        ("An\u{200d}na", "Anna"),
        ("\u{200c}نام", "نام"),
        ("نام\u{200c}", "نام"),
        ("نام\u{200c}\u{200c}خا", "نام\u{200c}خا"),
        ("e\u{200d}\u{301}", "é"),
        ("葛\u{e0100}城", "葛城"),
    ] {
        assert_eq!(clean(typed), cleaned, "{typed:?}");
    }
}

#[test]
fn an_address_is_understood_however_it_was_copied() {
    for typed in [
        "  Sarah.O'Neil @NHS.net ",
        "sarah.o’neil@nhs.net",
        "Sarah O'Neil <sarah.o'neil@nhs.net>",
        "\"O'Neil, Sarah\" <Sarah.O'Neil@nhs.net>;",
        "<sarah.o'neil@nhs.net>",
        "mailto:sarah.o'neil@nhs.net?subject=Hello",
        "sarah.o'neil@nhs.net;",
        "sarah.o'neil@nhs.net,",
        "sarah.o'neil@nhs.net.",
        "sarah.o\u{200b}'neil@ｎｈｓ.net",
    ] {
        let email = Email::parse(typed).unwrap_or_else(|why| panic!("{typed}: {why}"));
        assert_eq!(email.as_ref(), "sarah.o'neil@nhs.net", "{typed}");
    }
    let (one, other) = ("info@bücher.example", "INFO@xn--bcher-kva.example");
    assert_eq!(Email::parse(one), Email::parse(other));
}

#[test]
fn the_address_of_a_desk_is_told_from_that_of_a_person() {
    let looks_shared = |typed: &str| Email::parse(typed).unwrap().looks_shared();
    for desk in [
        "reception@gp.example",
        "reception.a81001@gp.example",
        "Practice-Manager@gp.example",
        "info2@gp.example",
        "info.elmfield@nhs.net",
        "elm-surgery@nhs.net",
    ] {
        assert!(looks_shared(desk), "{desk}");
    }
    for person in ["nora.day@gp.example", "adminton@gp.example"] {
        assert!(!looks_shared(person), "{person}");
    }
}

#[test]
fn what_no_message_can_be_sent_to_is_refused() {
    for wrong in [
        "sarah",
        "@nhs.net",
        "sarah@",
        "sarah@nhs",
        "a@b@nhs.net",
        "a@-nhs.net",
        "a,b@nhs.net",
        ".a@nhs.net",
        "a.@nhs.net",
        "two..dots@gp.example",
        "\"a b\"@gp.example",
        "a@127.0.0.1",
        "a@1.1",
        "a@[127.0.0.1]",
        "a@gp..example",
        "a@gp_.example",
        "one@nhs.net; other@nhs.net",
        "not an email",
    ] {
        assert_eq!(Email::parse(wrong), Err(NotAnEmail::Malformed), "{wrong}");
    }
    for other in [
        "аdministrator@demo.example",
        "rené@gp.example",
        "👩@gp.example",
    ] {
        assert_eq!(Email::parse(other), Err(NotAnEmail::Letters), "{other}");
    }
    assert_eq!(Email::parse(" \u{200b}"), Err(NotAnEmail::Empty));
    let long = ["a".repeat(65).as_str(), "@nhs.net"].concat();
    assert_eq!(Email::parse(&long), Err(NotAnEmail::MailboxTooLong));
    let host = ["b".repeat(60).as_str(); 4].join(".");
    let long = ["a".repeat(20).as_str(), "@", &host].concat();
    assert!(Email::parse(&long).is_err());
}

#[test]
fn a_name_can_be_read_aloud_and_leads_nowhere() {
    let wrong = |last: &str| PersonName::read("", "", last).unwrap_err();
    for unseen in ["", "\u{200b}", "\u{3164}", " \u{202e} ", "\u{115f}\u{ad}"] {
        assert_eq!(
            wrong(unseen),
            [("last_name", NotAName::Missing)],
            "{unseen:?}"
        );
    }
    for unread in ["-", "...", "\u{301}", "\u{2800}", "👩", "1"] {
        assert_eq!(
            wrong(unread),
            [("last_name", NotAName::NoLetter)],
            "{unread:?}"
        );
    }
    for link in [
        "Your pension is at risk: https://evil.example/login",
        "HTTP://evil.example",
        "www.evil.example",
        "Nora\r\nBcc: evil",
        "evil@evil.example",
    ] {
        assert_eq!(wrong(link), [("last_name", NotAName::Link)], "{link:?}");
    }
    for good in [
        "Sukarno",
        "O’Brien-Smith",
        "van der Berg",
        "K:son",
        "Nuñez (Lopez)",
        "佐藤",
        "محمد",
    ] {
        assert!(PersonName::read("", "", good).is_ok(), "{good}");
    }
    let name = PersonName::read("Dr", "Ann\u{202e}", "nedroB").unwrap();
    assert_eq!(name.full(), "Ann nedroB");
}

#[test]
fn who_has_one_name_is_called_by_it() {
    assert_eq!(full_name("", "Sukarno"), "Sukarno");
    assert_eq!(full_name("Ann", "Day"), "Ann Day");
    assert_eq!(greeting("", "Sukarno"), "Sukarno");
    assert_eq!(greeting("Ann", "Day"), "Ann");
}

#[test]
fn a_name_from_right_to_left_stands_apart_in_a_sentence() {
    assert_eq!(isolated("Ann Day"), "Ann Day");
    assert_eq!(isolated("محمد"), "\u{2068}محمد\u{2069}");
    // From before names were cleaned.
    assert_eq!(isolated("Ann\u{202e}nedroB"), "\u{2068}AnnnedroB\u{2069}");
}

#[test]
fn a_pasted_number_is_the_number() {
    for typed in [
        "\u{202d}01632 960001\u{202c}",
        "tel:01632 960001",
        " 01632\u{a0}960001 ",
    ] {
        assert_eq!(
            Phone::read(typed).unwrap().as_ref(),
            "01632 960001",
            "{typed:?}"
        );
    }
    for dash in [
        '\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2212}',
    ] {
        let typed: String = ["01632", "960001"].join(&dash.to_string());
        assert_eq!(Phone::read(&typed).unwrap().as_ref(), "01632-960001");
    }
    for good in [
        "",
        "01632 960001 / 07700 900982",
        "+44 (0)1632 960001 ext. 23",
        "01632 960001 x23",
    ] {
        assert!(Phone::read(good).is_ok(), "{good}");
    }
    for wrong in [
        "call me",
        "ext",
        "12",
        "<b>01632 960001</b>",
        &"1".repeat(31),
    ] {
        assert_eq!(Phone::read(wrong), Err(NOT_A_PHONE), "{wrong}");
    }
}

#[test]
fn a_reason_is_one_line_and_no_longer_than_the_record_keeps() {
    assert_eq!(
        Reason::read("Left\r\nthe \u{202e}practice", "why?")
            .unwrap()
            .as_ref(),
        "Left the practice"
    );
    assert_eq!(Reason::read(" \u{200b}\n", "why?"), Err("why?"));
    assert!(Reason::read(&"x".repeat(501), "why?").is_err());
    assert!(Reason::read(&"\u{200b}".repeat(501), "why?").is_err());
}

#[test]
fn a_copied_address_is_looked_for_as_the_address() {
    for (typed, sought) in [
        (
            "Margaret Okafor <administrator@demo.example>",
            "administrator@demo.example",
        ),
        (
            "mailto:administrator@demo.example",
            "administrator@demo.example",
        ),
        ("administrator @demo.example;", "administrator@demo.example"),
        ("o\u{200b}brien", "obrien"),
        ("nora@", "nora@"),
    ] {
        assert_eq!(SearchText::read(typed).as_ref(), sought);
    }
    assert_eq!(SearchText::read(&"x".repeat(100_000)).as_ref().len(), 300);
}
