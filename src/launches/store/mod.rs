//! Launches in the database.

mod decide;
mod go_live;
mod put_in;
mod read;

pub(super) use decide::Decide;
pub use go_live::go_live;
pub(super) use put_in::{IsPutIn, PutIn};
pub(super) use read::{launches, view};

use uuid::Uuid;

use super::{model::LaunchState, rules::Standing};
use crate::{
    access::Service,
    base::{
        dates::{Date, Instant},
        error::AppError,
        ids::UserId,
        kept::{Keeps, LAUNCHES},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    web::AuditContext,
};

/// A launch as it is kept.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Launch {
    id: Uuid,
    reference: String,
    service: Service,
    go_live: Date,
    source: String,
    state: LaunchState,
    put_in_at: Instant,
    put_in_by: Option<UserId>,
    first_officer: Option<UserId>,
    second_officer: Option<UserId>,
    why: String,
    version: i64,
}

impl Launch {
    async fn find(tx: &mut Tx, id: Uuid) -> Result<Self, Failure> {
        let query = "SELECT id, reference, service, go_live, source, state, put_in_at, put_in_by, first_officer,
                            second_officer, why, version
                     FROM launch WHERE id = $1";
        let found: Option<Self> = tx.optional(Query::new(query).bind(id)).await?;
        found.ok_or(Failure::Public(AppError::NotFound))
    }

    fn standing(&self) -> Standing {
        Standing {
            state: self.state,
            first: self.first_officer,
            go_live: self.go_live,
        }
    }
}

/// Records what became of a launch: it concerns many practices, so it stands in the record of the whole installation.
async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    action: Action,
    note: String,
    reason: &str,
) -> Result<(), Failure> {
    let event = NewEvent {
        action,
        subject: None,
        practice: None,
        detail: Detail {
            note,
            ..Detail::default()
        },
        reason,
    };
    append(tx, audit, event).await
}

/// Forgets the names in launches that are over: what came of them stands in the record.
pub(crate) fn forget(now: Instant, keeps: Keeps) -> Query {
    Query::new(
        "DELETE FROM nomination
         WHERE launch IN (SELECT id FROM launch WHERE state IN ('live', 'withdrawn') AND decided_at < $1)",
    )
    .bind(now.0 - keeps.of(LAUNCHES))
}
