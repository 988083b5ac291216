//! Searching practices on both databases.

mod given;

use self::given::Given;
use super::*;
use crate::{
    access::{Actor, Membership, MembershipStatus, SignedIn},
    base::{dates::Date, ids::UserId},
    database::{Db, databases::fresh},
};

fn today() -> Date {
    Date::new(2026, 11, 23).unwrap()
}

fn ods(code: &str) -> OdsCode {
    code.parse().unwrap()
}

fn user(number: u128) -> UserId {
    UserId(uuid::Uuid::from_u128(number))
}

fn everyone() -> ManagesUsers {
    let officer = Actor::of_session(SignedIn {
        session_ends_at: crate::base::dates::Instant(i64::MAX),
        id: user(9),
        name: String::new(),
        email: String::new(),
        registration_officer: true,
        gmc_number: None,
        factor_at: None,
        places: Vec::new(),
    });
    officer.manage_users().unwrap()
}

/// The administrator of these practices.
fn administrator(codes: &[&str]) -> ManagesUsers {
    let places = codes.iter().map(|code| Membership {
        practice: ods(code),
        name: String::new(),
        status: MembershipStatus::Active,
        roles: vec![Service::Gpp.administrator()],
    });
    let actor = Actor::of_session(SignedIn {
        session_ends_at: crate::base::dates::Instant(i64::MAX),
        id: user(9),
        name: String::new(),
        email: String::new(),
        registration_officer: false,
        gmc_number: None,
        factor_at: None,
        places: places.collect(),
    });
    actor.manage_users().unwrap()
}

fn sought(q: &str, list: &str, service: &str) -> PracticeSearch {
    PracticeSearch {
        q: q.to_owned(),
        list: list.to_owned(),
        service: service.to_owned(),
        ..PracticeSearch::default()
    }
}

async fn found(db: &Db, permit: &ManagesUsers, wanted: &PracticeSearch) -> Vec<String> {
    let mut tx = db.read().await.unwrap();
    let page = search(&mut tx, permit, wanted, today(), ON_A_PAGE)
        .await
        .unwrap();
    let lists = list_counts(&mut tx, permit, today()).await.unwrap();
    let total = count(
        &mut tx,
        permit,
        wanted,
        today(),
        Some(&lists).filter(|_| wanted.q.is_empty()),
    )
    .await
    .unwrap();
    assert_eq!(
        page.found.len(),
        usize::try_from(total).unwrap(),
        "{wanted:?}"
    );
    page.found
        .iter()
        .map(|practice| practice.ods.to_string())
        .collect()
}

#[tokio::test]
async fn a_practice_is_found_by_beginnings_of_words_in_any_order_as_people_write_them() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Given).await.unwrap();
        for (q, codes) in [
            ("", &["Z99003", "Z99001", "Z99004", "Z99002"][..]),
            ("elm", &["Z99003", "Z99001", "Z99004"]),
            ("surg ELM", &["Z99001"]),
            ("z99002", &["Z99002"]),
            ("zz99", &["Z99001", "Z99004", "Z99002"]),
            ("ZZ99 2", &["Z99002"]),
            ("zz992aa", &["Z99002"]),
            ("saint bedes medical centre anytown", &["Z99002"]),
            ("st. bede’s", &["Z99002"]),
            ("zz99 1AA", &["Z99001"]),
            ("ZZ9 91AA", &["Z99001"]),
            ("ZZ9 1AA", &[]),
            ("Z 99002", &["Z99002"]),
            ("Z99 002", &["Z99002"]),
            ("st be des", &["Z99002"]),
            ("100% _", &[]),
        ] {
            let found = found(&db, &everyone(), &sought(q, "", "")).await;
            assert_eq!(found, codes, "{q}");
        }
        db.close().await;
    }
}

#[tokio::test]
async fn the_standing_lists_count_who_administers_today_and_works_there() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Given).await.unwrap();
        for (list, service, codes) in [
            ("no-administrator", "", &["Z99003", "Z99002"][..]),
            ("no-administrator", "mrs", &["Z99003", "Z99001", "Z99002"]),
            ("one-administrator", "", &[]),
            ("one-administrator", "pl", &["Z99001"]),
            ("no-users", "", &["Z99003"]),
            ("closed-with-users", "", &["Z99004"]),
        ] {
            let found = found(&db, &everyone(), &sought("", list, service)).await;
            assert_eq!(found, codes, "{list} {service}");
        }
        let mut tx = db.read().await.unwrap();
        let counts = list_counts(&mut tx, &everyone(), today()).await.unwrap();
        assert_eq!(
            counts,
            ListCounts {
                no_administrator: 2,
                one_administrator: 0,
                no_users: 1,
                closed_with_users: 1
            }
        );
        drop(tx);
        db.close().await;
    }
}

