//! A member's contribution statement.

use leptos::prelude::*;

use crate::{
    pensions::contributions::model::{Amounts, ContributionLine},
    ui::{table, view},
};

const COLUMNS: [&str; 10] = [
    "Month", "Practice", "Income", "Pay", "Employee", "Employer", "AVC", "Top-up", "ERRBO", "About",
];

/// The lines of a scheme year by month, with what they add up to. What corrects another year is told and not added.
pub fn statement(lines: Vec<ContributionLine>) -> impl IntoView {
    if lines.is_empty() {
        return view! { <p>"No contributions are recorded for this year."</p> }.into_any();
    }
    let total = |corrects: bool| {
        let some = lines
            .iter()
            .filter(|line| line.corrects_another == corrects);
        some.map(|line| line.amounts).reduce(Amounts::plus)
    };
    let (year, others) = (total(false), total(true));
    let totals = [
        year.map(|sum| sums("Total for the year", sum)),
        others.map(|sum| sums("Total of corrections of other years", sum)),
    ];
    let rows = lines.into_iter().map(row);
    table(
        "Contributions by month",
        COLUMNS,
        rows.chain(totals.into_iter().flatten()),
    )
}

fn row(line: ContributionLine) -> [AnyView; 10] {
    let practice = if line.practice.is_empty() {
        line.ods.to_string()
    } else {
        [&line.practice, " (", line.ods.as_ref(), ")"].concat()
    };
    let about = line.about();
    cells(
        [
            line.month.in_words(),
            practice,
            line.income.words().to_owned(),
        ],
        line.amounts,
        about,
    )
}

fn cells(first: [String; 3], amounts: Amounts, about: String) -> [AnyView; 10] {
    let [month, practice, income] = first.map(IntoAny::into_any);
    let [pay, by_member, by_practice, avc, top_up, errbo] =
        amounts.each().map(|amount| amount.to_string().into_any());
    [
        month,
        practice,
        income,
        pay,
        by_member,
        by_practice,
        avc,
        top_up,
        errbo,
        about.into_any(),
    ]
}

fn sums(what: &'static str, amounts: Amounts) -> [AnyView; 10] {
    let mut cells = cells(
        [String::new(), String::new(), String::new()],
        amounts,
        String::new(),
    );
    cells[0] = view! { <strong>{what}</strong> }.into_any();
    cells
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pensions::{calculation::Pence, contributions::model::Income};

    #[test]
    fn what_corrects_another_year_is_told_and_not_part_of_the_total() {
        let line = |for_year: &str, employee| ContributionLine {
            month: "2024-07".parse().unwrap(),
            practice: "Elm & Oak".to_owned(),
            ods: "ZZ9001".parse().unwrap(),
            income: Income::Solo,
            amounts: Amounts {
                employee: Pence(employee),
                ..Amounts::default()
            },
            for_year: for_year.parse().unwrap(),
            corrects_another: for_year != "2024-25",
        };
        let html = |lines| Owner::new().with(|| statement(lines).into_any().to_html());
        let lines = vec![
            line("2024-25", 100_000),
            line("2023-24", -2_500),
            line("2024-25", 50),
        ];
        let shown = html(lines);
        for part in [
            "July 2024",
            "Elm &amp; Oak (ZZ9001)",
            "Solo work",
            "£1,000.50",
            "Corrects 2023/24",
            "Total for the year",
            "-£25.00",
            "Total of corrections of other years",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
        assert!(!shown.contains("£975.50"), "{shown}");
        assert!(!html(vec![line("2024-25", 1)]).contains("corrections of other years"));
        assert!(html(Vec::new()).contains("No contributions are recorded"));
    }
}
