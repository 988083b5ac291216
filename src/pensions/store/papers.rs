//! The papers of a form: kept in the database, handed out as downloads only.

use sha2::{Digest as _, Sha256};
use uuid::Uuid;

use super::{Form, record, side_of, stage_after, stale};
use crate::{
    access::Actor,
    base::{
        clock::{in_words, new_id},
        dates::{Date, Instant},
        error::AppError,
        ids::OdsCode,
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    pensions::{
        papers::{MOST_PAPERS, PaperKind},
        rules::Step,
        views::Paper,
    },
    web::AuditContext,
};

/// Adds a paper.
pub(in crate::pensions) struct AddPaper<'a> {
    pub actor: &'a Actor,
    pub form: &'a Form,
    pub name: &'a str,
    pub kind: PaperKind,
    pub content: &'a [u8],
    pub audit: &'a AuditContext,
}

/// Takes one out again.
pub(in crate::pensions) struct RemovePaper<'a> {
    pub actor: &'a Actor,
    pub form: &'a Form,
    pub paper: Uuid,
    pub audit: &'a AuditContext,
}

/// The form, if the actor can change it now.
async fn open(
    tx: &mut Tx,
    actor: &Actor,
    seen: &Form,
    audit: &AuditContext,
) -> Result<Form, Failure> {
    let (form, ties) = Form::for_actor(tx, actor, seen.id, audit.today).await?;
    actor.complete_form(&ties)?;
    stage_after(&form, Step::Save, &side_of(actor, &ties)?)?;
    let query = "UPDATE pension_form SET version = version + 1, changed_at = $3, changed_by = $4 WHERE id = $1 AND version = $2";
    let query = Query::new(query)
        .bind(form.id)
        .bind(form.version)
        .bind(audit.at)
        .bind(audit.by);
    if tx.execute(query).await? != 1 {
        return Err(stale().into());
    }
    Ok(form)
}

impl UnitOfWork for AddPaper<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.form.practices()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit = self.audit;
        let form = open(tx, self.actor, self.form, audit).await?;
        let hash = Sha256::digest(self.content).to_vec();
        let there = "SELECT name, hash FROM pension_paper WHERE form_id = $1";
        let there: Vec<(String, Vec<u8>)> = tx.all(Query::new(there).bind(form.id)).await?;
        let same = there
            .iter()
            .any(|(name, one)| name == self.name && *one == hash);
        if same {
            return Ok(());
        }
        if there.len() >= MOST_PAPERS {
            let why = "A form has at most 8 papers. Take one out first.";
            return Err(AppError::Conflict(why.to_owned()).into());
        }
        let size = i64::try_from(self.content.len()).map_err(Failure::internal)?;
        let insert = Query::new(
            "INSERT INTO pension_paper (id, form_id, name, kind, size, hash, content, added_at, added_by)
             VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(new_id())
        .bind(form.id)
        .bind(self.name)
        .bind(self.kind.code())
        .bind(size)
        .bind(hash)
        .bind(self.content.to_vec())
        .bind(audit.at)
        .bind(audit.by);
        tx.execute(insert).await?;
        let more = ["Paper added: ", self.name].concat();
        record(tx, audit, &form, (Action::PensionFormSaved, &more), "").await
    }
}

impl UnitOfWork for RemovePaper<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.form.practices()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit = self.audit;
        let form = open(tx, self.actor, self.form, audit).await?;
        let query = "DELETE FROM pension_paper WHERE id = $1 AND form_id = $2 RETURNING name";
        let query = Query::new(query).bind(self.paper).bind(form.id);
        let name: Option<(String,)> = tx.optional(query).await?;
        let Some((name,)) = name else {
            return Ok(());
        };
        let more = ["Paper taken out: ", &name].concat();
        record(tx, audit, &form, (Action::PensionFormSaved, &more), "").await
    }
}

/// The papers of a form, as pages list them.
pub(super) async fn papers(tx: &mut Tx, form: Uuid) -> Result<Vec<Paper>, Failure> {
    let query = "SELECT p.id, p.name, p.size, p.added_at FROM pension_paper p WHERE p.form_id = $1 ORDER BY p.id";
    let papers: Vec<(Uuid, String, i64, Instant)> = tx.all(Query::new(query).bind(form)).await?;
    let line = |(id, name, size, at): (_, _, i64, _)| Paper {
        id,
        name,
        kilobytes: (size + 1023) / 1024,
        added: in_words(at),
    };
    Ok(papers.into_iter().map(line).collect())
}

/// A paper with its content, for whoever sees its form.
pub(in crate::pensions) async fn paper(
    tx: &mut Tx,
    actor: &Actor,
    id: Uuid,
    today: Date,
) -> Result<(String, PaperKind, Vec<u8>), Failure> {
    let query = "SELECT form_id, name, kind, content FROM pension_paper WHERE id = $1";
    let found: Option<(Uuid, String, PaperKind, Vec<u8>)> =
        tx.optional(Query::new(query).bind(id)).await?;
    let (form, name, kind, content) = found.ok_or(AppError::NotFound)?;
    let (_, ties) = Form::for_actor(tx, actor, form, today).await?;
    actor.see_form(&ties)?;
    Ok((name, kind, content))
}
