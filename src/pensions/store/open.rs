//! Beginning a form, and a revised one. A form that is there already is always led to.

use uuid::Uuid;

use super::{
    super::{
        calculation::{
            Held, Paid, Post, PostKind, checks::Recorded, tables::YearTables, year::SchemeYear,
        },
        content::{Content, Figures, FormKind},
        contributions,
        rules::{FormOf, Position, Stage, Step, years_over},
    },
    Form, record, side_of, stage_after, stale, tables, ties,
    years::{MemberYears, years_of_members},
};
use crate::{
    access::{Actor, FormTies},
    base::{
        clock::new_id,
        dates::Date,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::Action,
    web::AuditContext,
};

/// Begins a form, or says that none is needed here.
pub(crate) struct Open<'a> {
    pub actor: &'a Actor,
    pub member: UserId,
    pub year: SchemeYear,
    pub of: &'a FormOf,
    /// Filed elsewhere or not required, with the reason; none to begin it.
    pub marked: Option<(Step, &'a str)>,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Open<'_> {
    type Done = Uuid;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.of.ods.iter().cloned().collect()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Uuid, Failure> {
        let (audit, actor) = (self.audit, self.actor);
        let ties = ties(tx, actor, self.member, self.of, audit.today).await?;
        actor.complete_form(&ties)?;
        let known = years_of_members(tx, &[self.member], None).await?;
        let known = known.into_values().next().ok_or(AppError::NotFound)?;
        let there = known.forms_of(self.year);
        let there = there.iter().find(|(of, _)| of == self.of);
        let begun = there.and_then(|(_, form)| *form);
        let id = match begun {
            Some(form) => form.id,
            None => self.begin(tx, &ties, &known).await?,
        };
        if let Some((step, reason)) = self.marked {
            let form = Form::find(tx, id).await?;
            let stage = stage_after(&form, step, &side_of(actor, &ties)?)?;
            mark(tx, audit, &form, stage, reason).await?;
        }
        Ok(id)
    }
}

/// Keeps that a form is filed nowhere here, and why.
async fn mark(
    tx: &mut Tx,
    audit: &AuditContext,
    form: &Form,
    stage: Stage,
    reason: &str,
) -> Result<(), Failure> {
    let query = "UPDATE pension_form SET state = $3, reason = $4, changed_at = $5, changed_by = $6, version = version + 1
                 WHERE id = $1 AND version = $2";
    let query = Query::new(query)
        .bind(form.id)
        .bind(form.version)
        .bind(stage.code())
        .bind(reason)
        .bind(audit.at)
        .bind(audit.by);
    if tx.execute(query).await? != 1 {
        return Err(stale().into());
    }
    let action = (Action::PensionFormMoved, stage.words());
    record(tx, audit, form, action, reason).await
}

impl Open<'_> {
    async fn begin(
        &self,
        tx: &mut Tx,
        ties: &FormTies,
        known: &MemberYears,
    ) -> Result<Uuid, Failure> {
        let tables = tables(self.year)?;
        self.may_begin(known, tables)?;
        let mut content = content(self.of, self.year, &known.positions)?;
        let recorded = contributions::recorded_on(tx, self.member, self.year, self.of.kind).await?;
        paid_from(&mut content, tables, &recorded);
        // What stays from year to year.
        if let Some(before) = known
            .forms
            .iter()
            .rev()
            .find(|form| form.kind == self.of.kind)
        {
            let before = Form::find(tx, before.id).await?.read_content()?;
            content.about.sd_number = before.about.sd_number;
            content.about.previous_surname = before.about.previous_surname;
            content.about.ni_number = before.about.ni_number;
        }
        let id = new_id();
        let due_on = tables.deadline.day;
        let new = NewForm {
            id,
            member: ties.member,
            year: self.year,
            of: self.of,
            edition: 1,
            due_on,
        };
        insert(tx, self.audit, &new, &content).await?;
        let form = Form::find(tx, id).await?;
        record(tx, self.audit, &form, (Action::PensionFormOpened, ""), "").await?;
        Ok(id)
    }

    /// Whether the form is about something, in a year that is over, and can be filed here.
    fn may_begin(&self, known: &MemberYears, tables: &YearTables) -> Result<(), AppError> {
        let no = |why: &str| Err(AppError::Invalid(why.to_owned()));
        if !years_over(self.audit.today).any(|year| year == self.year) {
            return no("This scheme year is not over yet. Its forms begin on 1 April.");
        }
        let owed = known
            .forms_of(self.year)
            .iter()
            .any(|(of, _)| of == self.of);
        let held = known.positions.iter().any(|one| one.is_in(self.year));
        let may_add = self.of.kind == FormKind::Type2 && held;
        if !owed && !may_add {
            return no(
                "The Performers List does not show this position in this year. Have it put right there first.",
            );
        }
        let online = self.of.kind.availability(tables).online;
        if !online && self.marked.is_none() {
            return no("This year\u{2019}s form is not filed here. File it with PCSE on paper.");
        }
        Ok(())
    }
}

/// A row to be made.
struct NewForm<'a> {
    id: Uuid,
    member: UserId,
    year: SchemeYear,
    of: &'a FormOf,
    edition: i64,
    due_on: Date,
}

