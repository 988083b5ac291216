//! A case as it stands, and moving it on: the one way in which its state changes, with the record.

mod found;

pub(crate) use found::{StoredCheck, StoredParty};

use uuid::Uuid;

use super::facts::signals_of;
use crate::{
    access::{Role, list},
    base::{
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, CaseMark, Detail, NewEvent, append},
    practices,
    registration::{
        form::Form,
        model::{Party, State},
        rules::{Standing, Step, due},
        signals::Signal,
    },
    web::{AuditContext, CoolingPeriod},
};

/// A case.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub id: Uuid,
    pub reference: String,
    pub practice: OdsCode,
    /// Where, by name.
    pub practice_name: String,
    pub form: Form,
    pub asked_at: Instant,
    /// Since when it stands where it does.
    pub since: Instant,
    /// How many reminders were sent.
    pub reminded: i64,
    /// The officer who has taken it.
    pub taken_by: Option<UserId>,
    pub first: Option<UserId>,
    pub second: Option<UserId>,
    /// What the requester was told last, or asked for.
    pub told: String,
    /// What speaks against it.
    pub signals: Vec<Signal>,
    pub version: i64,
    pub roles: Vec<Role>,
    pub parties: Vec<StoredParty>,
    pub checks: Vec<StoredCheck>,
    /// What the rule knows of it.
    pub standing: Standing,
}

impl Case {
    /// Somebody whom it concerns.
    pub(crate) fn party(&self, party: Party) -> Option<&StoredParty> {
        self.parties.iter().find(|one| one.party == party)
    }

    /// Those who have to confirm and have not.
    pub(super) fn unconfirmed(&self) -> impl Iterator<Item = Party> + '_ {
        let all = self.standing.has_to_confirm.iter().copied();
        all.filter(|party| !self.standing.confirmed.contains(party))
    }

    /// The roles, as a sentence names them.
    pub(crate) fn role_names(&self) -> String {
        role_names(&self.roles)
    }

    /// Where it stands.
    pub(crate) fn state(&self) -> State {
        self.standing.state
    }

    /// The practice by name and code, as letters say it.
    pub(crate) fn at(&self) -> String {
        [&self.practice_name, " (", self.practice.as_ref(), ")"].concat()
    }

    /// Does `step`, if the rule allows it: `officer` is who does it for the registration team. `words` is what the parties are
    /// told by it, `note` what the record says besides.
    pub(crate) async fn go(
        &mut self,
        tx: &mut Tx,
        audit: &AuditContext,
        doing: Doing<'_>,
    ) -> Result<State, Failure> {
        let state = self
            .standing
            .after(doing.step, doing.officer, audit.at)
            .map_err(|why| Failure::Public(AppError::Invalid(why.told())))?;
        let main_contact = self.roles.contains(&Role::MrsMainContact);
        let moved = state != self.state() || doing.step == Step::AskAgain;
        if moved {
            self.since = audit.at;
            self.reminded = 0;
            self.standing.due = due(state, main_contact, doing.cooling, audit.at);
        }
        match doing.step {
            Step::Pass => self.first = doing.officer,
            Step::Approve => self.second = doing.officer,
            _ if matches!(
                state,
                State::Confirming | State::Checking | State::Information
            ) =>
            {
                (self.first, self.second) = (None, None);
            }
            _ => {}
        }
        self.standing.state = state;
        if moved && state == State::Checking {
            self.signals = signals_of(tx, self, audit.at).await?;
        }
        if let Some(words) = doing.words {
            words.clone_into(&mut self.told);
        }
        self.save(tx, doing.step).await?;
        self.record(tx, audit, &doing).await?;
        Ok(state)
    }

    /// Writes what has changed, unless somebody else has changed it since it was read.
    async fn save(&mut self, tx: &mut Tx, step: Step) -> Result<(), Failure> {
        let refusal = match step {
            Step::Refuse(code) => code.code(),
            _ => "",
        };
        let written = tx
            .execute(
                Query::new(
                    "UPDATE certification SET state = $3, since = $4, due_at = $5, reminded = $6, first_officer = $7,
                            second_officer = $8, refusal = $9, told = $10, signals = $11, version = version + 1
                     WHERE id = $1 AND version = $2",
                )
                .bind(self.id)
                .bind(self.version)
                .bind(self.state().code())
                .bind(self.since)
                .bind(self.standing.due.map(|due| due.0))
                .bind(self.reminded)
                .bind(self.first)
                .bind(self.second)
                .bind(refusal)
                .bind(&self.told)
                .bind(signal_codes(&self.signals)),
            )
            .await?;
        if written != 1 {
            return Err(Failure::Public(AppError::Conflict(
                "Somebody else has just done something with this request. Open it again and look."
                    .to_owned(),
            )));
        }
        self.version += 1;
        Ok(())
    }

    async fn record(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        doing: &Doing<'_>,
    ) -> Result<(), Failure> {
        let action = match doing.step {
            Step::Confirm(_)
            | Step::Decline(_)
            | Step::Object
            | Step::Inform
            | Step::Unreachable
            | Step::Settle
            | Step::Withdraw
            | Step::AskAgain => Action::CertificationAnswered,
            _ => Action::CertificationMoved,
        };
        self.event(tx, audit, action, doing.step.code(), doing.note)
            .await
    }

    /// Appends an event about the case to the record of its practice.
    pub(crate) async fn event(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        action: Action,
        step: &str,
        note: &str,
    ) -> Result<(), Failure> {
        let state = self.state();
        let told = [
            &self.reference,
            ": ",
            &self.form.nominee.name(),
            ". ",
            state.words(),
            ". ",
            note,
        ];
        // What the team checks, sees and suspects is not for the practice: it may be there that somebody deceives it.
        let inward = matches!(
            action,
            Action::CertificationChecked | Action::CertificationSeen
        );
        let event = NewEvent {
            action,
            subject: None,
            practice: (!inward).then_some(&self.practice),
            detail: Detail {
                case: Some(CaseMark {
                    case: self.reference.clone(),
                    step: step.to_owned(),
                    state: state.code().to_owned(),
                }),
                note: told.concat().trim_end().to_owned(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, audit, event).await
    }
}

/// What is done with a case.
pub(crate) struct Doing<'a> {
    pub step: Step,
    /// The officer who does it, if one does.
    pub officer: Option<UserId>,
    /// What the parties are told or asked by it.
    pub words: Option<&'a str>,
    /// What the record says besides.
    pub note: &'a str,
    pub cooling: CoolingPeriod,
}

