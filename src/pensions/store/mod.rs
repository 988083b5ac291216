//! Forms in the database.

mod authority;
mod desk;
mod of_accountant;
mod open;
mod overview;
mod papers;
mod read;
mod remind;
mod save;
mod step;
mod submit;
mod tell;
mod waiting;
mod years;

pub(super) use authority::{Authorise, authorities};
pub(crate) use desk::GiveDesk;
pub(super) use desk::{desk_officers, on_desk, queue};
pub(crate) use of_accountant::{forms_of_accountant, newest_year};
pub(crate) use open::Open;
pub(super) use open::Revise;
pub(super) use overview::overview;
pub(super) use papers::{AddPaper, RemovePaper, paper};
pub(super) use read::{hash_of, section, view};
pub(crate) use remind::{forget, remind};
pub(super) use save::Note;
pub(crate) use save::Save;
pub(crate) use step::TakeStep;
pub(crate) use submit::Submit;
pub(crate) use waiting::waiting;
pub(super) use years::years;

use uuid::Uuid;

use super::{
    calculation::{YearTables, tables_file, year::SchemeYear},
    content::{Content, FormKind},
    rules::{FormOf, FormRefusal, Stage, Step},
};
use crate::{
    access::{Actor, ActsFor, FormSide, FormTies},
    accountant_links::{OpenLink, open_links},
    base::{
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        stored::stored_as_text,
        text::full_name,
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    web::AuditContext,
};

stored_as_text!(SchemeYear, |text| text
    .parse()
    .map_err(|_| "a scheme year can't be read".into()));

/// The statement that reads [`Form`]s, up to its condition, with what it reads of their texts.
macro_rules! select {
    ($content:literal, $declared:literal) => {
        concat!(
            "SELECT f.id, f.member_id, m.first_name AS member_first, m.last_name AS member_last, m.email AS member_email,
                    f.year, f.kind, f.ods, COALESCE(p.name, '') AS practice, f.edition, f.version, f.state, ",
            $content, " AS content, f.due_on, f.opened_at, f.opened_by, f.changed_at, f.changed_by, f.ready_at, f.ready_by,
                    f.reference, ",
            $declared, " AS declared, f.declared_at, f.declared_by, f.declared_for, f.decided_at, f.decided_by, f.reason
             FROM pension_form f JOIN app_user m ON m.id = f.member_id LEFT JOIN practice p ON p.ods = f.ods"
        )
    };
}

/// All of [`Form`], up to its condition.
pub(super) const SELECT: &str = select!("f.content", "f.declared");

/// The same without what was entered and submitted: for lists.
pub(super) const SELECT_IN_SHORT: &str = select!("''", "NULL");

/// A form with the names of those whom it concerns.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Form {
    pub id: Uuid,
    pub member_id: UserId,
    pub member_first: String,
    pub member_last: String,
    pub member_email: String,
    pub year: SchemeYear,
    pub kind: FormKind,
    pub ods: Option<OdsCode>,
    /// By name; empty for a form about no position.
    pub practice: String,
    pub edition: i64,
    pub version: i64,
    pub state: Stage,
    pub content: String,
    pub due_on: Date,
    pub opened_at: Instant,
    pub opened_by: UserId,
    pub changed_at: Instant,
    pub changed_by: UserId,
    pub ready_at: Option<Instant>,
    pub ready_by: Option<UserId>,
    pub reference: Option<String>,
    pub declared: Option<String>,
    pub declared_at: Option<Instant>,
    pub declared_by: Option<UserId>,
    pub declared_for: Option<OdsCode>,
    pub decided_at: Option<Instant>,
    pub decided_by: Option<UserId>,
    pub reason: String,
}

impl Form {
    /// By its id.
    pub(crate) async fn find(tx: &mut Tx, id: Uuid) -> Result<Self, Failure> {
        let mut query = Query::new(SELECT);
        query.push(" WHERE f.id = ").push_bind(id);
        let found: Option<Self> = tx.optional(query).await?;
        found.ok_or(Failure::Public(AppError::NotFound))
    }

    /// By its id, with what ties the actor to it.
    pub(super) async fn for_actor(
        tx: &mut Tx,
        actor: &Actor,
        id: Uuid,
        today: Date,
    ) -> Result<(Self, FormTies), Failure> {
        let form = Self::find(tx, id).await?;
        let ties = form.ties(tx, actor, today).await?;
        Ok((form, ties))
    }

    /// Whose record a change of it stands in.
    fn practices(&self) -> Vec<OdsCode> {
        self.ods.iter().cloned().collect()
    }

    pub(super) fn member(&self) -> String {
        full_name(&self.member_first, &self.member_last)
    }

    /// What it is about.
    pub(super) fn of(&self) -> FormOf {
        FormOf {
            kind: self.kind,
            ods: self.ods.clone(),
        }
    }

    /// The kind, the year and the practice, in words.
    pub(super) fn title(&self) -> String {
        let mut title = title(self.kind, self.year, &self.practice);
        if self.edition > 1 {
            title.push_str(" (revised)");
        }
        title
    }

    /// What was entered.
    pub(crate) fn read_content(&self) -> Result<Content, Failure> {
        serde_json::from_str(&self.content).map_err(Failure::internal)
    }

