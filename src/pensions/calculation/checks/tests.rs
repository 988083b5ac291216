#![cfg(feature = "ssr")]

use super::super::{
    figures::{Held, Section},
    rate::Rate,
    span::Span,
    tests::{day, half_share, of_section, paid, post, pounds, tables},
    type1::{self, Adjustment, AdjustmentKind, Entry, ExpensesMethod, Share},
    type2,
};
use super::*;

fn head() -> Header {
    Header {
        sd_number: "SD123456".to_owned(),
        practice_code: "A81001".to_owned(),
    }
}

fn known() -> Circumstances {
    Circumstances::on(day("2025-11-03"))
}

/// A certificate of 2024/25 that has nothing wrong.
fn certificate() -> Type1Figures {
    let mut figures = half_share();
    "A81001".clone_into(&mut figures.practice.code);
    figures.practice.paid = vec![paid("12,458.47", "14,332.23")];
    figures
}

/// A self-assessment of 2024/25 that has nothing wrong.
fn assessment() -> Type2Figures {
    let mut salaried = post(PostKind::Salaried, "2024-04-01", "", "70,000");
    "A81001".clone_into(&mut salaried.code);
    let mut given = paid("8,750", "0");
    given.employer = None;
    salaried.paid = vec![given];
    Type2Figures {
        posts: vec![salaried],
        membership: of_section(Section::Scheme2015),
        ..Type2Figures::default()
    }
}

fn of_certificate(figures: &Type1Figures, known: &Circumstances) -> Vec<Finding> {
    in_year("2024-25", figures, known)
}

fn in_year(year: &str, figures: &Type1Figures, known: &Circumstances) -> Vec<Finding> {
    let tables = tables(year);
    let working = type1::calculate(figures, tables);
    type_1(figures, &working, tables, &head(), known)
}

fn of_assessment(year: &str, figures: &Type2Figures, known: &Circumstances) -> Vec<Finding> {
    let tables = tables(year);
    let working = type2::calculate(figures, tables);
    type_2(figures, &working, tables, &head(), known)
}

#[track_caller]
fn finds(found: &[Finding], level: Level, code: &str) {
    let there = found.iter().find(|finding| finding.code == code);
    let there = there.unwrap_or_else(|| panic!("{code} is not in {found:#?}"));
    assert_eq!(there.level, level, "{code}");
    assert!(there.sentence.ends_with('.') && !there.sentence.contains("  "));
    assert_eq!(may_be_submitted(found), found[0].level != Level::Block);
}

#[test]
fn a_form_with_nothing_wrong_is_found_nothing_about() {
    assert_eq!(of_certificate(&certificate(), &known()), []);
    assert_eq!(of_assessment("2024-25", &assessment(), &known()), []);
}

#[test]
fn what_is_missing_stands_in_the_way_with_the_step_that_lacks_it() {
    let mut figures = certificate();
    figures.expenses = None;
    let found = of_certificate(&figures, &known());
    finds(&found, Level::Block, "missing");
    assert_eq!(found[0].about, "T1.6");
    assert_eq!(found[0].sentence, "Enter total allowable expenses.");
    assert!(!may_be_submitted(&found));
}

#[test]
fn scheme_number_and_practice_code_have_to_be_right() {
    let tables = tables("2024-25");
    let figures = certificate();
    let working = type1::calculate(&figures, tables);
    let with = |sd_number: &str, practice_code: &str| {
        let header = Header {
            sd_number: sd_number.to_owned(),
            practice_code: practice_code.to_owned(),
        };
        type_1(&figures, &working, tables, &header, &known())
    };
    finds(&with("1234567", "A81001"), Level::Block, "sd_number");
    finds(&with("12345678", ""), Level::Block, "practice_code");
    finds(
        &with("12345678", "5AB"),
        Level::Warn,
        "practice_code_unusual",
    );
    assert_eq!(with("sd 123 456", " y02345 "), []);
}

#[test]
fn a_form_is_filed_where_and_when_its_year_allows() {
    let figures = certificate();
    finds(
        &in_year("2023-24", &figures, &known()),
        Level::Block,
        "not_online",
    );
    let mut early = known();
    early.today = day("2025-03-31");
    finds(
        &of_certificate(&figures, &early),
        Level::Block,
        "year_not_over",
    );
    let mut late = known();
    late.today = day("2026-03-01");
    finds(&of_certificate(&figures, &late), Level::Warn, "late");
    late.today = day("2026-02-28");
    assert_eq!(of_certificate(&figures, &late), []);
}

