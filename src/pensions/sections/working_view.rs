//! The working of a form, step by step: what each figure comes to and how, what is still missing, and what is left
//! between what is due and what was paid.

use leptos::prelude::*;

use super::working_table::{table, words};
use crate::{
    pensions::calculation::{
        Line, PartWorking, Pence, Step, Value, Working, YearTables,
        checks::TOLERANCE,
        working::{PostLines, Settlement},
        year::Part,
    },
    ui::{Tag, view},
};

/// The whole working as tables.
#[component]
pub fn WorkingView(
    working: Working,
    tables: YearTables,
    /// A difference below this is rounding.
    #[prop(default = TOLERANCE)]
    tolerance: Pence,
) -> impl IntoView {
    let missing = missing(&working);
    let Working {
        steps,
        parts,
        totals,
        ..
    } = working;
    let of_year = (!steps.is_empty())
        .then(|| steps_table("From income to pensionable pay".to_owned(), steps));
    let several = parts.len() > 1;
    let parts = parts
        .into_iter()
        .map(|part| part_view(part, &tables, tolerance))
        .collect_view();
    let totals =
        several.then(|| lines_table("Both halves together".to_owned(), &totals, tolerance));
    view! {
        <div class="app-working">
            {missing}
            {of_year}
            {parts}
            {totals}
        </div>
    }
}

/// Result in a line: the rate, and what is left between what is due and what was paid.
pub fn result_line(working: &Working) -> String {
    let missing = working.missing();
    let mut said = String::new();
    for part in &working.parts {
        let Some(rate) = rate(part) else { continue };
        let when = match part.part {
            Part::WholeYear => "Rate ".to_owned(),
            half => ["Rate ", half.words(), " "].concat(),
        };
        said.push_str(&[&when, &rate, ". "].concat());
    }
    if let Some(first) = missing.first() {
        let others = missing.len() - 1;
        said.push_str(&["Still to enter: ", first].concat());
        if others > 0 {
            said.push_str(&[" and ", &others.to_string(), " more"].concat());
        }
        said.push('.');
        return said;
    }
    let differences = working.totals.iter().map(|line| line.difference);
    let left: Option<Pence> = differences.sum::<Option<Pence>>();
    match left {
        Some(Pence::ZERO) => said.push_str("Nothing is left to settle."),
        Some(left) if left > Pence::ZERO => {
            said.push_str(&[&left.to_string(), " more is due than was paid."].concat());
        }
        Some(left) => {
            said.push_str(&[&left.size().to_string(), " more was paid than is due."].concat());
        }
        None => {}
    }
    said.trim_end().to_owned()
}

/// The rate of a part, as people read it.
fn rate(part: &PartWorking) -> Option<String> {
    let mut values = part.steps.iter().filter_map(|step| step.value.as_ref());
    let rate = values.find(|value| matches!(value, Value::TierRow { .. }))?;
    Some(rate.in_words())
}

fn missing(working: &Working) -> Option<AnyView> {
    let missing = working.missing();
    (!missing.is_empty()).then(|| {
        let items = missing.into_iter().map(|what| view! { <li>{what}</li> });
        view! {
            <p>"Still to enter:"</p>
            <ul class="nhsuk-list nhsuk-list--bullet">{items.collect_view()}</ul>
        }
    })
}

fn part_view(part: PartWorking, tables: &YearTables, tolerance: Pence) -> AnyView {
    let when = [
        part.part.words(),
        ", ",
        &part.bounds.first.in_words(),
        " to ",
        &part.bounds.last.in_words(),
    ]
    .concat();
    let named = |what: &str| [what, ": ", &when].concat();
    let steps = steps_table(named("Rate and contributions"), part.steps);
    let posts = posts_table(named("Posts"), part.posts, tolerance);
    let lines = lines_table(named("Due and paid"), &part.lines, tolerance);
    view! {
        {rates_of(&part.table, tables)}
        {steps}
        {posts}
        {lines}
    }
}

/// Which rates were used, where that is not certain.
fn rates_of(id: &str, tables: &YearTables) -> Option<AnyView> {
    let table = tables.table(id).filter(|table| table.provisional)?;
    let source = table.basis.source.clone();
    Some(view! {
        <p class="nhsuk-hint">
            <Tag text="Provisional" colour="yellow" />
            " The rates are still to be confirmed. Source: " {source}
        </p>
    })
}

fn steps_table(caption: String, steps: Vec<Step>) -> AnyView {
    let rows = steps.into_iter().map(|step| {
        let result = step.value.as_ref().map_or_else(
            || words("Not known yet".to_owned()),
            |value| words(value.in_words()),
        );
        let label = if step.box_ref.is_empty() {
            step.label
        } else {
            [&step.label, " (box ", &step.box_ref, ")"].concat()
        };
        vec![
            words(label),
            explained(step.formula, step.own_working, step.note),
            result,
        ]
    });
    table(caption, &["Step", "How", "Result"], rows.collect())
}

/// How a step is worked out, and whose working that is.
fn explained(formula: String, own_working: bool, note: String) -> AnyView {
    let own = own_working.then(|| {
        view! { <div><Tag text="This program's own working" colour="grey" /></div> }
    });
    let note = (!note.is_empty()).then(|| view! { <div class="nhsuk-hint">{note}</div> });
    view! { <div>{formula}</div> {own} {note} }
}

fn posts_table(caption: String, posts: Vec<PostLines>, tolerance: Pence) -> Option<AnyView> {
    const COLUMNS: &[&str] = &[
        "Post",
        "Pay",
        "Contributions",
        "Due",
        "Paid",
        "Difference",
        "Outcome",
    ];
    let mut rows = Vec::new();
    for post in &posts {
        let name = || {
            let kind = post.kind.words();
            if post.place == kind {
                words(kind)
            } else {
                words([&post.place, ", ", kind].concat())
            }
        };
        if post.lines.is_empty() {
            let elsewhere = "On its own certificate";
            let empty = || words("");
            let row = vec![
                name(),
                amount(post.pay),
                words(elsewhere),
                empty(),
                empty(),
                empty(),
                empty(),
            ];
            rows.push(row);
        }
        for line in &post.lines {
            let mut row = vec![name(), amount(post.pay)];
            row.extend(line_cells(line, tolerance));
            rows.push(row);
        }
    }
    (!rows.is_empty()).then(|| table(caption, COLUMNS, rows))
}

fn lines_table(caption: String, lines: &[Line], tolerance: Pence) -> AnyView {
    const COLUMNS: &[&str] = &["Contributions", "Due", "Paid", "Difference", "Outcome"];
    let rows = lines
        .iter()
        .map(|line| line_cells(line, tolerance))
        .collect();
    table(caption, COLUMNS, rows)
}

fn line_cells(line: &Line, tolerance: Pence) -> Vec<AnyView> {
    let outcome = match line.settlement(tolerance) {
        Settlement::Unknown => "Not known yet",
        Settlement::Nil => "Nothing to settle",
        Settlement::Rounding => "Rounding, no action",
        Settlement::Owed => "Owed",
        Settlement::Refund => "Refunded",
    };
    vec![
        words(line.kind.words()),
        amount(line.due),
        amount(line.paid),
        amount(line.difference),
        words(outcome),
    ]
}

fn amount(amount: Option<Pence>) -> AnyView {
    words(amount.map_or_else(|| "Not known yet".to_owned(), |amount| amount.to_string()))
}
