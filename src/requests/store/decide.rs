//! Answering a request.

use std::fmt::Debug;

use uuid::Uuid;

use super::{StoredRoleRequest, names, read::stands};
use crate::{
    access::{
        Actor, Administers, DesiredRoles, Plan, Refusal, Registration, Role, Subject, Terms, plan,
    },
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, RolesDecided},
    practices,
    requests::rules::Decider,
    ui::{Check, FormState, Outcome},
    users::{
        confirmed::{Acting, ConfirmedChange, NotMade},
        roles::store::{apply, read_columns, read_subject, refused, tell_administrators},
    },
    web::{AuditContext, Request},
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
    /// Where it was made, and by whom, for the record of an attempt and for the turn.
    pub practice: &'a OdsCode,
    pub asker: UserId,
    pub answer: Answer,
    /// Why, where it is refused.
    pub why: &'a str,
    pub actor: &'a Actor,
}

/// As who somebody decides about a request: what writes asks for it.
#[expect(
    dead_code,
    reason = "a permit is proof by being there; nothing has to read it"
)]
pub(in crate::requests) enum Deciding {
    /// Who can give its roles at the practice.
    Service(Administers),
    /// The registration team.
    Registration(Registration),
    /// Whoever asked, who can take it back and no more.
    Own,
}

impl StoredRoleRequest {
    /// As who `actor` decides about it.
    pub(super) fn decided_by(&self, actor: &Actor) -> Result<Deciding, AppError> {
        if self.user_id == actor.id {
            return Ok(Deciding::Own);
        }
        match (actor.registration(), self.decider) {
            (Ok(permit), _) => Ok(Deciding::Registration(permit)),
            (_, Decider::Service) => actor
                .administer(&self.ods, self.service)
                .map(Deciding::Service),
            (_, Decider::Registration) => Err(AppError::Forbidden(ONLY_REGISTRATION.to_owned())),
        }
    }
}

impl Deciding {
    /// Whether this is about somebody else's request.
    pub(super) fn of_another(&self) -> bool {
        matches!(self, Self::Service(_) | Self::Registration(_))
    }
}

const ONLY_REGISTRATION: &str = "Only the registration team can answer this.";
const NOT_YOURS: &str =
    "You cannot answer your own request. The administrators of the practice can.";

/// A request that waits, and who may end it.
pub(in crate::requests) struct Open {
    deciding: Deciding,
    request: StoredRoleRequest,
    subject: Subject,
    practice: String,
}

/// Exactly what an answer will do.
pub(in crate::requests) enum Planned {
    Give(Open, Plan),
    Refuse(Open),
    Withdraw(Open),
}

