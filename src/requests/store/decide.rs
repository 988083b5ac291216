//! Answering a request.

use uuid::Uuid;

use super::{Stored, names};
use crate::{
    access::{Actor, DesiredRoles, Permissions, Role, Service, Subject, Terms, plan},
    base::{error::AppError, ids::OdsCode},
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, RolesDecided},
    requests::rules::Decider,
    users::roles::store::{apply, end_due, read_columns, read_subject},
    web::AuditContext,
};

/// An answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::requests) enum Answer {
    /// The roles are given.
    Give,
    /// They are not, for a reason.
    Refuse,
    /// Whoever asked does not want them any more.
    Withdraw,
}

impl Answer {
    fn state(self) -> &'static str {
        match self {
            Self::Give => "given",
            Self::Refuse => "refused",
            Self::Withdraw => "withdrawn",
        }
    }
}

/// One answer to one request.
pub(in crate::requests) struct Decide<'a> {
    pub id: Uuid,
    /// Where it was made, for the level.
    pub practice: &'a OdsCode,
    pub answer: Answer,
    /// Why, where it is refused.
    pub why: &'a str,
    pub actor: &'a Actor,
    pub permissions: &'a Permissions,
    pub audit: &'a AuditContext,
}

/// Whether `actor` may answer a request: who can give its roles at the practice, and the registration team.
pub(super) fn may_decide(
    actor: &Actor,
    practice: &OdsCode,
    service: Service,
    decider: Decider,
) -> Result<(), AppError> {
    match decider {
        _ if actor.registration().is_ok() => Ok(()),
        Decider::Service => actor.administer(practice, service).map(|_| ()),
        Decider::Registration => Err(AppError::Forbidden(ONLY_REGISTRATION.to_owned())),
    }
}

const ONLY_REGISTRATION: &str = "Only the registration team can answer this.";

impl UnitOfWork for Decide<'_> {
    /// Whether this was the answer; otherwise somebody had answered before.
    type Done = bool;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let request = Stored::find(tx, self.id).await?;
        let request = request.ok_or(Failure::Public(AppError::NotFound))?;
        let not_found = || Failure::Public(AppError::NotFound);
        let service = request.service().ok_or_else(not_found)?;
        let mine = request.user_id == self.actor.id;
        match self.answer {
            Answer::Withdraw if mine => {}
            Answer::Give | Answer::Refuse if !mine => {
                may_decide(self.actor, &request.ods, service, request.decider())?;
            }
            _ => return Err(AppError::Forbidden(NOT_YOURS.to_owned()).into()),
        }
        if request.state != "open" {
            return Ok(false);
        }
        let subject = read_subject(tx, request.user_id)
            .await?
            .ok_or_else(not_found)?;
        let practice = if self.answer == Answer::Give {
            self.give(tx, &request, &subject).await?
        } else {
            let (name,): (String,) = tx
                .one(Query::new("SELECT name FROM practice WHERE ods = $1").bind(&request.ods))
                .await?;
            self.record(tx, &request, &subject).await?;
            name
        };
        self.end(tx, &request).await?;
        if !mine {
            let letter = |name| {
                Letter::RolesDecided(RolesDecided {
                    name,
                    practice,
                    roles: request.role_names(),
                    given: self.answer == Answer::Give,
                    by: self.audit.by_name.clone(),
                    why: self.why.to_owned(),
                })
            };
            mail::tell(tx, self.audit, request.user_id, letter).await?;
        }
        Ok(true)
    }
}

impl Decide<'_> {
    /// Gives the roles like a saved role table does. Gives the practice's name.
    async fn give(
        &self,
        tx: &mut Tx,
        request: &Stored,
        subject: &Subject,
    ) -> Result<String, Failure> {
        let practice = std::slice::from_ref(&request.ods);
        end_due(tx, practice, self.audit).await?;
        let columns = read_columns(tx, request.user_id, practice, self.audit.today).await?;
        let Some(column) = columns.first() else {
            return Err(AppError::NotFound.into());
        };
        let name = column.name.clone();
        let mut ticked: Vec<Role> = column.grants.iter().map(|grant| grant.role).collect();
        ticked.extend(request.roles());
        ticked.sort_unstable();
        ticked.dedup();
        let wanted = DesiredRoles {
            practice: request.ods.clone(),
            version: column.version,
            ticked,
        };
        let terms = Terms {
            reason: ["Asked for: ", &request.reason].concat(),
            ..Terms::default()
        };
        let plan = plan(
            &columns,
            &[wanted],
            &terms,
            subject,
            self.permissions,
            self.audit.today,
        )
        .map_err(Failure::Refused)?;
        apply(tx, self.audit, &plan).await?;
        Ok(name)
    }

    async fn record(
        &self,
        tx: &mut Tx,
        request: &Stored,
        subject: &Subject,
    ) -> Result<(), Failure> {
        let action = match self.answer {
            Answer::Withdraw => Action::RequestWithdrawn,
            _ => Action::RequestRefused,
        };
        let event = NewEvent {
            action,
            subject: Some((subject.user, &subject.name)),
            practice: Some(&request.ods),
            detail: Detail {
                note: names(request.roles()).join(", "),
                ..Detail::default()
            },
            reason: self.why,
        };
        append(tx, self.audit, event).await
    }

    async fn end(&self, tx: &mut Tx, request: &Stored) -> Result<(), Failure> {
        tx.execute(
            Query::new(
                "UPDATE role_request SET state = $2, decided_at = $3, decided_by = $4, answer = $5
                 WHERE id = $1 AND state = 'open'",
            )
            .bind(request.id)
            .bind(self.answer.state())
            .bind(self.audit.at)
            .bind(&self.audit.by_name)
            .bind(self.why),
        )
        .await?;
        Ok(())
    }
}

const NOT_YOURS: &str =
    "You cannot answer your own request. The administrators of the practice can.";
