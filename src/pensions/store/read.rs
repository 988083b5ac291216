//! A form as its readers see it.

use uuid::Uuid;

use super::{
    super::{
        calculation::{
            Circumstances, Finding, Pence, Value, Working, YearTables,
            checks::{KnownPost, OtherForm, TOLERANCE},
        },
        content::{Content, FormKind},
        contributions,
        rules::{Position, Stage, Step},
        sections::Section,
        views::{Did, FormView, Paper, SectionView},
    },
    Form, SELECT,
    papers::papers,
    save::others,
    side_of,
    submit::Declared,
    tables,
    years::{waits, years_of_members},
};
use crate::{
    access::{Actor, CompletesForm, FormSide},
    accountant_links::open_links,
    base::{
        clock::{hex, in_words},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
    practices,
};

/// What is known of a member's year besides what their form says. `papers`: those of the form.
pub(super) async fn circumstances(
    tx: &mut Tx,
    form: &Form,
    papers: &[Paper],
    today: Date,
) -> Result<Circumstances, Failure> {
    let known = years_of_members(tx, &[form.member_id], None).await?;
    let known = known.into_values().next();
    let mut circumstances = Circumstances::on(today);
    circumstances.tolerance = TOLERANCE;
    circumstances.recorded =
        contributions::recorded_on(tx, form.member_id, form.year, form.kind).await?;
    if let Some(known) = known {
        circumstances.earlier_open = known.open_before(form.year);
        let held = known.positions.iter().filter(|one| one.is_in(form.year));
        let post = |one: &Position| KnownPost {
            kind: one.kind,
            place: one.practice.clone(),
            code: one.ods.as_ref().to_owned(),
        };
        circumstances.known_posts = held.map(post).collect();
        if let Some(ods) = &form.ods {
            let mut posts = circumstances.known_posts.iter();
            let here = posts.any(|post| post.code == ods.as_ref());
            circumstances.on_performers_list = Some(here);
        }
    }
    circumstances.other_forms = other_forms(tx, form).await?;
    let maternity = |name: &str| name.to_lowercase().contains("maternity");
    circumstances.maternity_form = papers.iter().any(|paper| maternity(&paper.name));
    Ok(circumstances)
}

/// The member's other forms of the year, with the pay that decided their rate.
async fn other_forms(tx: &mut Tx, form: &Form) -> Result<Vec<OtherForm>, Failure> {
    let mut query = Query::new(SELECT);
    query
        .push(" WHERE f.member_id = ")
        .push_bind(form.member_id)
        .push(" AND f.year = ")
        .push_bind(form.year.to_string())
        .push(" AND f.state IN ('draft', 'ready', 'declared', 'approved', 'rejected') AND f.id <> ")
        .push_bind(form.id)
        .push(" AND NOT EXISTS (SELECT 1 FROM pension_form n WHERE n.member_id = f.member_id AND n.year = f.year
                                AND n.kind = f.kind AND COALESCE(n.ods, '') = COALESCE(f.ods, '') AND n.edition > f.edition)
               ORDER BY f.kind, f.ods");
    let others: Vec<Form> = tx.all(query).await?;
    let mut all = Vec::new();
    for other in others.iter().filter(|other| other.of() != form.of()) {
        let working = other.read_content()?.working(tables(other.year)?);
        if let Some(tier_pay) = tier_pay(&working, other.kind) {
            let name = ["the ", &other.title()].concat();
            all.push(OtherForm { name, tier_pay });
        }
    }
    Ok(all)
}

/// The pay that decided a form's rate, over all parts of the year.
fn tier_pay(working: &Working, kind: FormKind) -> Option<Pence> {
    let key = match kind {
        FormKind::Type1 => "T1.14",
        FormKind::Type2 => "T2.3",
    };
    let parts = working.parts.iter().map(|part| {
        let value = working.step(Some(part.part), key)?.value.as_ref()?;
        match value {
            Value::Money(pay) => Some(*pay),
            Value::Exact(pay) => pay.rounded(),
            _ => None,
        }
    });
    parts.sum()
}

/// What a form's page shows to whoever may see it.
pub(in crate::pensions) async fn view(
    tx: &mut Tx,
    actor: &Actor,
    id: Uuid,
    (now, today): (Instant, Date),
) -> Result<FormView, Failure> {
    let (form, ties) = Form::for_actor(tx, actor, id, today).await?;
    let side = side_of(actor, &ties)?;
    let papers = papers(tx, id).await?;
    let known = circumstances(tx, &form, &papers, today).await?;
    let (content, tables, working) = worked_out(&form)?;
    let findings: Vec<Finding> = if form.state.is_submitted() {
        Vec::new()
    } else {
        content.findings(&tables, &known)
    };
    let fills_in = actor.complete_form(&ties).is_ok();
    let newest = is_newest(tx, &form).await?;
    let steps = Step::ALL.iter().copied();
    let may = |step: &Step| form.state.after(*step, &side).is_ok();
    let on_behalf = match &side {
        FormSide::Practice(practice) => practice_name(tx, practice).await?,
        _ => String::new(),
    };
    Ok(FormView {
        id,
        member: form.member_id,
        named: shown_name(&form.member_first, &form.member_last),
        own: form.member_id == actor.id,
        of: form.of(),
        title: form.title(),
        year: form.year,
        edition: form.edition,
        version: form.version,
        stage: form.state,
        due_on: form.due_on,
        reference: form.reference.clone().unwrap_or_default(),
        reason: form.reason.clone(),
        log: log(tx, &form).await?,
        content,
        tables,
        working,
        findings,
        recorded: known.recorded,
        statement: if sees_statement(tx, actor, &form, (&side, today)).await? {
            contributions::lines(tx, form.member_id, form.year).await?
        } else {
            Vec::new()
        },
        papers,
        steps: steps.filter(may).collect(),
        may_revise: fills_in && newest && form.state == Stage::Approved,
        desk: side == FormSide::Desk,
        on_behalf,
        others: others(tx, id, actor.id, now).await?,
        waits: waits(&known.earlier_open),
    })
}

/// Whether the reader of a form sees the member's contribution statement: an accountant where their link says so.
async fn sees_statement(
    tx: &mut Tx,
    actor: &Actor,
    form: &Form,
    (side, today): (&FormSide, Date),
) -> Result<bool, Failure> {
    if *side != FormSide::Accountant {
        return Ok(true);
    }
    let links = open_links(tx, Some(form.member_id), Some(actor.id)).await?;
    let mut in_force = links.iter().filter(|link| link.is_in_force(today));
    Ok(in_force.any(|link| link.scope.statement))
}

/// What a form says with its working: as it was submitted, or as it stands.
fn worked_out(form: &Form) -> Result<(Content, YearTables, Working), Failure> {
    if let Some(declared) = form.declared.as_ref().filter(|_| form.state.is_submitted()) {
        let kept: Declared = serde_json::from_str(declared).map_err(Failure::internal)?;
        return Ok((kept.content, kept.tables, kept.working));
    }
    let (content, tables) = (form.read_content()?, tables(form.year)?);
    let working = content.working(tables);
    Ok((content, tables.clone(), working))
}

async fn practice_name(tx: &mut Tx, ods: &OdsCode) -> Result<String, Failure> {
    let known = practices::store::name_and_closed(tx, ods).await?;
    let (name, _) = known.ok_or(AppError::NotFound)?;
    Ok(name)
}

/// Whether no revised form followed.
async fn is_newest(tx: &mut Tx, form: &Form) -> Result<bool, Failure> {
    let query = "SELECT NOT EXISTS (SELECT 1 FROM pension_form WHERE member_id = $1 AND year = $2 AND kind = $3
                                    AND COALESCE(ods, '') = $4 AND edition > $5)";
    let query = Query::new(query)
        .bind(form.member_id)
        .bind(form.year.to_string())
        .bind(form.kind.code())
        .bind(
            form.ods
                .as_ref()
                .map(ToString::to_string)
                .unwrap_or_default(),
        )
        .bind(form.edition);
    let (newest,): (bool,) = tx.one(query).await?;
    Ok(newest)
}

