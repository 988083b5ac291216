//! One link goes on: the accountant confirms it or gives it up, or somebody ends it.

use uuid::Uuid;

use super::find;
use crate::{
    access::Administers,
    accountant_links::{LinkRefusal, Step, Why, confirm, end},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Tx, UnitOfWork},
    web::AuditContext,
};

/// Whose side somebody decides on.
#[derive(Clone, Debug)]
pub(in crate::accountants) enum Side {
    /// Payments and pensions are theirs to administer at the practice.
    Practice(Administers),
    Member(UserId),
    Accountant(UserId),
}

impl Side {
    fn why(&self) -> Why {
        match self {
            Self::Practice(_) => Why::Practice,
            Self::Member(_) => Why::Member,
            Self::Accountant(_) => Why::Accountant,
        }
    }
}

/// What is decided about a link.
pub(in crate::accountants) struct Decide<'a> {
    pub side: Side,
    pub id: Uuid,
    /// Where the link is.
    pub practice: &'a OdsCode,
    /// Whether it is confirmed; otherwise it ends.
    pub confirms: bool,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

/// Why it is not done; the rules say no in words.
pub(in crate::accountants) type NotDone = crate::database::NotDone<&'static str>;

/// Where a link is that somebody on one of its sides may know of, and its member and accountant.
pub(in crate::accountants) async fn place_of(
    tx: &mut Tx,
    id: Uuid,
) -> Result<(OdsCode, UserId, UserId), Failure> {
    let link = find(tx, id).await?;
    Ok((link.ods, link.member_id, link.accountant_id))
}

impl UnitOfWork for Decide<'_> {
    type Done = ();
    type Error = NotDone;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), NotDone> {
        let link = find(tx, self.id).await?;
        let theirs = match &self.side {
            Side::Practice(permit) => link.ods == *permit.practice(),
            Side::Member(id) => link.member_id == *id,
            Side::Accountant(id) => link.accountant_id == *id,
        };
        if !theirs || link.ods != *self.practice {
            return Err(AppError::NotFound.into());
        }
        let why = self.side.why();
        let step = if self.confirms {
            Step::Confirm
        } else {
            Step::End(why)
        };
        link.state
            .after(step)
            .map_err(LinkRefusal::words)
            .map_err(NotDone::Refused)?;
        if self.confirms {
            confirm(tx, self.audit, vec![link]).await?;
        } else {
            end(tx, self.audit, vec![link], why, self.reason).await?;
        }
        Ok(())
    }
}
