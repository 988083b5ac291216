//! Everyone at a practice, in a fixed number of queries.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    access::{Grant, MembershipStatus, Origin, Role, SeesPractice, UserId},
    dates::{Date, Instant},
    error::AppError,
    practices::{self, Practice},
    server::{Failure, Query, Tx, date_of},
};

/// A practice and everyone who has a place there, by name.
#[derive(Debug)]
pub(crate) struct Everyone {
    /// Where.
    pub practice: Practice,
    /// Who.
    pub people: Vec<Somebody>,
}

/// Someone with a place at the practice.
#[derive(Debug)]
pub(crate) struct Somebody {
    /// Their account.
    pub user: UserId,
    /// First and last name.
    pub name: String,
    /// The username.
    pub email: String,
    /// A GP's number at the GMC.
    pub gmc_number: Option<String>,
    /// Whether they belong to the registration team.
    pub registration_officer: bool,
    /// How they stand here.
    pub status: MembershipStatus,
    /// Since when.
    pub since: Date,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
    /// Of their place here.
    pub version: i64,
    /// Their grants here that have not ended, in the order of the catalogue.
    pub grants: Vec<Grant>,
}

#[derive(sqlx::FromRow)]
struct PersonRow {
    id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    gmc_number: Option<String>,
    is_registration_officer: bool,
    status: String,
    since: i64,
    last_sign_in_at: Option<i64>,
    version: i64,
}

#[derive(sqlx::FromRow)]
struct GrantRow {
    id: Uuid,
    user_id: UserId,
    role: String,
    origin: String,
    granted_by: Option<UserId>,
    granted_at: i64,
    reason: String,
    starts_on: String,
    ends_on: Option<String>,
}

/// Reads everyone at a practice with what they hold there today or will hold later.
pub(crate) async fn read(
    tx: &mut Tx,
    permit: &SeesPractice,
    today: Date,
) -> Result<Everyone, Failure> {
    let practice = practices::store::find_in(tx, permit.practice(), today)
        .await?
        .ok_or(Failure::Told(AppError::NotFound))?;
    let rows: Vec<PersonRow> = tx
        .all(
            Query::new(
                "SELECT u.id, u.first_name, u.last_name, u.email, u.gmc_number, u.is_registration_officer,
                        m.status, m.since, u.last_sign_in_at, m.version
                 FROM membership m JOIN app_user u ON u.id = m.user_id
                 WHERE m.ods = $1 ORDER BY u.sort_name, u.id",
            )
            .bind(permit.practice()),
        )
        .await?;
    let mut people = rows
        .into_iter()
        .map(somebody)
        .collect::<Result<Vec<_>, _>>()?;
    let places: HashMap<UserId, usize> = people
        .iter()
        .enumerate()
        .map(|(place, person)| (person.user, place))
        .collect();
    let granters = read_granters(tx, permit).await?;
    for row in read_grants(tx, permit, today).await? {
        if let Some(person) = places
            .get(&row.user_id)
            .and_then(|place| people.get_mut(*place))
        {
            person.grants.extend(grant(row, &granters, today));
        }
    }
    for person in &mut people {
        person.grants.sort_by_key(|grant| grant.role);
    }
    Ok(Everyone { practice, people })
}

fn somebody(row: PersonRow) -> Result<Somebody, Failure> {
    Ok(Somebody {
        user: row.id,
        name: [row.first_name.as_str(), &row.last_name].join(" "),
        email: row.email,
        gmc_number: row.gmc_number,
        registration_officer: row.is_registration_officer,
        status: MembershipStatus::from_code(&row.status)
            .ok_or_else(|| Failure::internal("a membership's status is not one of ours"))?,
        since: date_of(Instant(row.since)),
        last_sign_in: row.last_sign_in_at.map(Instant),
        version: row.version,
        grants: Vec::new(),
    })
}

/// The names of those who gave roles here: few people, so they are read once each and not with every role.
async fn read_granters(
    tx: &mut Tx,
    permit: &SeesPractice,
) -> Result<HashMap<UserId, String>, Failure> {
    let rows: Vec<(UserId, String, String)> = tx
        .all(
            Query::new(
                "SELECT id, first_name, last_name FROM app_user WHERE id IN
                 (SELECT granted_by FROM role_grant WHERE ods = $1 AND ended_at IS NULL)",
            )
            .bind(permit.practice()),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(id, first, last)| (id, [first, last].join(" ")))
        .collect())
}

async fn read_grants(
    tx: &mut Tx,
    permit: &SeesPractice,
    today: Date,
) -> Result<Vec<GrantRow>, Failure> {
    let query = Query::new(
        "SELECT id, user_id, role, origin, granted_by, granted_at, reason, starts_on, ends_on
         FROM role_grant
         WHERE ods = $1 AND ended_at IS NULL AND (ends_on IS NULL OR ends_on >= $2)",
    );
    Ok(tx.all(query.bind(permit.practice()).bind(today)).await?)
}

/// A role or an origin that this version does not know is left out: a newer server on the same database wrote it.
fn grant(row: GrantRow, granters: &HashMap<UserId, String>, today: Date) -> Option<Grant> {
    Some(Grant {
        id: row.id,
        role: Role::from_code(&row.role)?,
        origin: Origin::from_code(&row.origin)?,
        granted_by: row
            .granted_by
            .and_then(|by| granters.get(&by).cloned())
            .unwrap_or_default(),
        granted_on: date_of(Instant(row.granted_at)),
        reason: row.reason,
        starts_on: row.starts_on.parse().unwrap_or(today),
        ends_on: row.ends_on.and_then(|day| day.parse().ok()),
    })
}

impl Somebody {
    /// Whether they use `role` here today. A deactivated place gives nothing.
    pub(crate) fn uses(&self, role: Role, today: Date) -> bool {
        self.status != MembershipStatus::Deactivated
            && self
                .grants
                .iter()
                .any(|grant| grant.role == role && grant.in_force(today))
    }
}
