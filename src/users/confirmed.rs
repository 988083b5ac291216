//! The one road of a change that is shown before it is saved: planned on things as they are, answered with the exact
//! list of what a save would do, and when that is confirmed planned again and made, all of it in one transaction.
//!
//! A room says what its change is ([`ConfirmedChange`]); the order of the steps, the second factor, the idempotency key
//! and what waits for a confirmation are the same for all of them and stand here.

use std::fmt::Debug;

use uuid::Uuid;

use super::roles::{
    self,
    store::{end_due, record, use_idempotency_key},
};
use crate::{
    access::{Actor, Permissions, Refusal},
    base::{error::AppError, ids::OdsCode},
    database::{Failure, Retryable, Tx, UnitOfWork},
    sign_in::factor,
    ui::{Check, FormState, Outcome},
    web::{AuditContext, Request},
};

/// The button that was pressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Press {
    /// Back to the form.
    Edit,
    /// Show what a save would do.
    Preview,
    /// Do what was shown.
    Save,
    /// Do something that is not shown first.
    SaveAtOnce,
}

impl Press {
    /// From the value of the button. A form that is sent without a button asks for the list.
    pub(crate) fn read(text: &str) -> Result<Self, AppError> {
        match text {
            "change" => Ok(Self::Edit),
            "check" | "" => Ok(Self::Preview),
            "save" => Ok(Self::Save),
            _ => Err(AppError::unreadable_form()),
        }
    }
}

/// What every form of such a change sends beside the change itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Pressed<'a> {
    /// The button.
    pub step: Press,
    /// Makes a save of the form happen once; none where what it is about can happen only once anyway.
    idempotency_key: Option<Uuid>,
    /// A second factor of the actor, where the list asked for one.
    code: &'a str,
}

impl<'a> Pressed<'a> {
    /// Reads what was sent.
    pub(crate) fn read(
        step: Press,
        idempotency_key: &str,
        code: &'a str,
    ) -> Result<Self, AppError> {
        let unreadable = |_| AppError::unreadable_form();
        Ok(Self {
            step,
            idempotency_key: Some(idempotency_key.parse().map_err(unreadable)?),
            code,
        })
    }

    /// Of a form without a list and without a key: the state of what it is about says whether it was done.
    pub(crate) fn at_once(code: &'a str) -> Self {
        Self {
            step: Press::SaveAtOnce,
            idempotency_key: None,
            code,
        }
    }

    /// The mark of this form's save in the address it leads to.
    pub(crate) fn mark(&self) -> String {
        let key = self.idempotency_key.map(|key| key.to_string());
        key.unwrap_or_default()
    }
}

/// The actor as a change needs them.
#[derive(Clone, Copy)]
pub(crate) struct Acting<'a> {
    /// What they may decide.
    pub permissions: &'a Permissions,
    /// Who, when, and whether they have just shown a second factor.
    pub audit: &'a AuditContext,
}

/// Why a change is not made, as the rules of its room say it.
pub(crate) trait WhyNot: From<Refusal> + Send + Sync {
    /// Whether a tick or a code beside the list is all that is missing.
    fn is_unconfirmed(&self) -> bool;

    /// The form again, with each reason beside the field it belongs to.
    fn form_state(reasons: &[Self]) -> FormState;

    /// Those among which attempts at something that the actor has no right to are looked for.
    fn refusals(_reasons: &[Self]) -> &[Refusal] {
        &[]
    }
}

impl WhyNot for Refusal {
    fn is_unconfirmed(&self) -> bool {
        Self::is_unconfirmed(self)
    }

    fn form_state(reasons: &[Self]) -> FormState {
        roles::form_state(reasons)
    }

    fn refusals(reasons: &[Self]) -> &[Refusal] {
        reasons
    }
}

/// The answer with the text of the file, which is sent on with the confirmation: no browser can be given a file back.
pub(crate) fn carrying(outcome: Outcome, bytes: &[u8]) -> Outcome {
    match outcome {
        Outcome::Form(form_state) if form_state.check.is_some() => Outcome::Form(FormState {
            carried: vec![(
                "lines".to_owned(),
                String::from_utf8_lossy(bytes).into_owned(),
            )],
            ..form_state
        }),
        outcome => outcome,
    }
}

/// What came instead of a change.
#[derive(Debug)]
pub(crate) enum NotMade<R = Refusal> {
    /// The rules say no.
    Refused(Vec<R>),
    /// Things are such that there is nothing to decide: this is answered.
    Instead(Outcome),
    /// Anything else.
    Failed(Failure),
}

impl<R: From<Refusal>, E: Into<Failure>> From<E> for NotMade<R> {
    fn from(error: E) -> Self {
        match error.into() {
            Failure::Refused(refusals) => {
                Self::Refused(refusals.into_iter().map(R::from).collect())
            }
            failure => Self::Failed(failure),
        }
    }
}

impl<R> Retryable for NotMade<R> {
    fn by_database(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Failed(failure) => failure.by_database(),
            _ => None,
        }
    }
}

/// A change that is shown before it is saved. One of several people is planned person by person, and what one of them
/// leaves or takes counts for the next: the list and the save follow from the same plan.
pub(crate) trait ConfirmedChange: Sync {
    /// Exactly what will be done.
    type Plan: Send + Sync;
    /// Why it is not done.
    type WhyNot: WhyNot;

    /// Where grants whose last day has passed are ended before it is planned.
    fn practices(&self) -> Vec<OdsCode>;

    /// Where it changes anything: what it waits its turn at.
    fn waits_at(&self) -> Vec<OdsCode> {
        self.practices()
    }

    /// What tells this change from another one of the same form.
    fn content(&self) -> impl Debug + Send + Sync;

