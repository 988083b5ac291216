//! Comparing every automatic role with the list, and mending what disagrees.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    follow::{Followed, follow, preview},
    tell_gps::tell_gps,
    tell_practices::tell_practices,
};
use crate::{
    access::Role,
    accountant_links,
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode, UserId},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append_all},
    web::AuditContext,
};

const WHY: &str = "The roles did not agree with the Performers List";

/// Where roles and list disagree.
pub(crate) async fn disagreements(db: &Db, today: Date) -> Result<Vec<Followed>, Failure> {
    let mut tx = db.read().await?;
    let places = every_place(&mut tx, None).await?;
    let mut found = preview(&mut tx, &places, today).await?;
    let strangers = strangers(&mut tx, None).await?;
    found.extend(strangers.into_iter().map(Followed::from));
    Ok(found)
}

/// What was mended, and where nothing could be: with the reason.
#[derive(Debug, Default)]
pub(in crate::performers) struct Reconciled {
    pub mended: Vec<Followed>,
    pub left: Vec<(OdsCode, String)>,
}

/// Mends it, recorded, one practice after the other: what is wrong with one must not hold up all others.
pub(in crate::performers) async fn reconcile(
    db: &Db,
    audit: &AuditContext,
) -> Result<Reconciled, Failure> {
    let found = disagreements(db, audit.today).await?;
    let practices: BTreeSet<_> = found.into_iter().map(|place| place.practice).collect();
    let mut done = Reconciled::default();
    for practice in practices {
        let reconcile = Reconcile { practice, audit };
        match db.write(&reconcile).await {
            Ok(mended) => done.mended.extend(mended),
            Err(error) if error.is_outage() => return Err(error),
            Err(error) => done.left.push((reconcile.practice, error.to_string())),
        }
    }
    Ok(done)
}

struct Reconcile<'a> {
    practice: OdsCode,
    audit: &'a AuditContext,
}

impl UnitOfWork for Reconcile<'_> {
    type Done = Vec<Followed>;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Vec<Followed>, Failure> {
        let places = every_place(tx, Some(&self.practice)).await?;
        let mut mended = follow(tx, self.audit, &places, WHY).await?;
        let strangers = strangers(tx, Some(&self.practice)).await?;
        end(tx, self.audit, &strangers).await?;
        mended.extend(strangers.into_iter().map(Followed::from));
        tell_gps(tx, self.audit, &mended).await?;
        tell_practices(tx, self.audit, &mended).await?;
        Ok(mended)
    }
}

/// Wherever a GP has an assignment or an automatic role: everywhere, or at one practice.
async fn every_place(
    tx: &mut Tx,
    practice: Option<&OdsCode>,
) -> Result<BTreeSet<(GmcNumber, OdsCode)>, Failure> {
    let mut query = Query::new("SELECT gmc_number, ods FROM assignment WHERE stage <> 'cancelled'");
    if let Some(practice) = practice {
        query.push(" AND ods = ").push_bind(practice);
    }
    query.push(
        " UNION
         SELECT f.gmc_number, g.ods FROM role_grant g JOIN performer f ON f.user_id = g.user_id
         WHERE g.ended_at IS NULL AND g.origin = 'performers list'",
    );
    if let Some(practice) = practice {
        query.push(" AND g.ods = ").push_bind(practice);
    }
    let places: Vec<(GmcNumber, OdsCode)> = tx.all(query).await?;
    Ok(places.into_iter().collect())
}

/// An automatic role of somebody who is not on the list.
#[derive(sqlx::FromRow)]
struct Stranger {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    role: Role,
    first_name: String,
    last_name: String,
}

impl Stranger {
    fn name(&self) -> String {
        crate::base::text::full_name(&self.first_name, &self.last_name)
    }
}

impl From<Stranger> for Followed {
    fn from(stranger: Stranger) -> Self {
        Self {
            user: stranger.user_id,
            name: stranger.name(),
            gmc_number: None,
            ended: vec![stranger.role],
            given: None,
            practice: stranger.ods,
        }
    }
}

async fn strangers(tx: &mut Tx, practice: Option<&OdsCode>) -> Result<Vec<Stranger>, Failure> {
    let mut query = Query::new(
        "SELECT g.id, g.user_id, g.ods, g.role, u.first_name, u.last_name
         FROM role_grant g JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.origin = 'performers list'
           AND NOT EXISTS (SELECT 1 FROM performer f WHERE f.user_id = g.user_id)",
    );
    if let Some(practice) = practice {
        query.push(" AND g.ods = ").push_bind(practice);
    }
    query.push(" ORDER BY g.ods, g.id");
    Ok(tx.all(query).await?)
}

async fn end(tx: &mut Tx, audit: &AuditContext, strangers: &[Stranger]) -> Result<(), Failure> {
    let names: Vec<_> = strangers.iter().map(Stranger::name).collect();
    let mut events = Vec::with_capacity(strangers.len());
    for (stranger, name) in strangers.iter().zip(&names) {
        let end = Query::new("UPDATE role_grant SET ended_at = $2 WHERE id = $1");
        tx.execute(end.bind(stranger.id).bind(audit.at)).await?;
        let place = Query::new(
            "UPDATE membership SET version = version + 1 WHERE user_id = $1 AND ods = $2",
        );
        tx.execute(place.bind(stranger.user_id).bind(&stranger.ods))
            .await?;
        events.push(NewEvent {
            action: Action::RolesEnded,
            subject: Some((stranger.user_id, name)),
            practice: Some(&stranger.ods),
            detail: Detail {
                before: vec![stranger.role],
                ..Detail::default()
            },
            reason: WHY,
        });
    }
    append_all(tx, audit, events).await?;
    let places = strangers
        .iter()
        .map(|stranger| (stranger.user_id, &stranger.ods));
    accountant_links::follow(tx, audit, &places.collect::<Vec<_>>()).await
}
