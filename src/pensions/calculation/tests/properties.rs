//! What holds for all figures.

use proptest::prelude::*;

use super::super::{
    fraction::Fraction, rate::Rate, tables::TierTable, tables_file::all, year::SchemeYear,
};
use super::*;

fn every_table() -> impl Iterator<Item = &'static TierTable> {
    let parts = all().unwrap().iter().flat_map(|tables| &tables.parts);
    parts.flat_map(|part| &part.tables)
}

#[test]
fn each_bound_of_each_table_begins_its_tier_and_a_penny_below_is_the_tier_before() {
    for table in every_table() {
        for pair in table.rows.windows(2) {
            let [low, high] = pair else { unreachable!() };
            let at = |pay: Fraction| table.row(pay).unwrap().id.as_str();
            let bound = Fraction::from(high.from);
            assert_eq!(at(bound), high.id);
            assert_eq!(at(Fraction::from(high.from.minus(Pence(1)))), low.id);
            // However little is lacking, since annualised pay is not rounded.
            let little = Fraction::new(1, 1_000_000).unwrap();
            assert_eq!(at(bound.minus(little).unwrap()), low.id);
            assert_eq!(at(bound.plus(little).unwrap()), high.id);
        }
        let top = &table.rows.last().unwrap().id;
        let most = Fraction::from(Pence(i64::MAX));
        assert_eq!(table.row(most).unwrap().id, *top);
        assert_eq!(table.row(Fraction::from(Pence(-1))), table.rows.first());
    }
}

#[test]
fn the_bounds_of_2023_24_are_those_of_october_2022_raised_by_5_percent() {
    let of = |id: &str| every_table().find(|table| table.id == id).unwrap();
    let (before, after) = (of("2022-23-october-1"), of("2023-24-2"));
    for (old, new) in before.rows.iter().zip(&after.rows).skip(2) {
        let raised = old.from.0 * 105 / 100;
        assert!((new.from.0 - raised).abs() <= 110, "{old:?} {new:?}");
        assert_eq!(old.rate, new.rate);
    }
}

fn any_year() -> impl Strategy<Value = &'static YearTables> {
    (0_usize..12).prop_map(|place| &all().unwrap()[place])
}

fn amount() -> impl Strategy<Value = Pence> {
    (0_i64..100_000_000).prop_map(Pence)
}

/// A post in the year, some days after its start and before its end.
fn any_post() -> impl Strategy<Value = (PostKind, u16, u16, Pence)> {
    let kind = prop_oneof![
        Just(PostKind::Salaried),
        Just(PostKind::Solo),
        Just(PostKind::Locum),
        Just(PostKind::Partner),
    ];
    (kind, 0_u16..366, 0_u16..366, amount())
}

