//! What officers do with a case.

use uuid::Uuid;

use super::{
    case::{Case, Doing},
    grant::give,
    send::{insert, insert_party},
};
use crate::{
    access::{Registration, Role},
    base::{
        clock::{in_words, new_id},
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::CertificationNews,
    registration::{
        form::{Form, Person},
        model::{Finding, Item, Kind, Party, State, Why},
        rules::Step,
    },
    web::{AuditContext, CoolingPeriod},
};

/// A step of an officer.
pub(crate) struct Decide<'a> {
    pub permit: &'a Registration,
    pub id: Uuid,
    /// Where.
    pub practice: &'a OdsCode,
    pub step: Step,
    /// What the requester is asked for, or the next officer is told.
    pub words: &'a str,
    pub cooling: CoolingPeriod,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Decide<'_> {
    type Done = State;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<State, Failure> {
        let mut case = Case::find(tx, self.id).await?;
        let emergency = case.standing.kind == Kind::Emergency;
        if self.step == Step::Approve && emergency {
            give(
                tx,
                self.audit,
                &mut case,
                self.step,
                Some(self.permit.officer()),
            )
            .await?;
            return Ok(case.state());
        }
        let told = match self.step {
            Step::Refuse(code) => Some(code.told()),
            Step::NeedInformation => Some(self.words),
            _ => None,
        };
        let doing = Doing {
            officer: Some(self.permit.officer()),
            words: told,
            // What an officer writes for another one is not for the practice's record.
            note: if self.step == Step::NeedInformation {
                self.words
            } else {
                ""
            },
            cooling: self.cooling,
            ..Doing::step(self.step)
        };
        let state = case.go(tx, self.audit, doing).await?;
        self.note(tx, &case).await?;
        self.tell(tx, &case).await?;
        Ok(state)
    }
}

impl Decide<'_> {
    /// What the record keeps for officers alone.
    async fn note(&self, tx: &mut Tx, case: &Case) -> Result<(), Failure> {
        let note = match self.step {
            Step::Refuse(code) => [code.words(), ". ", self.words].concat(),
            Step::NeedInformation => return Ok(()),
            _ if self.words.is_empty() => return Ok(()),
            _ => self.words.to_owned(),
        };
        let step = self.step.code();
        case.event(tx, self.audit, Action::CertificationChecked, step, &note)
            .await
    }

    async fn tell(&self, tx: &mut Tx, case: &Case) -> Result<(), Failure> {
        let (audit, asker) = (self.audit, case.asker());
        match self.step {
            Step::Refuse(code) => {
                case.tell(tx, audit, asker, CertificationNews::Refused, code.told())
                    .await
            }
            Step::NeedInformation => {
                case.tell(tx, audit, asker, CertificationNews::Information, self.words)
                    .await
            }
            Step::Approve => {
                let begins = case.standing.due.map(in_words).unwrap_or_default();
                let readers = case.everybody(tx, audit.today).await?;
                let news = CertificationNews::Approved;
                case.tell_all(tx, audit, readers, news, &begins).await
            }
            // Stopped before everybody had confirmed, and the links that they had may have ended meanwhile.
            Step::Resume if case.state() == State::Confirming => {
                case.ask_to_confirm(tx, audit).await
            }
            _ => Ok(()),
        }
    }
}

/// An officer takes a case on, or over.
pub(crate) struct Take<'a> {
    pub permit: &'a Registration,
    pub id: Uuid,
    pub practice: &'a OdsCode,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Take<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let case = Case::find(tx, self.id).await?;
        if case.taken_by == Some(self.permit.officer()) {
            return Ok(());
        }
        let query = Query::new("UPDATE certification SET taken_by = $2 WHERE id = $1");
        tx.execute(query.bind(case.id).bind(self.permit.officer()))
            .await?;
        case.event(
            tx,
            self.audit,
            Action::CertificationChecked,
            "take",
            "Taken on.",
        )
        .await
    }
}

/// An officer records what a check came to.
pub(crate) struct Check<'a> {
    pub permit: &'a Registration,
    pub id: Uuid,
    pub practice: &'a OdsCode,
    pub item: Item,
    pub finding: Finding,
    /// Against what it was checked, and when that was seen.
    pub source: &'a str,
    pub note: &'a str,
    pub audit: &'a AuditContext,
}