#[test]
fn earlier_years_provisional_rates_and_changed_rates_are_told() {
    let figures = certificate();
    let mut with = known();
    with.earlier_open = vec!["2022-23".parse().unwrap()];
    finds(
        &of_certificate(&figures, &with),
        Level::Warn,
        "earlier_year_open",
    );
    let mut with = known();
    with.tables_before = vec!["2025-26-1".to_owned()];
    finds(
        &in_year("2025-26", &figures, &with),
        Level::Warn,
        "rates_changed",
    );
    finds(
        &in_year("2026-27", &figures, &known()),
        Level::Warn,
        "rates_provisional",
    );
    with.tables_before = vec!["2024-25-1".to_owned()];
    assert_eq!(of_certificate(&figures, &with), []);
    with.on_performers_list = Some(false);
    finds(
        &of_certificate(&figures, &with),
        Level::Warn,
        "not_on_performers_list",
    );
}

#[test]
fn income_and_expenses_have_to_fit_together() {
    let with = |change: fn(&mut Type1Figures)| {
        let mut figures = certificate();
        change(&mut figures);
        of_certificate(&figures, &known())
    };
    let found = with(|figures| figures.non_nhs_income[0].amount = Some(pounds("700,000")));
    finds(&found, Level::Block, "non_nhs_above_income");
    finds(&found, Level::Warn, "nhs_loss");
    let found = with(|figures| figures.expenses = Some(pounds("700,000")));
    finds(&found, Level::Warn, "loss");
    let found = with(|figures| {
        figures.expenses_method = ExpensesMethod::Actual(Entry {
            label: " ".to_owned(),
            amount: Some(pounds("400,000")),
        });
    });
    finds(&found, Level::Block, "non_nhs_expenses_above_expenses");
    finds(&found, Level::Block, "expenses_reason");
    let found = with(|figures| {
        figures.adjustments.push(Adjustment {
            kind: AdjustmentKind::NotPensionable,
            amount: Some(pounds("-1,000")),
            reason: String::new(),
        });
    });
    finds(&found, Level::Block, "adjustment_reason");
    let found = with(|figures| figures.share = Some(Share { parts: 3, of: 2 }));
    finds(&found, Level::Block, "share");
    let found = with(|figures| figures.other_income = Some(pounds("100")));
    finds(&found, Level::Warn, "share_of_own_income");
    let found = with(|figures| figures.provisional = true);
    finds(&found, Level::Info, "provisional_return");
}

#[test]
fn posts_have_to_lie_in_the_year_and_be_complete() {
    let with = |change: &dyn Fn(&mut Type2Figures)| {
        let mut figures = assessment();
        change(&mut figures);
        of_assessment("2024-25", &figures, &known())
    };
    let held = |first: &str, last: &str| {
        vec![Held {
            first: day(first),
            last: last.parse().ok(),
        }]
    };
    let found = with(&|figures| figures.posts[0].periods = held("2024-06-01", "2024-05-01"));
    finds(&found, Level::Block, "post_dates");
    for (first, last) in [("2025-04-01", ""), ("2020-01-01", "2024-03-31")] {
        let found = with(&|figures| figures.posts[0].periods = held(first, last));
        finds(&found, Level::Block, "post_outside_year");
    }
    let solo = post(PostKind::Solo, "2024-05-01", "", "1,000");
    let found = with(&|figures| figures.posts.push(solo.clone()));
    finds(&found, Level::Warn, "solo_form_missing");
    let found = with(&|figures| figures.posts = vec![solo.clone()]);
    finds(&found, Level::Info, "solo_days");
    let locum = post(PostKind::Locum, "2024-05-01", "2024-05-01", "1,000");
    let found = with(&|figures| figures.posts = vec![locum.clone()]);
    finds(&found, Level::Block, "nothing_to_assess");
    finds(&found, Level::Info, "locum_pay");
    let found = with(&|figures| {
        figures.membership.opted_out = vec![Span {
            first: day("2024-06-01"),
            last: day("2024-05-01"),
        }];
    });
    finds(&found, Level::Block, "opted_out_dates");
    let found = with(&|figures| {
        figures.membership.last_day = Some(day("2024-05-31"));
        figures.posts[0].periods = held("2024-06-02", "");
    });
    finds(&found, Level::Warn, "post_after_last_day");
    let found = with(&|figures| figures.membership.on_leave = true);
    finds(&found, Level::Block, "maternity_form_missing");
}