    /// Takes everything that has to be confirmed as confirmed: a list shows what needs a confirmation with the rest.
    fn confirm(&mut self);

    /// Decides, as things are now.
    fn plan(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
    ) -> impl Future<Output = Result<Self::Plan, NotMade<Self::WhyNot>>> + Send;

    /// The list.
    fn preview(&self, plan: &Self::Plan, by: Acting<'_>) -> Check;

    /// Does the plan, in the transaction that it was made in.
    fn apply(
        &self,
        tx: &mut Tx,
        by: Acting<'_>,
        plan: Self::Plan,
    ) -> impl Future<Output = Result<(), Failure>> + Send;

    /// What a refused form is answered with: what is wrong, and where a change has more to say, what somebody else did in the
    /// meantime. An attempt at something the actor has no right to is recorded.
    fn answer(
        &self,
        request: &Request,
        actor: &Actor,
        by: Acting<'_>,
        reasons: Vec<Self::WhyNot>,
    ) -> impl Future<Output = Result<Outcome, Failure>> + Send {
        async move {
            let refusals = Self::WhyNot::refusals(&reasons);
            record(request, actor, by.audit, None, refusals).await?;
            Ok(Outcome::Form(Self::WhyNot::form_state(&reasons)))
        }
    }
}

/// A save of a change. Gives the address that it leads to, a second one the address of the first.
pub(crate) struct Saving<'a, C> {
    pub change: &'a C,
    /// By whom.
    pub by: Acting<'a>,
    pub idempotency_key: Option<Uuid>,
    /// Where the first save of this form leads.
    pub location: &'a str,
}

impl<C: ConfirmedChange> UnitOfWork for Saving<'_, C> {
    type Done = String;
    type Error = NotMade<C::WhyNot>;

    fn practices(&self) -> Vec<OdsCode> {
        self.change.waits_at()
    }

    fn is_idempotent(&self) -> bool {
        self.idempotency_key.is_some()
    }

    async fn run(&self, tx: &mut Tx) -> Result<String, NotMade<C::WhyNot>> {
        let (audit, content) = (self.by.audit, self.change.content());
        if let Some(key) = self.idempotency_key
            && let Some(to) = use_idempotency_key(tx, key, &content, audit, self.location).await?
        {
            return Ok(to);
        }
        end_due(tx, &self.change.practices(), audit).await?;
        let plan = self.change.plan(tx, self.by).await?;
        // Boxed: the steps of all changes together would make every request's future large.
        Box::pin(self.change.apply(tx, self.by, plan)).await?;
        Ok(self.location.to_owned())
    }
}

/// Shows what a change would do, or makes it, as `pressed` says. A save that only waits for a confirmation is answered
/// with the list again. `location` is where a save leads.
pub(crate) async fn run<C: ConfirmedChange>(
    request: &Request,
    actor: &Actor,
    change: C,
    pressed: Pressed<'_>,
    location: &str,
) -> Result<Outcome, Failure> {
    let outcome = decide(request, actor, change, pressed, location).await?;
    match outcome {
        Outcome::Form(form_state)
            if asks_code(&form_state) && factor::show::has_none(request, actor).await? =>
        {
            Ok(Outcome::Form(without_code(form_state)))
        }
        outcome => Ok(outcome),
    }
}

/// Whether a form that comes back asks for a second factor.
fn asks_code(form_state: &FormState) -> bool {
    let wrong = form_state.errors.iter().any(|error| error.field == "code");
    wrong
        || form_state
            .check
            .as_ref()
            .is_some_and(|check| check.asks_code)
}

/// The same for whoever has none to show: it says so at once, and asks for no code.
fn without_code(mut form_state: FormState) -> FormState {
    form_state.errors.retain(|error| error.field != "code");
    if let Some(check) = &mut form_state.check {
        check.asks_code = false;
    }
    form_state.and_wrong("", factor::show::NONE_TO_SHOW)
}

async fn decide<C: ConfirmedChange>(
    request: &Request,
    actor: &Actor,
    mut change: C,
    pressed: Pressed<'_>,
    location: &str,
) -> Result<Outcome, Failure> {
    let (permissions, mut audit) = (actor.permissions(), request.audit(actor));
    let missing = factor::step_up(request, actor, &mut audit, pressed.code).await?;
    let by = Acting {
        permissions: &permissions,
        audit: &audit,
    };
    let mut reasons: Vec<_> = missing.into_iter().map(C::WhyNot::from).collect();
    if pressed.step != Press::Preview && reasons.is_empty() {
        let saving = Saving {
            change: &change,
            by,
            idempotency_key: pressed.idempotency_key,
            location,
        };
        match request.app.db.write(&saving).await {
            Ok(to) => return Ok(Outcome::Done { to }),
            Err(NotMade::Refused(refused)) => reasons = refused,
            Err(NotMade::Instead(outcome)) => return Ok(outcome),
            Err(NotMade::Failed(failure)) => return Err(failure),
        }
    }
    if pressed.step != Press::SaveAtOnce && reasons.iter().all(WhyNot::is_unconfirmed) {
        change.confirm();
        let mut tx = request.app.db.read().await?;
        let planned = change.plan(&mut tx, by).await;
        drop(tx);
        match planned {
            Ok(plan) => {
                return Ok(Outcome::Form(FormState {
                    step: "check".to_owned(),
                    check: Some(change.preview(&plan, by)),
                    ..C::WhyNot::form_state(&reasons)
                }));
            }
            Err(NotMade::Refused(refused)) => reasons = refused,
            Err(NotMade::Instead(outcome)) => return Ok(outcome),
            Err(NotMade::Failed(failure)) => return Err(failure),
        }
    }
    change.answer(request, actor, by, reasons).await
}
