//! Requests in the database. Every step is one transaction with its event and its mail.

mod ask;
mod chase;
mod decide;
mod read;
mod still_here;

pub(super) use ask::Ask;
pub(crate) use chase::chase;
pub(super) use decide::{Answer, Decide};
pub(crate) use read::tasks;
pub(super) use read::{ask_view, request_view};
pub(super) use still_here::StillHereYes;
pub(crate) use still_here::{ask_at, ask_where_unlinked, ask_whether_still_here};

use uuid::Uuid;

use super::rules::{There, Turn};
use crate::{
    access::{Column, OdsCode, Role, Service, UserId},
    dates::{Date, Instant},
    mail::{self, Letter, RolesAsked},
    server::{Failure, Query, Stamp, Tx},
};

/// A request as it is stored.
#[derive(Clone, Debug, sqlx::FromRow)]
struct Stored {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    service: String,
    roles: String,
    reason: String,
    asked_at: Instant,
    step: i64,
    due_on: String,
    state: String,
    decided_at: Option<i64>,
    decided_by: String,
    answer: String,
}

const FIELDS: &str = "id, user_id, ods, service, roles, reason, asked_at, step, due_on, state, decided_at, decided_by, \
     answer";

impl Stored {
    async fn find(tx: &mut Tx, id: Uuid) -> Result<Option<Self>, Failure> {
        let mut query = Query::new("SELECT ");
        query.push(FIELDS).push(" FROM role_request WHERE id = ");
        query.push_bind(id);
        Ok(tx.optional(query).await?)
    }

    fn service(&self) -> Option<Service> {
        Service::from_code(&self.service)
    }

    fn roles(&self) -> Vec<Role> {
        let codes = self.roles.split_whitespace();
        codes.filter_map(Role::from_code).collect()
    }

    fn role_names(&self) -> Vec<String> {
        names(self.roles())
    }

    /// The last day of the turn.
    fn due_on(&self) -> Option<Date> {
        self.due_on.parse().ok()
    }

    fn turn(&self) -> Turn {
        Turn::from_step(self.step)
    }
}

fn names(roles: impl IntoIterator<Item = Role>) -> Vec<String> {
    roles
        .into_iter()
        .map(|role| role.name().to_owned())
        .collect()
}

/// Who manages access at a practice today, besides the person who asks.
struct Managers {
    of_service: Vec<(UserId, String)>,
    others: Vec<(UserId, String)>,
}

impl Managers {
    fn of(column: &Column, asker: UserId, service: Service, today: Date) -> Self {
        let holders = column.holders.iter().filter(|holder| {
            holder.role.administers()
                && holder.works
                && holder.in_force(today)
                && holder.user != asker
        });
        let (mut of_service, mut all) = (Vec::new(), Vec::new());
        for holder in holders {
            let person = (holder.user, holder.name.clone());
            if holder.role.service() == service {
                of_service.push(person.clone());
            }
            all.push(person);
        }
        all.sort_unstable();
        all.dedup();
        all.retain(|person| !of_service.contains(person));
        Self {
            of_service,
            others: all,
        }
    }

    fn there(&self) -> There {
        There {
            of_service: self.of_service.len(),
            others: self.others.len(),
        }
    }

    /// Those who are told when a turn begins.
    fn told(&self, turn: Turn) -> &[(UserId, String)] {
        match turn {
            Turn::Service | Turn::Reminded => &self.of_service,
            Turn::Practice => &self.others,
            Turn::Registration => &[],
        }
    }
}

/// Tells those whose turn has begun. The registration team works through its tasks, and gets no mail.
async fn tell_turn(
    tx: &mut Tx,
    stamp: &Stamp,
    request: &Stored,
    asker: &str,
    practice: &str,
    turn: Turn,
    managers: &Managers,
) -> Result<(), Failure> {
    for (user, _) in managers.told(turn) {
        let letter = |name| {
            Letter::RolesAsked(RolesAsked {
                name,
                asker: asker.to_owned(),
                practice: practice.to_owned(),
                roles: request.role_names(),
                reason: request.reason.clone(),
                link: super::request_address(request.id),
                late: turn != Turn::Service,
            })
        };
        mail::tell(tx, stamp, *user, letter).await?;
    }
    Ok(())
}