const NOT_BEING_CHECKED: &str =
    "Checks can only be recorded while the request is being checked. It has moved on.";
const CONCERNED: &str = "You are named in this request, so other officers check it.";

impl UnitOfWork for Check<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let case = Case::find(tx, self.id).await?;
        if case.state() != State::Checking {
            return Err(AppError::Invalid(NOT_BEING_CHECKED.to_owned()).into());
        }
        if case.standing.concerned.contains(&self.permit.officer()) {
            return Err(AppError::Invalid(CONCERNED.to_owned()).into());
        }
        tx.execute(
            Query::new(
                "INSERT INTO certification_check (id, certification, item, finding, source, note, officer, at)
                 VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
            )
            .bind(new_id())
            .bind(case.id)
            .bind(self.item.code())
            .bind(self.finding.code())
            .bind(self.source)
            .bind(self.note)
            .bind(self.permit.officer())
            .bind(self.audit.at),
        )
        .await?;
        let note = [
            self.item.words(),
            ": ",
            self.finding.words(),
            ". ",
            self.source,
            " ",
            self.note,
        ];
        let action = Action::CertificationChecked;
        case.event(tx, self.audit, action, self.item.code(), &note.concat())
            .await
    }
}

/// An officer opens a case: it is recorded once a day.
pub(crate) struct See<'a> {
    pub permit: &'a Registration,
    pub id: Uuid,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for See<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let case = Case::find(tx, self.id).await?;
        let first = tx
            .execute(
                Query::new(
                    "INSERT INTO certification_seen (certification, officer, on_day) VALUES ($1, $2, $3)
                     ON CONFLICT DO NOTHING",
                )
                .bind(case.id)
                .bind(self.permit.officer())
                .bind(self.audit.today),
            )
            .await?;
        if first == 1 {
            case.event(tx, self.audit, Action::CertificationSeen, "see", "")
                .await?;
        }
        Ok(())
    }
}

/// An administrator role that an officer gives without a request of the practice. It waits for a second officer.
pub(crate) struct Emergency<'a> {
    pub permit: &'a Registration,
    pub practice: &'a OdsCode,
    /// The account, which has to be there.
    pub user: UserId,
    pub roles: &'a [Role],
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

#[derive(sqlx::FromRow)]
struct Account {
    title: String,
    first_name: String,
    last_name: String,
    email: String,
    phone: String,
}

impl UnitOfWork for Emergency<'_> {
    type Done = Uuid;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<Uuid, Failure> {
        let form = self.form(tx).await?;
        let id = new_id();
        insert(
            tx,
            id,
            &form,
            State::Second,
            Some(self.permit.officer()),
            self.audit.at.0,
        )
        .await?;
        insert_party(tx, id, Party::Nominee, &form.nominee, Some(self.user)).await?;
        let case = Case::find(tx, id).await?;
        if case.standing.concerned.contains(&self.permit.officer()) {
            return Err(AppError::Invalid(CONCERNED.to_owned()).into());
        }
        let note = [&case.role_names(), ". ", self.reason].concat();
        case.event(
            tx,
            self.audit,
            Action::CertificationAsked,
            "emergency",
            &note,
        )
        .await?;
        Ok(id)
    }
}

impl Emergency<'_> {
    async fn form(&self, tx: &mut Tx) -> Result<Form, Failure> {
        let query = "SELECT title, first_name, last_name, email, phone FROM app_user WHERE id = $1";
        let account: Account = tx.one(Query::new(query).bind(self.user)).await?;
        Ok(Form {
            practice: self.practice.clone(),
            kind: Kind::Emergency,
            roles: self
                .roles
                .iter()
                .map(|role| role.code().to_owned())
                .collect(),
            why: Why::Nobody,
            explanation: self.reason.to_owned(),
            arose: None,
            nominee: Person {
                title: account.title,
                first_name: account.first_name,
                last_name: account.last_name,
                email: account.email,
                phone: account.phone,
                job: String::new(),
            },
            requester: None,
            outgoing: None,
            hands_over: false,
            last_day: None,
            capacity: None,
            authoriser: None,
            gmc_number: None,
            icb: String::new(),
        })
    }
}
