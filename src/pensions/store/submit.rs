//! Submitting: what was entered, worked out and declared becomes one piece that never changes, with its hash in the record.

use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

use super::{Form, papers::papers, record, side_of, stage_after, stale, tables, tell};
use crate::{
    access::{Actor, SubmitsForm},
    base::{
        clock::hex,
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId, case_reference},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::PensionNews,
    pensions::{
        DECLARATION,
        calculation::{Working, YearTables, checks::may_be_submitted},
        content::Content,
        rules::Step,
        store::read::circumstances,
    },
    web::AuditContext,
};

/// Submits a form. Whoever does it has shown their password or a second factor just now.
pub(crate) struct Submit<'a> {
    pub actor: &'a Actor,
    /// The form as it was seen.
    pub form: &'a Form,
    pub audit: &'a AuditContext,
}

/// What is kept of a submitted form, with the tables it was worked out with: later ones never change it.
#[derive(Serialize, Deserialize)]
pub(super) struct Declared {
    reference: String,
    title: String,
    member: String,
    email: String,
    declaration: Vec<String>,
    on: Date,
    by: UserId,
    on_behalf: Option<OdsCode>,
    pub content: Content,
    pub tables: YearTables,
    pub working: Working,
}

impl UnitOfWork for Submit<'_> {
    type Done = String;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.form.practices()
    }

    async fn run(&self, tx: &mut Tx) -> Result<String, Failure> {
        let audit = self.audit;
        let (form, ties) = Form::for_actor(tx, self.actor, self.form.id, audit.today).await?;
        let permit = self.actor.submit_form(&ties)?;
        let side = side_of(self.actor, &ties)?;
        let stage = stage_after(&form, Step::Submit, &side)?;
        let (content, tables) = (form.read_content()?, tables(form.year)?);
        let papers = papers(tx, form.id).await?;
        let known = circumstances(tx, &form, &papers, audit.today).await?;
        if !may_be_submitted(&content.findings(tables, &known)) {
            return Err(AppError::Conflict(
                "Something in this form has to be put right before it can be submitted. The page of the form lists it."
                    .to_owned(),
            )
            .into());
        }
        let reference = form.reference.clone();
        let reference = reference.unwrap_or_else(|| case_reference("EP", form.id));
        let declared = Declared {
            reference: reference.clone(),
            title: form.title(),
            member: form.member(),
            email: form.member_email.clone(),
            declaration: DECLARATION.map(str::to_owned).to_vec(),
            on: audit.today,
            by: permit.by(),
            on_behalf: permit.on_behalf().cloned(),
            working: content.working(tables),
            content,
            tables: tables.clone(),
        };
        let declared = serde_json::to_string(&declared).map_err(Failure::internal)?;
        let hash = Sha256::digest(&declared).to_vec();
        let query = Query::new(
            "UPDATE pension_form SET state = $3, reference = $4, declared = $5, hash = $6, declared_at = $7, declared_by = $8,
                    declared_for = $9, decided_at = NULL, decided_by = NULL, reason = '', version = version + 1
             WHERE id = $1 AND version = $2",
        )
        .bind(form.id)
        .bind(self.form.version)
        .bind(stage.code())
        .bind(&reference)
        .bind(declared)
        .bind(hash.clone())
        .bind(audit.at)
        .bind(permit.by())
        .bind(permit.on_behalf());
        if tx.execute(query).await? != 1 {
            return Err(stale().into());
        }
        let mut more = ["Reference ", &reference, ", SHA-256 ", &hex(&hash)].concat();
        if let Some(practice) = permit.on_behalf() {
            more.extend([". On behalf of the member, by practice ", practice.as_ref()]);
        }
        record(tx, audit, &form, (Action::PensionFormSubmitted, &more), "").await?;
        self.tell(tx, &form, &permit, &reference).await?;
        Ok(reference)
    }
}

impl Submit<'_> {
    /// Writes to the member and their accountants.
    async fn tell(
        &self,
        tx: &mut Tx,
        form: &Form,
        permit: &SubmitsForm,
        reference: &str,
    ) -> Result<(), Failure> {
        let mut to = vec![form.member_id];
        to.extend(tell::accountants(tx, form.member_id, &form.of(), self.audit.today).await?);
        let news = match permit.on_behalf() {
            None => PensionNews::Submitted,
            Some(_) => PensionNews::SubmittedForYou,
        };
        let told = (news, self.audit.by_name.as_str(), reference);
        tell::write(tx, self.audit, &form.about(), to, told).await
    }
}
