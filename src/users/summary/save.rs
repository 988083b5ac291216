//! Doing one change for several people: decided again inside the transaction that makes it, all of it or nothing.

use uuid::Uuid;

use super::{
    bulk::{self, Change, Chosen, Refused, plan_several},
    store,
};
use crate::{
    access::{Permissions, Refusal, SeesPractice, Terms},
    base::{error::AppError, ids::OdsCode},
    database::{Conflict, Db, Failure, Tx, UnitOfWork},
    history,
    ui::{Check, FormState, Outcome},
    users::roles::store::{apply, asks_code, end_due, use_idempotency_key},
    web::AuditContext,
};

/// What is said to a form that no page of this program has sent.
pub(crate) const UNREADABLE: &str =
    "The people you selected could not be read. Reload the page and try again.";

/// What was asked for, by whom.
#[derive(Clone, Copy)]
pub(crate) struct SeveralAsked<'a> {
    /// Where.
    pub permit: &'a SeesPractice,
    /// For whom.
    pub chosen: &'a [Chosen],
    /// What.
    pub change: Change,
    /// Why, and what was confirmed.
    pub terms: &'a Terms,
    /// What the actor may decide.
    pub permissions: &'a Permissions,
    /// Who and when.
    pub audit: &'a AuditContext,
    /// The form.
    pub idempotency_key: Uuid,
    /// Where the first save of this form leads.
    pub location: &'a str,
}

/// Why a save was not made.
#[derive(Debug)]
pub(crate) enum NotSaved {
    /// The rules say no.
    Refused(Vec<Refused>),
    /// Anything else.
    Failed(Failure),
}

impl<E: Into<Failure>> From<E> for NotSaved {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl Conflict for NotSaved {
    fn is_conflict(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.is_conflict())
    }

    fn may_be_no_race(&self) -> bool {
        matches!(self, Self::Failed(failure) if failure.may_be_no_race())
    }
}

impl UnitOfWork for SeveralAsked<'_> {
    type Done = ();
    type Error = NotSaved;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), NotSaved> {
        let content = (self.permit.practice(), self.chosen, self.change, self.terms);
        if use_idempotency_key(
            tx,
            self.idempotency_key,
            &content,
            self.audit,
            self.location,
        )
        .await?
        .is_some()
        {
            return Ok(());
        }
        let practice = std::slice::from_ref(self.permit.practice());
        end_due(tx, practice, self.audit).await?;
        let today = self.audit.today;
        let mut everyone = store::read(tx, self.permit, today).await?;
        store::identify(tx, &mut everyone, self.change.role).await?;
        let several = plan_several(
            &everyone,
            self.chosen,
            self.change,
            self.terms,
            self.permissions,
            today,
        )
        .map_err(NotSaved::Refused)?;
        for (subject, plan) in &several.plans {
            apply(tx, self.audit, subject, plan, self.terms, self.permissions).await?;
        }
        Ok(())
    }
}

/// Makes the change, or says why not.
pub(crate) async fn save(db: &Db, asked: &SeveralAsked<'_>) -> Result<Outcome, Failure> {
    match db.write(asked).await {
        Ok(()) => Ok(Outcome::Done {
            to: asked.location.to_owned(),
        }),
        // The list again, with what has to be confirmed.
        Err(NotSaved::Refused(refused)) if refused.iter().all(Refused::waits) => {
            check(db, asked, &refused).await
        }
        Err(NotSaved::Failed(Failure::Refused(refused)))
            if refused.iter().all(Refusal::is_unconfirmed) =>
        {
            let refused: Vec<_> = refused.into_iter().map(Refused::Save).collect();
            check(db, asked, &refused).await
        }
        Err(NotSaved::Refused(refused)) => told(db, asked, &refused).await,
        Err(NotSaved::Failed(failure)) => Err(failure),
    }
}

/// Answers with the exact list of what a save would do, `unconfirmed` beside it.
pub(crate) async fn check(
    db: &Db,
    asked: &SeveralAsked<'_>,
    unconfirmed: &[Refused],
) -> Result<Outcome, Failure> {
    let today = asked.audit.today;
    let mut tx = db.read().await?;
    let everyone = store::read(&mut tx, asked.permit, today).await?;
    drop(tx);
    // What needs a confirmation is part of the list, not yet a refusal.
    let terms = Terms {
        accepts_no_administrator: true,
        ..asked.terms.clone()
    };
    let (chosen, change, permissions) = (asked.chosen, asked.change, asked.permissions);
    match plan_several(&everyone, chosen, change, &terms, permissions, today) {
        Ok(several) => Ok(Outcome::Form(FormState {
            step: "check".to_owned(),
            check: Some(Check {
                asks_code: several
                    .plans
                    .iter()
                    .any(|(_, plan)| asks_code(plan, asked.audit)),
                ..bulk::check_several(&several, change, &terms, &everyone.practice)
            }),
            ..bulk::form_state(unconfirmed)
        })),
        Err(refused) => told(db, asked, &refused).await,
    }
}

/// What a refused change is answered with. What somebody else did in the meantime is told; an attempt at something
/// the actor has no right to is recorded.
async fn told(db: &Db, asked: &SeveralAsked<'_>, refused: &[Refused]) -> Result<Outcome, Failure> {
    let practice = asked.permit.practice();
    let mut form_state = bulk::form_state(refused);
    let mut tx = db.read().await?;
    for refused in refused {
        let Refused::Person(subject, Refusal::Stale { .. }) = refused else {
            continue;
        };
        let Some(seen) = asked
            .chosen
            .iter()
            .find(|chosen| chosen.user == subject.user)
        else {
            continue;
        };
        let lines = history::since(&mut tx, subject.user, practice, seen.version).await?;
        form_state
            .edit_conflict
            .extend(lines.iter().map(history::Line::in_words));
    }
    drop(tx);
    for refused in refused {
        if let Refused::Person(subject, refusal @ Refusal::NotYours { .. }) = refused {
            let whom = Some((subject.user, subject.name.as_str()));
            history::refuse(db, asked.audit, whom, Some(practice), &refusal.to_string()).await?;
        }
    }
    if refused.contains(&Refused::Stranger) {
        return Err(AppError::Invalid([&Refused::Stranger.sentence(), "."].concat()).into());
    }
    Ok(Outcome::Form(form_state))
}
