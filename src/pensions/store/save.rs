//! Saving what somebody entered into one section, and who has a form open.

use uuid::Uuid;

use super::{Form, record, side_of, stage_after, stale};
use crate::{
    access::Actor,
    base::{
        dates::Instant,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    pensions::{content::Content, rules::Step},
    web::AuditContext,
};

/// Keeps what a form says from now on.
pub(crate) struct Save<'a> {
    pub actor: &'a Actor,
    /// The form as it was when it was changed.
    pub form: &'a Form,
    pub content: &'a Content,
    /// Which section was filled in, as people read it.
    pub section: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Save<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.form.practices()
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let audit = self.audit;
        let (form, ties) = Form::for_actor(tx, self.actor, self.form.id, audit.today).await?;
        self.actor.complete_form(&ties)?;
        let side = side_of(self.actor, &ties)?;
        let stage = stage_after(&form, Step::Save, &side)?;
        let content = serde_json::to_string(self.content).map_err(Failure::internal)?;
        if content == form.content {
            return Ok(());
        }
        let query = "UPDATE pension_form SET content = $3, state = $4, changed_at = $5, changed_by = $6, version = version + 1
                     WHERE id = $1 AND version = $2";
        let query = Query::new(query)
            .bind(form.id)
            .bind(self.form.version)
            .bind(content)
            .bind(stage.code())
            .bind(audit.at)
            .bind(audit.by);
        if tx.execute(query).await? != 1 {
            return Err(stale().into());
        }
        let action = (Action::PensionFormSaved, self.section);
        record(tx, audit, &form, action, "").await
    }
}

/// How long somebody counts as having a form open after they opened one of its pages.
const OPEN: i64 = 15 * Instant::MINUTE;

/// Notes that somebody has a form open.
pub(in crate::pensions) struct Note {
    pub form: Uuid,
    pub reader: UserId,
    pub at: Instant,
}

impl UnitOfWork for Note {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let forget = "DELETE FROM pension_reader WHERE form_id = $1 AND seen_at < $2";
        let forget = Query::new(forget).bind(self.form).bind(self.at.0 - OPEN);
        tx.execute(forget).await?;
        let query = "INSERT INTO pension_reader (form_id, user_id, seen_at) VALUES ($1, $2, $3)
                     ON CONFLICT (form_id, user_id) DO UPDATE SET seen_at = excluded.seen_at";
        let query = Query::new(query)
            .bind(self.form)
            .bind(self.reader)
            .bind(self.at);
        tx.execute(query).await?;
        Ok(())
    }
}

/// The others who have a form open now, by name.
pub(super) async fn others(
    tx: &mut Tx,
    form: Uuid,
    reader: UserId,
    now: Instant,
) -> Result<Vec<String>, Failure> {
    let query = "SELECT u.first_name, u.last_name FROM pension_reader r JOIN app_user u ON u.id = r.user_id
                 WHERE r.form_id = $1 AND r.user_id <> $2 AND r.seen_at >= $3 ORDER BY u.sort_name, u.id";
    let query = Query::new(query).bind(form).bind(reader).bind(now.0 - OPEN);
    let others: Vec<(String, String)> = tx.all(query).await?;
    let name = |(first, last): (String, String)| shown_name(&first, &last);
    Ok(others.into_iter().map(name).collect())
}
