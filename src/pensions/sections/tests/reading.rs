//! Reading what people send.

use super::*;
use crate::pensions::{
    Figures,
    calculation::{Paid, Pence, Recorded, Type1Figures, Type2Figures, year::Part},
};

fn of_certificate(content: &Content) -> &Type1Figures {
    match &content.figures {
        Figures::Type1(figures) => figures,
        Figures::Type2(_) => unreachable!(),
    }
}

fn of_assessment(content: &Content) -> &Type2Figures {
    match &content.figures {
        Figures::Type2(figures) => figures,
        Figures::Type1(_) => unreachable!(),
    }
}

fn errors(section: Section, sent: &[(&str, &str)], content: &mut Content) -> Vec<String> {
    let errors = read(section, &pairs(sent), content, tables("2024-25"), &[]);
    errors.into_iter().map(|error| error.field).collect()
}

#[test]
fn rows_that_are_empty_are_dropped_and_the_others_keep_their_order() {
    let mut content = certificate();
    let sent = [
        ("non_nhs_0_label", ""),
        ("non_nhs_0_amount", " "),
        ("non_nhs_1_label", "Insurance  reports"),
        ("non_nhs_1_amount", "£1,200"),
        ("non_nhs_2_label", ""),
        ("non_nhs_2_amount", ""),
        ("non_nhs_10_label", ""),
        ("non_nhs_10_amount", "0"),
    ];
    assert!(errors(Section::Income, &sent, &mut content).is_empty());
    let lines = &of_certificate(&content).non_nhs_income;
    let lines: Vec<_> = lines
        .iter()
        .map(|line| (line.label.as_str(), line.amount))
        .collect();
    let amounts = [Some(Pence(120_000)), Some(Pence(0))];
    assert_eq!(lines, [("Insurance reports", amounts[0]), ("", amounts[1])]);
    let emptied = [("non_nhs_0_label", ""), ("non_nhs_0_amount", "")];
    errors(Section::Income, &emptied, &mut content);
    assert!(of_certificate(&content).non_nhs_income.is_empty());
}

#[test]
fn what_is_wrong_is_said_beside_its_field_and_the_rest_is_taken_over() {
    let mut content = certificate();
    let sent = [
        ("practice_income", "12,34"),
        ("other_income", "5"),
        ("share_parts", "3"),
        ("share_of", "2"),
        ("non_nhs_0_amount", "-1"),
    ];
    let wrong = errors(Section::Income, &sent, &mut content);
    assert_eq!(wrong, ["practice_income", "share_of", "non_nhs_0_amount"]);
    assert_eq!(of_certificate(&content).other_income, Some(Pence(500)));
    assert_eq!(of_certificate(&content).practice_income, None);

    let sent = [
        ("period_0_first_day", "31"),
        ("period_0_first_month", "2"),
        ("period_0_first_year", "2024"),
        ("period_1_last_day", "1"),
        ("period_1_last_month", "5"),
        ("period_1_last_year", "2024"),
        ("period_2_first_day", "1"),
        ("period_2_first_month", "6"),
        ("period_2_first_year", "2024"),
    ];
    let wrong = errors(Section::Service, &sent, &mut content);
    assert_eq!(wrong, ["period_0_first", "period_1_first"]);
    let held = &of_certificate(&content).practice.periods;
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].first.to_string(), "2024-06-01");
}

#[test]
fn too_many_rows_and_too_long_texts_are_refused() {
    let mut content = certificate();
    let many: Vec<_> = (0..40)
        .map(|place| {
            (
                ["non_nhs_", &place.to_string(), "_amount"].concat(),
                "1".to_owned(),
            )
        })
        .collect();
    let said = read(Section::Income, &many, &mut content, tables("2024-25"), &[]);
    assert_eq!(said.len(), 1);
    assert_eq!(of_certificate(&content).non_nhs_income.len(), 30);
    let long = "x".repeat(201);
    let sent = [("previous_surname", long.as_str())];
    assert_eq!(
        errors(Section::About, &sent, &mut content),
        ["previous_surname"]
    );
    let long = "x".repeat(100_000);
    let sent = [("previous_surname", long.as_str())];
    assert_eq!(
        errors(Section::About, &sent, &mut content),
        ["previous_surname"]
    );
    assert!(content.about.previous_surname.is_empty());
}