#[tokio::test]
async fn each_result_names_its_pcn_of_today_its_users_and_its_administrators() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Given).await.unwrap();
        let mut tx = db.read().await.unwrap();
        let page = search(
            &mut tx,
            &everyone(),
            &sought("", "", ""),
            today(),
            ON_A_PAGE,
        )
        .await
        .unwrap();
        let facts: Vec<_> = page
            .found
            .iter()
            .map(|practice| {
                let pcn = practice.pcn.as_ref().map(|pcn| pcn.name.as_str());
                let names = |service: usize| practice.administrators[service].names.join(", ");
                (
                    practice.ods.to_string(),
                    pcn,
                    practice.users,
                    names(0),
                    names(1),
                )
            })
            .collect();
        let none = String::new;
        assert_eq!(
            facts,
            [
                ("Z99003".to_owned(), None, 0, none(), none()),
                (
                    "Z99001".to_owned(),
                    Some("New PCN"),
                    2,
                    "Bo Day, Ann Ng".to_owned(),
                    "Ann Ng".to_owned()
                ),
                ("Z99004".to_owned(), None, 1, none(), none()),
                ("Z99002".to_owned(), None, 1, none(), none()),
            ]
        );
        drop(tx);
        db.close().await;
    }
}

#[tokio::test]
async fn an_administrator_finds_their_own_practices_alone() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Given).await.unwrap();
        let permit = administrator(&["Z99001", "Z99002"]);
        assert_eq!(
            found(&db, &permit, &sought("", "", "")).await,
            ["Z99001", "Z99002"]
        );
        assert_eq!(
            found(&db, &permit, &sought("elm", "", "")).await,
            ["Z99001"]
        );
        assert_eq!(
            found(&db, &permit, &sought("", "no-administrator", "")).await,
            ["Z99002"]
        );
        db.close().await;
    }
}

#[tokio::test]
async fn pages_join_without_a_gap_or_a_repetition_in_either_order() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Given).await.unwrap();
        for (sort, codes) in [
            ("", ["Z99003", "Z99001", "Z99004", "Z99002"]),
            ("code", ["Z99001", "Z99002", "Z99003", "Z99004"]),
        ] {
            let mut wanted = PracticeSearch {
                sort: sort.to_owned(),
                ..PracticeSearch::default()
            };
            let mut tx = db.read().await.unwrap();
            let mut all = Vec::new();
            loop {
                let page = search(&mut tx, &everyone(), &wanted, today(), 3)
                    .await
                    .unwrap();
                all.extend(page.found.iter().map(|practice| practice.ods.to_string()));
                if page.next.is_empty() {
                    break;
                }
                wanted.after = page.next;
            }
            assert_eq!(all, codes);
            wanted.after = "nowhere".to_owned();
            let page = search(&mut tx, &everyone(), &wanted, today(), 3)
                .await
                .unwrap();
            assert_eq!(page.found[0].ods.to_string(), codes[0]);
            drop(tx);
        }
        db.close().await;
    }
}

#[tokio::test]
async fn a_slip_of_the_pen_is_put_right_only_where_nothing_else_is_found() {
    for fresh in fresh().await {
        let db = Db::open(&fresh.url).await.unwrap();
        db.write(&Given).await.unwrap();
        let mut tx = db.read().await.unwrap();
        for (typed, right) in [
            ("surgrey", Some("surgery")),
            ("elm sugery", Some("elm surgery")),
            ("Bedde's", Some("bedes")),
            ("surgery", None),
            ("surg", None),
            ("hospital", None),
            ("Z99009", None),
            ("", None),
        ] {
            let found = put_right(&mut tx, typed).await.unwrap();
            assert_eq!(found.as_deref(), right, "{typed}");
        }
        let found = by_words(&mut tx, "elm surgrey", today()).await.unwrap();
        let found: Vec<_> = found
            .iter()
            .map(|practice| practice.ods.to_string())
            .collect();
        assert_eq!(found, ["Z99001"]);
    }
}
