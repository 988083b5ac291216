//! Accountants confirm links: by logging in after they were named.

use super::{AT_ONCE, Link, SELECT, letter};
use crate::{
    accountant_links::{LinkState, Step},
    base::ids::UserId,
    database::{Failure, Query, Tx},
    history::{Action, NewEvent, append_all},
    mail::{self, AccountantNews},
    web::AuditContext,
};

/// Confirms every link that waits for somebody who has just logged in: mail to the address that was named arrives with them.
pub(crate) async fn confirm_waiting(
    tx: &mut Tx,
    audit: &AuditContext,
    accountant: UserId,
) -> Result<(), Failure> {
    let mut query = Query::new(SELECT);
    query
        .push(" WHERE l.state = 'waiting' AND l.accountant_id = ")
        .push_bind(accountant)
        .push(" ORDER BY l.id");
    let waiting: Vec<Link> = tx.all(query).await?;
    let stand = |link: &Link| link.member_stands && link.accountant_stands;
    confirm(tx, audit, waiting.into_iter().filter(stand).collect()).await
}

/// Makes links active, and tells the members.
pub(crate) async fn confirm(
    tx: &mut Tx,
    audit: &AuditContext,
    mut links: Vec<Link>,
) -> Result<(), Failure> {
    links.retain(|link| link.state.after(Step::Confirm) == Ok(LinkState::Active));
    if links.is_empty() {
        return Ok(());
    }
    for some in links.chunks(AT_ONCE) {
        let confirm = "UPDATE accountant_link SET state = 'active', confirmed_at = $1 WHERE ended_at IS NULL AND id IN ";
        let mut query = Query::new(confirm).bind(audit.at);
        query.push_list(some.iter().map(|link| link.id));
        tx.execute(query).await?;
    }
    let names: Vec<_> = links.iter().map(Link::member).collect();
    let events = links.iter().zip(&names).map(|(link, name)| NewEvent {
        action: Action::AccountantLinked,
        subject: Some((link.member_id, name)),
        practice: Some(&link.ods),
        detail: link.detail(),
        reason: "",
    });
    append_all(tx, audit, events.collect()).await?;
    let letters = links.iter().map(|link| {
        let news = AccountantNews::Linked;
        let letter = letter(link, link.greet_member(), vec![link.member()], "", news);
        (link.to_member(), letter)
    });
    let letters: Vec<_> = letters.collect();
    mail::post_all(tx, &audit.by_itself(), &letters).await
}
