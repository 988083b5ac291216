//! A member who has moved takes their accountant along to a practice where they are now.

use uuid::Uuid;

use super::{
    super::rules::{Past, may_take},
    decide::NotDone,
    find,
};
use crate::{
    access::{Role, Service, TakesAlong},
    accountant_links::{Link, letter},
    base::{
        clock::new_id,
        error::AppError,
        ids::{OdsCode, UserId},
        text::{full_name, greeting},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, NewEvent, append},
    mail::{self, AccountantNews, Recipient},
    practices,
    users::certified::decide,
    web::{
        AuditContext,
        budget::{Spending, spend_or_refuse},
    },
};

/// Makes a link at the practice of the permit out of one that ended with the member's place elsewhere.
pub(in crate::accountants) struct TakeAlong<'a> {
    pub permit: &'a TakesAlong,
    /// The link that is over.
    pub id: Uuid,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for TakeAlong<'_> {
    type Done = ();
    type Error = NotDone;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), NotDone> {
        let (audit, practice) = (self.audit, self.permit.practice());
        let before = find(tx, self.id).await?;
        if before.member_id != self.permit.member() {
            return Err(AppError::NotFound.into());
        }
        let past = past(tx, &before, practice).await?;
        may_take(past, audit.at).map_err(|why| NotDone::Refused(why.words()))?;
        let budget = Spending::Accountants(before.member_id);
        spend_or_refuse(tx, budget, 1, audit.at).await?;
        let (permissions, role) = (self.permit.permissions(), [Role::GppAccountant]);
        let place = (before.accountant_id, practice);
        let reason = ["Kept by the member, who came from ", &before.place()].concat();
        decide(tx, audit, &permissions, place, |_| true, &role, reason).await?;
        let link = self.link(tx, before).await?;
        let name = link.member();
        let event = NewEvent {
            action: Action::AccountantLinked,
            subject: Some((link.member_id, &name)),
            practice: Some(practice),
            detail: link.detail(),
            reason: "",
        };
        append(tx, audit, event).await?;
        Ok(tell(tx, audit, &link).await?)
    }
}

/// How the link stands from which the accountant is to be taken along.
async fn past(tx: &mut Tx, before: &Link, practice: &OdsCode) -> Result<Past, Failure> {
    let known = practices::store::name_and_closed(tx, practice).await?;
    let query = "SELECT EXISTS (SELECT 1 FROM accountant_link WHERE ods = $1 AND member_id = $2
                                AND (accountant_id = $3 AND ended_at IS NULL OR taken_from = $4)),
                        (SELECT is_registration_officer FROM app_user WHERE id = $3)";
    let query = Query::new(query)
        .bind(practice)
        .bind(before.member_id)
        .bind(before.accountant_id)
        .bind(before.id);
    let (linked, officer): (bool, bool) = tx.one(query).await?;
    Ok(Past {
        state: before.state,
        why: before.why,
        confirmed_at: before.confirmed_at,
        ended_at: before.ended_at,
        linked,
        closed: known.is_none_or(|(_, closed)| closed),
        officer,
    })
}

impl TakeAlong<'_> {
    /// The new link: as the one before, from today.
    async fn link(&self, tx: &mut Tx, before: Link) -> Result<Link, Failure> {
        let (id, audit) = (new_id(), self.audit);
        let ends_on = before.ends_on.filter(|last| *last >= audit.today);
        let insert = Query::new(
            "INSERT INTO accountant_link (id, ods, member_id, accountant_email, accountant_id, firm, type_1, type_2,
                                          statement, state, starts_on, ends_on, asked_by, asked_at, confirmed_at, reason,
                                          taken_from)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'active', $10, $11, $3, $12, $12, '', $13)",
        )
        .bind(id)
        .bind(self.permit.practice())
        .bind(before.member_id)
        .bind(&before.accountant_email)
        .bind(before.accountant_id)
        .bind(&before.firm)
        .bind(before.scope.type_1)
        .bind(before.scope.type_2)
        .bind(before.scope.statement)
        .bind(audit.today)
        .bind(ends_on)
        .bind(audit.at)
        .bind(before.id);
        tx.execute(insert).await?;
        find(tx, id).await
    }
}

/// Writes to the accountant, and to those who administer payments and pensions at the practice.
async fn tell(tx: &mut Tx, audit: &AuditContext, link: &Link) -> Result<(), Failure> {
    let (by, members) = (&audit.by_name, vec![link.member()]);
    let taken = AccountantNews::TakenAlong;
    let taken = letter(link, link.greet_accountant(), members.clone(), by, taken);
    let mut letters = vec![(link.to_accountant(), taken)];
    let query = "SELECT u.id, u.email, u.first_name, u.last_name
                 FROM role_grant g JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
                 JOIN app_user u ON u.id = g.user_id
                 WHERE g.ods = $1 AND g.role = $2 AND g.ended_at IS NULL AND m.status <> 'deactivated' ORDER BY u.id";
    let query = Query::new(query)
        .bind(&link.ods)
        .bind(Service::Gpp.administrator());
    let administrators: Vec<(UserId, String, String, String)> = tx.all(query).await?;
    for (id, address, first, last) in administrators {
        if id == link.member_id {
            continue;
        }
        let name = full_name(&first, &last);
        let greeted = greeting(&first, &last).to_owned();
        let arrived = letter(link, greeted, members.clone(), by, AccountantNews::Arrived);
        letters.push((Recipient { address, name }, arrived));
    }
    mail::post_all(tx, &audit.by_itself(), &letters).await
}
