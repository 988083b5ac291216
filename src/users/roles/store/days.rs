//! Roles that begin on their first day or end after their last one: nobody does anything that day, so the program tells it.

use std::collections::BTreeMap;

use super::tell::{services, tell_user};
use crate::{
    access::Role,
    base::{
        clock::date_of,
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    mail::{ChangedBy, PlaceChanged},
    web::AuditContext,
};

/// Up to which day everybody was told.
const FACT: &str = "roles-told";

/// Tells everybody of whom a role began or ended by itself since it was last told, in one letter each, once however often it is
/// asked and however many servers ask. An installation that is new, or new to this, tells from the next day on.
pub(crate) async fn tell_of_days(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let told: Option<(Date,)> = db.optional(fact()).await?;
    let users = match told {
        Some((day,)) if day >= audit.today => return Ok(()),
        Some((day,)) => whom(db, day, audit.today).await?,
        None => Vec::new(),
    };
    db.write(&TellOfDays { users, audit }).await
}

fn fact() -> Query {
    Query::new("SELECT value FROM installation WHERE fact = $1").bind(FACT)
}

/// Who may have to be told. This reads every role of every user, so it is done before the transaction, which looks again.
async fn whom(db: &Db, told: Date, today: Date) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT DISTINCT user_id FROM role_grant
                 WHERE starts_on > $1 AND starts_on <= $2 OR ends_on >= $1 AND ends_on < $2 ORDER BY user_id";
    let users: Vec<(UserId,)> = db.all(Query::new(query).bind(told).bind(today)).await?;
    Ok(users.into_iter().map(|(user,)| user).collect())
}

struct TellOfDays<'a> {
    users: Vec<UserId>,
    audit: &'a AuditContext,
}

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    practice: String,
    role: Role,
    granted_at: Instant,
    starts_on: Date,
    ends_on: Option<Date>,
    ended_at: Option<i64>,
    /// Whether they have the role today, by this grant or by another one.
    has: bool,
}

impl UnitOfWork for TellOfDays<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        // Another server may have been faster.
        let told: Option<(Date,)> = tx.optional(fact()).await?;
        if let Some((told,)) = told.filter(|(day,)| *day < self.audit.today) {
            for user in &self.users {
                self.tell(tx, *user, told).await?;
            }
        }
        let note = "INSERT INTO installation (fact, value) VALUES ($1, $2)
                    ON CONFLICT (fact) DO UPDATE SET value = excluded.value";
        let note = Query::new(note).bind(FACT).bind(self.audit.today);
        tx.execute(note).await?;
        Ok(())
    }
}

impl TellOfDays<'_> {
    async fn tell(&self, tx: &mut Tx, user: UserId, told: Date) -> Result<(), Failure> {
        let query = "SELECT g.ods, p.name AS practice, g.role, g.granted_at, g.starts_on, g.ends_on, g.ended_at,
                            EXISTS (SELECT 1 FROM role_grant h
                                    WHERE h.user_id = g.user_id AND h.ods = g.ods AND h.role = g.role AND h.ended_at IS NULL
                                      AND h.starts_on <= $2 AND (h.ends_on IS NULL OR h.ends_on >= $2)) AS has
                     FROM role_grant g
                     JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods AND m.status <> 'deactivated'
                     JOIN practice p ON p.ods = g.ods
                     WHERE g.user_id = $1 AND g.origin <> 'performers list'
                     ORDER BY p.name, g.ods, g.id";
        let query = Query::new(query).bind(user).bind(self.audit.today);
        // What can't be read of one person must not keep all others from being told.
        let rows: Vec<Row> = tx.readable(query).await?;
        let mut places: BTreeMap<&OdsCode, PlaceChanged> = BTreeMap::new();
        for row in &rows {
            let begun = row.has_begun(told, self.audit.today);
            if !begun && !row.is_over(told, self.audit.today) {
                continue;
            }
            let place = places.entry(&row.ods).or_insert_with(|| PlaceChanged {
                practice: row.practice.clone(),
                ..PlaceChanged::default()
            });
            let (roles, administers) = if begun {
                (&mut place.given, &mut place.administers)
            } else {
                (&mut place.ended, &mut place.administered)
            };
            roles.push(row.role.name().to_owned());
            administers.extend(services(std::iter::once(row.role)));
        }
        if places.is_empty() {
            return Ok(());
        }
        let places = places.into_iter().collect();
        tell_user(tx, self.audit, user, ChangedBy::TheirDay, places).await
    }
}

impl Row {
    /// Whether its first day has come since. What was given on its first day was told then.
    fn has_begun(&self, told: Date, today: Date) -> bool {
        let came = self.starts_on > told && self.starts_on <= today;
        came && self.has && self.ended_at.is_none() && date_of(self.granted_at) < self.starts_on
    }

    /// Whether its last day is over since, and nobody had ended it before.
    fn is_over(&self, told: Date, today: Date) -> bool {
        let over = |last: Date| {
            let by_itself = self.ended_at.is_none_or(|at| date_of(Instant(at)) > last);
            last >= told && last < today && by_itself
        };
        !self.has && self.ends_on.is_some_and(over)
    }
}