fn posts_of(year: SchemeYear, posts: &[(PostKind, u16, u16, Pence)]) -> Vec<Post> {
    let nth = |place: u16| {
        (0..place).fold(year.first(), |day, _| {
            day.next().filter(|day| *day <= year.last()).unwrap_or(day)
        })
    };
    let made = posts.iter().map(|(kind, a, b, pay)| {
        let mut post = Post::new(*kind, "Abbey Surgery");
        post.periods = vec![Held {
            first: nth(*a.min(b)),
            last: Some(nth(*a.max(b))),
        }];
        post.pay.year = Some(*pay);
        post
    });
    made.collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn what_is_due_less_what_was_paid_adds_up_over_posts_lines_and_halves(
        tables in any_year(), posts in proptest::collection::vec(any_post(), 1..5), paid in amount(), employer in amount(),
    ) {
        let mut posts = posts_of(tables.year, &posts);
        for post in &mut posts {
            let paid = Paid { employee: Some(paid), employer: Some(employer), ..Paid::default() };
            post.paid = vec![paid.clone(), paid];
        }
        let figures = Type2Figures { posts, membership: of_section(Section::Scheme2015), ..Type2Figures::default() };
        let working = type2::calculate(&figures, tables);
        for part in &working.parts {
            for kind in [LineKind::Employee, LineKind::Employer] {
                let rows = || part.posts.iter().flat_map(|row| &row.lines).filter(|line| line.kind == kind);
                let Some(of_part) = part.lines.iter().find(|line| line.kind == kind) else { continue };
                let Some(difference) = of_part.difference else { continue };
                prop_assert_eq!(difference, of_part.due.unwrap().minus(of_part.paid.unwrap()));
                prop_assert_eq!(of_part.due.unwrap(), rows().map(|row| row.due.unwrap()).sum());
                prop_assert_eq!(difference, rows().map(|row| row.difference.unwrap()).sum());
            }
        }
        for total in &working.totals {
            let of_parts = || working.parts.iter().map(|part| line(&part.lines, total.kind));
            if let Some(difference) = total.difference {
                prop_assert_eq!(difference, of_parts().map(|line| line.difference.unwrap()).sum());
            }
        }
    }

    #[test]
    fn the_halves_of_2022_23_add_up_to_the_whole_pay(
        posts in proptest::collection::vec(any_post(), 1..5), half in proptest::option::of(amount()),
    ) {
        let tables = tables("2022-23");
        let mut posts = posts_of(tables.year, &posts);
        posts[0].pay.first_half = half.filter(|half| posts[0].pay.year.is_some_and(|year| *half <= year));
        let working = assess("2022-23", posts.clone());
        for (place, post) in posts.iter().enumerate() {
            let halves = working.parts.iter().map(|part| part.posts[place].pay.unwrap());
            prop_assert_eq!(halves.sum::<Pence>(), post.pay.year.unwrap());
        }
    }

    #[test]
    fn a_half_of_a_post_of_all_2022_23_annualises_to_the_pay_of_the_year(pay in amount()) {
        let mut salaried = post(PostKind::Salaried, "2022-04-01", "", "1");
        salaried.pay.year = Some(pay);
        let working = assess("2022-23", vec![salaried]);
        for part in [Part::FirstHalf, Part::SecondHalf] {
            let step = working.step(Some(part), "T2.5").unwrap();
            prop_assert_eq!(step.value.clone(), Some(Value::Exact(pay.into())));
        }
    }

    #[test]
    fn the_order_of_posts_changes_nothing_that_is_due(
        tables in any_year(), posts in proptest::collection::vec(any_post(), 1..5),
    ) {
        let mut posts = posts_of(tables.year, &posts);
        let year = tables.year.to_string();
        let before = assess(&year, posts.clone());
        posts.reverse();
        let after = assess(&year, posts);
        prop_assert_eq!(before.totals, after.totals);
        for (before, after) in before.parts.iter().zip(&after.parts) {
            let values = |steps: &[super::super::Step]| -> Vec<_> {
                steps.iter().map(|step| step.value.clone()).collect()
            };
            prop_assert_eq!(values(&before.steps), values(&after.steps));
        }
    }

    #[test]
    fn a_certificate_rounds_only_where_it_says_so(
        income in 1_i64..100_000_000, other in 0_i64..10_000_000, non_nhs in 0_i64..1_000_000, expenses in 0_i64..50_000_000,
    ) {
        let mut figures = half_share();
        figures.practice_income = Some(Pence(income));
        figures.other_income = Some(Pence(other));
        figures.non_nhs_income[0].amount = Some(Pence(non_nhs.min(income)));
        figures.expenses = Some(Pence(expenses.min(income)));
        let working = type1::calculate(&figures, tables("2024-25"));
        let exact = |amount: Pence| Fraction::from(amount);
        // Once more, rounding nothing at all.
        let total = exact(Pence(income + other));
        let part = exact(Pence(non_nhs.min(income))).over(total).unwrap();
        let profit = total.minus(exact(Pence(expenses.min(income)))).unwrap();
        let nhs = profit.minus(profit.times(part).unwrap()).unwrap();
        let share = nhs.times(Fraction::new(1, 2).unwrap()).unwrap();
        let pay = type1::without_employer_contributions(share, Rate(14_380)).unwrap();
        let Some(Value::Money(rounded)) = working.step(None, "T1.12").unwrap().value else { unreachable!() };
        let apart = pay.minus(rounded.into()).unwrap();
        prop_assert!(!apart.is_at_least(1) && apart.is_at_least(-1), "{apart:?}");
        // What is due rests on the rounded pay, and is within half a penny of it.
        let Some(Value::TierRow { rate, .. }) = working.step(Some(Part::WholeYear), "T1.17").unwrap().value else { unreachable!() };
        prop_assert_eq!(Some(employee_due(&working)), rate.of(rounded).unwrap().rounded());
    }

    #[test]
    fn pay_and_employer_contributions_are_the_profit_again_to_the_penny(profit in 0_i64..1_000_000_000) {
        let rate = Rate(14_380);
        let pay = type1::without_employer_contributions(Pence(profit).into(), rate).unwrap();
        prop_assert_eq!(pay.plus(pay.times(rate.fraction().unwrap()).unwrap()), Some(Pence(profit).into()));
        let pay = pay.rounded().unwrap();
        let again = pay.plus(rate.of(pay).unwrap().rounded().unwrap());
        prop_assert!(again.minus(Pence(profit)).size() <= Pence(1));
    }

    #[test]
    fn no_figures_make_a_certificate_panic(
        income in proptest::option::of(any::<i64>()), other in any::<i64>(), expenses in any::<i64>(), tables in any_year(),
        parts in any::<u32>(), of in any::<u32>(),
    ) {
        let mut figures = half_share();
        figures.practice_income = income.map(Pence);
        figures.other_income = Some(Pence(other));
        figures.expenses = Some(Pence(expenses));
        figures.share = Some(Share { parts, of });
        let _ = type1::calculate(&figures, tables);
    }
}
