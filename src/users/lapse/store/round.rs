//! The round of a day: who is reminded, and whose place lapses.

use super::{
    super::rules::{Kind, Standing, standings},
    Row, places,
    tell::{Letters, Told},
};
use crate::{
    base::{
        clock::bounds_of,
        dates::{Date, Instant},
        ids::OdsCode,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    practices,
    users::leave::store::after_the_end,
    web::{AuditContext, UnusedAfter, leave_out},
};

/// Which day was looked at last.
const FACT: &str = "lapse-round";

/// Looks at every practice, once a day however often it is asked and however many servers ask. An installation that is new, or
/// new to this, is looked at from the next day on.
pub(crate) async fn look_once_a_day(
    db: &Db,
    audit: &AuditContext,
    after: UnusedAfter,
) -> Result<(), Failure> {
    let fact = Query::new("SELECT value FROM installation WHERE fact = $1");
    let looked: Option<(String,)> = db.optional(fact.bind(FACT)).await?;
    let today = audit.today.to_string();
    if looked.as_ref().is_some_and(|(day,)| *day == today) {
        return Ok(());
    }
    if looked.is_some() {
        look(db, audit, after).await?;
    }
    db.write(&Looked(today)).await
}

/// A day was looked at.
struct Looked(String);

impl UnitOfWork for Looked {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let looked = "INSERT INTO installation (fact, value) VALUES ($1, $2)
                      ON CONFLICT (fact) DO UPDATE SET value = excluded.value";
        tx.execute(Query::new(looked).bind(FACT).bind(&self.0))
            .await?;
        Ok(())
    }
}

async fn look(db: &Db, audit: &AuditContext, after: UnusedAfter) -> Result<(), Failure> {
    db.write(&Forget).await?;
    for practice in to_look_at(db, audit.today, after).await? {
        let at = At {
            practice,
            audit,
            after,
        };
        if let Err(error) = db.write(&at).await {
            leave_out(error, "Accounts nobody uses", &at.practice)?;
        }
    }
    Ok(())
}

/// Removes what is said of places that were used since, or ended in another way.
struct Forget;

impl UnitOfWork for Forget {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let over = "DELETE FROM lapse WHERE EXISTS (
                        SELECT 1 FROM membership m JOIN app_user u ON u.id = m.user_id
                        WHERE m.user_id = lapse.user_id AND m.ods = lapse.ods
                          AND (m.status <> 'deactivated' AND u.last_sign_in_at > lapse.used_at AND u.last_sign_in_at >= m.since
                               OR m.status = 'deactivated' AND (lapse.lapsed_at IS NULL OR lapse.lapsed_at <> m.since)))";
        tx.execute(Query::new(over)).await?;
        Ok(())
    }
}

/// The practices where somebody was not there for so long that it may be time to do something, or something was told already.
async fn to_look_at(db: &Db, today: Date, after: UnusedAfter) -> Result<Vec<OdsCode>, Failure> {
    let (_, end) = bounds_of(today);
    let before = |kind: Kind| end.0 - i64::from(kind.quiet(after)) * Instant::DAY;
    let query = "SELECT DISTINCT found.ods FROM
                   (SELECT m.ods FROM membership m JOIN app_user u ON u.id = m.user_id
                    WHERE m.status = 'active' AND COALESCE(u.last_sign_in_at, 0) < $1 AND m.since < $1
                    UNION ALL
                    SELECT m.ods FROM membership m WHERE m.status = 'invited' AND m.since < $2
                    UNION ALL
                    SELECT l.ods FROM lapse l JOIN membership m ON m.user_id = l.user_id AND m.ods = l.ods
                    WHERE m.status <> 'deactivated') found
                 JOIN practice p ON p.ods = found.ods WHERE p.status = 'active' ORDER BY found.ods";
    let query = Query::new(query)
        .bind(before(Kind::Unused))
        .bind(before(Kind::Invited));
    let found: Vec<(OdsCode,)> = db.all(query).await?;
    Ok(found.into_iter().map(|(practice,)| practice).collect())
}

/// The round at one practice.
struct At<'a> {
    practice: OdsCode,
    audit: &'a AuditContext,
    after: UnusedAfter,
}