    /// What ties the actor to it.
    pub(super) async fn ties(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        today: Date,
    ) -> Result<FormTies, Failure> {
        let mut ties = ties(tx, actor, self.member_id, &self.of(), today).await?;
        let by_others = self.member_id != actor.id && !ties.authorised.is_empty();
        if by_others && ties.acts == ActsFor::Nothing && self.was_accountant(tx, actor).await? {
            ties.acts = ActsFor::Otherwise;
        }
        ties.submitted = self.state.is_submitted();
        Ok(ties)
    }

    /// Whether the actor was the member's accountant at any time since the first edition was begun, or has filled any edition in:
    /// a revised one repeats what the ones before it say, and others may have changed either after them.
    async fn was_accountant(&self, tx: &mut Tx, actor: &Actor) -> Result<bool, Failure> {
        let query = "SELECT EXISTS
                       (SELECT 1 FROM pension_form f
                        WHERE f.member_id = $1 AND f.year = $2 AND f.kind = $3 AND COALESCE(f.ods, '') = COALESCE($4, '')
                          AND ($5 IN (f.opened_by, f.changed_by, f.ready_by)
                               OR EXISTS (SELECT 1 FROM accountant_link l
                                          WHERE l.member_id = f.member_id AND l.accountant_id = $5 AND l.confirmed_at IS NOT NULL
                                            AND (l.ended_at IS NULL OR l.ended_at >= f.opened_at))))";
        let query = Query::new(query)
            .bind(self.member_id)
            .bind(self.year.to_string())
            .bind(self.kind.code())
            .bind(self.ods.as_ref())
            .bind(actor.id);
        let (was,): (bool,) = tx.one(query).await?;
        Ok(was)
    }
}

/// The kind, the year and the practice of a form, in words. `practice` is empty for a form about no position.
fn title(kind: FormKind, year: SchemeYear, practice: &str) -> String {
    let mut title = [kind.words(), " for ", &year.in_words()].concat();
    if !practice.is_empty() {
        title.extend([", ", practice]);
    }
    title
}

/// Whether a form is among those that a link is about. Whom a practice named sees the position there alone; whom the member took along
/// sees what the member let them.
fn covers(link: &OpenLink, of: &FormOf) -> bool {
    match of.kind {
        FormKind::Type1 => link.scope.type_1 && (link.taken || of.ods.as_ref() == Some(&link.ods)),
        FormKind::Type2 => link.scope.type_2,
    }
}

/// What ties the actor to a form of a member, begun or not.
pub(super) async fn ties(
    tx: &mut Tx,
    actor: &Actor,
    member: UserId,
    of: &FormOf,
    today: Date,
) -> Result<FormTies, Failure> {
    let links = open_links(tx, Some(member), Some(actor.id)).await?;
    let mut in_force = links.iter().filter(|link| link.is_in_force(today));
    let acts = if in_force.any(|link| covers(link, of)) {
        ActsFor::This
    } else if links.is_empty() {
        ActsFor::Nothing
    } else {
        ActsFor::Otherwise
    };
    let query = "SELECT ods FROM pension_authority WHERE member_id = $1 AND revoked_at IS NULL AND ends_on >= $2 ORDER BY ods";
    let query = Query::new(query).bind(member).bind(today);
    let authorised: Vec<(OdsCode,)> = tx.all(query).await?;
    let of_form = |at: &OdsCode| of.ods.as_ref().is_none_or(|ods| ods == at);
    let authorised = authorised.into_iter().map(|(at,)| at).filter(of_form);
    Ok(FormTies {
        member,
        acts,
        authorised: authorised.collect(),
        desk: on_desk(tx, actor).await?,
        submitted: false,
    })
}

/// The tables of a year.
pub(super) fn tables(year: SchemeYear) -> Result<&'static YearTables, Failure> {
    tables_file::of(year).map_err(|why| Failure::internal(why.0))
}

/// As whom the actor deals with a form.
fn side_of(actor: &Actor, ties: &FormTies) -> Result<FormSide, AppError> {
    Ok(actor.see_form(ties)?.side().clone())
}

/// Where a form stands after a step of whoever is on a side, or why not.
pub(super) fn stage_after(form: &Form, step: Step, side: &FormSide) -> Result<Stage, Failure> {
    let after = form.state.after(step, side);
    after.map_err(|why| match why {
        FormRefusal::NotYours => AppError::Forbidden(why.words().to_owned()).into(),
        _ => AppError::Conflict(why.words().to_owned()).into(),
    })
}

/// Records what was done to a form. Never a figure.
pub(super) async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    form: &Form,
    (action, more): (Action, &str),
    reason: &str,
) -> Result<(), Failure> {
    let mut note = form.title();
    if !more.is_empty() {
        note.extend([". ", more]);
    }
    let name = form.member();
    let event = NewEvent {
        action,
        subject: Some((form.member_id, &name)),
        practice: form.ods.as_ref(),
        detail: Detail {
            note,
            ..Detail::default()
        },
        reason,
    };
    append(tx, audit, event).await
}

/// What is told where a save was made from something older.
pub(super) fn stale() -> AppError {
    AppError::Conflict(
        "Somebody else has changed this form in the meantime. Open it again and look at what they changed.".to_owned(),
    )
}
