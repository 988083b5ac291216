//! Examples to the penny.

use super::super::{
    fraction::Fraction,
    payment::{PaymentKind, payment_reference},
    rate::Rate,
};
use super::*;

const WHOLE: Option<Part> = Some(Part::WholeYear);

#[test]
fn v1_locum_work_beside_a_post_of_the_whole_year_is_not_annualised() {
    let salaried = post(PostKind::Salaried, "2021-04-01", "", "50,000");
    let mut locum = post(PostKind::Locum, "2021-05-04", "2021-05-06", "20,000");
    locum.periods.push(Held {
        first: day("2022-01-10"),
        last: Some(day("2022-01-11")),
    });
    let working = assess("2021-22", vec![salaried, locum]);
    let expected = ["365 days", "£70,000.00", "12.5%", "£8,750.00"];
    assert_eq!(row(&working), expected);
}

#[test]
fn v2_pay_of_30_000_takes_14_5_percent_only_if_it_was_earned_in_98_days() {
    let locum = |last| post(PostKind::Locum, "2021-04-01", last, "30,000");
    let working = assess("2021-22", vec![locum("2021-07-07")]);
    let expected = ["98 days", "£111,734.69", "14.5%", "£4,350.00"];
    assert_eq!(row(&working), expected);
    let working = assess("2021-22", vec![locum("2021-07-08")]);
    assert_eq!(row(&working)[..3], ["99 days", "£110,606.06", "13.5%"]);
}

#[test]
fn v3_members_of_the_1995_and_2008_sections_are_not_annualised_before_april_2022() {
    for section in [Section::Section1995, Section::Section2008] {
        let figures = Type2Figures {
            posts: vec![post(PostKind::Salaried, "2015-09-01", "", "30,000")],
            membership: of_section(section),
            ..Type2Figures::default()
        };
        let working = type2::calculate(&figures, tables("2015-16"));
        assert_eq!(says(&working, WHOLE, "T2.5"), "£30,000.00");
        assert_eq!(says(&working, WHOLE, "T2.6"), "9.3%");
        assert!(working.step(WHOLE, "T2.4").is_none());
        let later = type2::calculate(&figures, tables("2022-23"));
        assert!(later.step(Some(Part::FirstHalf), "T2.4").is_some());
    }
}

#[test]
fn v4_members_of_the_2015_scheme_are_annualised_by_their_days() {
    let working = assess(
        "2015-16",
        vec![post(PostKind::Salaried, "2015-09-01", "", "30,000")],
    );
    // 30,000 × 365 ÷ 213, in a year of 366 days.
    let expected = ["213 days", "£51,408.45", "12.5%", "£3,750.00"];
    assert_eq!(row(&working), expected);
    let step = working.step(WHOLE, "T2.5").unwrap();
    assert!(step.own_working && step.note.contains("366"));
}

#[test]
fn v5_salaried_and_then_partner_without_a_gap_is_not_annualised() {
    let posts = vec![
        post(PostKind::Salaried, "2024-04-01", "2024-09-30", "30,000"),
        post(PostKind::Partner, "2024-10-01", "", "40,000"),
    ];
    let working = assess("2024-25", posts);
    // The partner's contributions stay on the certificate.
    let expected = ["365 days", "£70,000.00", "12.5%", "£3,750.00"];
    assert_eq!(row(&working), expected);
    assert!(working.parts[0].posts[1].lines.is_empty());
}

#[test]
fn v6_a_payment_names_scheme_number_kind_month_and_year() {
    let reference = payment_reference("12345678", PaymentKind::Shortfall, 3, 2024);
    assert_eq!(reference.as_deref(), Some("12345678SHOMAR2024"));
    assert_eq!(
        payment_reference("1234567", PaymentKind::Solo, 3, 2024),
        None
    );
    assert_eq!(
        payment_reference("12345678", PaymentKind::Solo, 0, 2024),
        None
    );
}

#[test]
fn v7_the_halves_of_2022_23_have_183_and_182_days() {
    let year = tables("2022-23").year;
    let halves = year.parts().iter().map(|part| year.bounds(*part).days());
    assert_eq!(halves.collect::<Vec<_>>(), [183, 182]);
    assert_eq!(year.days(), 365);
}

#[test]
fn v8_to_v11_part_of_a_year_is_annualised_and_charged_on_actual_pay() {
    for (year, kind, first, last, pay, expected) in [
        (
            "2024-25",
            PostKind::Salaried,
            "2024-07-01",
            "",
            "48,000",
            ["274 days", "£63,941.61", "12.5%", "£6,000.00"],
        ),
        (
            "2024-25",
            PostKind::Salaried,
            "2024-10-01",
            "",
            "30,000",
            ["182 days", "£60,164.84", "10.7%", "£3,210.00"],
        ),
        (
            "2025-26",
            PostKind::Salaried,
            "2020-01-01",
            "2025-07-31",
            "18,000",
            ["122 days", "£53,852.46", "10.7%", "£1,926.00"],
        ),
        (
            "2024-25",
            PostKind::Locum,
            "2024-04-01",
            "2024-05-30",
            "24,000",
            ["60 days", "£146,000.00", "12.5%", "£3,000.00"],
        ),
    ] {
        let working = assess(year, vec![post(kind, first, last, pay)]);
        assert_eq!(row(&working), expected);
    }
}