#[test]
fn a_national_insurance_number_is_read_however_it_is_spaced_and_may_stay_empty() {
    let mut content = certificate();
    for typed in ["qq 12 34 56 c", " QQ123456C", "Qq12 3456C "] {
        let sent = [("ni_number", typed), ("contract", "apms")];
        assert!(errors(Section::About, &sent, &mut content).is_empty());
        assert_eq!(content.about.ni_number, "QQ123456C", "{typed}");
    }
    for typed in [
        "QQ12345C",
        "QQ123456E",
        "12123456C",
        "QQ1234567C",
        "QQ12345\u{661}C",
        "é",
    ] {
        let sent = [("ni_number", typed)];
        assert_eq!(errors(Section::About, &sent, &mut content), ["ni_number"]);
        assert_eq!(content.about.ni_number, "QQ123456C", "{typed}");
    }
    let sent = [("ni_number", ""), ("contract", "")];
    assert!(errors(Section::About, &sent, &mut content).is_empty());
    assert!(content.about.ni_number.is_empty() && content.about.contract.is_none());
}

#[test]
fn a_figure_that_is_not_the_recorded_one_needs_a_reason() {
    let mut content = certificate();
    let recorded = [Recorded {
        code: "a81001".to_owned(),
        part: Part::WholeYear,
        paid: Paid {
            employee: Some(Pence(100_000)),
            ..Paid::default()
        },
        other_years: Pence(0),
    }];
    let mut send = |sent: &[(&str, &str)]| {
        let errors = read(
            Section::Paid,
            &pairs(sent),
            &mut content,
            tables("2024-25"),
            &recorded,
        );
        errors
            .into_iter()
            .map(|error| error.field)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        send(&[("paid_0_employee", "999.99"), ("paid_0_reason", "")]),
        ["paid_0_reason"]
    );
    assert!(
        send(&[
            ("paid_0_employee", "999.99"),
            ("paid_0_reason", "Arrears of 2022/23")
        ])
        .is_empty()
    );
    assert!(send(&[("paid_0_employee", "1,000"), ("paid_0_reason", "")]).is_empty());
    assert_eq!(
        of_certificate(&content).practice.paid[0].employee,
        Some(Pence(100_000))
    );
}

#[test]
fn a_post_on_a_type_2_form_is_held_against_the_record_of_its_organisation() {
    let mut content = assessment();
    let recorded = [Recorded {
        code: "B82002".to_owned(),
        part: Part::SecondHalf,
        paid: Paid {
            employer: Some(Pence(5)),
            ..Paid::default()
        },
        other_years: Pence(0),
    }];
    let sent = pairs(&[("paid_0_employer", "1"), ("paid_1_employer", "1")]);
    let errors = read(
        Section::Post(0),
        &sent,
        &mut content,
        tables("2022-23"),
        &recorded,
    );
    assert_eq!(errors.len(), 1);
    assert_eq!(errors[0].field, "paid_1_reason");
    assert!(errors[0].message.contains("£0.05"), "{errors:?}");
}

#[test]
fn posts_are_added_when_their_kind_is_known_and_removed_when_that_is_ticked() {
    let mut content = assessment();
    let sent = [("kind", ""), ("place", "")];
    assert_eq!(errors(Section::Post(1), &sent, &mut content), ["kind"]);
    let sent = [("kind", ""), ("place", "Out of hours"), ("pay", "10,000")];
    assert_eq!(errors(Section::Post(1), &sent, &mut content), ["kind"]);
    assert_eq!(of_assessment(&content).posts.len(), 1);
    let sent = [
        ("kind", "solo"),
        ("place", "Out of hours"),
        ("ods_code", "rj1 2"),
        ("pay", "x"),
    ];
    assert_eq!(errors(Section::Post(1), &sent, &mut content), ["pay"]);
    let posts = &of_assessment(&content).posts;
    assert_eq!(
        (posts[1].kind, posts[1].code.as_str()),
        (PostKind::Solo, "RJ12")
    );
    assert_eq!(
        Section::Post(1).title(&content),
        "Solo work at Out of hours"
    );
    let sent = [("remove", "yes"), ("pay", "x")];
    assert!(errors(Section::Post(0), &sent, &mut content).is_empty());
    assert_eq!(of_assessment(&content).posts.len(), 1);
    assert_eq!(of_assessment(&content).posts[0].place, "Out of hours");
}

#[test]
fn a_section_that_the_form_does_not_have_reads_nothing() {
    let mut content = assessment();
    let before = content.clone();
    let sent = [("practice_income", "1"), ("kind", "solo"), ("place", "X")];
    for section in [Section::Income, Section::Post(2), Section::Post(29)] {
        assert!(errors(section, &sent, &mut content).is_empty());
        assert!(fields(section, &content, tables("2024-25")).is_empty());
    }
    assert_eq!(content, before);
}
