//! Backups of a server that is being used, and what they restore.

mod spoilt;

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{BufRead as _, BufReader},
    os::unix::fs::PermissionsExt as _,
    path::Path,
    process::Stdio,
};

use flate2::read::MultiGzDecoder;
use practice_access::database::Query;
use serde_json::Value as Json;

use crate::{
    killed::save,
    support::{
        TestApp, Who,
        databases::{fresh, sqlite},
        program::command,
        record::take_over,
    },
};

/// What a restore changes: sessions and what belongs to them, the outbox that is held, and one more event and anchor.
const CHANGED: [&str; 8] = [
    "history_anchor",
    "history_anchor_head",
    "history_chain",
    "history_event",
    "installation",
    "form_draft",
    "passkey_ceremony",
    "session",
];

/// Runs a command; whether it ended well, and what it said.
fn run(url: &str, words: &[&str]) -> (bool, String) {
    let mut command = command(url);
    let done = command.args(words).stdout(Stdio::piped()).output().unwrap();
    let said = [done.stdout, done.stderr].concat();
    (done.status.success(), String::from_utf8(said).unwrap())
}

fn done(url: &str, words: &[&str]) -> String {
    let (well, said) = run(url, words);
    assert!(well, "{words:?}: {said}");
    said
}

fn refused(url: &str, words: &[&str], why: &str) {
    let (well, said) = run(url, words);
    assert!(!well && said.contains(why), "{words:?}: {said}");
}

fn lines(file: &Path) -> Vec<String> {
    let unzipped = MultiGzDecoder::new(File::open(file).unwrap());
    let lines = BufReader::new(unzipped).lines();
    lines.map(Result::unwrap).collect()
}

/// The rows of each table.
fn rows(file: &Path) -> BTreeMap<String, Vec<String>> {
    let lines = lines(file);
    let (first, rest) = lines.split_first().unwrap();
    let first: Json = serde_json::from_str(first).unwrap();
    let tables = first["tables"].as_array().unwrap();
    let names = tables.iter().map(|table| table["name"].as_str().unwrap());
    let rows = rest.split(|line| line.starts_with('{'));
    names
        .map(str::to_owned)
        .zip(rows.map(<[String]>::to_vec))
        .collect()
}

/// Backs a server up while people save, and goes on until some more is saved.
async fn back_up_under_load(app: &TestApp, file: &Path) {
    let (url, file) = (app.url.clone(), file.to_owned());
    let backing_up =
        tokio::task::spawn_blocking(move || done(&url, &["backup", file.to_str().unwrap()]));
    let mut version = 1;
    while !backing_up.is_finished() || version < 20 {
        // More than one person may save in an hour.
        app.run(Query::new("DELETE FROM budget")).await;
        let save = save(version, "under load");
        let answer = app.call(Who::Alice, "users/update", &save).await;
        assert!(answer.text().contains("Done"), "{}", answer.text());
        version += 1;
    }
    assert!(backing_up.await.unwrap().contains("rows"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_backup_taken_under_load_restores_every_row_into_a_database_of_either_kind() {
    let folder = tempfile::tempdir().unwrap();
    for (number, app) in TestApp::each().await.iter().enumerate() {
        let file = folder.path().join(format!("{number}.backup"));
        let name = file.to_str().unwrap();
        take_over(&app.db).await;
        back_up_under_load(app, &file).await;
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        assert!(done("sqlite:nowhere", &["backup", "--check", name]).contains("is whole"));
        refused(&app.url, &["backup", name], "is there already");
        let taken = rows(&file);
        assert!(!taken["session"].is_empty() && taken["role_grant"].len() > 10);
        for (target, place) in fresh().await.iter().enumerate() {
            let url = &place.url;
            let said = done(url, &["restore", name]);
            assert!(said.contains("the record of changes is in order"), "{said}");
            assert!(said.contains("No mail is sent until you say so"), "{said}");
            let again = folder.path().join(format!("{number}-{target}.backup"));
            done(url, &["backup", again.to_str().unwrap()]);
            let restored = rows(&again);
            assert_eq!(
                restored.keys().collect::<Vec<_>>(),
                taken.keys().collect::<Vec<_>>()
            );
            for (table, rows) in &restored {
                if !CHANGED.contains(&table.as_str()) {
                    assert_eq!(rows, &taken[table], "{table}");
                }
            }
            assert!(restored["session"].is_empty() && restored["form_draft"].is_empty());
            let mut events = restored["history_event"].clone();
            events.retain(|event| !taken["history_event"].contains(event));
            assert_eq!(events.len(), 1, "{events:?}");
            assert!(events[0].contains("restored") && events[0].contains("the backup of "));
            assert_eq!(
                restored["history_event"].len(),
                taken["history_event"].len() + 1
            );
            assert!(restored["history_anchor"].len() > taken["history_anchor"].len());
            done(url, &["history", "verify"]);
            assert!(done(url, &["mail", "waiting"]).contains("on hold since a restore"));
            assert!(done(url, &["mail", "release"]).contains("goes on"));
            assert!(done(url, &["mail", "waiting"]).contains("not on hold"));
            // What was restored is in use: it is no place for another.
            refused(url, &["restore", name], "already holds data");
        }
    }
    let parts = fs::read_dir(folder.path()).unwrap();
    let parts = parts.filter(|file| file.as_ref().unwrap().path().extension().unwrap() == "part");
    assert_eq!(parts.count(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_restore_refuses_the_log_of_another_database_and_a_record_that_is_not_in_order() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("backup");
    let name = file.to_str().unwrap();
    let app = TestApp::over(sqlite()).await;
    take_over(&app.db).await;
    let tamper = "UPDATE history_event SET reason = 'another' WHERE seq = 1";
    assert!(app.run(Query::new(tamper)).await > 0);
    done(&app.url, &["backup", name]);
    let target = folder.path().join("target.db");
    let url = format!("sqlite:{}", target.display());
    for log in ["target.db-wal", "target.db-journal"] {
        fs::write(folder.path().join(log), "left").unwrap();
        refused(&url, &["restore", name], log);
        assert!(!target.exists());
        fs::remove_file(folder.path().join(log)).unwrap();
    }
    refused(&url, &["restore", name], "was not when the backup was made");
    let said = done(&url, &["restore", name, "--although-record-differs"]);
    assert!(said.contains("NOT IN ORDER"), "{said}");
}
