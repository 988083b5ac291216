//! The import of successors, on both databases.

use proptest::prelude::*;

use crate::ods::{
    successor_file,
    successor_plan::{KnownSuccessions, plan},
    successor_store::{ImportSuccessors, Suggested, suggested},
    tests::*,
};

const SUCC: &str = include_str!("../../../tests/fixtures/ods/succ.csv");

fn successors(text: &str) -> ImportSuccessors {
    ImportSuccessors {
        file: successor_file::read(text.as_bytes()).unwrap(),
        source: "succ.csv".to_owned(),
        audit: audit(),
        progress: ProgressBar::hidden(),
    }
}

async fn with_successors() -> Vec<(Db, crate::database::databases::Fresh)> {
    let mut all = Vec::new();
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        db.write(&successors(SUCC)).await.unwrap();
        all.push((db, fresh));
    }
    all
}

async fn leads_to(db: &Db, code: &str) -> Suggested {
    suggested(&mut db.read().await.unwrap(), &ods(code))
        .await
        .unwrap()
}

#[test]
fn each_fault_is_told_with_its_line() {
    let bad = [
        SUCC,
        "\"z99001\",\"Z99002\",\"A\",\"20270401\",\"0\"\n",
        "\"Z99001\",\"\",\"A\",\"20270401\",\"0\"\n",
        "\"Z99001\",\"Z99001\",\"A\",\"20270401\",\"0\"\n",
        "\"Z99001\",\"Z99002\",\"A\",\"2027-04-01\",\"0\"\n",
        "\"Z99001\",\"Z99007\",\"A\",\"\",\"0\"\n",
        "\"Z99001\",\"Z99007\",\"a sentence, not a code\",\"20270401\",\"0\"\n",
        "\"Z99001\",\"Z99002\",\"C\",\"20270401\",\"0\"\n",
        "\"Z99001\",\"Z99002\",\"A\",\"20270401\"\n",
        SUCC,
    ]
    .concat();
    let file = successor_file::read(bad.as_bytes()).unwrap();
    let rejected = file.rejected.iter().take(8);
    let rejected: Vec<_> = rejected
        .map(|rejected| (rejected.line, rejected.reason.as_str()))
        .collect();
    assert_eq!(
        rejected,
        [
            (7, "\"z99001\" is not an organisation code"),
            (8, "\"\" is not an organisation code"),
            (9, "the organisation is its own successor"),
            (10, "\"2027-04-01\" is not a date like 20260331"),
            (11, "there is no effective date"),
            (12, "the reason is longer than a code"),
            (13, "the same two codes and date as line 5"),
            (14, "4 columns instead of 5"),
        ]
    );
    let header = ["code,successor,reason,date,indicator\n", SUCC].concat();
    assert_eq!(
        successor_file::read(header.as_bytes()).unwrap_err(),
        Unreadable::Header
    );
    assert_eq!(
        successor_file::read(PCNS.as_bytes()).unwrap_err(),
        Unreadable::Other { is: FileKind::Pcns }
    );
    assert_eq!(
        practice_file::read(SUCC.as_bytes()).unwrap_err(),
        Unreadable::Other {
            is: FileKind::Successions
        }
    );
}

#[tokio::test]
async fn successors_are_taken_told_at_both_practices_and_a_second_time_nothing_changes() {
    for (db, _fresh) in with_successors().await {
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM ods_succession";
        assert_eq!(count(&db, rows).await, 6);
        // Z99001 ends and follows Z99004; Z99002 follows both and Z99901. The others are not known here.
        for (chain, events) in [("Z99001", 1), ("Z99002", 1), ("Z99007", 0)] {
            let found: Vec<(String,)> = db
                .all(Query::new("SELECT detail FROM history_event WHERE chain = $1").bind(chain))
                .await
                .unwrap();
            assert_eq!(found.len(), events, "{chain}");
            for (detail,) in found {
                assert!(
                    detail.contains("Takes the place of: Z99004 from 1 July 2024"),
                    "{detail}"
                );
            }
        }
        let again = successors(SUCC);
        let rehearsed = again.dry_run(&mut db.read().await.unwrap()).await.unwrap();
        assert!(rehearsed.nothing_new() && rehearsed.unchanged == 6);
        assert!(db.write(&again).await.unwrap().nothing_new());
        assert_eq!(
            rehearsed.notes,
            [
                "1 practices known here have a successor, 0 of them several: the registration team decides between those."
            ]
        );
        db.close().await;
    }
}

#[tokio::test]
async fn a_rehearsal_of_successors_changes_nothing() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        let work = successors(SUCC);
        let rehearsed = work.dry_run(&mut db.read().await.unwrap()).await.unwrap();
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM ods_succession";
        assert_eq!(count(&db, rows).await, 0);
        let done = db.write(&work).await.unwrap();
        assert_eq!(rehearsed.added, done.added);
        db.close().await;
    }
}

