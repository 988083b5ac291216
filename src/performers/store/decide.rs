//! Confirming, rejecting and taking back what a GP asks for.

use std::collections::BTreeSet;

use uuid::Uuid;

use super::{
    apply::{apply, steps_of},
    entry::Gp,
    follow,
    people::{officers, people_at},
    read_entry, read_gp,
    request::{StoredLinkRequest, note, record, tell},
};
use crate::{
    access::{Actor, ConfirmsLinks, OwnEntry, Registration},
    base::{clock::new_id, error::AppError, ids::OdsCode, text::Reason},
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::{self, Letter, LinkDecided, LinkNews},
    performers::{
        GpType, WaitsFor,
        escalation::EscalationLevel,
        rules::{Entry, LinkRefusal, plan},
    },
    practices,
    ui::addresses,
    web::AuditContext,
};

/// A decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::performers) enum Answer {
    /// It is so.
    Confirm,
    /// It is not, for a reason.
    Reject,
    /// The GP does not want it any more.
    Withdraw,
}

impl Answer {
    /// From the value of the button.
    pub(in crate::performers) fn read(button: &str) -> Result<Self, AppError> {
        match button {
            "confirm" => Ok(Self::Confirm),
            "reject" => Ok(Self::Reject),
            "withdraw" => Ok(Self::Withdraw),
            _ => Err(AppError::unreadable_form()),
        }
    }

    /// Why, which whoever rejects has to say.
    pub(in crate::performers) fn why(self, reason: &str) -> Result<Reason, &'static str> {
        match self {
            Self::Reject => Reason::read(reason, "Enter why you reject it"),
            Self::Confirm | Self::Withdraw => Ok(Reason::default()),
        }
    }
}

/// One decision about one request.
pub(in crate::performers) struct Decide<'a> {
    pub id: Uuid,
    /// Where it was made, for the turn.
    pub practice: &'a OdsCode,
    pub answer: Answer,
    /// Why, where it is rejected.
    pub why: &'a str,
    pub actor: &'a Actor,
    /// Whether the registration team has to approve changes of principals too.
    pub second_approval: bool,
    pub audit: &'a AuditContext,
}

/// Outcome.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::performers) enum Decided {
    /// This was the decision.
    Yes,
    /// Somebody had decided before.
    Before,
    /// It can't be confirmed as things stand.
    Refused(LinkRefusal),
}

/// As who somebody decides about a request: what writes asks for it.
#[expect(
    dead_code,
    reason = "a permit is proof by being there; nothing has to read it"
)]
pub(super) enum Deciding {
    /// Who confirms links at the practice.
    Practice(ConfirmsLinks),
    /// The registration team, on behalf of the commissioner.
    Commissioner(Registration),
    /// The GP, who can take it back and no more.
    Own(OwnEntry),
}

/// As who `actor` decides about a request as it stands. Nobody decides about their own.
pub(super) fn may_decide(actor: &Actor, request: &StoredLinkRequest) -> Result<Deciding, AppError> {
    if actor.gmc_number.as_ref() == Some(&request.gmc_number) {
        let own = "You cannot decide about your own request. Somebody else at the practice has to.";
        return Err(AppError::Forbidden(own.to_owned()));
    }
    match request.waits_for {
        WaitsFor::Commissioner => actor.registration().map(Deciding::Commissioner),
        WaitsFor::Practice | WaitsFor::Nobody => {
            actor.confirm_links(&request.ods).map(Deciding::Practice)
        }
    }
}

/// That `actor` is the GP who made a request.
fn own(actor: &Actor, request: &StoredLinkRequest) -> Result<Deciding, AppError> {
    let own = actor.own_entry()?;
    if *own.gmc_number() == request.gmc_number {
        Ok(Deciding::Own(own))
    } else {
        Err(AppError::Forbidden(NOT_YOURS.to_owned()))
    }
}

/// A request that waits, of whom, and where.
#[derive(Clone, Copy)]
struct WaitingRequest<'a> {
    request: &'a StoredLinkRequest,
    gp: &'a Gp,
    practice: &'a str,
}

impl UnitOfWork for Decide<'_> {
    type Done = Decided;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Decided, Failure> {
        let not_found = || Failure::Public(AppError::NotFound);
        let request = StoredLinkRequest::find(tx, self.id)
            .await?
            .ok_or_else(not_found)?;
        let permit = match self.answer {
            Answer::Confirm | Answer::Reject => may_decide(self.actor, &request)?,
            Answer::Withdraw => own(self.actor, &request)?,
        };
        if !request.is_open() {
            return Ok(Decided::Before);
        }
        let gp = read_gp(tx, &request.gmc_number)
            .await?
            .ok_or_else(not_found)?;
        let (practice, closed) = practices::store::name_and_closed(tx, &request.ods)
            .await?
            .ok_or_else(not_found)?;
        let known = WaitingRequest {
            request: &request,
            gp: &gp,
            practice: &practice,
        };
        match self.answer {
            Answer::Confirm => self.confirm(tx, &permit, known, closed).await,
            Answer::Reject => self.end(tx, &permit, known, Action::LinkRejected).await,
            Answer::Withdraw => self.end(tx, &permit, known, Action::LinkWithdrawn).await,
        }
    }
}

