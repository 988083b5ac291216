//! Reading a case with those whom it concerns and what was checked.

use uuid::Uuid;

use super::{Case, is_one_person};
use crate::{
    base::{
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, RoleCodes, Tx},
    registration::{
        form::Form,
        model::{Finding, Item, Kind, Party, State},
        rules::Standing,
        signals::Signals,
    },
};

/// Somebody whom a case concerns.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct StoredParty {
    pub party: Party,
    pub name: String,
    pub email: String,
    /// Their account, if they have one.
    pub user_id: Option<UserId>,
    pub confirmed_at: Option<Instant>,
    /// The name they typed.
    pub signed_as: String,
    /// Hashes of the address and the browser they confirmed from.
    pub peer: String,
    pub device: String,
}

/// A check that was recorded.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct StoredCheck {
    pub item: Item,
    pub finding: Finding,
    pub source: String,
    pub note: String,
    pub officer: String,
    pub at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    id: Uuid,
    reference: String,
    ods: OdsCode,
    practice: String,
    kind: Kind,
    roles: RoleCodes,
    form: String,
    asked_at: Instant,
    state: State,
    since: Instant,
    due_at: Option<Instant>,
    reminded: i64,
    taken_by: Option<UserId>,
    first_officer: Option<UserId>,
    second_officer: Option<UserId>,
    first_is_officer: bool,
    told: String,
    signals: Signals,
    version: i64,
}

impl Case {
    /// The case with this identifier, or that there is none.
    pub(crate) async fn find(tx: &mut Tx, id: Uuid) -> Result<Self, Failure> {
        let row: Option<Row> = tx
            .optional(
                Query::new(
                    "SELECT c.id, c.reference, c.ods, p.name AS practice, c.kind, c.roles, c.form, c.asked_at, c.state,
                            c.since, c.due_at, c.reminded, c.taken_by, c.first_officer, c.second_officer,
                            COALESCE(o.is_registration_officer, $2) AS first_is_officer, c.told, c.signals, c.version
                     FROM certification c JOIN practice p ON p.ods = c.ods
                     LEFT JOIN app_user o ON o.id = c.first_officer
                     WHERE c.id = $1",
                )
                .bind(id)
                .bind(false),
            )
            .await?;
        let row = row.ok_or(Failure::Public(AppError::NotFound))?;
        let parties = parties(tx, id).await?;
        let checks = checks(tx, id).await?;
        Self::of(row, parties, checks)
    }

    fn of(row: Row, parties: Vec<StoredParty>, checks: Vec<StoredCheck>) -> Result<Self, Failure> {
        let form: Form = serde_json::from_str(&row.form).map_err(Failure::internal)?;
        let confirmed = parties.iter().filter(|party| party.confirmed_at.is_some());
        let standing = Standing {
            kind: row.kind,
            state: row.state,
            due: row.due_at,
            has_to_confirm: has_to_confirm(row.kind, &parties),
            confirmed: confirmed.map(|party| party.party).collect(),
            first: row.first_officer.filter(|_| row.first_is_officer),
            concerned: parties.iter().filter_map(|party| party.user_id).collect(),
            findings: checks
                .iter()
                .map(|check| (check.item, check.finding))
                .collect(),
            blocked: is_one_person(&parties),
        };
        Ok(Self {
            id: row.id,
            reference: row.reference,
            practice: row.ods,
            practice_name: row.practice,
            form,
            asked_at: row.asked_at,
            since: row.since,
            reminded: row.reminded,
            taken_by: row.taken_by,
            first: row.first_officer,
            second: row.second_officer,
            told: row.told,
            signals: row.signals.0,
            version: row.version,
            roles: row.roles.0,
            parties,
            checks,
            standing,
        })
    }
}

/// Nominee and authoriser, and whoever hands their access over. Nobody is asked to confirm what an officer gives in an emergency.
fn has_to_confirm(kind: Kind, parties: &[StoredParty]) -> Vec<Party> {
    if kind == Kind::Emergency {
        return Vec::new();
    }
    let mut all = vec![Party::Nominee, Party::Authoriser];
    let named = parties.iter().map(|one| one.party);
    all.extend(named.filter(|party| *party == Party::Outgoing));
    all
}

async fn parties(tx: &mut Tx, id: Uuid) -> Result<Vec<StoredParty>, Failure> {
    let query = "SELECT party, name, email, user_id, confirmed_at, signed_as, peer, device
                 FROM certification_party WHERE certification = $1 ORDER BY party";
    Ok(tx.all(Query::new(query).bind(id)).await?)
}

async fn checks(tx: &mut Tx, id: Uuid) -> Result<Vec<StoredCheck>, Failure> {
    let query = "SELECT k.item, k.finding, k.source, k.note, u.first_name || ' ' || u.last_name AS officer, k.at
                 FROM certification_check k JOIN app_user u ON u.id = k.officer
                 WHERE k.certification = $1 ORDER BY k.at, k.id";
    Ok(tx.all(Query::new(query).bind(id)).await?)
}