impl ConfirmedChange for Decide<'_> {
    type Plan = Planned;
    type WhyNot = Refusal;

    fn practices(&self) -> Vec<OdsCode> {
        match self.answer {
            Answer::Give => vec![self.practice.clone()],
            Answer::Refuse | Answer::Withdraw => Vec::new(),
        }
    }

    fn waits_at(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    fn content(&self) -> impl Debug + Send + Sync {
        (self.id, self.answer)
    }

    fn confirm(&mut self) {
        // It is not shown first, and takes nothing away.
    }

    async fn plan(&self, tx: &mut Tx, by: Acting<'_>) -> Result<Planned, NotMade> {
        let not_found = || Failure::Public(AppError::NotFound);
        let request = StoredRoleRequest::find(tx, self.id)
            .await?
            .ok_or_else(not_found)?;
        let deciding = request.decided_by(self.actor)?;
        if deciding.of_another() == (self.answer == Answer::Withdraw) {
            return Err(AppError::Forbidden(NOT_YOURS.to_owned()).into());
        }
        if request.state != "open" {
            let told = ["Nothing was changed. ", &stands(&request, &[])].concat();
            return Err(NotMade::Instead(Outcome::Form(FormState::wrong("", told))));
        }
        let subject = read_subject(tx, request.user_id).await?;
        let open = Open {
            deciding,
            subject: subject.ok_or_else(not_found)?,
            practice: practices::store::name_of(tx, &request.ods).await?,
            request,
        };
        match self.answer {
            Answer::Give => plan_giving(tx, by, open).await,
            Answer::Refuse => Ok(Planned::Refuse(open)),
            Answer::Withdraw => Ok(Planned::Withdraw(open)),
        }
    }

    fn preview(&self, _plan: &Planned, _by: Acting<'_>) -> Check {
        Check::default()
    }

    async fn apply(&self, tx: &mut Tx, by: Acting<'_>, planned: Planned) -> Result<(), Failure> {
        let open = match planned {
            Planned::Give(open, plan) => {
                apply(tx, by.audit, &plan).await?;
                tell_administrators(tx, by.audit, &plan).await?;
                open
            }
            Planned::Refuse(open) => {
                self.append(tx, by.audit, &open, Action::RequestRefused)
                    .await?;
                open
            }
            Planned::Withdraw(open) => {
                self.append(tx, by.audit, &open, Action::RequestWithdrawn)
                    .await?;
                open
            }
        };
        self.end(tx, by.audit, &open.request, &open.deciding)
            .await?;
        if open.deciding.of_another() {
            self.tell(tx, by.audit, open).await?;
        }
        Ok(())
    }

    async fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Refusal>,
    ) -> Result<Outcome, Failure> {
        let shown = std::iter::empty();
        refused(request, actor, by.audit, self.asker, shown, reasons).await
    }
}

/// The roles are given like a saved role table gives them.
async fn plan_giving(tx: &mut Tx, by: Acting<'_>, open: Open) -> Result<Planned, NotMade> {
    let request = &open.request;
    let (practice, today) = (std::slice::from_ref(&request.ods), by.audit.today);
    let columns = read_columns(tx, request.user_id, practice, today).await?;
    let column = columns.first().ok_or(Failure::Public(AppError::NotFound))?;
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
    let (subject, permissions) = (&open.subject, by.permissions);
    let plan = plan(&columns, &[wanted], &terms, subject, permissions, today);
    let plan = plan.map_err(NotMade::Refused)?;
    Ok(Planned::Give(open, plan))
}

impl Decide<'_> {
    async fn append(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        open: &Open,
        action: Action,
    ) -> Result<(), Failure> {
        let event = NewEvent {
            action,
            subject: Some((open.subject.user, &open.subject.name)),
            practice: Some(&open.request.ods),
            detail: Detail {
                note: names(open.request.roles()).join(", "),
                ..Detail::default()
            },
            reason: self.why,
        };
        append(tx, audit, event).await
    }

    /// Ends the request with this answer.
    async fn end(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        request: &StoredRoleRequest,
        _permit: &Deciding,
    ) -> Result<(), Failure> {
        tx.execute(
            Query::new(
                "UPDATE role_request SET state = $2, decided_at = $3, decided_by = $4, answer = $5
                 WHERE id = $1 AND state = 'open'",
            )
            .bind(request.id)
            .bind(self.answer.state())
            .bind(audit.at)
            .bind(&audit.by_name)
            .bind(self.why),
        )
        .await?;
        Ok(())
    }

    async fn tell(&self, tx: &mut Tx, audit: &AuditContext, open: Open) -> Result<(), Failure> {
        let given = open
            .request
            .roles()
            .iter()
            .filter(|_| self.answer == Answer::Give);
        let administers = given.filter(|role| role.administers());
        let administers = administers.map(|role| role.service().name().to_owned());
        let letter = |name| {
            Letter::RolesDecided(RolesDecided {
                name,
                practice: open.practice,
                roles: open.request.role_names(),
                given: self.answer == Answer::Give,
                by: audit.by_name.clone(),
                why: self.why.to_owned(),
                administers: administers.collect(),
            })
        };
        mail::tell(tx, audit, open.request.user_id, letter).await
    }
}
