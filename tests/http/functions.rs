//! Every server function, called directly by every kind of user, with right, wrong and absurd values.

use std::collections::BTreeSet;

use practice_access::{base::error::AppError, database::Query};

use crate::{
    support::{
        Answer, TestApp, Who, body,
        db_snapshot::{changed, data},
    },
    text::TEXTS,
};

mod attempts;
mod lists;
mod rows;

use attempts::attempts;
use rows::{Row, rows};

/// Every function with values that are right.
pub fn right_values() -> Vec<(&'static str, Vec<(&'static str, String)>)> {
    let rows = rows().into_iter();
    rows.map(|row| (row.function, row.right)).collect()
}

/// A function with values that are right, and somebody who may call it.
pub fn right_call(function: &str) -> (&'static str, Vec<(&'static str, String)>, Who) {
    let row = rows().into_iter().find(|row| row.function == function);
    let row = row.expect("a row");
    let mut kinds = Who::KINDS.into_iter().zip(row.answers);
    let who = kinds.find(|(_, status)| *status == 200);
    (row.function, row.right, who.expect("somebody").0)
}

/// Texts that nobody types by chance.
fn absurd() -> Vec<String> {
    let mut texts: Vec<String> = [
        "",
        " ",
        "\0",
        "%",
        "_",
        "'; DROP TABLE app_user; --",
        "<script>alert(1)</script>",
        "../../../etc/passwd",
        "-1",
        "99999999999999999999999999",
        "\u{202e}\u{feff}\u{1f468}\u{200d}\u{2695}\u{fe0f}",
        "ZZ9001:-9223372036854775808:",
        "~~~~",
        "0~0~",
        "9223372036854775807~9223372036854775807~ZZ9001",
        "null",
    ]
    .map(str::to_owned)
    .into();
    texts.push("é".repeat(20_000));
    texts.push("a b ".repeat(2_000));
    texts
}

/// Whether it takes nothing but one text of people, of which an absurd one may be as right as any.
fn takes_one_text_alone(row: &Row) -> bool {
    let is_text = |name: &str| TEXTS.iter().any(|(text, _)| *text == name);
    matches!(&row.right[..], [(name, _)] if is_text(name))
}

/// An error says the same in its status and its body.
fn assert_told(answer: &Answer, what: &str) {
    if answer.status.as_u16() >= 400 {
        let error: AppError = serde_json::from_slice(&answer.bytes)
            .unwrap_or_else(|_| panic!("{what}: not an error of ours: {}", answer.text()));
        assert_eq!(error.status(), answer.status.as_u16(), "{what}");
        assert!(error.to_string().ends_with(['.', ':']), "{what}: {error}");
    } else {
        answer.json();
    }
}

/// The source of each server function, from its address on.
fn sources() -> Vec<(String, String)> {
    let mut there = Vec::new();
    let mut folders = vec![std::path::PathBuf::from("src")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                for attribute in text.split("#[server(prefix").skip(1) {
                    let (_, rest) = attribute.split_once("endpoint = \"").unwrap();
                    let (function, source) = rest.split_once('"').unwrap();
                    there.push((function.to_owned(), source.to_owned()));
                }
            }
        }
    }
    there
}

/// Every argument of every server function: the function, the name, the type.
pub fn arguments() -> Vec<(String, String, String)> {
    let mut all = Vec::new();
    for (function, source) in sources() {
        let (_, source) = source.split_once("pub async fn ").unwrap();
        let (head, _) = source.split_once(") -> Result").unwrap();
        let (_, list) = head.split_once('(').unwrap();
        for line in list.lines().map(str::trim) {
            // An attribute may stand before the argument on its line.
            let line = line
                .strip_prefix("#[")
                .and_then(|rest| rest.split_once("] "))
                .map_or(line, |(_, argument)| argument);
            if line.starts_with("//") || line.starts_with('#') {
                continue;
            }
            if let Some((name, kind)) = line.trim_end_matches(',').split_once(": ") {
                all.push((function.clone(), name.to_owned(), kind.to_owned()));
            }
        }
    }
    all
}

