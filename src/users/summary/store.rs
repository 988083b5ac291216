//! Everyone at a practice, in two queries and a row for each person.
//!
//! A person's grants come as one text in the person's row; as rows of their own they took ten times as long.

use std::collections::HashMap;

use uuid::Uuid;

use crate::{
    access::{Apart, Grant, MembershipStatus, Role, SeesPractice, Subject},
    base::{
        clock::date_of,
        dates::{Date, Instant},
        error::AppError,
        ids::UserId,
    },
    database::{FIELD_END, Failure, Fields, Query, Tx},
    mail::undelivered_to,
    performers::store::{links_here, requests_waiting},
    practices::{self, Practice},
    sign_in::throttle::locked_users,
};

/// A practice and everyone who has a place there, by name.
#[derive(Debug)]
pub(crate) struct Everyone {
    pub practice: Practice,
    pub people: Vec<Somebody>,
    /// How many requests of GPs wait.
    pub waiting: usize,
    /// Roles that nobody holds at the same time: read for a change alone.
    pub apart: Vec<Apart>,
}

/// Someone with a place at the practice.
#[derive(Debug)]
pub(crate) struct Somebody {
    pub user: UserId,
    /// First and last name.
    pub name: String,
    pub email: String,
    /// A GP's number at the GMC.
    pub gmc_number: Option<String>,
    /// What should be known of a GP's link with the practice; empty if nothing.
    pub link: &'static str,
    /// What somebody should do about it; empty if nothing.
    pub link_mark: &'static str,
    /// Whether they belong to the registration team.
    pub registration_officer: bool,
    /// How they stand here.
    pub status: MembershipStatus,
    /// Whether they have not set up their account because their invitation did not arrive.
    pub undelivered: bool,
    /// Whether they cannot log in for a while after wrong passwords, where that is told.
    pub locked: bool,
    /// Since when.
    pub since: Date,
    /// Their last day here, if one is set.
    pub leaves_on: Option<Date>,
    /// When they last signed in.
    pub last_sign_in: Option<Instant>,
    /// Of their place here.
    pub version: i64,
    /// Their grants here that have not ended, in the order of the catalogue. Their identifiers are nil except after
    /// [`identify`].
    pub grants: Vec<Grant>,
}

impl Somebody {
    /// Whether they work, or are to work, here. More is told of them then.
    pub fn works_here(&self) -> bool {
        self.status.is_open()
    }