#[test]
fn v12_pay_from_all_posts_together_decides_the_rate() {
    let salaried = post(PostKind::Salaried, "2024-04-01", "", "40,000");
    let partner = post(PostKind::Partner, "2024-04-01", "", "45,000");
    let working = assess("2024-25", vec![salaried, partner]);
    assert_eq!(says(&working, WHOLE, "T2.3"), "£85,000.00");
    assert_eq!(row(&working)[2..], ["12.5%", "£5,000.00"]);
}

#[test]
fn v13_and_v14_pay_a_penny_below_a_bound_takes_the_lower_rate() {
    let table = tables("2024-25").in_force(Part::WholeYear).unwrap();
    for (pay, rate) in [
        ("62,924.99", "10.7%"),
        ("62,925.00", "12.5%"),
        ("13,259.99", "5.2%"),
        ("13,260.00", "6.5%"),
    ] {
        let row = table.row(Fraction::from(pounds(pay))).unwrap();
        assert_eq!(row.rate.to_string(), rate, "{pay}");
    }
}

#[test]
fn v15_to_v17_each_half_of_2022_23_has_its_own_rate() {
    for (pay, first, second, total) in [
        (
            "50,000",
            ["£25,068.49", "12.5%", "£3,133.56"],
            ["£24,931.51", "11.6%", "£2,892.06"],
            "6,025.62",
        ),
        (
            "100,000",
            ["£50,136.99", "13.5%", "£6,768.49"],
            ["£49,863.01", "13.5%", "£6,731.51"],
            "13,500.00",
        ),
        (
            "120,000",
            ["£60,164.38", "14.5%", "£8,723.84"],
            ["£59,835.62", "13.5%", "£8,077.81"],
            "16,801.65",
        ),
    ] {
        let salaried = post(PostKind::Salaried, "2022-04-01", "", pay);
        let working = assess("2022-23", vec![salaried]);
        assert_eq!(half(&working, Part::FirstHalf), first);
        assert_eq!(half(&working, Part::SecondHalf), second);
        assert_eq!(employee_due(&working), pounds(total));
    }
}

#[test]
fn v18_a_post_that_began_in_the_second_half_has_all_its_pay_there() {
    let salaried = post(PostKind::Salaried, "2023-01-01", "", "20,000");
    let working = assess("2022-23", vec![salaried]);
    let second = |key| says(&working, Some(Part::SecondHalf), key);
    assert_eq!(second("T2.4"), "90 days");
    assert_eq!(second("T2.5"), "£81,111.11");
    assert_eq!(second("T2.6"), "13.5%");
    assert_eq!(employee_due(&working), pounds("2,700.00"));
    assert_eq!(
        says(&working, Some(Part::FirstHalf), "T2.7"),
        "£0.00",
        "nothing is due where nothing was earned"
    );
}

#[test]
fn v19_a_certificate_takes_non_nhs_profit_and_employer_contributions_out() {
    let working = type1::calculate(&half_share(), tables("2024-25"));
    for (key, expected) in [
        ("T1.3", "£600,000.00"),
        ("T1.5", "5%"),
        ("T1.7", "£18,000.00"),
        ("T1.8", "£240,000.00"),
        ("T1.9", "£12,000.00"),
        ("T1.10", "£228,000.00"),
        ("T1.10a", "£114,000.00"),
        ("T1.12", "£99,667.77"),
    ] {
        assert_eq!(says(&working, None, key), expected, "{key}");
    }
    assert_eq!(says(&working, WHOLE, "T1.19"), "£14,332.23");
    assert_eq!(
        pounds("99,667.77").plus(pounds("14,332.23")),
        pounds("114,000")
    );
}

#[test]
fn v19_the_partners_own_figures_give_the_same_as_a_share_of_the_practices() {
    let mut figures = half_share();
    figures.share = None;
    figures.practice_income = Some(pounds("300,000"));
    figures.non_nhs_income[0].amount = Some(pounds("15,000"));
    figures.expenses = Some(pounds("180,000"));
    let working = type1::calculate(&figures, tables("2024-25"));
    assert_eq!(says(&working, None, "T1.12"), "£99,667.77");
}

#[test]
fn v20_solo_pay_counts_for_the_rate_and_is_settled_elsewhere() {
    let mut figures = half_share();
    let solo = post(PostKind::Solo, "2024-06-01", "2024-06-30", "6,000");
    figures.others.push(solo);
    let working = type1::calculate(&figures, tables("2024-25"));
    assert_eq!(says(&working, WHOLE, "T1.14"), "£105,667.77");
    assert_eq!(says(&working, WHOLE, "T1.17"), "12.5%");
    assert_eq!(says(&working, WHOLE, "T1.18"), "£12,458.47");
    let elsewhere = &working.parts[0].posts[0].lines;
    let due = line(elsewhere, LineKind::Employee).due;
    assert_eq!(due, Some(pounds("750.00")));
}

