//! A review that is half done. It belongs to the practice, so that two people see one another's marks.

use uuid::Uuid;

use crate::{
    access::Reviews,
    base::{
        clock::{date_of, in_words},
        dates::Instant,
        ids::OdsCode,
        kept,
        text::{full_name, isolated},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    ui::Outcome,
    users::{
        confirmed::NotMade,
        review::{DraftView, rules::Marks},
        roles::store::use_idempotency_key,
    },
    web::{AuditContext, Request},
};

/// A draft as it stands.
pub(super) struct Draft {
    pub version: i64,
    pub marks: Marks,
    begun_by: String,
    begun_at: Instant,
    saved_by: String,
    saved_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    version: i64,
    marks: String,
    begun_first: String,
    begun_last: String,
    begun_at: Instant,
    saved_first: String,
    saved_last: String,
    saved_at: Instant,
}

impl Draft {
    /// What the page says of it.
    pub fn shown(&self) -> DraftView {
        DraftView {
            version: self.version,
            begun: [
                &*isolated(&self.begun_by),
                " began it on ",
                &date_of(self.begun_at).in_words(),
            ]
            .concat(),
            saved: [
                &*isolated(&self.saved_by),
                " saved it last, on ",
                &in_words(self.saved_at),
            ]
            .concat(),
        }
    }
}

/// The draft of a practice, if there is one.
pub(super) async fn read(tx: &mut Tx, practice: &OdsCode) -> Result<Option<Draft>, Failure> {
    let row: Option<Row> = tx
        .optional(
            Query::new(
                "SELECT d.version, d.marks, b.first_name AS begun_first, b.last_name AS begun_last, d.begun_at,
                        s.first_name AS saved_first, s.last_name AS saved_last, d.saved_at
                 FROM access_review_draft d JOIN app_user b ON b.id = d.begun_by JOIN app_user s ON s.id = d.saved_by
                 WHERE d.ods = $1",
            )
            .bind(practice),
        )
        .await?;
    Ok(row.map(|row| Draft {
        version: row.version,
        marks: Marks::of_stored(&row.marks),
        begun_by: full_name(&row.begun_first, &row.begun_last),
        begun_at: row.begun_at,
        saved_by: full_name(&row.saved_first, &row.saved_last),
        saved_at: row.saved_at,
    }))
}

/// What is said to somebody who was shown `version` of the draft (0: none), if it is another one now.
pub(super) async fn told_if_changed(
    tx: &mut Tx,
    practice: &OdsCode,
    version: i64,
) -> Result<Option<String>, Failure> {
    let draft = read(tx, practice).await?;
    Ok(match draft {
        Some(draft) if draft.version != version => Some(
            [
                &*isolated(&draft.saved_by),
                " saved marks for this review after you opened it. They are shown where you have marked nothing. Look through \
                 the list, then press the button again",
            ]
            .concat(),
        ),
        None if version != 0 => Some(
            "Somebody signed this review after you opened it, so your marks are not saved. Look through the list, then press \
             the button again if you want to begin another review"
                .to_owned(),
        ),
        Some(_) | None => None,
    })
}

/// The review is signed: there is nothing half done any more.
pub(super) async fn delete(tx: &mut Tx, practice: &OdsCode) -> Result<(), Failure> {
    let delete = Query::new("DELETE FROM access_review_draft WHERE ods = $1").bind(practice);
    tx.execute(delete).await?;
    Ok(())
}

/// Forgets the drafts that nobody goes on with.
pub(crate) fn forget(now: Instant) -> Query {
    Query::new("DELETE FROM access_review_draft WHERE saved_at < $1")
        .bind(now.0 - kept::REVIEW_DRAFTS.lasts)
}

/// Keeps what is marked so far.
pub(in crate::users::review) struct SaveDraft<'a> {
    pub permit: &'a Reviews,
    pub marks: &'a Marks,
    /// The version of the draft that was shown; 0 if there was none.
    pub draft: i64,
    pub audit: &'a AuditContext,
    pub idempotency_key: Uuid,
    pub location: &'a str,
}

impl SaveDraft<'_> {
    /// Keeps it, and says where that leads; or that somebody else saved or signed meanwhile.
    pub async fn answer(&self, request: &Request) -> Result<Outcome, Failure> {
        match request.app.db.write(self).await {
            Ok(()) => Ok(Outcome::Done {
                to: self.location.to_owned(),
            }),
            Err(NotMade::Instead(outcome)) => Ok(outcome),
            Err(NotMade::Refused(refusals)) => Err(Failure::Refused(refusals)),
            Err(NotMade::Failed(failure)) => Err(failure),
        }
    }
}

impl UnitOfWork for SaveDraft<'_> {
    type Done = ();
    type Error = NotMade;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.permit.practice().clone()]
    }

    /// By the mark of its form.
    fn is_idempotent(&self) -> bool {
        true
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), NotMade> {
        let (practice, audit) = (self.permit.practice(), self.audit);
        let (key, content) = (self.idempotency_key, (practice, self.marks));
        if use_idempotency_key(tx, key, &content, audit, self.location)
            .await?
            .is_some()
        {
            return Ok(());
        }
        if let Some(told) = told_if_changed(tx, practice, self.draft).await? {
            return Err(NotMade::Instead(Outcome::wrong("", told)));
        }
        tx.execute(
            Query::new(
                "INSERT INTO access_review_draft (ods, version, begun_by, begun_at, saved_by, saved_at, marks)
                 VALUES ($1, 1, $2, $3, $2, $3, $4)
                 ON CONFLICT (ods) DO UPDATE SET version = access_review_draft.version + 1,
                        saved_by = excluded.saved_by, saved_at = excluded.saved_at, marks = excluded.marks",
            )
            .bind(practice)
            .bind(audit.by)
            .bind(audit.at)
            .bind(self.marks.stored()),
        )
        .await?;
        Ok(())
    }
}
