//! Searching practices on both databases.

use super::*;
use crate::{
    access::{Actor, MembershipStatus, Place, UserId},
    dates::Date,
    practices::{store::replace_tokens, tokens::Findable},
    server::{Db, Work, databases::fresh},
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

/// Three open practices and a closed one: Z99001 with two administrators of payments and pensions, one of them of the
/// list too; Z99002 with one whose role has ended, begins later, or whose place is deactivated; Z99003 without users.
struct Given;

impl Work for Given {
    type Done = ();
    type Error = Failure;

    #[expect(clippy::too_many_lines, reason = "a table of rows")]
    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        for (code, name, status, postcode) in [
            ("Z99001", "Elm Street Surgery", "active", "ZZ99 1AA"),
            ("Z99002", "St Bede's Med Ctr", "active", "ZZ99 2AA"),
            ("Z99003", "Elm Grove", "active", "ZZ98 3AA"),
            ("Z99004", "Former Elm", "closed", "ZZ99 4AA"),
        ] {
            practice(tx, code, name, status, postcode).await?;
        }
        tx.execute(Query::new(
            "INSERT INTO pcn (code, name, sub_icb) VALUES ('U99001', 'Old PCN', ''), ('U99002', 'New PCN', '')",
        ))
        .await?;
        tx.execute(Query::new(
            "INSERT INTO pcn_member (ods, pcn, joined_on, left_on) VALUES
                 ('Z99001', 'U99001', '2019-07-01', '2026-11-23'), ('Z99001', 'U99002', '2026-11-23', NULL),
                 ('Z99002', 'U99001', '2019-07-01', '2026-11-22'), ('Z99003', 'U99002', '2026-11-24', NULL)",
        ))
        .await?;
        for (number, first, last) in [(1, "Ann", "Ng"), (2, "Bo", "Day"), (3, "Cy", "Roe")] {
            tx.execute(
                Query::new(
                    "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone,
                                           is_registration_officer, created_at)
                     VALUES ($1, $2, '', $3, $4, $5, '', $6, 1)",
                )
                .bind(user(number))
                .bind(["user", &number.to_string(), "@example.invalid"].concat())
                .bind(first)
                .bind(last)
                .bind([last, " ", first].concat().to_lowercase())
                .bind(false),
            )
            .await?;
        }
        for (number, code, status) in [
            (1, "Z99001", "active"),
            (2, "Z99001", "invited"),
            (1, "Z99002", "active"),
            (3, "Z99002", "deactivated"),
            (3, "Z99003", "deactivated"),
            (3, "Z99004", "active"),
        ] {
            tx.execute(
                Query::new(
                    "INSERT INTO membership (user_id, ods, status, since, reason, version)
                     VALUES ($1, $2, $3, 1, '', 1)",
                )
                .bind(user(number))
                .bind(code)
                .bind(status),
            )
            .await?;
        }
        for (id, number, code, role, limit, slot, starts, ends, ended) in [
            (
                1,
                1,
                "Z99001",
                "gpp-user-management",
                4,
                1,
                "2026-01-01",
                None,
                None,
            ),
            (
                2,
                2,
                "Z99001",
                "gpp-user-management",
                4,
                2,
                "2026-01-01",
                Some("2026-11-23"),
                None,
            ),
            (
                3,
                1,
                "Z99001",
                "pl-user-management",
                4,
                1,
                "2026-01-01",
                None,
                None,
            ),
            (
                4,
                1,
                "Z99002",
                "gpp-user-management",
                4,
                1,
                "2026-01-01",
                Some("2026-11-22"),
                None,
            ),
            (
                5,
                1,
                "Z99002",
                "pl-user-management",
                4,
                1,
                "2026-11-24",
                None,
                None,
            ),
            (
                6,
                1,
                "Z99002",
                "mrs-main-contact",
                1,
                1,
                "2026-01-01",
                None,
                Some(5),
            ),
            (
                7,
                3,
                "Z99002",
                "gpp-user-management",
                4,
                2,
                "2026-01-01",
                None,
                None,
            ),
        ] {
            tx.execute(
                Query::new(
                    "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, slot, origin, granted_at, reason,
                                             starts_on, ends_on, ended_at)
                     VALUES ($1, $2, $3, $4, $5, $6, 'administrator', 1, '', $7, $8, $9)",
                )
                .bind(uuid::Uuid::from_u128(id))
                .bind(user(number))
                .bind(code)
                .bind(role)
                .bind(limit)
                .bind(slot)
                .bind(starts)
                .bind(ends.map(str::to_owned))
                .bind(ended),
            )
            .await?;
        }
        Ok(())
    }
}

async fn practice(
    tx: &mut Tx,
    code: &str,
    name: &str,
    status: &str,
    postcode: &str,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone)
             VALUES ($1, $2, $3, '', 'Anytown', $4, '', '', '', '')",
        )
        .bind(code)
        .bind(name)
        .bind(status)
        .bind(postcode),
    )
    .await?;
    let ods = ods(code);
    let findable = Findable {
        ods: &ods,
        name,
        town: "Anytown",
        postcode,
        pcns: &[],
    };
    replace_tokens(tx, &[(&ods, findable.tokens())]).await
}

fn everyone() -> ManagesUsers {
    let officer = Actor {
        id: user(9),
        name: String::new(),
        email: String::new(),
        registration_officer: true,
        factor_at: None,
        places: Vec::new(),
    };
    officer.manage_users().unwrap()
}

/// The administrator of these practices.
fn administrator(codes: &[&str]) -> ManagesUsers {
    let places = codes.iter().map(|code| Place {
        practice: ods(code),
        name: String::new(),
        status: MembershipStatus::Active,
        roles: vec![Service::Gpp.administrator()],
    });
    let actor = Actor {
        id: user(9),
        name: String::new(),
        email: String::new(),
        registration_officer: false,
        factor_at: None,
        places: places.collect(),
    };
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
    let page = search(&mut tx, permit, wanted, today(), PAGE)
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
        let page = search(&mut tx, &everyone(), &sought("", "", ""), today(), PAGE)
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
