//! A database that an older program filled, taken through every step since: no row is lost, and none says something else.

use std::collections::BTreeMap;

use futures::TryStreamExt as _;
use serde_json::{Value as Json, json};
use sqlx::{PgConnection, SqliteConnection};

use super::*;
use crate::{
    access::Role,
    base::dates::Instant as Moment,
    database::{
        Tx, UnitOfWork,
        databases::{Fresh, fresh},
        tables::Table,
    },
};

/// Where it begins. 3 closes the first state that anybody could use: with accounts, people can be invited, log in and be given
/// roles. 12 is the last step before those that change tables which were there: it has the most tables with rows to be lost.
const BEGINNINGS: [i64; 2] = [3, 12];

/// What a step means to change: rows of a table that it removes. What is kept of a form is kept for an hour at most, and had
/// another shape from then on.
const REMOVED: [(i64, &str); 1] = [(24, "kept_form")];

const ID: &str = "01900000000070008000000000000001";
const HASH: &str = "aa00bb11cc22dd33aa00bb11cc22dd33aa00bb11cc22dd33aa00bb11cc22dd33";

// Long: one match, a row of each table.
/// A row of a table: its columns by their names. Those that the schema does not have yet are left out.
fn row(table: &str) -> Json {
    let role = Role::all().find(|role| role.limit().is_none());
    let role = role.expect("a role that any number may hold");
    let at = 1_700_000_000_000_000_i64;
    match table {
        "installation" => json!({"fact": "demonstration", "value": "old"}),
        "role" => {
            json!({"code": role.code(), "service": role.service().code(), "name": role.name(), "holder_limit": 0})
        }
        "practice" => {
            json!({"ods": "ZZ9001", "name": "Elm Street Surgery", "status": "active", "address": "1 Elm Street",
            "town": "Haverley", "postcode": "ZZ9 9ZZ", "region": "North", "icb": "ICB", "sub_icb": "SUB",
            "telephone": "01632 960001", "opened_on": "2001-02-03", "closed_on": null})
        }
        "practice_token" => json!({"token": "elm", "ods": "ZZ9001"}),
        "pcn" => json!({"code": "U00001", "name": "Haverley PCN", "sub_icb": "SUB"}),
        "pcn_member" => {
            json!({"ods": "ZZ9001", "pcn": "U00001", "joined_on": "2019-07-01", "left_on": null})
        }
        "app_user" => {
            json!({"id": ID, "email": "zoe@gp.example", "title": "Dr", "first_name": "Zoë", "last_name": "D'Arcy-Jones",
            "sort_name": "d'arcy-jones zoe", "phone": "01632 960002", "gmc_number": "7654321", "is_registration_officer": 1,
            "password_hash": "$argon2id$old", "created_at": at, "last_sign_in_at": at + 1, "terms_accepted_at": at + 2,
            "password_set_at": at + 3})
        }
        "user_token" => json!({"token": "zoe", "sort_name": "d'arcy-jones zoe", "user_id": ID}),
        "membership" => {
            json!({"user_id": ID, "ods": "ZZ9001", "status": "active", "since": at, "reason": "because", "version": 7,
            "leaves_on": "2030-01-31"})
        }
        "role_grant" => {
            json!({"id": ID, "user_id": ID, "ods": "ZZ9001", "role": role.code(), "holder_limit": 0, "slot": null,
            "origin": "administrator", "granted_by": ID, "granted_at": at, "reason": "newly employed",
            "starts_on": "2023-11-14", "ends_on": "2030-01-31", "ended_at": null, "ended_by": null})
        }
        "session" => {
            json!({"token_hash": HASH, "user_id": ID, "created_at": at, "last_seen_at": at + 5, "expires_at": at + 9,
            "browser": "Firefox on Windows", "factor_at": at + 4})
        }
        "sign_in_throttle" => {
            json!({"key": "a key", "failures": 3, "last_failure_at": at, "account": "an account"})
        }
        "form_receipt" => json!({"token": ID, "user_id": ID, "used_at": at, "location": "/users"}),
        "history_event" => {
            json!({"chain": "ZZ9001", "seq": 1, "at": at, "actor_id": ID, "actor_name": "Zoë", "subject_id": ID,
            "subject_name": "Zoë", "ods": "ZZ9001", "action": "roles-changed", "detail": "{}", "reason": "because",
            "request_id": "0190", "hash": HASH})
        }
        "history_chain" => json!({"chain": "ZZ9001", "seq": 1, "hash": HASH}),
        "history_anchor" => json!({"seq": 1, "at": at, "hash": HASH}),
        "history_anchor_head" => json!({"anchor": 1, "chain": "ZZ9001", "seq": 1, "hash": HASH}),
        "mail" => {
            json!({"id": ID, "to_address": "zoe@gp.example", "to_name": "Zoë", "kind": "no-reset", "letter": "{}",
            "created_at": at, "request_id": "0190", "state": "waiting", "attempts": 2, "next_try_at": at, "taken_until": 0,
            "ended_at": null, "problem": "no answer", "urgent": 1, "message_id": "<0190@gp.example>"})
        }
        "account_link" => {
            json!({"token_hash": HASH, "user_id": ID, "purpose": "address", "address": "new@gp.example",
            "created_at": at, "expires_at": at + 9, "ended_at": at + 8, "ended_by": "withdrawal"})
        }
        "account_request" => {
            json!({"id": ID, "kind": "locked", "email": "zoe@gp.example", "asked_at": at, "request_id": "0190"})
        }
        _ => later_row(table, at),
    }
}

