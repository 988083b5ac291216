//! Every server function with lists that no page of ours sends.

use std::time::{Duration, Instant};

use practice_access::database::Query;

use super::{arguments, assert_told, rows};
use crate::support::{
    ELM, TestApp, Who,
    db_snapshot::{changed, data},
};

/// No more than a body may have.
const ROOM: usize = 1_000_000;
/// Long for a test that is not optimised, and short beside what an answer may take.
const QUICK: Duration = Duration::from_secs(5);

/// A list as text, one value after another, as long as there is room.
fn body(before: &str, value: impl Fn(usize) -> String) -> String {
    let mut body = before.to_owned();
    for number in 0..50_000 {
        let next = value(number);
        if body.len() + next.len() > ROOM {
            break;
        }
        body.push('&');
        body.push_str(&next);
    }
    body
}

/// A value that the field could have, another for each number.
fn plausible(field: &str, number: usize) -> String {
    let id = || format!("0190{:04x}-0000-7000-8000-{number:012x}", number % 0x1000);
    match field {
        "seen" => format!("seen[]=Z{number:05}:0:"),
        "ticks" => format!("ticks[]=Z{number:05}:gpp-avcs"),
        "keep" => format!("keep[]=Z{number:05}"),
        "people" => format!("people[]={}:1", id()),
        "verdicts" => format!("verdicts[of-{number}]={}:1:keep", id()),
        _ => format!("{field}[]={number}"),
    }
}

/// The row of a function without one of its fields.
fn without(function: &str, field: &str) -> String {
    let rows = rows();
    let row = rows.iter().find(|row| row.function == function).unwrap();
    let others: Vec<_> = row
        .right
        .iter()
        .filter(|(name, _)| name.split('[').next() != Some(field))
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    crate::support::body(&others)
}

#[test]
fn every_list_that_comes_in_has_a_bound() {
    for (function, argument, kind) in arguments() {
        for endless in ["Vec<", "Map<", "Set<", "[String"] {
            assert!(
                !kind.contains(endless),
                "{function}: {argument} is a {kind}"
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tens_of_thousands_of_values_are_answered_at_once_and_change_nothing() {
    for app in TestApp::each().await {
        let before = data(&app.db).await;
        for (function, argument, _) in arguments() {
            // The last one ends the sessions that the others use.
            if function == "sign-in/end" {
                continue;
            }
            let rest = without(&function, &argument);
            let fields = match argument.as_str() {
                "answers" => vec!["answers[day]", "answers"],
                "search" | "asked" => vec!["search[q]", "asked[q]", &argument],
                field => vec![field],
            };
            for field in fields {
                let same = body(&rest, |_| plausible(field, 1));
                let different = body(&rest, |number| plausible(field, number));
                let named = body(&rest, |number| format!("{field}[{number}]=1"));
                for (what, sent) in [("same", same), ("different", different), ("named", named)] {
                    let what = format!("{function} with {what} {field}");
                    let begun = Instant::now();
                    let answer = app.call(Who::Alice, &function, &sent).await;
                    let took = begun.elapsed();
                    assert!(answer.status.as_u16() < 500, "{what}: {}", answer.text());
                    assert_told(&answer, &what);
                    assert!(took < QUICK, "{what}: {took:?}");
                }
            }
        }
        assert_eq!(changed(&before, &data(&app.db).await), [""; 0]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_role_is_asked_for_once_however_often_it_is_sent() {
    for app in TestApp::each().await {
        let rest = crate::support::body(&[("practice", ELM), ("reason", "Needed")]);
        let sent = body(&rest, |_| "roles[]=gpp-avcs".to_owned());
        let answer = app.call(Who::Peter, "requests/ask", &sent).await;
        assert!(answer.text().contains("Done"), "{}", answer.text());
        let asked: Vec<(String,)> = app
            .db
            .all(Query::new("SELECT roles FROM role_request"))
            .await
            .unwrap();
        assert_eq!(asked, [("gpp-avcs".to_owned(),)]);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_says_that_it_can_not_read_a_form_with_too_many_boxes() {
    let app = TestApp::each().await.swap_remove(0);
    let peter = ["/users/", &Who::Peter.id().to_string()].concat();
    let sent = body("step=check", |number| plausible("seen", number));
    let answer = app.post_to(Who::Alice, &peter, &sent).await;
    assert_eq!(answer.status, 400);
    assert!(
        answer.text().contains("could not be read"),
        "{}",
        answer.text()
    );
}
