//! A user's columns as they stand.

use uuid::Uuid;

use crate::{
    access::{Apart, Column, Grant, Holder, MembershipStatus, Origin, Period, Role, Subject},
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    practices::PracticeStatus,
};

/// The user whose roles are decided.
pub(crate) async fn read_subject(tx: &mut Tx, user: UserId) -> Result<Option<Subject>, Failure> {
    let row: Option<(String, String, bool)> = tx
        .optional(
            Query::new(
                "SELECT first_name, last_name, is_registration_officer FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?;
    Ok(row.map(|(first, last, registration_officer)| Subject {
        user,
        name: crate::base::text::full_name(&first, &last),
        registration_officer,
    }))
}

#[derive(sqlx::FromRow)]
struct ColumnRow {
    ods: OdsCode,
    name: String,
    status: PracticeStatus,
    membership: Option<MembershipStatus>,
    version: i64,
}

/// The user's columns at these practices, in this order of name. Practices that do not exist are left out.
pub(crate) async fn read_columns(
    tx: &mut Tx,
    user: UserId,
    practices: &[OdsCode],
    today: Date,
) -> Result<Vec<Column>, Failure> {
    let mut query = Query::new(
        "SELECT p.ods, p.name, p.status, m.status AS membership, COALESCE(m.version, 0) AS version
         FROM practice p LEFT JOIN membership m ON m.ods = p.ods AND m.user_id = ",
    );
    query
        .push_bind(user)
        .push(" WHERE p.ods IN ")
        .push_list(practices)
        .push(" ORDER BY p.name, p.ods");
    let rows: Vec<ColumnRow> = tx.all(query).await?;
    let mut columns: Vec<Column> = rows
        .into_iter()
        .map(|row| Column {
            practice: row.ods,
            name: row.name,
            closed: row.status == PracticeStatus::Closed,
            membership: row.membership,
            version: row.version,
            grants: Vec::new(),
            holders: Vec::new(),
            apart: Vec::new(),
        })
        .collect();
    let apart = kept_apart(tx).await?;
    for column in &mut columns {
        column.apart.clone_from(&apart);
    }
    read_grants(tx, user, &mut columns, today).await?;
    read_holders(tx, &mut columns, today).await?;
    Ok(columns)
}

/// The roles that nobody holds at one practice at the same time. A role that the catalogue does not know is an error: what keeps
/// roles apart must not do less than the operator was told.
pub(crate) async fn kept_apart(tx: &mut Tx) -> Result<Vec<Apart>, Failure> {
    let rows: Vec<(Role, Role, String)> = tx
        .all(Query::new(
            "SELECT role, other, why FROM kept_apart ORDER BY role, other",
        ))
        .await?;
    let read = |(role, other, why)| Apart { role, other, why };
    Ok(rows.into_iter().map(read).collect())
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    role: Role,
    origin: Origin,
    first_name: Option<String>,
    last_name: Option<String>,
    granted_at: i64,
    reason: String,
    starts_on: Date,
    ends_on: Option<Date>,
}

async fn read_grants(
    tx: &mut Tx,
    user: UserId,
    columns: &mut [Column],
    today: Date,
) -> Result<(), Failure> {
    let rows: Vec<GrantRow> = tx
        .all(
            Query::new(
                "SELECT g.id, g.user_id, g.ods, g.role, g.origin, b.first_name, b.last_name, g.granted_at,
                        g.reason, g.starts_on, g.ends_on
                 FROM role_grant g LEFT JOIN app_user b ON b.id = g.granted_by
                 WHERE g.user_id = $1 AND g.ended_at IS NULL AND (g.ends_on IS NULL OR g.ends_on >= $2)
                 ORDER BY g.role",
            )
            .bind(user)
            .bind(today),
        )
        .await?;
    for row in rows {
        let Some(column) = columns.iter_mut().find(|column| column.practice == row.ods) else {
            continue;
        };
        column.grants.push(row.grant());
    }
    for column in columns {
        column.grants.sort_by_key(|grant| grant.role);
    }
    Ok(())
}

/// What several people hold at one practice, in the order of the catalogue.
pub(crate) async fn grants_at(
    tx: &mut Tx,
    users: &[UserId],
    practice: &OdsCode,
    today: Date,
) -> Result<Vec<(UserId, Grant)>, Failure> {
    let mut query = Query::new(
        "SELECT g.id, g.user_id, g.ods, g.role, g.origin, b.first_name, b.last_name, g.granted_at, g.reason,
                g.starts_on, g.ends_on
         FROM role_grant g LEFT JOIN app_user b ON b.id = g.granted_by
         WHERE g.ods = $1 AND g.ended_at IS NULL AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.user_id IN ",
    )
    .bind(practice)
    .bind(today);
    query.push_list(users.iter().copied());
    let rows: Vec<GrantRow> = tx.all(query).await?;
    let mut grants: Vec<_> = rows
        .into_iter()
        .map(|row| (row.user_id, row.grant()))
        .collect();
    grants.sort_by_key(|(user, grant)| (*user, grant.role));
    Ok(grants)
}

impl GrantRow {
    fn grant(self) -> Grant {
        let granted_by = crate::base::text::shown_name(
            &self.first_name.unwrap_or_default(),
            &self.last_name.unwrap_or_default(),
        );
        Grant {
            id: self.id,
            role: self.role,
            origin: self.origin,
            granted_by,
            granted_on: date_of(Instant(self.granted_at)),
            reason: self.reason,
            starts_on: self.starts_on,
            ends_on: self.ends_on,
        }
    }
}

#[derive(sqlx::FromRow)]
struct HolderRow {
    ods: OdsCode,
    role: Role,
    user_id: UserId,
    first_name: String,
    last_name: String,
    starts_on: Date,
    ends_on: Option<Date>,
    status: MembershipStatus,
}

/// Everyone who holds a limited or critical role at these practices.
async fn read_holders(tx: &mut Tx, columns: &mut [Column], today: Date) -> Result<(), Failure> {
    let roles = Role::all().filter(|role| role.is_critical() || role.limit().is_some());
    let mut query = Query::new(
        "SELECT g.ods, g.role, g.user_id, u.first_name, u.last_name, g.starts_on, g.ends_on, m.status
         FROM role_grant g JOIN app_user u ON u.id = g.user_id
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         WHERE g.ended_at IS NULL AND g.ods IN ",
    );
    query
        .push_list(columns.iter().map(|column| &column.practice))
        .push(" AND g.role IN ")
        .push_list(roles)
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") ORDER BY u.sort_name, u.id");
    let rows: Vec<HolderRow> = tx.all(query).await?;
    for row in rows {
        let column = columns.iter_mut().find(|column| column.practice == row.ods);
        if let Some(column) = column {
            column.holders.push(Holder {
                role: row.role,
                user: row.user_id,
                name: crate::base::text::shown_name(&row.first_name, &row.last_name),
                works: row.status.is_open(),
                period: Period {
                    first: row.starts_on,
                    last: row.ends_on,
                },
            });
        }
    }
    Ok(())
}
