//! What those do whom a case concerns: confirm, decline, object, go on with it, take it back.

use uuid::Uuid;

use super::{
    case::{Case, Doing, is_one_person},
    links::CaseLink,
    tell::officers,
};
use crate::{
    access::Actor,
    base::{
        clock::{date_of, in_words},
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::CertificationNews,
    registration::{
        model::{Party, State},
        rules::{CONFIRM, Step},
    },
    web::{
        AuditContext,
        budget::{Spending, spend, spend_or_refuse},
    },
};

/// Something that somebody does by their link.
pub(crate) struct AnswerCase<'a> {
    pub link: &'a CaseLink,
    /// Where.
    pub practice: &'a OdsCode,
    pub step: Step,
    /// The name they signed with, or what they say.
    pub words: &'a str,
    /// The account they are logged in to.
    pub by: Option<UserId>,
    /// Hashes of the address and the browser it comes from.
    pub peer: &'a str,
    pub device: &'a str,
    pub audit: &'a AuditContext,
}

const NOT_YOURS: &str = "This link is not for that. Nothing was changed.";
const LOG_IN: &str =
    "You have an account. Log in to it first, then confirm, so that we know it is you.";
const NOT_YOUR_NAME: &str = "Enter your own name as it is in the request.";

impl UnitOfWork for AnswerCase<'_> {
    type Done = State;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<State, Failure> {
        let now = self.audit.at;
        spend_or_refuse(tx, Spending::CertificationAnswers(self.peer), 1, now).await?;
        let mut case = Case::find(tx, self.link.certification).await?;
        self.is_theirs(&case)?;
        if let Step::Confirm(party) = self.step {
            self.sign(tx, &mut case, party).await?;
        }
        let note = match self.step {
            Step::Confirm(_) => ["Signed as ", self.words, "."].concat(),
            _ => self.words.to_owned(),
        };
        let doing = Doing {
            words: (self.step == Step::Inform).then_some(self.words),
            note: &note,
            ..Doing::step(self.step)
        };
        let state = case.go(tx, &self.audit_of(&case), doing).await?;
        self.tell(tx, &case).await?;
        Ok(state)
    }
}

impl AnswerCase<'_> {
    /// Who does it, as the record names them.
    fn audit_of(&self, case: &Case) -> AuditContext {
        let party = case.party(self.link.party);
        let told = || "Somebody who was told".to_owned();
        AuditContext {
            // Whoever is logged in where a link is opened need not be the one it was sent to.
            by: self
                .by
                .filter(|by| party.is_some_and(|party| party.user_id == Some(*by))),
            by_name: party.map_or_else(told, |party| party.name.clone()),
            ..self.audit.clone()
        }
    }

    /// Whether the link's reader may do this.
    fn is_theirs(&self, case: &Case) -> Result<(), Failure> {
        let theirs = match self.step {
            Step::Confirm(party) | Step::Decline(party) => {
                party == self.link.party && party != Party::Requester
            }
            Step::Object => true,
            Step::Withdraw | Step::AskAgain | Step::Unreachable | Step::Inform => {
                self.link.party == case.form.asks_as()
            }
            _ => false,
        };
        if theirs {
            Ok(())
        } else {
            Err(AppError::Forbidden(NOT_YOURS.to_owned()).into())
        }
    }

    /// Notes who confirms, and from where. Whoever has an account has to be logged in to it.
    async fn sign(&self, tx: &mut Tx, case: &mut Case, party: Party) -> Result<(), Failure> {
        let confirming = case.state() == State::Confirming;
        let stored = case.parties.iter_mut().find(|one| one.party == party);
        let stored = stored.ok_or(AppError::NotFound)?;
        if stored.user_id.is_some() && stored.user_id != self.by {
            return Err(AppError::Forbidden(LOG_IN.to_owned()).into());
        }
        if !is_called(&stored.name, self.words) {
            return Err(AppError::Invalid(NOT_YOUR_NAME.to_owned()).into());
        }
        // Refused by the rule afterwards, as it has to be said why.
        if !confirming || stored.confirmed_at.is_some() {
            return Ok(());
        }
        tx.execute(
            Query::new(
                "UPDATE certification_party SET confirmed_at = $3, signed_as = $4, peer = $5, device = $6
                 WHERE certification = $1 AND party = $2",
            )
            .bind(case.id)
            .bind(party.code())
            .bind(self.audit.at)
            .bind(self.words)
            .bind(self.peer)
            .bind(self.device),
        )
        .await?;
        stored.confirmed_at = Some(self.audit.at);
        self.peer.clone_into(&mut stored.peer);
        self.device.clone_into(&mut stored.device);
        case.standing.blocked = is_one_person(&case.parties);
        Ok(())
    }

    async fn tell(&self, tx: &mut Tx, case: &Case) -> Result<(), Failure> {
        let by = self.audit_of(case);
        match self.step {
            Step::Decline(_) => {
                let words = [&by.by_name, " declined it: ", self.words].concat();
                case.tell(tx, &by, case.asker(), CertificationNews::Declined, &words)
                    .await
            }
            Step::Object => {
                let link = ["By the link that was sent to ", &self.link.email, "."].concat();
                let step = self.step.code();
                case.event(tx, &by, Action::CertificationChecked, step, &link)
                    .await?;
                case.stopped(tx, &by, self.words).await
            }
            Step::Unreachable | Step::AskAgain => case.ask_to_confirm(tx, &by).await,
            _ => Ok(()),
        }
    }
}

