//! What a file says badly: lines that can't be used, with their numbers, what is not concluded from them, and what is
//! said twice.

use super::*;
use crate::ods::{
    csv_file::Rejected,
    numbering::{self, Lines},
    successor_file,
};

#[test]
fn rejected_lines_have_the_numbers_that_an_editor_shows() {
    let row = |columns: usize, fields: &[(usize, &str)]| {
        let mut row = vec![""; columns];
        for (column, text) in fields {
            row[column - 1] = *text;
        }
        row.join(",")
    };
    let numbers = |rejected: Vec<Rejected>| -> Vec<u64> {
        rejected.into_iter().map(|rejected| rejected.line).collect()
    };
    let practice = |status| {
        row(
            27,
            &[
                (1, "Z99{n}"),
                (2, "{name}"),
                (3, "Y56"),
                (13, status),
                (26, "4"),
            ],
        )
    };
    let member = |day| {
        row(
            11,
            &[
                (1, "Z99{n}"),
                (2, "{name}"),
                (5, "U99001"),
                (6, "PCN"),
                (9, day),
            ],
        )
    };
    let succession = |day| row(5, &[(1, "Z99{n}"), (2, "Y99001"), (3, "{name}"), (4, day)]);
    let lines = |good: &str, bad: &str, read: &dyn Fn(&[u8]) -> Vec<u64>| {
        let head = "";
        numbering::check(&Lines { head, good, bad }, read);
    };
    lines(&practice("A"), &practice("?"), &|bytes| {
        numbers(practice_file::read(bytes).unwrap().rejected)
    });
    // One without all of its columns, which may not be the last.
    let last = practice("A").replace("{n}", "999");
    lines(&practice("A"), "Z99{n},{name}", &|bytes| {
        let whole = [bytes, b"\n", last.as_bytes()].concat();
        numbers(practice_file::read(&whole).unwrap().rejected)
    });
    lines(&member("20190701"), &member("someday"), &|bytes| {
        numbers(pcn_file::read(bytes).unwrap().rejected)
    });
    lines(&succession("20190701"), &succession("someday"), &|bytes| {
        numbers(successor_file::read(bytes).unwrap().rejected)
    });
}

#[tokio::test]
async fn a_practice_whose_line_is_rejected_is_not_reported_as_missing() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        db.write(&pcns(PCNS)).await.unwrap();
        let members = "SELECT CAST(count(*) AS BIGINT) FROM pcn_member";
        let before = count(&db, members).await;
        let spoiled = CURRENT.replacen("\"ACTIVE\"", "\"?\"", 1);
        let report = db.write(&practices(&spoiled)).await.unwrap();
        assert_eq!(
            (report.rejected.len(), report.vanished.len()),
            (1, 0),
            "{report}"
        );
        // What a line says that can't be read is not taken away either.
        let spoiled = PCNS.replacen("\"U99001\"", "\"Z99001\"", 1);
        let report = db.write(&pcns(&spoiled)).await.unwrap();
        assert_eq!(
            (report.rejected.len(), report.vanished.len()),
            (1, 0),
            "{report}"
        );
        assert_eq!(count(&db, members).await, before);
        db.close().await;
    }
}

#[tokio::test]
async fn a_practice_in_several_pcns_at_once_is_told() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        let both = PCNS.replace("20240331", "");
        let report = db.write(&pcns(&both)).await.unwrap();
        let told = "In several PCNs at once, of which the one that began last counts: Z99001.";
        assert_eq!(report.notes[1], told);
        db.close().await;
    }
}
