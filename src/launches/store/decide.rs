//! What officers decide about a launch: approving it, withdrawing it or one nomination of it.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{Launch, record};
use crate::{
    access::Registration,
    base::{dates::Date, error::AppError, ids::OdsCode, text::full_name},
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    launches::{
        model::LaunchState,
        rules::{After, LaunchRefusal, Step},
    },
    mail::{self, LaunchLetter, LaunchNews, Letter, Recipient},
    paper::{self, NewPaperLetter, SetUp},
    web::AuditContext,
};

/// A step of an officer.
pub(in crate::launches) struct Decide<'a> {
    pub permit: Registration,
    pub id: Uuid,
    pub step: Step,
    /// Which nomination, where it is about one.
    pub line: i64,
    pub reason: &'a str,
    /// How the registration team is reached, as letters say it.
    pub contact: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Decide<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let launch = Launch::find(tx, self.id).await?;
        let refused = |why: LaunchRefusal| AppError::Invalid(why.words().to_owned());
        let after = launch
            .standing()
            .after(self.step, self.permit.officer(), self.audit.today)
            .map_err(refused)?;
        self.save(tx, &launch, after).await?;
        let told = match (self.step, after.state) {
            (Step::WithdrawOne, _) => return self.withdraw_one(tx, &launch).await,
            (Step::Approve, LaunchState::Approved) => Some(LaunchNews::Announced),
            (Step::Withdraw, _) if launch.state == LaunchState::Approved => {
                Some(LaunchNews::Withdrawn)
            }
            _ => None,
        };
        let action = match self.step {
            Step::Approve => Action::LaunchApproved,
            Step::Withdraw | Step::WithdrawOne => Action::LaunchWithdrawn,
        };
        let which = match after.state {
            LaunchState::Proposed => ": the first of two",
            _ => "",
        };
        let note = [&launch.reference, which].concat();
        record(tx, self.audit, action, note, self.reason).await?;
        match told {
            Some(news) => self.tell(tx, &launch, news).await,
            None => Ok(()),
        }
    }
}

