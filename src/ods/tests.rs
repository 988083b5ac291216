//! The import from the bytes of a file to the rows of both databases.

use indicatif::ProgressBar;

use crate::{
    base::{
        dates::{Date, Instant},
        ids::OdsCode,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork, Value, databases::fresh},
    ods::{
        FileImport as _,
        csv_file::{FileKind, Unreadable},
        pcn_file,
        pcn_store::ImportPcns,
        practice_file::{self, What},
        report::{LeftOut, Report},
        store::ImportPractices,
    },
    practices::{PracticeStatus, store::find},
    web::AuditContext,
};

const CURRENT: &str = include_str!("../../tests/fixtures/ods/epraccur.csv");
const OLDER: &str = include_str!("../../tests/fixtures/ods/epraccur-older.csv");
const PCNS: &str = include_str!("../../tests/fixtures/ods/epcncorepartnerdetails.csv");

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn ods(code: &str) -> OdsCode {
    code.parse().unwrap()
}

fn audit() -> AuditContext {
    AuditContext {
        at: Instant(1),
        today: today(),
        by: None,
        by_name: "Operator".to_owned(),
        request_id: String::new(),
        recent_factor: None,
    }
}

fn practices(text: &str) -> ImportPractices {
    ImportPractices {
        file: practice_file::read(text.as_bytes()).unwrap(),
        source: "epraccur.csv".to_owned(),
        audit: audit(),
        progress: ProgressBar::hidden(),
    }
}

fn pcns(text: &str) -> ImportPcns {
    ImportPcns {
        file: pcn_file::read(text.as_bytes()).unwrap(),
        source: "epcncorepartnerdetails.csv".to_owned(),
        audit: audit(),
        progress: ProgressBar::hidden(),
    }
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let (count,): (i64,) = db.optional(Query::new(sql)).await.unwrap().unwrap();
    count
}

/// Statements for the state before a test.
struct Given(Vec<(&'static str, Vec<Value>)>);

impl UnitOfWork for Given {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (sql, values) in &self.0 {
            let query = values
                .iter()
                .fold(Query::new(sql), |query, value| query.bind(value.clone()));
            tx.execute(query).await?;
        }
        Ok(())
    }
}

#[test]
fn both_dialects_say_the_same() {
    let current = practice_file::read(CURRENT.as_bytes()).unwrap();
    let older = practice_file::read(OLDER.as_bytes()).unwrap();
    assert_eq!(current.listed, older.listed);
    let working: Vec<_> = current
        .listed
        .iter()
        .filter(|row| row.active && matches!(row.what, What::Practice(_)))
        .map(|row| row.ods.to_string())
        .collect();
    assert_eq!(working, ["Z99001", "Z99002", "Z99007"]);
}

#[test]
fn a_file_that_is_not_the_right_one_is_refused_as_a_whole() {
    let columns = |columns: usize| ["\"Z99001\"", &",\"\"".repeat(columns - 1), "\n"].concat();
    let header = ["Organisation Code", &",x".repeat(26), "\n", CURRENT].concat();
    let (cut, _) = CURRENT.split_at(CURRENT.len() - 60);
    let latin = [CURRENT.as_bytes(), b"\"Z99009\",\"CAF\xe9\""].concat();
    let other = CURRENT.replace("RO76", "RO72");
    for (bytes, why) in [
        (b"".as_slice(), Unreadable::Empty),
        (b"\xef\xbb\xbf \r\n\n", Unreadable::Empty),
        (b"PK\x03\x04rest", Unreadable::Zip),
        (b"\x7fELF\x00\x01", Unreadable::Binary),
        (&latin, Unreadable::NotUtf8 { line: 8 }),
        (PCNS.as_bytes(), Unreadable::Other { is: FileKind::Pcns }),
        (
            columns(26).as_bytes(),
            Unreadable::Columns {
                wanted: FileKind::Practices,
                found: 26,
            },
        ),
        (header.as_bytes(), Unreadable::Header),
        (
            cut.as_bytes(),
            Unreadable::Truncated {
                line: 7,
                found: 16,
                of: 27,
            },
        ),
        (
            other.as_bytes(),
            Unreadable::Nothing {
                wanted: FileKind::Practices,
            },
        ),
    ] {
        assert_eq!(practice_file::read(bytes).unwrap_err(), why);
    }
    assert_eq!(
        pcn_file::read(CURRENT.as_bytes()).unwrap_err(),
        Unreadable::Other {
            is: FileKind::Practices
        }
    );
}

#[test]
fn a_line_that_can_not_be_read_is_rejected_with_its_number_and_the_reason() {
    let bad = CURRENT
        .replacen("\"ST BEDE'S MED.CTR.\"", "\" \"", 1)
        .replacen("\"Z99003\"", "\"z99003\"", 1)
        .replacen("\"DORMANT\"", "\"ASLEEP\"", 1)
        .replacen("\"20990101\"", "\"20990231\"", 1);
    let lines = [&bad, "\"Z99008\",\"ONE\"\n", CURRENT].concat();
    let file = practice_file::read(lines.as_bytes()).unwrap();
    let rejected: Vec<_> = file
        .rejected
        .iter()
        .map(|rejected| (rejected.line, rejected.reason.as_str()))
        .collect();
    assert_eq!(
        rejected,
        [
            (2, "the practice has no name"),
            (3, "\"z99003\" is not an organisation code"),
            (6, "\"ASLEEP\" is not a status"),
            (7, "\"20990231\" is not a date like 20260331"),
            (8, "2 columns instead of 27"),
            (9, "Z99001 is already in line 1"),
            (12, "Z99004 is already in line 4"),
            (13, "W99005 is already in line 5"),
        ]
    );
}

#[tokio::test]
async fn the_first_import_takes_working_practices_in_england_and_the_second_changes_nothing() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let first = db.write(&practices(CURRENT)).await.unwrap();
        assert_eq!((first.added, first.lines), (3, 7));
        let left_out: Vec<_> = first.left_out.into_iter().collect();
        assert_eq!(
            left_out,
            [
                (LeftOut::OtherSetting, 1),
                (LeftOut::NotInEngland, 1),
                (LeftOut::NotWorking, 2)
            ]
        );
        let found = find(&db, &ods("Z99002"), today()).await.unwrap().unwrap();
        assert_eq!(found.name, "St Bede's Med.Ctr.");
        assert_eq!(
            found.address_line(),
            "The Old School, 2 Church Lane, Stoke-on-Nowhere, ZZ99 2AA"
        );
        // One event for the whole of it.
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event";
        assert_eq!(count(&db, events).await, 1);
        let again = db.write(&practices(OLDER)).await.unwrap();
        assert!(again.nothing_new());
        assert_eq!(again.unchanged, 3);
        assert_eq!(count(&db, events).await, 1);
        db.close().await;
    }
}

