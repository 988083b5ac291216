use indicatif::ProgressBar;

use super::{Fill, Filling, Kind, Size, accounts, kind_of};
use crate::{
    access::Service,
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::OdsCode,
    },
    database::{
        Db, Failure, Query,
        databases::{fresh, sqlite},
    },
    history::store::verify,
    performers::store::disagreements,
};

/// 23 November 2026, 14:00 UTC.
const NOW: Instant = Instant(1_795_442_400_000_000);

const LITTLE: Size = Size {
    practices: 30,
    users: 1_300,
    grants: 7_000,
    seed: 7,
};

async fn filled(url: &str, filling: Filling) -> Result<Db, Failure> {
    let db = Db::open(url).await.unwrap();
    let progress = ProgressBar::hidden();
    db.write(&Fill { filling, progress }).await?;
    Ok(db)
}

async fn count(db: &Db, sql: &'static str) -> i64 {
    let row: Option<(i64,)> = db.optional(Query::new(sql)).await.unwrap();
    row.unwrap().0
}

#[tokio::test]
async fn demonstration_data_is_never_mixed_with_other_data() {
    for fresh in fresh().await {
        let db = filled(&fresh.url, Filling::Small(NOW)).await.unwrap();
        assert_eq!(kind_of(&db).await.unwrap(), Some(Kind::Small));
        let again = filled(&fresh.url, Filling::Small(NOW)).await;
        assert!(
            again
                .unwrap_err()
                .to_string()
                .contains("already holds data")
        );
    }
}

#[tokio::test]
async fn every_printed_account_can_be_used() {
    for (kind, filling) in [
        (Kind::Small, Filling::Small(NOW)),
        (Kind::National, Filling::National(LITTLE)),
    ] {
        for fresh in fresh().await {
            let db = filled(&fresh.url, filling).await.unwrap();
            for account in accounts(kind) {
                let row: Option<(Option<String>, Option<i64>)> = db
                    .optional(
                        Query::new(
                            "SELECT password_hash, last_sign_in_at FROM app_user WHERE email = $1",
                        )
                        .bind(account.email),
                    )
                    .await
                    .unwrap();
                let (hash, _) = row.unwrap_or_else(|| panic!("{} is missing", account.email));
                assert!(hash.is_some(), "{}", account.email);
            }
        }
    }
}

#[tokio::test]
async fn the_small_set_has_a_practice_of_every_kind() {
    let today: Date = "2026-11-23".parse().unwrap();
    for fresh in fresh().await {
        let db = filled(&fresh.url, Filling::Small(NOW)).await.unwrap();
        let administrators = async |practice: &str| {
            let row: Option<(i64,)> = db
                .optional(
                    Query::new(
                        "SELECT CAST(count(*) AS BIGINT) FROM role_grant
                         WHERE ods = $1 AND role = $2 AND ended_at IS NULL AND starts_on <= $3",
                    )
                    .bind(practice)
                    .bind(Service::Gpp.administrator())
                    .bind(today),
                )
                .await
                .unwrap();
            row.unwrap().0
        };
        assert_eq!(administrators("ZZ9001").await, 1);
        assert_eq!(administrators("ZZ9002").await, 4);
        assert_eq!(administrators("ZZ9003").await, 0);
        let empty = "SELECT CAST(count(*) AS BIGINT) FROM membership WHERE ods = 'ZZ9004'";
        assert_eq!(count(&db, empty).await, 0);
        let closed =
            "SELECT CAST(count(*) AS BIGINT) FROM membership m JOIN practice p ON p.ods = m.ods
                      WHERE p.status = 'closed' AND m.status = 'active'";
        assert!(count(&db, closed).await > 0);
        let three = "SELECT CAST(count(*) AS BIGINT) FROM (SELECT user_id FROM membership
                     GROUP BY user_id HAVING count(*) >= 3) AS those";
        assert!(count(&db, three).await >= 3);
        let longest =
            "SELECT CAST(max(length(first_name) + 1 + length(last_name)) AS BIGINT) FROM app_user";
        assert_eq!(count(&db, longest).await, 60);
        let ahead =
            "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE starts_on > '2026-11-23'";
        assert!(count(&db, ahead).await > 0);
        let ending =
            "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE ends_on >= '2026-11-23'";
        assert!(count(&db, ending).await > 0);
    }
}

