//! Links follow places and roles.

use super::{AT_ONCE, Link, SELECT, end};
use crate::{
    accountant_links::Why,
    base::ids::{OdsCode, UserId},
    database::{Failure, Query, Tx},
    web::AuditContext,
};

/// Ends the links of those who lost a role or a place: as a member who is none there any more, or as an accountant. Whatever
/// takes a role or a place away calls it, in the same transaction.
pub(crate) async fn follow(
    tx: &mut Tx,
    audit: &AuditContext,
    places: &[(UserId, &OdsCode)],
) -> Result<(), Failure> {
    for some in places.chunks(AT_ONCE) {
        let mut links = open(
            tx,
            " WHERE l.ended_at IS NULL AND (l.member_id, l.ods) IN ",
            some,
        )
        .await?;
        let of_accountants = " WHERE l.ended_at IS NULL AND (l.accountant_id, l.ods) IN ";
        links.extend(open(tx, of_accountants, some).await?);
        links.sort_unstable_by_key(|link| link.id);
        links.dedup_by_key(|link| link.id);
        let (left, rest): (Vec<_>, Vec<_>) =
            links.into_iter().partition(|link| !link.member_stands);
        let lost = rest.into_iter().filter(|link| !link.accountant_stands);
        let lost: Vec<_> = lost.collect();
        for (links, why) in [(left, Why::MemberLeft), (lost, Why::RoleEnded)] {
            if !links.is_empty() {
                // Boxed: few changes of roles come to it, and each would carry its steps.
                Box::pin(end(tx, audit, links, why, "")).await?;
            }
        }
    }
    Ok(())
}

async fn open(
    tx: &mut Tx,
    condition: &'static str,
    places: &[(UserId, &OdsCode)],
) -> Result<Vec<Link>, Failure> {
    let mut query = Query::new(SELECT);
    query.push(condition).push_pairs(places);
    Ok(tx.all(query).await?)
}
