//! Links that are not over, as far as somebody acts by them.

use super::super::{LinkState, Scope};
use crate::{
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
};

/// A link that is not over.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct OpenLink {
    pub member_id: UserId,
    pub accountant_id: UserId,
    pub ods: OdsCode,
    #[sqlx(flatten)]
    pub scope: Scope,
    /// Whether the member took the accountant along; else the practice named them.
    pub taken: bool,
    state: LinkState,
    starts_on: Date,
    ends_on: Option<Date>,
}

impl OpenLink {
    /// Whether the accountant acts by it on a day.
    pub(crate) fn is_in_force(&self, on: Date) -> bool {
        let days = self.starts_on <= on && self.ends_on.is_none_or(|last| last >= on);
        self.state == LinkState::Active && days
    }
}

const SELECT: &str = "SELECT member_id, accountant_id, ods, type_1, type_2, statement, taken_from IS NOT NULL AS taken, state,
                             starts_on, ends_on
                      FROM accountant_link WHERE ended_at IS NULL";

/// Those of a member, or of an accountant, or of the two with one another, in order.
pub(crate) async fn open_links(
    tx: &mut Tx,
    member: Option<UserId>,
    accountant: Option<UserId>,
) -> Result<Vec<OpenLink>, Failure> {
    let mut query = Query::new(SELECT);
    if let Some(member) = member {
        query.push(" AND member_id = ").push_bind(member);
    }
    if let Some(accountant) = accountant {
        query.push(" AND accountant_id = ").push_bind(accountant);
    }
    query.push(" ORDER BY member_id, accountant_id, ods");
    Ok(tx.all(query).await?)
}