#[test]
fn a_certificate_is_for_partners_and_those_who_are_no_gps_pension_one_contract() {
    let mut figures = certificate();
    figures.practice.kind = PostKind::Salaried;
    finds(
        &of_certificate(&figures, &known()),
        Level::Block,
        "not_a_partner",
    );
    figures.practice.kind = PostKind::NonGpProvider;
    figures.others = vec![post(PostKind::NonGpProvider, "2024-04-01", "", "1")];
    finds(
        &of_certificate(&figures, &known()),
        Level::Block,
        "one_contract",
    );
}

#[test]
fn the_rate_rests_on_all_posts_on_every_form() {
    let mut with = known();
    with.known_posts = vec![KnownPost {
        kind: PostKind::Salaried,
        place: "Priory Surgery".to_owned(),
        code: "A81002".to_owned(),
    }];
    finds(
        &of_certificate(&certificate(), &with),
        Level::Warn,
        "post_missing",
    );
    let mut with = known();
    with.other_forms = vec![OtherForm {
        name: "the Type 2 form".to_owned(),
        tier_pay: pounds("100,000"),
    }];
    finds(
        &of_certificate(&certificate(), &with),
        Level::Warn,
        "tier_pay_differs",
    );
    with.other_forms[0].tier_pay = pounds("99,667.77");
    assert_eq!(of_certificate(&certificate(), &with), []);
}

#[test]
fn what_was_paid_agrees_with_the_record_or_has_a_reason() {
    let mut with = known();
    with.recorded = vec![Recorded {
        code: "a81001".to_owned(),
        part: Part::WholeYear,
        paid: paid("12,400", "14,332.23"),
        other_years: Pence::ZERO,
    }];
    let mut figures = certificate();
    finds(
        &of_certificate(&figures, &with),
        Level::Block,
        "paid_differs",
    );
    figures.practice.paid[0].reason = "The March payment is not in it.".to_owned();
    let found = of_certificate(&figures, &with);
    finds(&found, Level::Warn, "paid_differs_with_reason");
    with.recorded[0].paid = paid("12,458.47", "14,332.23");
    assert_eq!(of_certificate(&figures, &with), []);
    with.recorded[0].other_years = pounds("300");
    assert_eq!(of_certificate(&figures, &with), []);
    figures.practice.paid[0].employee = Some(pounds("12,758.47"));
    finds(
        &of_certificate(&figures, &with),
        Level::Warn,
        "arrears_in_paid",
    );
    figures.practice.paid = vec![paid("-1", "14,332.23")];
    finds(
        &of_certificate(&figures, &known()),
        Level::Block,
        "paid_negative",
    );
}

#[test]
fn a_difference_below_a_pound_is_rounding_and_others_are_owed_or_come_back() {
    let with = |employee: &str| {
        let mut figures = certificate();
        figures.practice.paid = vec![paid(employee, "14,332.23")];
        of_certificate(&figures, &known())
    };
    finds(&with("12,457.48"), Level::Info, "rounding");
    finds(&with("12,459.46"), Level::Info, "rounding");
    finds(&with("12,457.47"), Level::Info, "owed");
    finds(&with("12,459.47"), Level::Info, "refund");
}

#[test]
fn in_2022_23_halves_add_up_and_nothing_is_paid_in_the_wrong_one() {
    let mut figures = assessment();
    figures.posts[0].pay.first_half = Some(pounds("30,000"));
    figures.posts[0].pay.second_half = Some(pounds("30,000"));
    let found = of_assessment("2022-23", &figures, &known());
    finds(&found, Level::Block, "halves_differ");
    figures.posts[0].pay.second_half = None;
    figures.posts[0].pay.first_half = Some(pounds("80,000"));
    let found = of_assessment("2022-23", &figures, &known());
    finds(&found, Level::Block, "half_above_year");

    let mut figures = certificate();
    figures.practice.paid = vec![paid("9,000", "7,000"), paid("3,000", "7,332.23")];
    let found = in_year("2022-23", &figures, &known());
    finds(&found, Level::Warn, "wrong_half");
    figures.practice.pay.first_half = Some(pounds("60,000"));
    figures.practice.pay.second_half = Some(pounds("60,000"));
    let found = in_year("2022-23", &figures, &known());
    finds(&found, Level::Block, "halves_differ");
}

#[test]
fn what_is_due_beyond_the_rate_has_to_be_compared() {
    let mut figures = certificate();
    figures.voluntary.errbo = Some(Rate(1000));
    let found = of_certificate(&figures, &known());
    assert_eq!(found[0].sentence, "Enter the ERRBO paid.");
}