#[test]
fn v21_an_employer_rate_of_14_percent_leaves_100_000_of_114_000() {
    let profit = Fraction::from(pounds("114,000"));
    let pay = type1::without_employer_contributions(profit, Rate(14_000)).unwrap();
    assert_eq!(pay, Fraction::from(pounds("100,000")));
}

#[test]
fn v22_the_practice_pays_14_38_percent_and_the_rest_is_paid_centrally() {
    let pay = pounds("80,000");
    for (year, total, practice, central) in [
        ("2018-19", "11,504", "11,504", "0"),
        ("2021-22", "16,544", "11,504", "5,040"),
        ("2024-25", "19,024", "11,504", "7,520"),
    ] {
        let employer = &tables(year).employer;
        let of = |rate: Rate| rate.of(pay).unwrap().rounded().unwrap();
        assert_eq!(of(employer.total), pounds(total));
        assert_eq!(employer.due_from_practice(pay), Some(pounds(practice)));
        assert_eq!(of(employer.paid_centrally), pounds(central));
    }
}

#[test]
fn v23_2026_27_charges_9_8_percent_on_52_680() {
    let salaried = post(PostKind::Salaried, "2026-04-01", "", "52,680");
    let working = assess("2026-27", vec![salaried]);
    assert_eq!(row(&working)[2..], ["9.8%", "£5,162.64"]);
}

#[test]
fn a_form_that_is_half_filled_in_says_what_each_step_lacks() {
    let mut figures = half_share();
    figures.expenses = None;
    figures.others.push(Post::new(PostKind::Salaried, ""));
    let working = type1::calculate(&figures, tables("2024-25"));
    assert_eq!(says(&working, None, "T1.5"), "5%");
    assert_eq!(says(&working, None, "T1.7"), "total allowable expenses");
    assert_eq!(
        working.missing(),
        [
            "total allowable expenses",
            "the pensionable pay from the post as salaried GP",
            "the dates of the post as salaried GP",
            "the employee contributions paid",
            "the employer contributions paid",
        ]
    );
    assert!(
        working
            .totals
            .iter()
            .all(|line| line.difference.is_none() || line.difference == Some(Pence::ZERO))
    );
}

#[test]
fn what_a_member_pays_beyond_the_rate_has_lines_of_its_own() {
    let mut figures = half_share();
    figures.voluntary.added_years = Some(Rate::read("2.44%").unwrap());
    figures.voluntary.additional_pension = Some(pounds("1,000"));
    figures.voluntary.errbo = Some(Rate::read("1.5").unwrap());
    let mut given = paid("12,000", "14,332.23");
    given.top_up = Some(pounds("3,500"));
    given.errbo = Some(pounds("1,495.01"));
    figures.practice.paid = vec![given];
    let working = type1::calculate(&figures, tables("2024-25"));
    let of = |kind| line(&working.totals, kind);
    assert_eq!(of(LineKind::Employee).difference, Some(pounds("458.47")));
    assert_eq!(of(LineKind::Employer).difference, Some(Pence::ZERO));
    // 99,667.77 × 2.44% = 2,431.89, and 1,000.
    assert_eq!(of(LineKind::TopUp).due, Some(pounds("3,431.89")));
    assert_eq!(of(LineKind::TopUp).difference, Some(pounds("-68.11")));
    assert_eq!(of(LineKind::Errbo).difference, Some(pounds("0.01")));
    assert_eq!(of(LineKind::Avc).difference, Some(Pence::ZERO));
    assert!(working.missing().is_empty());
}

#[test]
fn a_loss_counts_as_nil() {
    let mut figures = half_share();
    figures.expenses = Some(pounds("700,000"));
    let working = type1::calculate(&figures, tables("2024-25"));
    assert_eq!(says(&working, None, "T1.10"), "-£95,000.00");
    assert_eq!(says(&working, None, "T1.12"), "£0.00");
    assert_eq!(employee_due(&working), Pence::ZERO);
}

#[test]
fn what_was_really_paid_in_a_half_goes_before_sharing_by_days() {
    let mut salaried = post(PostKind::Salaried, "2022-04-01", "", "50,000");
    salaried.pay.second_half = Some(pounds("20,000"));
    let working = assess("2022-23", vec![salaried]);
    assert_eq!(half(&working, Part::FirstHalf)[0], "£30,000.00");
    assert_eq!(half(&working, Part::SecondHalf)[0], "£20,000.00");
}

#[test]
fn each_step_of_this_programs_own_working_says_why() {
    for year in ["2015-16", "2022-23", "2024-25", "2026-27"] {
        let mut figures = half_share();
        figures.voluntary.avc_rate = Some(Rate(9000));
        let certificate = type1::calculate(&figures, tables(year));
        let assessment = assess(year, vec![post(PostKind::Locum, "2015-04-01", "", "1")]);
        for working in [certificate, assessment] {
            let parts = working.parts.iter().flat_map(|part| &part.steps);
            for step in working.steps.iter().chain(parts) {
                assert!(!step.own_working || step.note.ends_with('.'), "{step:?}");
                assert!(step.box_ref.is_empty());
            }
        }
    }
}