/// Of tables that came with the steps after 3.
fn later_row(table: &str, at: i64) -> Json {
    match table {
        "authenticator_app" => {
            json!({"id": ID, "user_id": ID, "name": "Phone", "secret": HASH, "last_step": 5, "added_at": at})
        }
        "passkey" => {
            json!({"id": ID, "user_id": ID, "name": "Key", "credential_id": HASH, "credential": "{}", "alone": 1,
            "added_at": at})
        }
        "recovery_code" => json!({"user_id": ID, "code_hash": HASH}),
        "factor_try" => json!({"user_id": ID, "failures": 2, "last_failure_at": at}),
        "passkey_ceremony" => {
            json!({"handle_hash": HASH, "user_id": ID, "state": "{}", "expires_at": at})
        }
        "role_request" => {
            json!({"id": ID, "user_id": ID, "ods": "ZZ9001", "service": "gpp", "roles": "gpp-statements",
            "reason": "please", "asked_at": at, "step": 1, "due_on": "2023-11-20", "state": "open", "decided_at": null,
            "decided_by": "", "answer": "", "decider": "service"})
        }
        "still_here" => json!({"user_id": ID, "ods": "ZZ9001", "asked_at": at}),
        "access_review" => {
            json!({"id": ID, "ods": "ZZ9001", "signed_at": at, "signed_by": ID, "signed_name": "Zoë"})
        }
        "access_review_line" => {
            json!({"review_id": ID, "user_id": ID, "name": "Zoë", "roles": "Statements",
            "last_sign_in": "Never", "verdict": "keep"})
        }
        "kept_form" => {
            json!({"token_hash": HASH, "path": "/users/new", "content": "a=b", "kept_at": at})
        }
        "performer" => {
            json!({"gmc_number": "7654321", "user_id": ID, "gmc_email": "zoe@gmc.example", "gp_type": "salaried",
            "status": "suspended"})
        }
        "link_request" => {
            json!({"id": ID, "reference": "PL-0ABCD-1EFGH", "gmc_number": "7654321", "ods": "ZZ9001",
            "kind": "join", "gp_type": "salaried", "half_sessions": 7, "leaving": null, "on_day": "2023-12-01",
            "asked_at": at, "waits_for": "practice", "step": 0, "due_on": "2023-11-20", "state": "open",
            "decided_at": null, "decided_by": "", "answer": ""})
        }
        "link_event" => {
            json!({"request": ID, "seq": 1, "at": at, "what": "asked", "by_name": "Zoë", "note": "a note"})
        }
        "assignment" => {
            json!({"id": ID, "gmc_number": "7654321", "ods": "ZZ9001", "gp_type": "salaried", "half_sessions": 7,
            "starts_on": "2023-12-01", "ends_on": null, "stage": "running", "request": ID})
        }
        "nudge" => {
            json!({"gmc_number": "7654321", "ods": "ZZ9001", "asked_at": at, "asked_by": "Alice"})
        }
        _ => panic!("{table} has no row: write one"),
    }
}

/// Takes a database through the steps up to one.
async fn migrate(fresh: &Fresh, to: i64) {
    if fresh.url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(&fresh.url).unwrap();
        let options = options.create_if_missing(true);
        let mut connection = SqliteConnection::connect_with(&options).await.unwrap();
        let done = SQLITE_MIGRATIONS.run_to(to, &mut connection).await;
        done.unwrap();
        connection.close().await.unwrap();
    } else {
        let mut connection = PgConnection::connect(&fresh.url).await.unwrap();
        let done = POSTGRES_MIGRATIONS.run_to(to, &mut connection).await;
        done.unwrap();
        connection.close().await.unwrap();
    }
}