impl Doing<'_> {
    /// Something that no officer does, and about which nothing else is said.
    pub(crate) fn step(step: Step) -> Self {
        Self {
            step,
            officer: None,
            words: None,
            note: "",
            cooling: CoolingPeriod::default(),
        }
    }
}

/// Whether nominee and authoriser seem to be one person: the same address or account, or both answers from one browser.
pub(super) fn is_one_person(parties: &[StoredParty]) -> bool {
    let of = |party| parties.iter().find(|one| one.party == party);
    let (Some(nominee), Some(authoriser)) = (of(Party::Nominee), of(Party::Authoriser)) else {
        return false;
    };
    let same_account = nominee.user_id.is_some() && nominee.user_id == authoriser.user_id;
    let same_device = !nominee.device.is_empty() && nominee.device == authoriser.device;
    nominee.email == authoriser.email || same_account || same_device
}

/// As they are kept.
pub(super) fn signal_codes(signals: &[Signal]) -> String {
    let codes: Vec<_> = signals.iter().map(|signal| signal.code()).collect();
    codes.join(" ")
}

/// Roles, as a sentence names them.
pub(super) fn role_names(roles: &[Role]) -> String {
    list(&roles.iter().map(|role| role.name()).collect::<Vec<_>>())
}

/// The practice of a case, which a change waits its turn at.
pub(crate) async fn practice_of(tx: &mut Tx, id: Uuid) -> Result<OdsCode, Failure> {
    let query = Query::new("SELECT ods FROM certification WHERE id = $1").bind(id);
    let row: Option<(OdsCode,)> = tx.optional(query).await?;
    row.map(|(ods,)| ods)
        .ok_or(Failure::Public(AppError::NotFound))
}

/// Whether the practice exists and works, by name.
pub(crate) async fn open_practice(
    tx: &mut Tx,
    practice: &OdsCode,
) -> Result<Option<String>, Failure> {
    let known = practices::store::name_and_closed(tx, practice).await?;
    Ok(known.filter(|(_, closed)| !closed).map(|(name, _)| name))
}