/// Who did what to a form, in order.
async fn log(tx: &mut Tx, form: &Form) -> Result<Vec<Did>, Failure> {
    let submitted = match &form.declared_for {
        None => "Submitted".to_owned(),
        Some(practice) => {
            let name = practice_name(tx, practice).await?;
            ["Submitted on behalf of the member, by ", &name].concat()
        }
    };
    let decided = match form.state {
        Stage::Rejected => "Rejected",
        _ => "Approved",
    };
    let mut did: Vec<(String, UserId, Instant)> =
        vec![("Begun".to_owned(), form.opened_by, form.opened_at)];
    if form.changed_at > form.opened_at {
        did.push(("Changed last".to_owned(), form.changed_by, form.changed_at));
    }
    let ready = form
        .ready_by
        .zip(form.ready_at)
        .filter(|_| form.state != Stage::Draft);
    did.extend(ready.map(|(by, at)| ("Marked as ready".to_owned(), by, at)));
    if form.state.is_submitted() {
        did.extend(
            form.declared_by
                .zip(form.declared_at)
                .map(|(by, at)| (submitted, by, at)),
        );
        did.extend(
            form.decided_by
                .zip(form.decided_at)
                .map(|(by, at)| (decided.to_owned(), by, at)),
        );
    }
    did.sort_by_key(|(_, _, at)| *at);
    let mut query = Query::new("SELECT id, first_name, last_name FROM app_user WHERE id IN ");
    query.push_list(did.iter().map(|(_, by, _)| *by));
    let people: Vec<(UserId, String, String)> = tx.all(query).await?;
    let name = |by: UserId| {
        let found = people.iter().find(|(id, ..)| *id == by);
        found.map(|(_, first, last)| shown_name(first, last))
    };
    let did = did.into_iter().map(|(what, by, at)| Did {
        what,
        who: name(by).unwrap_or_default(),
        when: in_words(at),
    });
    Ok(did.collect())
}

/// One section of a form, for whoever fills it in.
pub(in crate::pensions) async fn section(
    tx: &mut Tx,
    _permit: CompletesForm,
    form: &Form,
    section: Section,
    (reader, now): (UserId, Instant),
) -> Result<SectionView, Failure> {
    let content: Content = form.read_content()?;
    let tables = tables(form.year)?;
    let sections = Section::of(&content, tables);
    let place = sections.iter().position(|one| *one == section);
    let next = sections.get(place.ok_or(AppError::NotFound)? + 1);
    Ok(SectionView {
        id: form.id,
        title: form.title(),
        version: form.version,
        section: section.code(),
        next: next.map(|section| section.code()).unwrap_or_default(),
        recorded: contributions::recorded_on(tx, form.member_id, form.year, form.kind).await?,
        others: others(tx, form.id, reader, now).await?,
        content,
        tables: tables.clone(),
    })
}

/// The hash of what was submitted, in letters and digits; empty before.
pub(in crate::pensions) async fn hash_of(tx: &mut Tx, id: Uuid) -> Result<String, Failure> {
    let query = "SELECT hash FROM pension_form WHERE id = $1 AND state IN ('declared', 'approved', 'rejected')";
    let found: Option<(Option<Vec<u8>>,)> = tx.optional(Query::new(query).bind(id)).await?;
    let hash = found.and_then(|(hash,)| hash);
    Ok(hash.map(|hash| hex(&hash)).unwrap_or_default())
}
