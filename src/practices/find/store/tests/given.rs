//! The practices that are searched.

use super::*;
use crate::{
    database::UnitOfWork,
    practices::{store::replace_tokens, tokens::Findable},
};

/// Three open practices and a closed one: Z99001 with two administrators of payments and pensions, one of them of the
/// list too; Z99002 with one whose role has ended, begins later, or whose place is deactivated; Z99003 without users.
pub(super) struct Given;

impl UnitOfWork for Given {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        practices(tx).await?;
        pcns(tx).await?;
        users(tx).await?;
        places(tx).await?;
        grants(tx).await
    }
}

async fn practices(tx: &mut Tx) -> Result<(), Failure> {
    for (code, name, status, postcode) in [
        ("Z99001", "Elm Street Surgery", "active", "ZZ99 1AA"),
        ("Z99002", "St Bede's Med Ctr", "active", "ZZ99 2AA"),
        ("Z99003", "Elm Grove", "active", "ZZ98 3AA"),
        ("Z99004", "Former Elm", "closed", "ZZ99 4AA"),
    ] {
        practice(tx, code, name, status, postcode).await?;
    }
    Ok(())
}

async fn pcns(tx: &mut Tx) -> Result<(), Failure> {
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
    Ok(())
}

async fn users(tx: &mut Tx) -> Result<(), Failure> {
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
    Ok(())
}

async fn places(tx: &mut Tx) -> Result<(), Failure> {
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
    Ok(())
}

/// A role, and how many may hold it.
const PAYMENTS: (&str, i64) = ("gpp-user-management", 4);
const LIST: (&str, i64) = ("pl-user-management", 4);
const MAIN_CONTACT: (&str, i64) = ("mrs-main-contact", 1);
const BEGUN: &str = "2026-01-01";

async fn grants(tx: &mut Tx) -> Result<(), Failure> {
    let rows = [
        (1, "Z99001", PAYMENTS, 1, BEGUN, None, None),
        (2, "Z99001", PAYMENTS, 2, BEGUN, Some("2026-11-23"), None),
        (1, "Z99001", LIST, 1, BEGUN, None, None),
        (1, "Z99002", PAYMENTS, 1, BEGUN, Some("2026-11-22"), None),
        (1, "Z99002", LIST, 1, "2026-11-24", None, None),
        (1, "Z99002", MAIN_CONTACT, 1, BEGUN, None, Some(5)),
        (3, "Z99002", PAYMENTS, 2, BEGUN, None, None),
    ];
    for (id, (number, code, (role, limit), slot, starts, ends, ended)) in (1..).zip(rows) {
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
