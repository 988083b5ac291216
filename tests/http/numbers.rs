//! The alerts and the dashboard speak of numbers that there are, and OPERATIONS.md of all of them.

use std::{collections::BTreeSet, fs, net::TcpListener};

use practice_access::database::Db;
use serde_json::Value;

use crate::support::{
    body,
    cast::{self, PASSWORD},
    databases::fresh,
    program::{Program, ask_at, within},
};

fn document(name: &str) -> String {
    let path = [env!("CARGO_MANIFEST_DIR"), "/docs/", name].concat();
    fs::read_to_string(path).unwrap()
}

/// Words of a query that name no number, where no bracket follows them.
const WORDS: [&str; 5] = ["and", "or", "unless", "on", "by"];

/// The names of numbers in a query of Prometheus: what is left of it without texts, labels, spans of time, functions and lists
/// of labels.
fn named_in(query: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let mut rest = query;
    let mut list_of_labels = false;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            '{' => rest.find('}').unwrap() + 1,
            '[' => rest.find(']').unwrap() + 1,
            '(' if list_of_labels => rest.find(')').unwrap() + 1,
            'a'..='z' | 'A'..='Z' | '0'..='9' => rest
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
                .unwrap_or(rest.len()),
            _ => first.len_utf8(),
        };
        let (word, after) = rest.split_at(end);
        let is_word = first.is_ascii_alphabetic();
        if is_word || first == '(' {
            list_of_labels = ["by", "on", "group_left"].contains(&word);
        }
        let next = after.trim_start();
        let is_function = next.starts_with('(') || next.starts_with("by ");
        if is_word && !is_function && !WORDS.contains(&word) {
            names.insert(word.to_owned());
        }
        rest = after;
    }
    names
}

#[test]
fn the_names_in_a_query_are_found() {
    let names = |query| named_in(query).into_iter().collect::<Vec<_>>();
    assert_eq!(
        names(
            "histogram_quantile(0.95, sum by (instance, le) (rate(a_bucket{b=\"c\"}[10m]))) > 5e9"
        ),
        ["a_bucket"]
    );
    assert_eq!(
        names("a > 3600 unless b == 1 and time() - c{d=~\"e f|g\"} > 0.1 * d_e"),
        ["a", "b", "c", "d_e"]
    );
    assert_eq!(
        names("max by (k) (a * on (i) group_left (k) b)"),
        ["a", "b"]
    );
}

/// The queries of the alerts, and the headings that they send the reader to.
fn alerts() -> (Vec<String>, Vec<String>) {
    let text = document("alerts.yml");
    let after = |key: &str| {
        let values = text
            .lines()
            .filter_map(|line| line.trim().strip_prefix(key));
        values
            .map(|value| value.trim().to_owned())
            .collect::<Vec<_>>()
    };
    let (queries, headings) = (after("expr:"), after("runbook: docs/OPERATIONS.md#"));
    let alerts = after("- alert:").len();
    assert_eq!((queries.len(), headings.len()), (alerts, alerts));
    for told in [after("summary:"), after("action:")] {
        assert_eq!(told.len(), alerts);
    }
    (queries, headings)
}

/// The queries of the dashboard.
fn panels() -> Vec<String> {
    let dashboard: Value = serde_json::from_str(&document("dashboard.json")).unwrap();
    let panels = dashboard["panels"].as_array().unwrap().iter();
    let targets = panels.flat_map(|panel| panel["targets"].as_array().cloned().unwrap_or_default());
    targets
        .map(|target| target["expr"].as_str().unwrap().to_owned())
        .collect()
}

/// The names on a page of numbers, without what says of which kind they are.
fn registered(page: &str) -> BTreeSet<String> {
    let lines = page.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split(['{', ' ']).next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A page of numbers of a server that was asked a little.
fn page(program: &Program, numbers: &str) -> String {
    let wrong = body(&[("email", "peter@cast.example"), ("password", "wrong")]);
    let right = body(&[("email", "peter@cast.example"), ("password", PASSWORD)]);
    for sent in [&wrong, &right] {
        ask_at(&program.address, "POST", "/sign-in", "", sent);
    }
    let page = || {
        let answer = ask_at(numbers, "GET", "/metrics", "", "");
        answer.split_once("\r\n\r\n").unwrap().1.to_owned()
    };
    // Every job has done a round by then.
    let is_whole =
        || page().contains("background_job_last_success_timestamp_seconds{name=\"daily work\"}");
    assert!(within(20, is_whole), "{}", program.log());
    page()
}

#[tokio::test]
async fn every_number_of_the_alerts_and_the_dashboard_is_there_and_every_one_that_is_there_is_explained()
 {
    let operations = document("OPERATIONS.md");
    let headings: Vec<_> = operations
        .lines()
        .filter_map(|line| Some(line.strip_prefix('#')?.trim_start_matches('#').trim()))
        .map(|heading| heading.to_lowercase().replace(' ', "-"))
        .collect();
    let (queries, runbooks) = alerts();
    for runbook in runbooks {
        assert!(
            headings.contains(&runbook),
            "{runbook} is no heading of OPERATIONS.md"
        );
    }
    let wanted: BTreeSet<_> = queries
        .iter()
        .chain(&panels())
        .flat_map(|query| named_in(query))
        .collect();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        cast::fill(&db).await;
        db.close().await;
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let numbers = free.local_addr().unwrap().to_string();
        drop(free);
        let program = Program::serve(&fresh.url, &["--metrics-listen", &numbers], &[]);
        let page = page(&program, &numbers);
        let there = registered(&page);
        // Prometheus itself says whether it could ask.
        let missing = wanted
            .iter()
            .filter(|name| *name != "up" && !there.contains(*name));
        assert_eq!(missing.collect::<Vec<_>>(), [""; 0], "{page}");
        for name in &there {
            let stem = ["_bucket", "_sum", "_count"]
                .into_iter()
                .find_map(|end| name.strip_suffix(end));
            let told = ["`", stem.unwrap_or(name), "`"].concat();
            assert!(
                operations.contains(&told),
                "OPERATIONS.md does not tell of {told}"
            );
        }
        let version = ["build_info{version=\"", env!("CARGO_PKG_VERSION"), "\"} 1"].concat();
        let is_file = fresh.url.starts_with("sqlite:");
        for told in [
            version.as_str(),
            "ready 1",
            "sessions_open 1",
            "accounts_locked 0",
            "log_in_tries_total{outcome=\"accepted\"} 1",
            "log_in_tries_total{outcome=\"refused\"} 1",
            "clock_jumps_total 0",
            if is_file {
                "database_info{kind=\"SQLite\"} 1"
            } else {
                "database_info{kind=\"PostgreSQL\"} 1"
            },
            // Nothing follows it, and it follows nothing.
            "database_replication_lag_seconds NaN",
        ] {
            assert!(page.contains(told), "{told}: {page}");
        }
        assert_eq!(
            page.contains("database_disk_free_bytes NaN"),
            !is_file,
            "{page}"
        );
        assert!(!page.contains("database_size_bytes NaN"), "{page}");
        assert!(!page.contains("database_schema_version NaN"), "{page}");
    }
}