#[tokio::test]
async fn what_the_file_no_longer_says_of_a_code_it_lists_goes_and_other_codes_stay() {
    for (db, _fresh) in with_successors().await {
        let other = "\"Z99001\",\"Z99007\",\"A\",\"20270401\",\"0\"\n";
        let report = db.write(&successors(other)).await.unwrap();
        assert_eq!((report.added, report.changed.len()), (1, 1));
        let rows = "SELECT CAST(count(*) AS BIGINT) FROM ods_succession";
        assert_eq!(count(&db, rows).await, 6);
        let found = leads_to(&db, "Z99001").await;
        assert_eq!(found.practices[0].0, ods("Z99007"));
        db.close().await;
    }
}

#[tokio::test]
async fn a_chain_over_codes_that_are_not_known_here_leads_to_the_practice_that_works() {
    for (db, _fresh) in with_successors().await {
        let codes = |found: &Suggested| {
            let codes = found.practices.iter().map(|(code, _)| code.to_string());
            codes.collect::<Vec<_>>()
        };
        let chain = leads_to(&db, "Z99003").await;
        assert_eq!(codes(&chain), ["Z99002"]);
        assert_eq!(chain.effective_on, Date::new(2021, 4, 1).ok());
        assert_eq!(codes(&leads_to(&db, "Z99004").await), ["Z99001", "Z99002"]);
        assert_eq!(leads_to(&db, "Z99007").await, Suggested::default());
        assert_eq!(codes(&leads_to(&db, "Z99902").await), [""; 0]);
        db.close().await;
    }
}

#[tokio::test]
async fn a_practice_that_the_registration_team_has_ended_stays_closed_whatever_ods_says() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&practices(CURRENT)).await.unwrap();
        let [first, second] = [1, 2].map(uuid::Uuid::from_u128);
        let officer =
            "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                             is_registration_officer, created_at)
                       VALUES ($1, $2, '', 'A', 'B', 'b a', '', $3, 1)";
        let ended = "INSERT INTO succession (id, reference, ods, kind, branch, effective_on, read_until, reason, state, since,
                                             planned_by, planned_at, approved_by, ended_reason, version)
                     VALUES ($1, 'SU-1', 'Z99001', 'closure', '', '2026-11-01', '2026-12-01', '', 'grace', 1, $1, 1, $2, '', 1)";
        db.write(&Given(vec![
            (officer, vec![first.into(), "a@example.invalid".into(), true.into()]),
            (officer, vec![second.into(), "b@example.invalid".into(), true.into()]),
            (ended, vec![first.into(), second.into()]),
            (
                "UPDATE practice SET status = 'closed', closed_on = '2026-10-31' WHERE ods = 'Z99001'",
                Vec::new(),
            ),
        ]))
        .await
        .unwrap();
        let report = db.write(&practices(CURRENT)).await.unwrap();
        assert!(report.nothing_new(), "{report}");
        assert_eq!(
            report.notes,
            ["1 listed as open stay closed here: the registration team has ended them."]
        );
        let found = find(&db, &ods("Z99001"), today()).await.unwrap().unwrap();
        assert_eq!(found.status, PracticeStatus::Closed);
        db.close().await;
    }
}

proptest! {
    #[test]
    fn importing_successors_twice_writes_nothing_the_second_time(
        lines in prop::collection::vec((0..6u8, 0..6u8, 1..4u8, "[A-C]{0,1}"), 1..30),
        before in prop::collection::vec((0..6u8, 0..6u8, 1..4u8, "[A-C]{0,1}"), 0..30),
    ) {
        let text = |lines: &[(u8, u8, u8, String)]| {
            let line = |(ends, follows, day, reason): &(u8, u8, u8, String)| {
                format!("Z9900{ends},Z9900{follows},{reason},2027010{day},\n")
            };
            lines.iter().map(line).collect::<String>()
        };
        let mut known = KnownSuccessions::default();
        for lines in [&before, &lines, &lines] {
            let Ok(file) = successor_file::read(text(lines).as_bytes()) else { continue };
            let plan = plan(&known, &file);
            for gone in &plan.remove {
                known.successions.remove(gone);
            }
            known.successions.extend(plan.put);
            // What the file says of the codes it lists is what is known of them.
            for (succession, codes) in &file.successions {
                prop_assert_eq!(known.successions.get(succession), Some(codes));
            }
        }
        if let Ok(file) = successor_file::read(text(&lines).as_bytes()) {
            prop_assert!(plan(&known, &file).is_empty());
        }
    }

    #[test]
    fn no_bytes_make_reading_successors_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = successor_file::read(&bytes);
    }
}