#[test]
fn every_server_function_has_a_row_in_the_table() {
    let there: BTreeSet<_> = sources()
        .into_iter()
        .map(|(function, _)| function)
        .collect();
    let rows: BTreeSet<_> = rows().iter().map(|row| row.function.to_owned()).collect();
    assert_eq!(rows, there);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_function_answers_every_kind_of_user_as_it_should_and_changes_nothing_unless_told_to_save()
 {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for row in rows() {
            for (who, status) in Who::KINDS.into_iter().zip(row.answers) {
                let what = format!("{} by {who:?}", row.function);
                let answer = app.call(who, row.function, &row.body()).await;
                assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text());
                assert_told(&answer, &what);
            }
        }
        let after = data(&app.db).await;
        assert_eq!(changed(&before, &after), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn wrong_values_are_told_with_the_right_status_and_change_nothing() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for row in rows() {
            for (name, value, status) in &row.wrong {
                let what = format!("{} with {name}={value:?}", row.function);
                let answer = app
                    .call(Who::Alice, row.function, &row.body_with(name, value))
                    .await;
                assert_eq!(answer.status.as_u16(), *status, "{what}: {}", answer.text());
                assert_told(&answer, &what);
            }
        }
        let after = data(&app.db).await;
        assert_eq!(changed(&before, &after), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn absurd_values_never_break_a_function_and_change_nothing() {
    for app in TestApp::each().await {
        let mut rows = rows();
        // One of those may be right, and is saved.
        rows.sort_by_key(|row| !takes_one_text_alone(row));
        let mut before = None;
        for row in rows {
            if before.is_none() && !takes_one_text_alone(&row) {
                before = Some(data(&app.db).await);
            }
            for (name, _) in &row.right {
                for text in absurd() {
                    for who in [Who::Alice, Who::Olive] {
                        let what = format!("{} with {name}={:.40}", row.function, text);
                        let answer = app
                            .call(who, row.function, &row.body_with(name, &text))
                            .await;
                        assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
                        assert_told(&answer, &what);
                    }
                }
            }
        }
        let after = data(&app.db).await;
        assert_eq!(changed(&before.unwrap(), &after), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_body_that_no_program_of_ours_sends_is_refused_with_a_sentence() {
    let app = TestApp::each().await.swap_remove(0);
    for row in rows() {
        for body in [
            "%%%",
            "=&=&=",
            "\u{fffd}\u{1}",
            "search[q][q][q][q][q][q][q][q]=x",
            "search=1&asked=2&seen=3&ticks=4&people=5",
            "ticks[5000000]=x",
            "user[]=1&user[]=2&practice[]=1&ods[]=1&id[]=2&email[]=3&text[]=3",
            "{\"user\":1}",
        ] {
            let what = format!("{} with {body}", row.function);
            let answer = app.call(Who::Alice, row.function, body).await;
            assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
            assert_told(&answer, &what);
        }
    }
    let answer = app.call(Who::Alice, "no/such/function", "").await;
    assert_eq!(answer.status.as_u16(), 404, "{}", answer.text());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_attempt_to_raise_rights_changes_nothing_and_is_recorded_with_who_tried() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for (who, function, fields) in attempts() {
            let recorded = || {
                Query::new(
                    "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE action = 'refused' AND actor_id = $1",
                )
                .bind(who.id())
            };
            let fields: Vec<_> = fields
                .iter()
                .map(|(name, value)| (*name, value.as_str()))
                .collect();
            let earlier = app.count(recorded()).await;
            let answer = app.call(who, function, &body(&fields)).await;
            let what = format!("{who:?} {fields:?}: {}", answer.text());
            assert!(!answer.text().contains("Done"), "{what}");
            assert!(answer.status.as_u16() < 500, "{what}");
            assert_eq!(app.count(recorded()).await, earlier + 1, "{what}");
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}
