//! All that is in a database, so that a test can say that nothing was changed.

use practice_access::database::{Db, Query};

/// What changes with asking alone, or is meant to be written when something is refused.
const ASIDE: [&str; 14] = [
    "certification_draft",
    "mail",
    "session",
    "form_draft",
    "account_request",
    "sign_in_throttle",
    "factor_try",
    "budget",
    "passkey_ceremony",
    "form_receipt",
    "history_event",
    "history_chain",
    "history_anchor",
    "history_anchor_head",
];

/// Every table with its rows, each as one text.
pub async fn tables(db: &Db) -> Vec<(String, Vec<String>)> {
    let sqlite = matches!(db, Db::Sqlite { .. });
    let list = if sqlite {
        "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
    } else {
        "SELECT CAST(table_name AS TEXT) FROM information_schema.tables
         WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1"
    };
    let names: Vec<(String,)> = db.all(Query::new(list)).await.expect("the tables");
    let mut tables = Vec::new();
    for (name,) in names {
        let statement = if sqlite {
            let columns: Vec<(String,)> = db
                .all(Query::new("SELECT name FROM pragma_table_info($1) ORDER BY cid").bind(&name))
                .await
                .expect("the columns");
            let quoted: Vec<_> = columns
                .iter()
                .map(|(column,)| ["quote(", column, ")"].concat())
                .collect();
            [
                "SELECT ",
                &quoted.join(" || ',' || "),
                " FROM ",
                &name,
                " ORDER BY 1",
            ]
            .concat()
        } else {
            ["SELECT CAST(t AS TEXT) FROM ", &name, " t ORDER BY 1"].concat()
        };
        // A statement is fixed text: this one lives as long as the test.
        let rows: Vec<(String,)> = db
            .all(Query::new(statement.leak()))
            .await
            .expect("the rows");
        tables.push((name, rows.into_iter().map(|(row,)| row).collect()));
    }
    tables
}

/// All but what is written aside.
pub async fn data(db: &Db) -> Vec<(String, Vec<String>)> {
    let mut tables = tables(db).await;
    tables.retain(|(name, _)| !ASIDE.contains(&name.as_str()));
    tables
}

/// The names of the tables whose rows differ.
pub fn changed(before: &[(String, Vec<String>)], after: &[(String, Vec<String>)]) -> Vec<String> {
    before
        .iter()
        .zip(after)
        .filter(|(before, after)| before != after)
        .map(|(before, _)| before.0.clone())
        .collect()
}