#[tokio::test]
async fn a_rehearsal_says_the_same_and_changes_nothing() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let work = practices(CURRENT);
        let rehearsed = work.dry_run(&mut db.read().await.unwrap()).await.unwrap();
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM practice";
        assert_eq!(count(&db, rows).await, 0);
        let done = db.write(&work).await.unwrap();
        assert_eq!(
            rehearsed,
            Report {
                dry_run: true,
                ..done
            }
        );
        db.close().await;
    }
}

#[tokio::test]
async fn a_practice_closes_keeps_its_record_has_its_users_reported_and_can_reopen() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        let user = uuid::Uuid::from_u128(1);
        db.write(&Given(vec![
            (
                "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                       is_registration_officer, created_at)
                 VALUES ($1, 'a@example.invalid', '', 'A', 'B', 'b a', '', $2, 1)",
                vec![user.into(), false.into()],
            ),
            (
                "INSERT INTO membership (user_id, ods, status, since, reason, version)
                 VALUES ($1, 'Z99001', 'active', 1, '', 1)",
                vec![user.into()],
            ),
        ]))
        .await
        .unwrap();
        let closing = CURRENT.replacen(
            "\"19740401\",\"\",\"ACTIVE\"",
            "\"19740401\",\"20261122\",\"ACTIVE\"",
            1,
        );
        let report = db.write(&practices(&closing)).await.unwrap();
        let users: Vec<_> = report
            .users_at_closed
            .iter()
            .map(|(practice, users)| (practice.ods.to_string(), *users))
            .collect();
        assert_eq!(users, [("Z99001".to_owned(), 1)]);
        assert_eq!(report.closed.len(), 1);
        let found = find(&db, &ods("Z99001"), today()).await.unwrap().unwrap();
        assert_eq!(found.status, PracticeStatus::Closed);
        let events = "SELECT CAST(count(*) AS BIGINT) FROM history_event WHERE chain = 'Z99001'";
        assert_eq!(count(&db, events).await, 1);
        let reopened = db.write(&practices(CURRENT)).await.unwrap();
        assert_eq!((reopened.changed.len(), reopened.closed.len()), (1, 0));
        assert!(reopened.users_at_closed.is_empty());
        assert_eq!(count(&db, events).await, 2);
        db.close().await;
    }
}

