//! A GP's entry on the list.

use uuid::Uuid;

use crate::{
    access::Period,
    base::{
        dates::Date,
        ids::{GmcNumber, OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    performers::{
        GpType, ListStatus, Sessions,
        rules::{Assignment, Entry},
    },
};

/// A GP: their account and how they stand on the list.
#[derive(Clone, Debug)]
pub(in crate::performers) struct Gp {
    pub number: GmcNumber,
    pub user: UserId,
    pub name: String,
    /// What they are in general.
    pub listed_as: GpType,
    /// The address that the GMC has.
    pub gmc_email: String,
    pub email: String,
}

#[derive(sqlx::FromRow)]
struct GpRow {
    gmc_number: GmcNumber,
    user_id: UserId,
    first_name: String,
    last_name: String,
    gp_type: GpType,
    gmc_email: String,
    email: String,
}

/// The GP with this number, if the list has one.
pub(in crate::performers) async fn read_gp(
    tx: &mut Tx,
    gmc_number: &GmcNumber,
) -> Result<Option<Gp>, Failure> {
    let row: Option<GpRow> = tx
        .optional(
            Query::new(
                "SELECT f.gmc_number, f.user_id, u.first_name, u.last_name, f.gp_type, f.gmc_email, u.email
                 FROM performer f JOIN app_user u ON u.id = f.user_id WHERE f.gmc_number = $1",
            )
            .bind(gmc_number),
        )
        .await?;
    Ok(row.map(|row| Gp {
        name: crate::base::text::full_name(&row.first_name, &row.last_name),
        number: row.gmc_number,
        user: row.user_id,
        listed_as: row.gp_type,
        gmc_email: row.gmc_email,
        email: row.email,
    }))
}

/// An assignment as it is stored, with the reference of the request that was confirmed for it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::performers) struct AssignmentRow {
    pub id: Uuid,
    pub gmc_number: GmcNumber,
    pub ods: OdsCode,
    pub gp_type: GpType,
    pub half_sessions: Option<i64>,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
}

/// What [`AssignmentRow`] is read from.
pub(in crate::performers) const ASSIGNMENT: &str =
    "a.id, a.gmc_number, a.ods, a.gp_type, a.half_sessions, a.starts_on, a.ends_on";

impl AssignmentRow {
    pub(in crate::performers) fn assignment(self) -> Result<Assignment, Failure> {
        let unreadable = || Failure::internal("half_sessions of an assignment can't be read");
        let sessions = |halves| Sessions::from_halves(halves).ok_or_else(unreadable);
        Ok(Assignment {
            id: self.id,
            practice: self.ods,
            gp_type: self.gp_type,
            sessions: self.half_sessions.map(sessions).transpose()?,
            period: Period {
                first: self.starts_on,
                last: self.ends_on,
            },
        })
    }
}

/// A GP's entry, what was cancelled left out.
pub(in crate::performers) async fn read_entry(
    tx: &mut Tx,
    gmc_number: &GmcNumber,
) -> Result<Option<Entry>, Failure> {
    let status: Option<(ListStatus,)> = tx
        .optional(Query::new("SELECT status FROM performer WHERE gmc_number = $1").bind(gmc_number))
        .await?;
    let Some((status,)) = status else {
        return Ok(None);
    };
    let mut query = Query::new("SELECT ");
    query
        .push(ASSIGNMENT)
        .push(" FROM assignment a WHERE a.stage <> 'cancelled' AND a.gmc_number = ");
    query.push_bind(gmc_number).push(" ORDER BY a.starts_on");
    let rows: Vec<AssignmentRow> = tx.all(query).await?;
    Ok(Some(Entry {
        status,
        assignments: rows
            .into_iter()
            .map(AssignmentRow::assignment)
            .collect::<Result<_, _>>()?,
    }))
}