/// The database as it is: no step is done by opening it so.
async fn as_it_is(fresh: &Fresh) -> Db {
    if fresh.url.starts_with("sqlite:") {
        let options = SqliteConnectOptions::from_str(&fresh.url).unwrap();
        let path = options.get_filename().to_owned();
        // In the file itself nothing changes with a change, as in a server's: that is how another file in its place is noticed.
        let options = options.journal_mode(SqliteJournalMode::Wal);
        let pool = SqlitePoolOptions::new().max_connections(1);
        let pool = pool.connect_with(options).await.unwrap();
        let file = OpenFile::at(&path, &pool).await.unwrap();
        Db::Sqlite {
            read: pool.clone(),
            write: pool,
            file,
        }
    } else {
        let options = PgConnectOptions::from_str(&fresh.url).unwrap();
        Db::Postgres {
            reach: Reach::new(options, 2),
            practice_locks: PracticeLocks::default(),
        }
    }
}

/// Puts a row into every table there is.
struct Fill;

impl UnitOfWork for Fill {
    type Done = ();
    type Error = sqlx::Error;

    async fn run(&self, tx: &mut Tx) -> sqlx::Result<()> {
        for table in Table::all(tx).await? {
            let row = row(table.name());
            let shape = table.shape();
            let cells = shape.columns.iter().map(|(name, _)| row[name].clone());
            let line = Json::Array(cells.collect()).to_string();
            table.add(tx, &[line]).await?;
        }
        Ok(())
    }
}

/// A row: its columns by their names.
type Row = BTreeMap<String, Json>;

/// Every row of every table.
async fn everything(fresh: &Fresh) -> BTreeMap<String, Vec<Row>> {
    let db = as_it_is(fresh).await;
    let mut tx = db.read().await.unwrap();
    let mut all = BTreeMap::new();
    for table in Table::all(&mut tx).await.unwrap() {
        let names: Vec<_> = table
            .shape()
            .columns
            .into_iter()
            .map(|(name, _)| name)
            .collect();
        let rows = table.rows(&mut tx).unwrap();
        let lines: Vec<String> = rows.try_collect().await.unwrap();
        let rows = lines.iter().map(|line| {
            let cells: Vec<Json> = serde_json::from_str(line).unwrap();
            names.iter().cloned().zip(cells).collect()
        });
        all.insert(table.name().to_owned(), rows.collect());
    }
    drop(tx);
    db.close().await;
    all
}

/// That every row is still there with all its values.
fn assert_there(
    before: &BTreeMap<String, Vec<Row>>,
    after: &BTreeMap<String, Vec<Row>>,
    step: i64,
) {
    for (table, rows) in before {
        if REMOVED
            .iter()
            .any(|(at, removed)| *at <= step && removed == table)
        {
            assert!(!after.contains_key(table), "{table} is still there");
            continue;
        }
        let same = |old: &Row, new: &Row| {
            old.iter()
                .all(|(column, value)| new.get(column) == Some(value))
        };
        for old in rows {
            let there = after
                .get(table)
                .is_some_and(|rows| rows.iter().any(|new| same(old, new)));
            assert!(
                there,
                "step {step} lost {old:?} of {table}: {:?}",
                after.get(table)
            );
        }
    }
}

#[tokio::test]
async fn no_step_loses_a_row_or_changes_one_unless_it_means_to() {
    for begin in BEGINNINGS {
        for fresh in fresh().await {
            migrate(&fresh, begin).await;
            let db = as_it_is(&fresh).await;
            db.write(&Fill).await.unwrap();
            db.close().await;
            let before = everything(&fresh).await;
            assert!(before.values().all(|rows| rows.len() == 1), "{before:?}");
            let steps = SQLITE_MIGRATIONS.iter().map(|step| step.version);
            for step in steps.filter(|step| *step > begin) {
                migrate(&fresh, step).await;
                assert_there(&before, &everything(&fresh).await, step);
            }
            // The program itself opens it, and finds who was there.
            let db = Db::open(&fresh.url).await.unwrap();
            let user = crate::database::Query::new("SELECT email, last_sign_in_at FROM app_user");
            let users: Vec<(String, Moment)> = db.all(user).await.unwrap();
            assert_eq!(users.len(), 1);
            assert_eq!(users[0].0, "zoe@gp.example");
            db.close().await;
            assert_there(&before, &everything(&fresh).await, newest_schema());
        }
    }
}