#[tokio::test]
async fn the_first_two_practices_of_the_national_set_have_300_and_500_users() {
    for fresh in fresh().await {
        let db = filled(&fresh.url, Filling::National(LITTLE)).await.unwrap();
        let of = async |practice: &OdsCode| {
            let row: Option<(i64,)> = db
                .optional(
                    Query::new("SELECT CAST(count(*) AS BIGINT) FROM membership WHERE ods = $1")
                        .bind(practice),
                )
                .await
                .unwrap();
            row.unwrap().0
        };
        assert_eq!(of(&"ZZ900001".parse().unwrap()).await, 300);
        assert_eq!(of(&"ZZ900002".parse().unwrap()).await, 500);
        assert_eq!(
            count(&db, "SELECT CAST(count(*) AS BIGINT) FROM app_user").await,
            1_300
        );
        assert_eq!(
            count(&db, "SELECT CAST(count(*) AS BIGINT) FROM role_grant").await,
            7_000
        );
    }
}

#[tokio::test]
async fn the_national_set_has_as_many_users_and_grants_as_were_asked_for() {
    for fresh in fresh().await {
        let db = filled(&fresh.url, Filling::National(LITTLE)).await.unwrap();
        assert_eq!(
            count(&db, "SELECT CAST(count(*) AS BIGINT) FROM practice").await,
            30
        );
        assert_eq!(
            count(&db, "SELECT CAST(count(*) AS BIGINT) FROM app_user").await,
            1_300
        );
        assert_eq!(
            count(&db, "SELECT CAST(count(*) AS BIGINT) FROM role_grant").await,
            7_000
        );
    }
}

#[tokio::test]
async fn both_sets_keep_what_must_be_true_of_roles() {
    for filling in [Filling::Small(NOW), Filling::National(LITTLE)] {
        for fresh in fresh().await {
            let db = filled(&fresh.url, filling).await.unwrap();
            for (wrong, what) in WRONG {
                assert_eq!(count(&db, wrong).await, 0, "{what}");
            }
        }
    }
}

#[tokio::test]
async fn the_roles_of_gps_are_those_that_their_links_imply() {
    for fresh in fresh().await {
        let db = filled(&fresh.url, Filling::Small(NOW)).await.unwrap();
        let today = date_of(NOW);
        assert_eq!(disagreements(&db, today).await.unwrap(), []);
        assert_eq!(
            count(
                &db,
                "SELECT CAST(count(*) AS BIGINT) FROM link_request WHERE state = 'open'"
            )
            .await,
            4
        );
    }
}

#[tokio::test]
async fn the_small_set_has_a_pension_form_at_each_point_of_its_way_and_a_desk() {
    // The second moment: just before the next scheme year is over.
    for now in [NOW, Instant(NOW.0 + 127 * Instant::DAY)] {
        for fresh in fresh().await {
            let db = filled(&fresh.url, Filling::Small(now)).await.unwrap();
            let states = "SELECT state FROM pension_form ORDER BY state";
            let states: Vec<(String,)> = db.all(Query::new(states)).await.unwrap();
            let states: Vec<_> = states.iter().map(|(state,)| state.as_str()).collect();
            assert_eq!(states, ["declared", "draft", "ready", "rejected"]);
            let desk = "SELECT CAST(count(*) AS BIGINT) FROM pensions_desk";
            assert_eq!(count(&db, desk).await, 1);
        }
    }
    // Nothing is known of years so far ahead.
    let fresh = sqlite();
    let later = Instant(NOW.0 + 900 * Instant::DAY);
    let db = filled(&fresh.url, Filling::Small(later)).await.unwrap();
    let forms = "SELECT CAST(count(*) AS BIGINT) FROM pension_form";
    assert_eq!(count(&db, forms).await, 0);
}

