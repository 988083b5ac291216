//! Role sets in the database.

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
    id: Uuid,
    name: String,
    roles: RoleCodes,
    version: i64,
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
    let own = own(tx, permit.practice()).await?;
    let mut sets = own.unwrap_or_else(starting);
    sets.sort_by_key(|set| plain(&set.name));
    Ok(sets)
}

/// Those that a practice has of its own, if it ever changed one.
async fn own(tx: &mut Tx, practice: &OdsCode) -> Result<Option<Vec<RoleSet>>, Failure> {
    let query = "SELECT id, name, roles, version FROM role_set WHERE ods = $1 AND ended_at IS NULL";
    let rows: Vec<Row> = tx.all(Query::new(query).bind(practice)).await?;
    let sets: Vec<_> = rows.into_iter().map(Row::set).collect();
    if sets.is_empty() {
        let query = "SELECT 1 FROM role_set WHERE ods = $1 LIMIT 1";
        let ever: Option<(i32,)> = tx.optional(Query::new(query).bind(practice)).await?;
        return Ok(ever.map(|_| sets));
    }
    Ok(Some(sets))
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

    async fn run(&self, tx: &mut Tx) -> Result<String, NotMade<NotChanged>> {
        let practice = self.permit.practice();
        let content = (practice, self.id, self.seen, self.asked);
        let key = self.idempotency_key;
        if let Some(to) = use_idempotency_key(tx, key, &content, self.audit, self.location).await? {
            return Ok(to);
        }
        let own = own(tx, practice).await?;
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