    /// As the rules know whose roles they decide.
    pub fn subject(&self) -> Subject {
        Subject {
            user: self.user,
            name: self.name.clone(),
            registration_officer: self.registration_officer,
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    gmc_number: Option<String>,
    is_registration_officer: bool,
    status: MembershipStatus,
    since: i64,
    leaves_on: Option<Date>,
    last_sign_in_at: Option<i64>,
    version: i64,
    grants: Option<String>,
}

/// Reads everyone at a practice with what they hold there today or will hold later.
pub(crate) async fn read(
    tx: &mut Tx,
    permit: &SeesPractice,
    today: Date,
) -> Result<Everyone, Failure> {
    let practice = practices::store::find_in(tx, permit.practice(), today)
        .await?
        .ok_or(Failure::Public(AppError::NotFound))?;
    let rows: Vec<Row> = tx
        .all(
            Query::new(
                "SELECT u.id, u.first_name, u.last_name, u.email, u.gmc_number, u.is_registration_officer,
                        m.status, m.since, m.leaves_on, u.last_sign_in_at, m.version,
                        (SELECT string_agg(
                                    g.role || $3 || g.origin || $3 || CAST(g.granted_at AS TEXT) || $3
                                    || g.starts_on || $3 || COALESCE(g.ends_on, '') || $3
                                    || COALESCE(replace(b.first_name || ' ' || b.last_name, $3, ' '), '') || $3
                                    || replace(g.reason, $3, ' ') || $3,
                                    '')
                         FROM role_grant g LEFT JOIN app_user b ON b.id = g.granted_by
                         WHERE g.user_id = m.user_id AND g.ods = m.ods AND g.ended_at IS NULL
                               AND (g.ends_on IS NULL OR g.ends_on >= $2)) AS grants
                 FROM membership m JOIN app_user u ON u.id = m.user_id
                 WHERE m.ods = $1 ORDER BY u.sort_name, u.id",
            )
            .bind(permit.practice())
            .bind(today)
            .bind(FIELD_END.to_string()),
        )
        .await?;
    let mut people: Vec<_> = rows.into_iter().map(somebody).collect::<Result<_, _>>()?;
    let waiting = requests_waiting(tx, permit).await?;
    if people.iter().any(|person| person.gmc_number.is_some()) {
        let links = links_here(tx, permit, today).await?;
        for person in &mut people {
            let present = person.status.is_open();
            if let Some(link) = links.get(&person.user).filter(|_| present) {
                (person.link, person.link_mark) = link.in_words();
            }
        }
    }
    mark_undelivered(tx, &mut people).await?;
    Ok(Everyone {
        practice,
        people,
        waiting,
        apart: Vec::new(),
    })
}

/// Marks those whose invitation did not arrive, if anybody is only invited.
async fn mark_undelivered(tx: &mut Tx, people: &mut [Somebody]) -> Result<(), Failure> {
    let invited = people
        .iter()
        .filter(|person| person.status == MembershipStatus::Invited);
    let invited: Vec<_> = invited.map(|person| person.user).collect();
    if invited.is_empty() {
        return Ok(());
    }
    let undelivered: Vec<(UserId,)> = tx.all(undelivered_to(invited)).await?;
    for person in people {
        person.undelivered = undelivered.contains(&(person.user,));
    }
    Ok(())
}

/// Marks those who cannot log in for a while: of those who have accepted their place here, whom its administrators may
/// help.
pub(super) async fn mark_locked(
    tx: &mut Tx,
    people: &mut [Somebody],
    now: Instant,
) -> Result<(), Failure> {
    let locked = locked_users(tx, now).await?;
    for person in people {
        let is_told = person.status == MembershipStatus::Active;
        person.locked = is_told && locked.contains(&person.user);
    }
    Ok(())
}

fn somebody(row: Row) -> Result<Somebody, Failure> {
    Ok(Somebody {
        user: row.id,
        name: crate::base::text::full_name(&row.first_name, &row.last_name),
        email: row.email,
        gmc_number: row.gmc_number,
        link: "",
        link_mark: "",
        registration_officer: row.is_registration_officer,
        status: row.status,
        undelivered: false,
        locked: false,
        since: date_of(Instant(row.since)),
        leaves_on: row.leaves_on,
        last_sign_in: row.last_sign_in_at.map(Instant),
        version: row.version,
        grants: grants(&row.grants.unwrap_or_default())?,
    })
}

/// A person's grants out of the text that holds them all.
fn grants(text: &str) -> Result<Vec<Grant>, Failure> {
    let mut fields = Fields::of("grants of role_grant", text);
    let mut grants = Vec::new();
    while fields.more() {
        grants.push(Grant {
            id: Uuid::nil(),
            role: fields.read()?,
            origin: fields.read()?,
            granted_on: date_of(Instant(fields.read()?)),
            starts_on: fields.read()?,
            ends_on: fields.optional()?,
            granted_by: fields.text()?.trim().to_owned(),
            reason: fields.text()?.to_owned(),
        });
    }
    grants.sort_by_key(|grant| grant.role);
    Ok(grants)
}

/// Adds the identifiers of the grants of `role`: what a change that takes it away has to end.
pub(crate) async fn identify(
    tx: &mut Tx,
    everyone: &mut Everyone,
    role: Role,
) -> Result<(), Failure> {
    let rows: Vec<(UserId, Uuid)> = tx
        .all(
            Query::new(
                "SELECT user_id, id FROM role_grant WHERE ods = $1 AND role = $2 AND ended_at IS NULL",
            )
            .bind(&everyone.practice.ods)
            .bind(role),
        )
        .await?;
    let ids: HashMap<UserId, Uuid> = rows.into_iter().collect();
    for person in &mut everyone.people {
        let grant = person.grants.iter_mut().find(|grant| grant.role == role);
        if let (Some(grant), Some(id)) = (grant, ids.get(&person.user)) {
            grant.id = *id;
        }
    }
    Ok(())
}

impl Somebody {
    /// Whether they use `role` here today. A deactivated place gives nothing.
    pub(crate) fn uses(&self, role: Role, today: Date) -> bool {
        self.status.is_open()
            && self
                .grants
                .iter()
                .any(|grant| grant.role == role && grant.in_force(today))
    }
}