/// What no row may be, beyond what the schema refuses.
const WRONG: [(&str, &str); 7] = [
    (
        "SELECT CAST(count(*) AS BIGINT) FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         WHERE g.ended_at IS NULL AND m.status = 'deactivated'",
        "someone who has left holds a role",
    ),
    (
        "SELECT CAST(count(*) AS BIGINT) FROM role_grant g JOIN app_user u ON u.id = g.user_id
         WHERE (g.origin = 'performers list') <> (g.role IN ('gpp-gp-principal', 'gpp-gp-salaried'))
            OR (g.origin = 'performers list' AND u.gmc_number IS NULL)",
        "a GP's role does not come from the Performers List",
    ),
    (
        "SELECT CAST(count(*) AS BIGINT) FROM role_grant g JOIN app_user u ON u.id = g.granted_by
         WHERE (g.origin = 'registration team') <> u.is_registration_officer",
        "the origin does not fit the giver",
    ),
    (
        "SELECT CAST(count(*) AS BIGINT) FROM role_grant g WHERE g.origin = 'administrator' AND NOT EXISTS (
             SELECT 1 FROM role_grant a WHERE a.user_id = g.granted_by AND a.ods = g.ods AND a.granted_at <= g.granted_at
                AND a.role = CASE substr(g.role, 1, 3) WHEN 'gpp' THEN 'gpp-user-management'
                                                       WHEN 'mrs' THEN 'mrs-main-contact'
                                                       ELSE 'pl-user-management' END)",
        "the giver did not administer the service",
    ),
    (
        "SELECT CAST(count(*) AS BIGINT) FROM role_grant WHERE ended_at <= granted_at",
        "a role ended before it was given",
    ),
    (
        "SELECT CAST(count(*) AS BIGINT) FROM app_user u WHERE u.last_sign_in_at IS NOT NULL AND NOT u.is_registration_officer
            AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.status <> 'invited')",
        "someone who was only invited has signed in",
    ),
    (
        "SELECT CAST(count(*) AS BIGINT) FROM membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.status = 'invited' AND u.last_sign_in_at > m.since",
        "someone signed in and is still invited",
    ),
];

#[tokio::test]
async fn the_record_of_both_sets_is_whole() {
    for filling in [Filling::Small(NOW), Filling::National(LITTLE)] {
        for fresh in fresh().await {
            let db = filled(&fresh.url, filling).await.unwrap();
            let mut tx = db.read().await.unwrap();
            let verdict = verify(&mut tx, &[], |_| {}).await.unwrap();
            assert!(
                verdict.findings.is_empty(),
                "{:?}",
                verdict.findings.first()
            );
            assert!(verdict.events > 100);
        }
    }
}

/// Every row of every table that is filled, in the order of its key.
async fn content(size: Size) -> Vec<String> {
    let fresh = sqlite();
    let db = filled(&fresh.url, Filling::National(size)).await.unwrap();
    let mut rows = Vec::new();
    for sql in [
        "SELECT code || name FROM pcn ORDER BY code",
        "SELECT ods || name || status || address || town || postcode || telephone || coalesce(closed_on, '')
         FROM practice ORDER BY ods",
        "SELECT token || ods FROM practice_token ORDER BY token, ods",
        "SELECT ods || pcn FROM pcn_member ORDER BY ods",
        "SELECT hex(id) || email || title || first_name || last_name || sort_name || phone || coalesce(gmc_number, '')
             || coalesce(password_hash, '') || created_at || coalesce(last_sign_in_at, '') FROM app_user ORDER BY id",
        "SELECT token || sort_name || hex(user_id) FROM user_token ORDER BY token, sort_name, user_id",
        "SELECT hex(user_id) || ods || status || since || reason || version FROM membership ORDER BY user_id, ods",
        "SELECT hex(id) || hex(user_id) || ods || role || coalesce(slot, '') || origin || hex(coalesce(granted_by, ''))
             || granted_at || reason || starts_on || coalesce(ends_on, '') || coalesce(ended_at, '')
             || hex(coalesce(ended_by, '')) FROM role_grant ORDER BY id",
        // The hashes cover everything else that an event says.
        "SELECT chain || seq || hex(hash) FROM history_event ORDER BY chain, seq",
    ] {
        let found: Vec<(String,)> = db.all(Query::new(sql)).await.unwrap();
        assert!(!found.is_empty(), "{sql}");
        rows.extend(found.into_iter().map(|(row,)| row));
    }
    rows
}

#[tokio::test]
async fn the_same_seed_gives_the_same_rows_and_another_seed_gives_others() {
    let first = content(LITTLE).await;
    assert!(first == content(LITTLE).await, "one seed gave two contents");
    assert!(first != content(Size { seed: 8, ..LITTLE }).await);
}

#[tokio::test]
async fn a_size_that_can_not_be_made_is_refused_with_a_sentence() {
    for (size, sentence) in [
        (
            Size {
                practices: 29,
                ..LITTLE
            },
            "at least 30 practices",
        ),
        (
            Size {
                users: 800,
                ..LITTLE
            },
            "at least 950 users",
        ),
        (
            Size {
                grants: 100,
                ..LITTLE
            },
            "3 to 10 grants",
        ),
    ] {
        let fresh = sqlite();
        let refused = filled(&fresh.url, Filling::National(size))
            .await
            .unwrap_err();
        assert!(refused.to_string().contains(sentence), "{refused}");
        let db = Db::open(&fresh.url).await.unwrap();
        assert_eq!(kind_of(&db).await.unwrap(), None);
    }
}
