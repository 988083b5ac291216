use proptest::{
    collection::vec,
    option,
    prelude::{Just, Strategy, any, prop_oneof},
    strategy::ValueTree as _,
    test_runner::TestRunner,
};
use serde_json::{Value as Json, json};

use super::*;
use crate::{
    base::clock::hex,
    database::{Db, UnitOfWork, databases::fresh},
};

/// Bytes, a text that may be nothing, a text, a number, and yes or no.
type Odd = (Vec<u8>, Option<String>, String, i64, bool);

/// Values of every kind, at their limits and full of what has a meaning in SQL, JSON or `COPY`.
fn odd_rows() -> Vec<Odd> {
    let text = || {
        let c = prop_oneof![
            any::<char>(),
            prop_oneof![
                Just('\\'),
                Just('"'),
                Just('\''),
                Just('\n'),
                Just('\r'),
                Just('\t')
            ],
            (1_u32..32).prop_map(|c| char::from_u32(c).unwrap()),
        ];
        vec(c, 0..30).prop_map(|text| text.into_iter().filter(|c| *c != '\0').collect::<String>())
    };
    let number = prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(0)];
    let row = (
        vec(any::<u8>(), 0..40),
        option::of(text()),
        text(),
        number,
        any::<bool>(),
    );
    let made = vec(row, 300).new_tree(&mut TestRunner::deterministic());
    let mut rows = made.unwrap().current();
    for (index, row) in rows.iter_mut().enumerate() {
        row.0.extend(index.to_be_bytes());
    }
    rows
}

struct Put(Vec<Odd>);

impl UnitOfWork for Put {
    type Done = ();
    type Error = sqlx::Error;

    async fn run(&self, tx: &mut Tx) -> sqlx::Result<()> {
        for (index, (bytes, maybe, text, number, yes)) in self.0.iter().enumerate() {
            let draft = Query::new(
                "INSERT INTO certification_draft (token_hash, answers, created_at, changed_at) VALUES ($1, $2, $3, 0)",
            );
            let draft = draft.bind(bytes.clone()).bind(text).bind(*number);
            tx.execute(draft).await?;
            let practice = Query::new(
                "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone, opened_on)
                 VALUES ($1, $2, 'active', '', '', '', '', '', '', '', $3)",
            );
            let practice = practice
                .bind(index.to_string())
                .bind(text)
                .bind(maybe.clone());
            tx.execute(practice).await?;
            let mail = Query::new(
                "INSERT INTO mail (id, to_address, to_name, kind, letter, created_at, request_id, state, attempts,
                                   next_try_at, taken_until, ended_at, problem, urgent)
                 VALUES ($1, $2, '', '', '', $3, '', CASE WHEN $4 THEN 'waiting' ELSE 'dead' END, 0, 0, 0,
                         CASE WHEN $4 THEN NULL ELSE 7 END, '', $4)",
            );
            let id = uuid::Uuid::from_u128(u128::MAX / (index as u128 + 1));
            tx.execute(mail.bind(id).bind(text).bind(*number).bind(*yes))
                .await?;
        }
        Ok(())
    }
}

/// Replaces the rows of the tables of [`Put`].
struct Replace(Vec<Vec<String>>);

const FILLED: [&str; 3] = ["certification_draft", "mail", "practice"];

impl UnitOfWork for Replace {
    type Done = ();
    type Error = sqlx::Error;

    async fn run(&self, tx: &mut Tx) -> sqlx::Result<()> {
        let tables = Table::all(tx).await?;
        let loading = Loading::begin(tx).await?;
        for (name, rows) in FILLED.iter().zip(&self.0) {
            let table = tables.iter().find(|table| table.name() == *name).unwrap();
            table.clear(tx).await?;
            table.add(tx, rows).await?;
        }
        loading.finish(tx, || {}).await
    }
}

async fn lines(db: &Db) -> Vec<Vec<String>> {
    use futures::TryStreamExt as _;

    let mut tx = db.read().await.unwrap();
    let tables = Table::all(&mut tx).await.unwrap();
    let mut all = Vec::new();
    for name in FILLED {
        let table = tables.iter().find(|table| table.name() == name).unwrap();
        let rows = table.rows(&mut tx).unwrap();
        all.push(rows.try_collect::<Vec<_>>().await.unwrap());
    }
    all
}

#[tokio::test]
async fn a_row_is_the_same_line_from_either_database_and_comes_back_as_it_was() {
    let odd = odd_rows();
    let mut all = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Put(odd.clone())).await.unwrap();
        all.push(lines(&db).await);
        db.close().await;
    }
    let mut wanted: Vec<Json> = Vec::new();
    let mut sorted = odd;
    sorted.sort();
    for (bytes, _, text, number, _) in sorted {
        wanted.push(json!([text, 0, number, hex(&bytes)]));
    }
    for lines in &all {
        let drafts = lines[0]
            .iter()
            .map(|line| serde_json::from_str(line).unwrap());
        assert_eq!(drafts.collect::<Vec<Json>>(), wanted);
        for (one, other) in lines.iter().flatten().zip(all[0].iter().flatten()) {
            assert_eq!(one, other);
        }
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            db.write(&Replace(lines.clone())).await.unwrap();
            assert_eq!(&self::lines(&db).await, lines);
            db.close().await;
        }
    }
}

#[tokio::test]
async fn both_databases_have_tables_of_the_same_shape_in_the_same_order_and_each_has_a_key() {
    let mut all = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let tables = Table::all(&mut db.read().await.unwrap()).await.unwrap();
        let without = tables.iter().find(|table| table.key.is_empty());
        assert!(
            without.is_none(),
            "a backup sorts rows by their key: {without:?}"
        );
        let place = |name| {
            tables
                .iter()
                .position(|table| table.name() == name)
                .unwrap()
        };
        assert!(place("app_user") < place("role_grant") && place("session") < place("form_draft"));
        all.push(tables.iter().map(Table::shape).collect::<Vec<_>>());
        db.close().await;
    }
    assert!(all.iter().all(|shapes| *shapes == all[0]));
}

/// A row that refers to nobody.
struct Stray;

impl UnitOfWork for Stray {
    type Done = ();
    type Error = sqlx::Error;

    async fn run(&self, tx: &mut Tx) -> sqlx::Result<()> {
        let tables = Table::all(tx).await?;
        let table = tables.iter().find(|table| table.name() == "still_here");
        let loading = Loading::begin(tx).await?;
        let id = "00000000000000000000000000000001";
        let row = json!([1, "ZZ9001", id]).to_string();
        table.unwrap().add(tx, &[row]).await?;
        loading.finish(tx, || {}).await
    }
}

#[tokio::test]
async fn what_is_put_away_while_rows_are_written_is_in_force_again_afterwards() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let schema = if matches!(db, Db::Sqlite { .. }) {
            "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY 1"
        } else {
            "SELECT CAST(conname AS TEXT) || conrelid, pg_get_constraintdef(oid) FROM pg_constraint
             UNION ALL SELECT CAST(indexname AS TEXT), indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1"
        };
        let before: Vec<(String, String)> = db.all(Query::new(schema)).await.unwrap();
        db.write(&Replace(Vec::new())).await.unwrap();
        let after: Vec<(String, String)> = db.all(Query::new(schema)).await.unwrap();
        assert_eq!(before, after);
        let refused = db.write(&Stray).await.unwrap_err().to_string();
        assert!(refused.to_lowercase().contains("foreign key"), "{refused}");
        db.close().await;
    }
}