impl Case {
    /// Tells everybody that somebody objected.
    pub(super) async fn stopped(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        words: &str,
    ) -> Result<(), Failure> {
        let news = CertificationNews::Objection;
        self.tell_all(tx, audit, self.readers(), news, "").await?;
        let team = officers(tx).await?;
        self.tell_users(tx, audit, &team, CertificationNews::ObjectionToTeam, words)
            .await
    }

    /// Until when its state has time, in words.
    pub(super) fn until(&self) -> String {
        let due = self.standing.due;
        due.map(|due| date_of(due).in_words()).unwrap_or_default()
    }

    /// Asks those to confirm who have not yet.
    pub(super) async fn ask_to_confirm(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
    ) -> Result<(), Failure> {
        let until = in_words(crate::base::dates::Instant(audit.at.0 + CONFIRM));
        for party in self.unconfirmed() {
            let news = match party {
                Party::Nominee => CertificationNews::ToNominee,
                Party::Outgoing => CertificationNews::ToOutgoing,
                _ => CertificationNews::ToAuthoriser,
            };
            self.tell(tx, audit, self.reader(party), news, &until)
                .await?;
        }
        Ok(())
    }

    /// What happens next, and who has to do it: a sentence.
    pub(crate) fn what_is_next(&self) -> String {
        let of = |party| {
            self.party(party)
                .map(|one| one.name.clone())
                .unwrap_or_default()
        };
        match self.state() {
            State::Administrators => [
                "We have asked the user administrators of the practice first, because they can give this access. They have until ",
                &self.until(),
                ". After that you can tell us if you cannot reach them.",
            ]
            .concat(),
            State::Confirming => {
                let missing: Vec<_> = self.unconfirmed().map(of).collect();
                [
                    "Next: ",
                    &crate::access::list(&missing),
                    " must confirm, using the link in our email, by ",
                    &self.until(),
                    ".",
                ]
                .concat()
            }
            State::Checking => "Next: the registration team makes its checks, usually in two working days. We may telephone the practice.".to_owned(),
            State::Information => "Next: we need an answer from the person who asked.".to_owned(),
            State::Second => "Next: a second officer of the registration team looks at the checks, usually in one working day.".to_owned(),
            State::Cooling => [
                "It is approved. Access begins on ",
                &self.standing.due.map(in_words).unwrap_or_default(),
                ", unless somebody at the practice says that it is wrong.",
            ]
            .concat(),
            State::Active => "Access was given. Nothing more has to be done.".to_owned(),
            State::Refused => ["It was refused. ", &self.told].concat(),
            State::Declined => "It was declined, so nobody gets access. Another request can be made.".to_owned(),
            State::Disputed => "Somebody said that it is not right, so it is stopped. The registration team looks into it and writes to everybody concerned.".to_owned(),
            State::Expired => "Not everybody confirmed in time. The person who asked can ask them again.".to_owned(),
            State::Withdrawn => "It was withdrawn, so nobody gets access.".to_owned(),
            State::Settled => "A user administrator of the practice has dealt with it.".to_owned(),
        }
    }
}

/// Whether a typed name is the one in the request: the same words, however they are written.
fn is_called(name: &str, typed: &str) -> bool {
    let words = |text: &str| {
        let mut words = crate::base::search_words::words(text);
        words.sort();
        words
    };
    !typed.trim().is_empty() && words(name) == words(typed)
}

/// An administrator of the practice, who was asked first, says that they have dealt with it, or that it is wrong.
pub(crate) struct SettleCase<'a> {
    pub actor: &'a Actor,
    pub id: Uuid,
    pub practice: &'a OdsCode,
    /// [`Step::Settle`] or [`Step::Object`].
    pub step: Step,
    pub words: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for SettleCase<'_> {
    type Done = State;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<State, Failure> {
        let mut case = Case::find(tx, self.id).await?;
        let doing = Doing {
            note: self.words,
            ..Doing::step(self.step)
        };
        let state = case.go(tx, self.audit, doing).await?;
        if self.step == Step::Object {
            case.stopped(tx, self.audit, self.words).await?;
        } else {
            let by = &self.actor.name;
            case.tell(tx, self.audit, case.asker(), CertificationNews::Settled, by)
                .await?;
        }
        Ok(state)
    }
}

/// Sends one more link to whoever is named in a case with this address.
pub(crate) struct LinkAgain<'a> {
    pub reference: &'a str,
    pub email: &'a str,
    pub peer: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for LinkAgain<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        spend_or_refuse(
            tx,
            Spending::CertificationAnswers(self.peer),
            1,
            self.audit.at,
        )
        .await?;
        let query = "SELECT c.id, p.party FROM certification c JOIN certification_party p ON p.certification = c.id
                     WHERE c.reference = $1 AND p.email = $2 ORDER BY p.party DESC LIMIT 1";
        let found: Option<(Uuid, Party)> = tx
            .optional(Query::new(query).bind(self.reference).bind(self.email))
            .await?;
        let Some((id, party)) = found else {
            return Ok(());
        };
        // So that nobody's mailbox is filled from many places.
        if !spend(
            tx,
            Spending::CertificationLinks(self.email),
            1,
            self.audit.at,
        )
        .await?
        {
            return Ok(());
        }
        let case = Case::find(tx, id).await?;
        let next = case.what_is_next();
        let reader = case.reader(party);
        case.tell(tx, self.audit, reader, CertificationNews::Received, &next)
            .await
    }
}