#[tokio::test]
async fn a_practice_that_the_file_no_longer_lists_is_reported_and_kept() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        let (_, without_first) = CURRENT.split_once('\n').unwrap();
        // Z99002 is now a clinic.
        let fewer = without_first.replace("RO76|RO268", "RO72");
        let report = db.write(&practices(&fewer)).await.unwrap();
        let vanished: Vec<_> = report
            .vanished
            .iter()
            .map(|vanished| (vanished.practice.ods.to_string(), vanished.how))
            .collect();
        assert_eq!(
            vanished,
            [
                ("Z99001".to_owned(), "not in the file"),
                (
                    "Z99002".to_owned(),
                    "listed, but not as a GP practice in England"
                )
            ]
        );
        assert!(report.nothing_new());
        assert_eq!(report.notes.len(), 1, "the file may be incomplete");
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM practice WHERE status = 'active'";
        assert_eq!(count(&db, rows).await, 3);
        db.close().await;
    }
}

#[tokio::test]
async fn a_practice_is_found_by_its_new_name_and_no_longer_by_the_old_one() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        db.write(&pcns(PCNS)).await.unwrap();
        let renamed = CURRENT.replace("ELM STREET SURGERY", "OAK ROAD SURGERY");
        db.write(&practices(&renamed)).await.unwrap();
        for (token, rows) in [("elm", 0), ("oak", 1), ("u99002", 1), ("zz991aa", 1)] {
            let found: Vec<(String,)> = db
                .all(
                    Query::new(
                        "SELECT ods FROM practice_token WHERE token = $1 AND ods = 'Z99001'",
                    )
                    .bind(token),
                )
                .await
                .unwrap();
            assert_eq!(found.len(), rows, "{token}");
        }
        db.close().await;
    }
}

#[tokio::test]
async fn pcns_are_taken_with_their_past_and_future_members_and_a_second_time_nothing_changes() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        let first = db.write(&pcns(PCNS)).await.unwrap();
        assert_eq!(first.added, 4);
        assert_eq!(first.left_out[&LeftOut::UnknownPractice], 1);
        assert_eq!(first.notes, ["2 practices known here are in 1 PCNs today."]);
        let pcn = |code: &'static str, day: Date| {
            let db = db.clone();
            async move {
                let found = find(&db, &ods(code), day).await.unwrap().unwrap();
                found.pcn.map(|pcn| pcn.name)
            }
        };
        assert_eq!(
            pcn("Z99001", today()).await.as_deref(),
            Some("Nowhere & District PCN")
        );
        assert_eq!(pcn("Z99007", today()).await, None);
        let later = Date::new(2099, 1, 1).unwrap();
        assert_eq!(pcn("Z99007", later).await.as_deref(), Some("Anytown PCN"));
        let again = db.write(&pcns(PCNS)).await.unwrap();
        assert!(again.nothing_new());
        assert_eq!(again.unchanged, 4);
        db.close().await;
    }
}

#[tokio::test]
async fn a_practice_that_moves_to_another_pcn_has_it_in_its_record() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        db.write(&pcns(PCNS)).await.unwrap();
        let moved = PCNS.replacen(
            "\"Z99002\",\"ST BEDE'S MED.CTR.\",\"99Z\",\"NHS NOWHERE ICB - 99Z\",\"U99002\",\"NOWHERE & DISTRICT PCN\"",
            "\"Z99002\",\"ST BEDE'S MED.CTR.\",\"99Z\",\"NHS NOWHERE ICB - 99Z\",\"U99001\",\"ANYTOWN PCN\"",
            1,
        );
        let report = db.write(&pcns(&moved)).await.unwrap();
        assert_eq!((report.added, report.changed.len()), (1, 1));
        let (detail,): (String,) = db
            .optional(Query::new(
                "SELECT detail FROM history_event WHERE chain = 'Z99002'",
            ))
            .await
            .unwrap()
            .unwrap();
        assert!(
            detail.contains("PCN: Anytown PCN (U99001), before Nowhere & District PCN (U99002)"),
            "{detail}"
        );
        assert!(db.write(&pcns(&moved)).await.unwrap().nothing_new());
        db.close().await;
    }
}

mod any_file;
mod rejected;
mod successors;
