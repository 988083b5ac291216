//! A case as the team sees it: the request beside what is known, the checks, what happened.

use super::known::known;
use crate::{
    access::Actor,
    base::{
        clock::in_words,
        dates::Instant,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::Action,
    registration::{
        form::Person,
        model::{Capacity, Item, Kind, RefusalCode, State},
        rules::{CaseRefusal, Step},
        store::{case::Case, facts::signals_of},
        views::{CheckView, DeskAction, DeskView},
    },
};

/// A case as the team sees it.
pub(crate) async fn desk_view(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    now: Instant,
) -> Result<DeskView, Failure> {
    let (may, why_not) = desk_may(case, actor, now);
    Ok(DeskView {
        id: case.id,
        reference: case.reference.clone(),
        kind: case.standing.kind.words().to_owned(),
        practice: case.practice.clone(),
        practice_name: case.practice_name.clone(),
        state: case.state().words().to_owned(),
        next: case.what_is_next(),
        since: in_words(case.since),
        taken_by: officer_name(tx, case.taken_by).await?,
        request: request(case),
        known: known(tx, case, now).await?,
        signals: signals_of(tx, case, now)
            .await?
            .into_iter()
            .map(|signal| (signal.words().to_owned(), signal.weight()))
            .collect(),
        checks: Item::ALL.iter().map(|item| check(case, *item)).collect(),
        timeline: timeline(tx, &case.practice, &case.reference).await?,
        may,
        why_not,
        asks_code: actor.recent_factor(now).is_none(),
    })
}

async fn officer_name(tx: &mut Tx, officer: Option<UserId>) -> Result<String, Failure> {
    let Some(officer) = officer else {
        return Ok(String::new());
    };
    Ok(crate::people::store::name_and_username(tx, officer)
        .await?
        .0)
}

/// What an officer may do with it now, or why nothing.
fn desk_may(case: &Case, actor: &Actor, now: Instant) -> (Vec<DeskAction>, String) {
    let me = Some(actor.id);
    let allowed = |step| case.standing.after(step, me, now);
    let mut may: Vec<_> = [
        (DeskAction::Pass, Step::Pass),
        (DeskAction::NeedInformation, Step::NeedInformation),
        (DeskAction::Return, Step::Return),
        (DeskAction::Approve, Step::Approve),
        (DeskAction::Resume, Step::Resume),
        (DeskAction::Refuse, Step::Refuse(RefusalCode::Incomplete)),
    ]
    .into_iter()
    .filter(|(_, step)| allowed(*step).is_ok())
    .map(|(action, _)| action)
    .collect();
    if case.standing.concerned.contains(&actor.id) {
        return (Vec::new(), CaseRefusal::Concerned.told());
    }
    if case.state() == State::Checking {
        may.push(DeskAction::Check);
    }
    if case.state().is_open() && case.taken_by != me {
        may.push(DeskAction::Take);
    }
    let why_not = match case.state() {
        State::Checking => allowed(Step::Pass).err(),
        State::Second => allowed(Step::Approve).err(),
        _ => None,
    };
    (may, why_not.map(CaseRefusal::told).unwrap_or_default())
}

/// What was asked, row by row.
fn request(case: &Case) -> Vec<(String, String)> {
    let form = &case.form;
    let row = |key: &str, value: String| (key.to_owned(), value);
    let mut rows = vec![
        row("Kind", form.kind.words().to_owned()),
        row("Roles", case.role_names()),
        row("Reason", form.reason()),
        row("Nominee", form.nominee.in_words()),
    ];
    if form.kind != Kind::Emergency {
        rows.push(row("Who asks", form.asker().in_words()));
        rows.push(row("Whose access ends with it", form.whose_access_ends()));
        rows.push(row(
            "Authoriser",
            form.authoriser
                .as_ref()
                .map(Person::in_words)
                .unwrap_or_default(),
        ));
        let capacity = form.capacity.map(Capacity::words).unwrap_or_default();
        let number = form
            .gmc_number
            .as_deref()
            .map(|number| [", GMC ", number].concat());
        rows.push(row(
            "Confirms as",
            [capacity, &number.unwrap_or_default(), " ", &form.icb].concat(),
        ));
    }
    for party in &case.parties {
        let confirmed = party
            .confirmed_at
            .map(|at| [", confirmed ", &in_words(at), " as ", &party.signed_as].concat());
        let account = if party.user_id.is_some() {
            ", has an account"
        } else {
            ", no account"
        };
        rows.push(row(
            party.party.words(),
            [
                &party.name,
                ", written to at ",
                &party.email,
                account,
                &confirmed.unwrap_or_default(),
            ]
            .concat(),
        ));
    }
    rows
}

fn check(case: &Case, item: Item) -> CheckView {
    let made = case.checks.iter().rev().find(|check| check.item == item);
    CheckView {
        code: item.code().to_owned(),
        words: item.words().to_owned(),
        finding: made
            .map(|check| check.finding.words().to_owned())
            .unwrap_or_default(),
        source: made.map(|check| check.source.clone()).unwrap_or_default(),
        by: made
            .map(|check| [&check.officer, ", ", &in_words(check.at)].concat())
            .unwrap_or_default(),
        note: made.map(|check| check.note.clone()).unwrap_or_default(),
    }
}

#[derive(sqlx::FromRow)]
struct TimelineRow {
    at: Instant,
    actor_name: String,
    action: String,
    detail: String,
}

/// What the record has of a case, in order.
async fn timeline(
    tx: &mut Tx,
    practice: &OdsCode,
    reference: &str,
) -> Result<Vec<(String, String, String)>, Failure> {
    let kinds = Action::ALL
        .iter()
        .filter(|action| action.code().starts_with("certification-"));
    let mut query =
        Query::new("SELECT at, actor_name, action, detail FROM history_event WHERE (chain = ");
    query
        .push_bind(practice)
        .push(" OR chain = 'installation') AND action IN ")
        .push_list(kinds.map(|action| action.code()))
        .push(" AND detail LIKE ")
        .push_bind(["%\"case\":\"", reference, "\"%"].concat())
        .push(" ORDER BY at, seq LIMIT 500");
    let rows: Vec<TimelineRow> = tx.all(query).await?;
    rows.into_iter()
        .map(|row| {
            let detail: crate::history::Detail =
                serde_json::from_str(&row.detail).map_err(Failure::internal)?;
            let action = Action::from_code(&row.action)
                .map(Action::label)
                .unwrap_or_default();
            let what = [action, ": ", &detail.note].concat();
            Ok((in_words(row.at), row.actor_name, what))
        })
        .collect()
}

/// What an administrator of the practice sees of a case about their service, or nothing.
pub(crate) fn is_for(case: &Case, actor: &Actor) -> Result<bool, AppError> {
    let permissions = actor.permissions();
    let mut services = case.roles.iter().map(|role| role.service());
    let theirs = services.any(|service| permissions.administers(&case.practice, service));
    if actor.registration_officer || theirs {
        Ok(actor.registration_officer)
    } else {
        // Whoever may not know of it is told that there is none.
        Err(AppError::NotFound)
    }
}
