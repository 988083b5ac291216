//! Links end.

use std::collections::BTreeMap;

use super::{AT_ONCE, Link, SELECT, letter, roles::end_without_links};
use crate::{
    accountant_links::{LinkState, Step, Why},
    base::ids::{OdsCode, UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, NewEvent, append_all},
    mail::{self, AccountantNews, Letter, Recipient},
    web::{AuditContext, leave_out},
};

/// Ends links, tells both sides, and ends the role of accountants who have no further link at a practice. Those that are over
/// are left as they are.
pub(crate) async fn end(
    tx: &mut Tx,
    audit: &AuditContext,
    links: Vec<Link>,
    why: Why,
    reason: &str,
) -> Result<(), Failure> {
    let mut ended = Vec::with_capacity(links.len());
    for link in links {
        if let Ok(state) = link.state.after(Step::End(why)) {
            ended.push(Link {
                state,
                why: Some(why),
                reason: reason.to_owned(),
                ..link
            });
        }
    }
    for state in [LinkState::Ended, LinkState::Declined] {
        let these = ended.iter().filter(|link| link.state == state);
        write(tx, audit, &these.collect::<Vec<_>>(), state, why, reason).await?;
    }
    record(tx, audit, &ended, reason).await?;
    let letters = letters(&ended, &audit.by_name);
    mail::post_all(tx, &audit.by_itself(), &letters).await?;
    let mut places: Vec<_> = ended
        .iter()
        .map(|link| (link.accountant_id, &link.ods))
        .collect();
    places.sort_unstable();
    places.dedup();
    end_without_links(tx, audit, &places).await
}

async fn write(
    tx: &mut Tx,
    audit: &AuditContext,
    links: &[&Link],
    state: LinkState,
    why: Why,
    reason: &str,
) -> Result<(), Failure> {
    for some in links.chunks(AT_ONCE) {
        let mut query = Query::new(
            "UPDATE accountant_link SET state = $1, why = $2, reason = $3, ended_at = $4, ended_by = $5
             WHERE ended_at IS NULL AND id IN ",
        )
        .bind(state.code())
        .bind(why.code())
        .bind(reason)
        .bind(audit.at)
        .bind(audit.by);
        query.push_list(some.iter().map(|link| link.id));
        tx.execute(query).await?;
    }
    Ok(())
}

async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    ended: &[Link],
    reason: &str,
) -> Result<(), Failure> {
    let names: Vec<_> = ended.iter().map(Link::member).collect();
    let events = ended.iter().zip(&names).map(|(link, name)| NewEvent {
        action: if link.state == LinkState::Declined {
            Action::AccountantDeclined
        } else {
            Action::AccountantEnded
        },
        subject: Some((link.member_id, name)),
        practice: Some(&link.ods),
        detail: link.detail(),
        reason,
    });
    append_all(tx, audit, events.collect()).await
}

/// One to each member, and one to each accountant for each practice.
fn letters(ended: &[Link], by: &str) -> Vec<(Recipient, Letter)> {
    let mut letters = Vec::with_capacity(ended.len() + 1);
    let mut accountants = BTreeMap::<(UserId, &OdsCode), Vec<&Link>>::new();
    for link in ended {
        let news = AccountantNews::Ended;
        let letter = letter(link, link.greet_member(), vec![link.member()], by, news);
        letters.push((link.to_member(), letter));
        let place = (link.accountant_id, &link.ods);
        accountants.entry(place).or_default().push(link);
    }
    for links in accountants.into_values() {
        let Some(first) = links.first() else {
            continue;
        };
        let members = links.iter().map(|link| link.member()).collect();
        let news = AccountantNews::NoLonger;
        let letter = letter(first, first.greet_accountant(), members, by, news);
        letters.push((first.to_accountant(), letter));
    }
    letters
}

/// Ends the links whose last day is over.
pub(crate) async fn end_due(db: &Db, audit: &AuditContext) -> Result<(), Failure> {
    let due = "SELECT DISTINCT ods FROM accountant_link WHERE ended_at IS NULL AND ends_on IS NOT NULL AND ends_on < $1
               ORDER BY ods";
    let due: Vec<(OdsCode,)> = db.all(Query::new(due).bind(audit.today)).await?;
    for (practice,) in due {
        let over = Over { practice, audit };
        if let Err(error) = db.write(&over).await {
            leave_out(error, "Links with accountants", &over.practice)?;
        }
    }
    Ok(())
}

struct Over<'a> {
    practice: OdsCode,
    audit: &'a AuditContext,
}

impl UnitOfWork for Over<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut query = Query::new(SELECT);
        query
            .push(" WHERE l.ended_at IS NULL AND l.ends_on < ")
            .push_bind(self.audit.today)
            .push(" AND l.ods = ")
            .push_bind(&self.practice)
            .push(" ORDER BY l.id");
        let over: Vec<Link> = tx.all(query).await?;
        end(tx, self.audit, over, Why::Over, "").await
    }
}
