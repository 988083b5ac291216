//! Role sets in the database.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    model::{RoleSet, plain, starting},
    rules::{Asked, Asking, NotChanged, change},
};
use crate::{
    access::{AddsPeople, Permissions},
    base::{error::AppError, ids::OdsCode},
    database::{Failure, Query, RoleCodes, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    users::{
        confirmed::NotMade,
        roles::store::{kept_apart, use_idempotency_key},
    },
    web::AuditContext,
};

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    id: Uuid,
    name: String,
    roles: RoleCodes,
    version: i64,
    ended: bool,
}

impl Row {
    fn set(self) -> RoleSet {
        RoleSet {
            id: self.id,
            name: self.name,
            roles: self.roles.0,
            version: self.version,
        }
    }
}

/// The sets of a practice, by name.
pub(crate) async fn sets(tx: &mut Tx, permit: &AddsPeople) -> Result<Vec<RoleSet>, Failure> {
    let of = std::slice::from_ref(permit.practice());
    let mut sets = sets_at(tx, of).await?.pop().unwrap_or_default();
    sets.sort_by_key(|set| plain(&set.name));
    Ok(sets)
}

/// The sets of several practices, in their order, for whoever sees a role table of these.
pub(crate) async fn sets_at(
    tx: &mut Tx,
    practices: &[OdsCode],
) -> Result<Vec<Vec<RoleSet>>, Failure> {
    let mut own = own_at(tx, practices).await?;
    let sets = |practice| own.remove(practice).unwrap_or_else(starting);
    Ok(practices.iter().map(sets).collect())
}

/// Those that practices have of their own, if they ever changed one; each practice's by name.
async fn own_at(
    tx: &mut Tx,
    practices: &[OdsCode],
) -> Result<BTreeMap<OdsCode, Vec<RoleSet>>, Failure> {
    let mut query = Query::new(
        "SELECT ods, id, name, roles, version, ended_at IS NOT NULL AS ended FROM role_set WHERE ods IN ",
    );
    query.push_list(practices).push(" ORDER BY ods, name_key");
    let rows: Vec<Row> = tx.all(query).await?;
    let mut own = BTreeMap::<OdsCode, Vec<RoleSet>>::new();
    for row in rows {
        let sets = own.entry(row.ods.clone()).or_default();
        if !row.ended {
            sets.push(row.set());
        }
    }
    Ok(own)
}

/// A change of a practice's role sets. Gives the address that it leads to, a second one the address of the first.
pub(super) struct ChangeSet<'a> {
    pub permit: &'a AddsPeople,
    pub permissions: &'a Permissions,
    pub audit: &'a AuditContext,
    pub id: Uuid,
    /// The version that was shown.
    pub seen: i64,
    pub asked: &'a Asked,
    pub idempotency_key: Uuid,
    pub location: &'a str,
}

impl UnitOfWork for ChangeSet<'_> {
    type Done = String;
    type Error = NotMade<NotChanged>;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    /// By the mark of its form.
    fn is_idempotent(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut Tx) -> Result<String, NotMade<NotChanged>> {
        let practice = self.permit.practice();
        let content = (practice, self.id, self.seen, self.asked);
        let key = self.idempotency_key;
        if let Some(to) = use_idempotency_key(tx, key, &content, self.audit, self.location).await? {
            return Ok(to);
        }
        let own = own_at(tx, std::slice::from_ref(practice))
            .await?
            .remove(practice);
        let begins = own.is_none();
        let sets = own.unwrap_or_else(starting);
        let asking = Asking {
            practice,
            practice_name: self.permit.practice_name(),
            sets: &sets,
            apart: &kept_apart(tx).await?,
            id: self.id,
            seen: self.seen,
            permissions: self.permissions,
        };
        let after = change(&asking, self.asked).map_err(NotMade::Refused)?;
        if begins {
            for set in &sets {
                self.write(tx, set, false).await?;
            }
        }
        let before = sets.iter().find(|set| set.id == self.id);
        let note = told(before, after.as_ref());
        match after {
            Some(set) => self.write(tx, &set, true).await?,
            None => self.end(tx).await?,
        }
        let event = NewEvent {
            action: Action::RoleSetChanged,
            subject: None,
            practice: Some(practice),
            detail: Detail {
                note,
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, self.audit, event).await?;
        Ok(self.location.to_owned())
    }
}

/// What became of a set, in words for the record.
fn told(before: Option<&RoleSet>, after: Option<&RoleSet>) -> String {
    let set = |set: &RoleSet| [&*set.name, ": ", &set.in_words()].concat();
    match (before, after) {
        (None, Some(after)) => ["Added ", &set(after)].concat(),
        (Some(before), Some(after)) => ["Was ", &set(before), ". Is ", &set(after)].concat(),
        (Some(before), None) => ["Removed ", &set(before)].concat(),
        (None, None) => String::new(),
    }
}

impl ChangeSet<'_> {
    /// Writes a set over what was there. `changed`: the actor made it so.
    async fn write(&self, tx: &mut Tx, set: &RoleSet, changed: bool) -> Result<(), Failure> {
        let codes: Vec<_> = set.roles.iter().map(|role| role.code()).collect();
        let written = tx
            .execute(
                Query::new(
                    "INSERT INTO role_set (ods, id, name, name_key, roles, version, changed_by, changed_at)
                     VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
                     ON CONFLICT (ods, id) DO UPDATE
                     SET name = excluded.name, name_key = excluded.name_key, roles = excluded.roles,
                         version = excluded.version, changed_by = excluded.changed_by, changed_at = excluded.changed_at
                     WHERE role_set.ended_at IS NULL",
                )
                .bind(self.permit.practice())
                .bind(set.id)
                .bind(&set.name)
                .bind(plain(&set.name))
                .bind(codes.join(" "))
                .bind(set.version)
                .bind(self.audit.by.filter(|_| changed))
                .bind(self.audit.at),
            )
            .await?;
        if written == 0 {
            return Err(AppError::NotFound.into());
        }
        Ok(())
    }

    async fn end(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(
            Query::new(
                "UPDATE role_set SET ended_at = $3, changed_by = $4, changed_at = $3
                 WHERE ods = $1 AND id = $2 AND ended_at IS NULL",
            )
            .bind(self.permit.practice())
            .bind(self.id)
            .bind(self.audit.at)
            .bind(self.audit.by),
        )
        .await?;
        Ok(())
    }
}
