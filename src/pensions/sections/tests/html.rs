//! The fields and the working as a page has them.

use leptos::prelude::*;
use proptest::{prelude::*, strategy::ValueTree, test_runner::TestRunner};
use scraper::{Html, Selector};

use super::{any, *};
use crate::ui::{FormState, Submitted, view};

fn select<'a>(page: &'a Html, selector: &str) -> Vec<scraper::ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

fn shown(section: Section, content: &Content, tables: &YearTables, sent: Submitted) -> Html {
    let (content, tables) = (content.clone(), tables.clone());
    let html = Owner::new().with(|| {
        let submitted = RwSignal::new(sent);
        let recorded = Vec::new();
        view! { <LiveWorking section content tables recorded submitted>"Save"</LiveWorking> }
            .to_html()
    });
    Html::parse_fragment(&html)
}

/// Forms with something in everything.
fn contents() -> Vec<Content> {
    let mut runner = TestRunner::deterministic();
    let mut one = || any::content().new_tree(&mut runner).unwrap().current();
    let some = (0..12).map(|_| one());
    some.chain([certificate(), assessment()]).collect()
}

#[test]
fn every_field_has_a_label_and_shows_its_value() {
    for (content, year) in contents().iter().zip(YEARS.iter().cycle()) {
        let tables = tables(year);
        for section in Section::of(content, tables) {
            let page = shown(section, content, tables, Submitted::default());
            let labels: Vec<_> = select(&page, "label[for]")
                .into_iter()
                .filter(|label| !label.text().collect::<String>().trim().is_empty())
                .filter_map(|label| label.attr("for"))
                .collect();
            let mut ids = Vec::new();
            for (name, value) in fields(section, content, tables) {
                let inputs = select(&page, &["[name='", &name, "']"].concat());
                assert!(!inputs.is_empty(), "{section:?} lacks {name}");
                let mut current = String::new();
                for input in inputs {
                    let id = input.attr("id").unwrap();
                    assert!(
                        labels.contains(&id),
                        "{section:?} {name}: {id} has no label"
                    );
                    ids.push(id.to_owned());
                    let chosen = Selector::parse("option[selected]").unwrap();
                    let is_on =
                        input.attr("type") != Some("radio") || input.attr("checked").is_some();
                    let own = input.attr("value").filter(|_| is_on);
                    let option = input
                        .select(&chosen)
                        .next()
                        .and_then(|option| option.attr("value"));
                    current.push_str(own.or(option).unwrap_or_default());
                }
                assert_eq!(current, value, "{section:?} {name}");
            }
            let all = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), all, "{section:?} has an id twice");
        }
    }
}

#[test]
fn a_form_that_came_back_shows_what_was_sent_with_the_errors_beside_their_fields() {
    let tables = tables("2022-23");
    let sent = pairs(&[("practice_income", "12,34<b>"), ("other_income", "")]);
    let mut content = certificate();
    let errors = read(Section::Income, &sent, &mut content, tables, &[]);
    let form_state = FormState {
        errors,
        ..FormState::default()
    };
    let page = shown(
        Section::Income,
        &content,
        tables,
        Submitted {
            values: sent,
            form_state,
        },
    );
    let field = select(&page, "#practice_income")[0];
    assert_eq!(field.attr("value"), Some("12,34<b>"));
    let described = field.attr("aria-describedby").unwrap();
    assert_eq!(described, "practice_income-hint practice_income-error");
    for id in described.split(' ') {
        assert_eq!(select(&page, &["#", id].concat()).len(), 1, "{id}");
    }
    let error: String = select(&page, "#practice_income-error")[0].text().collect();
    assert!(error.contains("12,345.67"), "{error}");
}

#[test]
fn the_working_is_shown_in_tables_with_names_and_heads_for_every_cell() {
    for (content, year) in contents().iter().zip(YEARS.iter().cycle()) {
        let tables = tables(year);
        let page = shown(Section::About, content, tables, Submitted::default());
        let shown = select(&page, "table");
        assert!(!shown.is_empty());
        for table in shown {
            let of = |selector: &str| table.select(&Selector::parse(selector).unwrap()).count();
            assert_eq!(of("caption"), 1);
            let columns = of("thead th[scope=col]");
            let (rows, cells) = (of("tbody tr"), of("tbody td"));
            assert_eq!(of("tbody th[scope=row]"), rows);
            assert_eq!(cells, rows * (columns - 1));
        }
        let result: String = select(&page, "[role=status]")[0].text().collect();
        assert_eq!(result, result_line(&content.working(tables)));
    }
}

#[test]
fn the_result_says_the_rate_and_what_is_left_or_what_is_still_to_enter() {
    let tables = tables("2024-25");
    let mut content = assessment();
    let said = |content: &Content| result_line(&content.working(tables));
    assert!(
        said(&content).starts_with("Still to enter: "),
        "{}",
        said(&content)
    );
    let sent = pairs(&[
        ("pay", "70,000"),
        ("paid_0_employee", "8,000"),
        ("period_0_first_day", "1"),
        ("period_0_first_month", "4"),
        ("period_0_first_year", "2020"),
    ]);
    assert!(read(Section::Post(0), &sent, &mut content, tables, &[]).is_empty());
    let line = said(&content);
    assert!(line.starts_with("Rate 1"), "{line}");
    assert!(line.ends_with(" more is due than was paid."), "{line}");
}