impl Decide<'_> {
    async fn save(&self, tx: &mut Tx, launch: &Launch, after: After) -> Result<(), Failure> {
        let written = tx
            .execute(
                Query::new(
                    "UPDATE launch SET state = $3, first_officer = $4, second_officer = COALESCE($5, second_officer),
                            decided_at = $6, why = $7, version = version + 1
                     WHERE id = $1 AND version = $2",
                )
                .bind(launch.id)
                .bind(launch.version)
                .bind(after.state.code())
                .bind(after.first)
                .bind(after.second)
                .bind(self.audit.at)
                .bind(if self.step == Step::Withdraw { self.reason } else { "" }),
            )
            .await?;
        if written == 1 {
            return Ok(());
        }
        Err(AppError::Conflict(
            "Somebody else has just decided about this launch. Open it again and look.".to_owned(),
        )
        .into())
    }

    async fn withdraw_one(&self, tx: &mut Tx, launch: &Launch) -> Result<(), Failure> {
        let rows = self.nominations(tx, launch).await?;
        let row = rows.iter().find(|row| row.line == self.line);
        let row = row.ok_or(AppError::NotFound)?;
        let withdraw =
            "UPDATE nomination SET state = 'withdrawn', why = $3 WHERE launch = $1 AND line = $2";
        let withdraw = Query::new(withdraw).bind(launch.id).bind(self.line);
        tx.execute(withdraw.bind(self.reason)).await?;
        let line = self.line.to_string();
        let note = [
            &launch.reference,
            ": line ",
            &line,
            ", ",
            &row.name(),
            " at ",
            row.ods.as_ref(),
        ];
        record(
            tx,
            self.audit,
            Action::LaunchWithdrawn,
            note.concat(),
            self.reason,
        )
        .await?;
        if launch.state == LaunchState::Approved {
            let only = BTreeMap::from([(row.ods.clone(), vec![row])]);
            self.write_to(tx, launch, &only, LaunchNews::Withdrawn)
                .await?;
        }
        Ok(())
    }

    /// Writes to the practices: by e-mail where somebody is named for it, on paper always when it is announced.
    async fn tell(&self, tx: &mut Tx, launch: &Launch, news: LaunchNews) -> Result<(), Failure> {
        let rows = self.nominations(tx, launch).await?;
        let mut practices = BTreeMap::<OdsCode, Vec<&Row>>::new();
        for row in &rows {
            practices.entry(row.ods.clone()).or_default().push(row);
        }
        if news == LaunchNews::Announced {
            let letters = practices
                .iter()
                .map(|(ods, rows)| self.on_paper(launch, ods, rows));
            paper::store::make(tx, letters.collect(), self.audit.at).await?;
        }
        self.write_to(tx, launch, &practices, news).await
    }

    /// The first day of the administrators, who can't begin before they are approved.
    fn starts_on(&self, launch: &Launch) -> Date {
        launch.go_live.max(self.audit.today)
    }

    fn on_paper(&self, launch: &Launch, ods: &OdsCode, rows: &[&Row]) -> NewPaperLetter {
        let set_up = |row: &&Row| SetUp {
            name: row.name(),
            username: row.email.clone(),
        };
        let contact = rows.iter().map(|row| &row.contact_name);
        NewPaperLetter {
            practice: ods.clone(),
            service: launch.service,
            administrators: rows.iter().map(set_up).collect(),
            starts_on: self.starts_on(launch),
            contact: contact.max().cloned().unwrap_or_default(),
            reference: launch.reference.clone(),
        }
    }

    async fn write_to(
        &self,
        tx: &mut Tx,
        launch: &Launch,
        practices: &BTreeMap<OdsCode, Vec<&Row>>,
        news: LaunchNews,
    ) -> Result<(), Failure> {
        let mut letters = Vec::new();
        for rows in practices.values() {
            let mut contacts: Vec<_> = rows
                .iter()
                .filter(|row| !row.contact_email.is_empty())
                .collect();
            contacts.sort_by_key(|row| &row.contact_email);
            contacts.dedup_by_key(|row| &row.contact_email);
            for contact in contacts {
                let to = Recipient {
                    address: contact.contact_email.clone(),
                    name: contact.contact_name.clone(),
                };
                letters.push((to, self.letter(launch, contact, rows, news)));
            }
        }
        // It is the program that writes: what one officer may have written in an hour is no measure for a launch.
        mail::post_all(tx, &self.audit.by_itself(), &letters).await
    }

    fn letter(&self, launch: &Launch, contact: &Row, rows: &[&Row], news: LaunchNews) -> Letter {
        Letter::Launch(LaunchLetter {
            name: contact.contact_name.clone(),
            practice: [&contact.practice, " (", contact.ods.as_ref(), ")"].concat(),
            service: launch.service.name().to_owned(),
            nominees: rows
                .iter()
                .map(|row| [&row.name(), ", ", &row.email].concat())
                .collect(),
            starts: self.starts_on(launch).in_words(),
            reference: launch.reference.clone(),
            contact: self.contact.to_owned(),
            news,
        })
    }

    async fn nominations(&self, tx: &mut Tx, launch: &Launch) -> Result<Vec<Row>, Failure> {
        let query = "SELECT n.line, n.ods, p.name AS practice, n.first_name, n.last_name, n.email, n.contact_name,
                            n.contact_email
                     FROM nomination n JOIN practice p ON p.ods = n.ods
                     WHERE n.launch = $1 AND n.state = 'waiting' ORDER BY n.line";
        Ok(tx.all(Query::new(query).bind(launch.id)).await?)
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    line: i64,
    ods: OdsCode,
    practice: String,
    first_name: String,
    last_name: String,
    email: String,
    contact_name: String,
    contact_email: String,
}

impl Row {
    fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }
}
