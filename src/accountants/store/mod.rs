//! Accountants in the database. The links themselves are those of `accountant_links`.

mod decide;
mod known;
mod name;
mod read;
mod take_along;

pub(super) use decide::{Decide, NotDone, Side, place_of};
pub(super) use known::{known, members, members_with_accountants};
pub(super) use name::{Members, NameAccountants, Naming};
pub(super) use read::{links, members_of, my_links, view};
pub(super) use take_along::TakeAlong;

use uuid::Uuid;

use crate::{
    accountant_links::{Link, SELECT},
    base::error::AppError,
    database::{Failure, Query, Tx},
};

/// A link.
async fn find(tx: &mut Tx, id: Uuid) -> Result<Link, Failure> {
    let mut query = Query::new(SELECT);
    query.push(" WHERE l.id = ").push_bind(id);
    let found: Option<Link> = tx.optional(query).await?;
    found.ok_or(Failure::Public(AppError::NotFound))
}
