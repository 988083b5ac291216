//! Requests in the database. Every step is one transaction with its event and its mail.

mod ask;
mod decide;
mod escalate;
mod of_practice;
mod other_rooms;
mod read;
mod still_here;

pub(super) use ask::Ask;
pub(super) use decide::{Answer, Decide};
pub(crate) use escalate::escalate;
pub(super) use of_practice::of_practice;
pub(crate) use read::tasks;
pub(super) use read::{ask_view, request_view};
pub(super) use still_here::StillHereYes;

use uuid::Uuid;

use super::rules::{Decider, EscalationLevel};
use crate::{
    access::{Column, Role, Service},
    base::{
        clock::{date_of, working_days_after},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::{shown_address, shown_name},
    },
    database::{Failure, Query, RoleCodes, Tx},
    mail::{self, Letter, RolesAsked},
    people::store::name_and_username,
    ui::addresses,
    web::AuditContext,
};

/// A request as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
struct StoredRoleRequest {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    service: Service,
    decider: Decider,
    roles: RoleCodes,
    reason: String,
    asked_at: Instant,
    #[sqlx(rename = "step")]
    level: EscalationLevel,
    /// The last day of the level.
    due_on: Date,
    state: String,
    decided_at: Option<i64>,
    decided_by: String,
    answer: String,
}

const FIELDS: &str = "id, user_id, ods, service, decider, roles, reason, asked_at, step, due_on, state, decided_at, decided_by, \
     answer";

impl StoredRoleRequest {
    async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Self>, Failure> {
        let mut query = Query::new("SELECT ");
        query.push(FIELDS).push(" FROM role_request WHERE id = ");
        query.push_bind(id);
        Ok(tx.optional(query).await?)
    }

    fn roles(&self) -> &[Role] {
        &self.roles.0
    }

    fn role_names(&self) -> Vec<String> {
        names(self.roles())
    }

    /// Whether it has waited longer than the first level lasts, whatever level it is on by now.
    fn is_late(&self, today: Date) -> bool {
        let patience = EscalationLevel::Service.working_days();
        working_days_after(date_of(self.asked_at), patience) < today
    }
}

/// A request with the names that stand beside it.
#[derive(sqlx::FromRow)]
struct NamedRequest {
    #[sqlx(flatten)]
    request: StoredRoleRequest,
    first_name: String,
    last_name: String,
    email: String,
    practice: String,
    /// Whether whoever asked has a place at the practice still.
    works_here: bool,
}

/// All of [`NamedRequest`], up to its condition.
const NAMED: &str = "SELECT r.id, r.user_id, r.ods, r.service, r.decider, r.roles, r.reason, r.asked_at, r.step, r.due_on, r.state,
            r.decided_at, r.decided_by, r.answer, u.first_name, u.last_name, u.email, p.name AS practice,
            EXISTS (SELECT 1 FROM membership m
                    WHERE m.user_id = r.user_id AND m.ods = r.ods AND m.status <> 'deactivated') AS works_here
     FROM role_request r JOIN app_user u ON u.id = r.user_id JOIN practice p ON p.ods = r.ods WHERE ";

impl NamedRequest {
    /// Who asks, and enough of their address to tell them from others of the name.
    fn asker(&self) -> (String, String) {
        let name = shown_name(&self.first_name, &self.last_name);
        (name, shown_address(self.email.clone(), self.works_here))
    }
}

fn names(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role.name().to_owned()).collect()
}

/// Who at the practice can answer a request today, besides the person who asks.
fn can_answer(
    column: &Column,
    asker: UserId,
    service: Service,
    decider: Decider,
    today: Date,
) -> Vec<(UserId, String)> {
    let administers = |role: Role| role.administers() && role.service() == service;
    let holders = column.holders.iter().filter(|holder| {
        decider == Decider::Service
            && administers(holder.role)
            && holder.works
            && holder.in_force(today)
            && holder.user != asker
    });
    holders
        .map(|holder| (holder.user, holder.name.clone()))
        .collect()
}

/// Tells those whose level has begun. The registration team works through its tasks, and gets no mail.
async fn notify_level(
    tx: &mut Tx,
    audit: &AuditContext,
    request: &StoredRoleRequest,
    practice: &str,
    level: EscalationLevel,
    can_answer: &[(UserId, String)],
) -> Result<(), Failure> {
    if level == EscalationLevel::Registration {
        return Ok(());
    }
    let (asker, username) = name_and_username(tx, request.user_id).await?;
    for (user, _) in can_answer {
        let letter = |name| {
            Letter::RolesAsked(RolesAsked {
                name,
                asker: asker.clone(),
                username: username.clone(),
                practice: practice.to_owned(),
                roles: request.role_names(),
                reason: request.reason.clone(),
                link: addresses::role_request(request.id),
                late: level == EscalationLevel::Reminded,
            })
        };
        mail::tell(tx, audit, *user, letter).await?;
    }
    Ok(())
}