async fn insert(
    tx: &mut Tx,
    audit: &AuditContext,
    new: &NewForm<'_>,
    content: &Content,
) -> Result<(), Failure> {
    let content = serde_json::to_string(content).map_err(Failure::internal)?;
    let insert = Query::new(
        "INSERT INTO pension_form (id, member_id, year, kind, ods, edition, version, state, content, due_on, opened_at, opened_by,
                                   changed_at, changed_by, reason)
         VALUES ($1, $2, $3, $4, $5, $6, 1, 'draft', $7, $8, $9, $10, $9, $10, '')",
    )
    .bind(new.id)
    .bind(new.member)
    .bind(new.year.to_string())
    .bind(new.of.kind.code())
    .bind(new.of.ods.as_ref())
    .bind(new.edition)
    .bind(content)
    .bind(new.due_on)
    .bind(audit.at)
    .bind(audit.by);
    tx.execute(insert).await?;
    Ok(())
}

/// A new form about the positions of a year. Times in one kind of post at one place are one post.
fn content(of: &FormOf, year: SchemeYear, positions: &[Position]) -> Result<Content, AppError> {
    let mut posts: Vec<Post> = Vec::new();
    for position in positions.iter().filter(|one| one.is_in(year)) {
        let held = position.held_in(year);
        let same =
            |post: &&mut Post| post.kind == position.kind && post.code == position.ods.as_ref();
        if let Some(post) = posts.iter_mut().find(same) {
            post.periods.push(held);
        } else {
            posts.push(post(position, held));
        }
    }
    let Some(ods) = &of.ods else {
        return Ok(Content::type_2(posts));
    };
    let own = |post: &Post| post.kind.has_a_certificate() && post.code == ods.as_ref();
    let place = posts.iter().position(own).ok_or(AppError::NotFound)?;
    let practice = posts.remove(place);
    Ok(Content::type_1(practice, posts))
}

fn post(position: &Position, held: Held) -> Post {
    let mut post = Post::new(position.kind, &position.practice);
    position.ods.as_ref().clone_into(&mut post.code);
    post.periods.push(held);
    post
}

/// Fills in what the contribution statement says was paid.
fn paid_from(content: &mut Content, tables: &YearTables, recorded: &[Recorded]) {
    let paid = |post: &mut Post| {
        let of_part = |part| {
            let found = recorded
                .iter()
                .find(|one| one.code == post.code && one.part == part);
            found.map(|one| one.paid.clone()).unwrap_or_default()
        };
        let paid: Vec<Paid> = tables
            .year
            .parts()
            .iter()
            .map(|part| of_part(*part))
            .collect();
        if paid.iter().any(|paid| *paid != Paid::default()) {
            post.paid = paid;
        }
    };
    match &mut content.figures {
        Figures::Type1(figures) => paid(&mut figures.practice),
        Figures::Type2(figures) => {
            let own =
                |post: &&mut Post| matches!(post.kind, PostKind::Salaried | PostKind::FeeBased);
            figures.posts.iter_mut().filter(own).for_each(paid);
        }
    }
}

/// Begins a revised form after an approved one.
pub(in crate::pensions) struct Revise<'a> {
    pub actor: &'a Actor,
    /// The approved form.
    pub form: &'a Form,
    /// The last day for it.
    pub due_on: Date,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Revise<'_> {
    type Done = Uuid;
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        self.form.practices()
    }

    async fn run(&self, tx: &mut Tx) -> Result<Uuid, Failure> {
        let (actor, today) = (self.actor, self.audit.today);
        let (form, ties) = Form::for_actor(tx, actor, self.form.id, today).await?;
        actor.complete_form(&ties)?;
        let known = years_of_members(tx, &[form.member_id], Some(form.year)).await?;
        let newest = known.values().flat_map(|known| &known.forms);
        let newest = newest
            .into_iter()
            .find(|one| one.year == form.year && one.of() == form.of());
        match newest {
            Some(newest) if newest.id != form.id => return Ok(newest.id),
            _ if form.state != Stage::Approved => return Err(stale().into()),
            _ => {}
        }
        let (id, of) = (new_id(), form.of());
        let new = NewForm {
            id,
            member: form.member_id,
            year: form.year,
            of: &of,
            edition: form.edition + 1,
            due_on: self.due_on,
        };
        insert(tx, self.audit, &new, &form.read_content()?).await?;
        let form = Form::find(tx, id).await?;
        record(tx, self.audit, &form, (Action::PensionFormOpened, ""), "").await?;
        Ok(id)
    }
}
