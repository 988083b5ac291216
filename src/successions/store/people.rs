//! The users of a practice that ends, and those who administer the practices that follow.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    access::{MembershipStatus, Role, Service},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::full_name,
    },
    database::{Failure, Query, RoleCodes, Tx},
    successions::fate::Fate,
};

#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    lasting: Option<RoleCodes>,
    dated: Option<RoleCodes>,
}

/// Everybody who has a place at `practice`, which ends on `effective_on`, and what happens to them. The order is that of names.
pub(super) async fn fates(
    tx: &mut Tx,
    practice: &OdsCode,
    effective_on: Date,
    today: Date,
) -> Result<Vec<Fate>, Failure> {
    let rows: Vec<Row> = tx
        .all(
            Query::new(
                "SELECT m.user_id, u.first_name, u.last_name, u.email,
                        (SELECT string_agg(g.role, ' ') FROM role_grant g
                         WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                           AND g.ends_on IS NULL AND g.starts_on <= $2) AS lasting,
                        (SELECT string_agg(g.role, ' ') FROM role_grant g
                         WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                           AND (g.ends_on >= $3 OR (g.ends_on IS NULL AND g.starts_on > $2))) AS dated
                 FROM membership m JOIN app_user u ON u.id = m.user_id
                 WHERE m.ods = $1 AND m.status <> 'deactivated' ORDER BY u.sort_name, u.id",
            )
            .bind(practice)
            .bind(effective_on.max(today))
            .bind(today),
        )
        .await?;
    let mut elsewhere = elsewhere(tx, practice).await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let name = full_name(&row.first_name, &row.last_name);
            let roles = |codes: Option<RoleCodes>| codes.unwrap_or_default().0;
            Fate::of(
                (row.user_id, name, row.email),
                roles(row.lasting),
                roles(row.dated),
                elsewhere.remove(&row.user_id).unwrap_or_default(),
            )
        })
        .collect())
}

/// The other open practices of those who have a place at `practice`.
async fn elsewhere(
    tx: &mut Tx,
    practice: &OdsCode,
) -> Result<BTreeMap<UserId, Vec<String>>, Failure> {
    let rows: Vec<(UserId, String)> = tx
        .all(
            Query::new(
                "SELECT o.user_id, p.name FROM membership m
                 JOIN membership o ON o.user_id = m.user_id AND o.ods <> m.ods AND o.status <> 'deactivated'
                 JOIN practice p ON p.ods = o.ods AND p.status = 'active'
                 WHERE m.ods = $1 AND m.status <> 'deactivated' ORDER BY p.name, p.ods",
            )
            .bind(practice),
        )
        .await?;
    let mut elsewhere: BTreeMap<_, Vec<String>> = BTreeMap::new();
    for (user, name) in rows {
        elsewhere.entry(user).or_default().push(name);
    }
    Ok(elsewhere)
}

/// Those who administer something at a practice and can log in, with what.
pub(super) async fn administrators(
    tx: &mut Tx,
    practice: &OdsCode,
    today: Date,
) -> Result<BTreeMap<UserId, BTreeSet<Service>>, Failure> {
    let mut query = Query::new(
        "SELECT g.user_id, g.role FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         WHERE g.ended_at IS NULL AND m.status = ",
    );
    query
        .push_bind(MembershipStatus::Active.code())
        .push(" AND g.ods = ")
        .push_bind(practice)
        .push(" AND g.starts_on <= ")
        .push_bind(today)
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") AND g.role IN ")
        .push_list(Role::all().filter(|role| role.administers()));
    let rows: Vec<(UserId, Role)> = tx.all(query).await?;
    let mut administrators: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
    for (user, role) in rows {
        let services = administrators.entry(user).or_default();
        services.insert(role.service());
    }
    Ok(administrators)
}

/// The services that somebody who can log in administers at a practice.
pub(super) async fn administered(
    tx: &mut Tx,
    practice: &OdsCode,
    today: Date,
) -> Result<BTreeSet<Service>, Failure> {
    let administrators = administrators(tx, practice, today).await?;
    Ok(administrators.into_values().flatten().collect())
}