impl UnitOfWork for At<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let rows = places(tx, &self.practice, self.audit.today).await?;
        let places: Vec<_> = rows.iter().map(Row::place).collect();
        let name = practices::store::name_of(tx, &self.practice).await?;
        let standings = standings(&places, self.after, self.audit.today);
        let stay = rows.iter().zip(&places).zip(&standings);
        let stay = stay.filter(|((_, place), standing)| {
            **standing != Standing::Lapses && !place.covers.is_empty()
        });
        let letters = Letters {
            practice: &self.practice,
            name: &name,
            administrators: stay.map(|((row, _), _)| row).collect(),
            audit: self.audit,
        };
        let mut told = Vec::new();
        for (row, standing) in rows.iter().zip(&standings) {
            match standing {
                Standing::Due {
                    on,
                    noticed_on,
                    remind: Some(remind),
                    alone,
                } => {
                    self.note(tx, row, (*on, *noticed_on), remind.days).await?;
                    if remind.person {
                        letters.remind(tx, row, *on, alone).await?;
                    }
                    if remind.administrators {
                        told.push(Told::soon(row, *on, alone));
                    }
                }
                Standing::Lapses => {
                    self.lapse(tx, row).await?;
                    letters.lapsed(tx, row).await?;
                    told.push(Told::lapsed(row));
                }
                // Somebody sent an invitation again.
                Standing::InUse if row.notice_used_at.is_some() && row.lapsed_at.is_none() => {
                    self.forget(tx, row).await?;
                }
                Standing::InUse | Standing::Due { .. } | Standing::Stays { .. } => {}
            }
        }
        letters.tell_administrators(tx, &told).await
    }
}

impl At<'_> {
    /// Notes that a reminder was sent.
    async fn note(
        &self,
        tx: &mut Tx,
        row: &Row,
        (on, noticed_on): (Date, Date),
        days: u32,
    ) -> Result<(), Failure> {
        let note = "INSERT INTO lapse (ods, user_id, used_at, noticed_on, lapses_on, reminded) VALUES ($1, $2, $3, $4, $5, $6)
                    ON CONFLICT (ods, user_id) DO UPDATE
                    SET used_at = excluded.used_at, noticed_on = excluded.noticed_on, lapses_on = excluded.lapses_on,
                        reminded = excluded.reminded";
        let note = Query::new(note)
            .bind(&self.practice)
            .bind(row.user_id)
            .bind(row.used_at())
            .bind(noticed_on)
            .bind(on)
            .bind(i64::from(days));
        tx.execute(note).await?;
        Ok(())
    }

    async fn forget(&self, tx: &mut Tx, row: &Row) -> Result<(), Failure> {
        let forget = Query::new("DELETE FROM lapse WHERE ods = $1 AND user_id = $2");
        tx.execute(forget.bind(&self.practice).bind(row.user_id))
            .await?;
        Ok(())
    }

    /// Ends a place as it would end after its last day, with its own reason.
    async fn lapse(&self, tx: &mut Tx, row: &Row) -> Result<(), Failure> {
        let used_on = row.used_on().in_words();
        let reason = match row.kind() {
            Kind::Invited => ["Lapsed: the invitation of ", &used_on, " was not used"].concat(),
            Kind::Unused | Kind::BroughtBack => ["Lapsed: not used since ", &used_on].concat(),
        };
        let end = "UPDATE membership SET status = 'deactivated', since = $3, reason = $4, leaves_on = NULL, version = version + 1
                   WHERE ods = $1 AND user_id = $2";
        let end = Query::new(end)
            .bind(&self.practice)
            .bind(row.user_id)
            .bind(self.audit.at)
            .bind(&reason);
        tx.execute(end).await?;
        let lapsed = "UPDATE lapse SET lapsed_at = $3 WHERE ods = $1 AND user_id = $2";
        let lapsed = Query::new(lapsed)
            .bind(&self.practice)
            .bind(row.user_id)
            .bind(self.audit.at);
        tx.execute(lapsed).await?;
        let place = (row.user_id, &self.practice);
        after_the_end(tx, self.audit, place, "", &reason).await
    }
}