impl Decide<'_> {
    async fn confirm(
        &self,
        tx: &mut Tx,
        permit: &Deciding,
        known: WaitingRequest<'_>,
        closed: bool,
    ) -> Result<Decided, Failure> {
        let request = known.request;
        let entry = read_entry(tx, &request.gmc_number).await?;
        let entry = entry.ok_or(Failure::Public(AppError::NotFound))?;
        let (wanted, today) = (request.wanted()?, self.audit.today);
        let steps = match plan(&entry, &request.ods, closed, wanted, today, new_id()) {
            Ok(steps) => steps,
            Err(refusal) => return Ok(Decided::Refused(refusal)),
        };
        let first = matches!(permit, Deciding::Practice(_));
        if first && self.second_approval && concerns_principal(request, &entry)? {
            return self.pass_on(tx, permit, known).await;
        }
        let number = &request.gmc_number;
        apply(tx, &steps_of(number, steps), Some(request.id)).await?;
        let action = if first {
            Action::LinkConfirmed
        } else {
            Action::LinkApproved
        };
        let decided = self.end(tx, permit, known, action).await?;
        let place = BTreeSet::from([(number.clone(), request.ods.clone())]);
        let why = ["Confirmed link, case ", &request.reference].concat();
        follow(tx, self.audit, &place, &why).await?;
        Ok(decided)
    }

    /// The practice has confirmed, and the registration team has to approve.
    async fn pass_on(
        &self,
        tx: &mut Tx,
        _permit: &Deciding,
        known: WaitingRequest<'_>,
    ) -> Result<Decided, Failure> {
        let WaitingRequest {
            request,
            gp,
            practice,
        } = known;
        tx.execute(
            Query::new(
                "UPDATE link_request SET waits_for = 'commissioner', step = $2, due_on = '' WHERE id = $1",
            )
            .bind(request.id)
            .bind(EscalationLevel::Registration.step()),
        )
        .await?;
        note(tx, self.audit, request.id, "confirmed-first", "").await?;
        let action = Action::LinkConfirmed;
        record(tx, self.audit, request, gp, practice, action, "").await?;
        let (officers, news) = (officers(tx).await?, LinkNews::ToApprove);
        tell(tx, self.audit, request, gp, practice, news, &officers).await?;
        Ok(Decided::Yes)
    }

    /// Ends the request with this decision, and tells the GP unless it is theirs.
    async fn end(
        &self,
        tx: &mut Tx,
        _permit: &Deciding,
        known: WaitingRequest<'_>,
        action: Action,
    ) -> Result<Decided, Failure> {
        let WaitingRequest {
            request,
            gp,
            practice,
        } = known;
        let (state, what) = match action {
            Action::LinkRejected => ("rejected", "rejected"),
            Action::LinkWithdrawn => ("withdrawn", "withdrawn"),
            Action::LinkApproved => ("confirmed", "approved"),
            _ => ("confirmed", "confirmed"),
        };
        tx.execute(
            Query::new(
                "UPDATE link_request SET state = $2, waits_for = 'nobody', due_on = '', decided_at = $3, decided_by = $4,
                        answer = $5
                 WHERE id = $1 AND state = 'open'",
            )
            .bind(request.id)
            .bind(state)
            .bind(self.audit.at)
            .bind(&self.audit.by_name)
            .bind(self.why),
        )
        .await?;
        note(tx, self.audit, request.id, what, self.why).await?;
        record(tx, self.audit, request, gp, practice, action, self.why).await?;
        if action != Action::LinkWithdrawn {
            let asks = request.wanted()?.sentence(practice);
            let write = |name| {
                Letter::LinkDecided(LinkDecided {
                    name,
                    practice: practice.to_owned(),
                    asks,
                    case: request.reference.clone(),
                    confirmed: state == "confirmed",
                    by: self.audit.by_name.clone(),
                    why: self.why.to_owned(),
                    link: addresses::link_request(request.id),
                })
            };
            mail::tell(tx, self.audit, gp.user, write).await?;
        }
        if action == Action::LinkWithdrawn {
            let asked = people_at(tx, &request.ods, gp.user, self.audit.today)
                .await?
                .reviewers;
            let news = LinkNews::Withdrawn;
            tell(tx, self.audit, request, gp, practice, news, &asked).await?;
        }
        Ok(Decided::Yes)
    }
}

/// Whether a principal is what the GP is at the practice or what they ask to be.
fn concerns_principal(request: &StoredLinkRequest, entry: &Entry) -> Result<bool, Failure> {
    let wanted = request.wanted()?;
    let (day, principal) = (wanted.day(), GpType::Principal);
    let mut here = entry.at(&request.ods);
    Ok(wanted.gp_type() == Some(principal)
        || here.any(|known| known.gp_type == principal && known.period.includes(day)))
}

const NOT_YOURS: &str = "This is another GP's request. Only they can withdraw it.";
