//! What the pages show.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    answers::{Answered, answers},
    people::{administered, fates},
    stored::{Stored, Successor, named},
    waiting::open,
};
use crate::{
    access::{Actor, Registration, Service},
    base::{
        clock::{in_words, new_id},
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::isolated,
    },
    database::{Failure, Query, Tx},
    ods::successor_store::suggested,
    practices::store::name_and_closed,
    successions::{
        model::State,
        rules::{NotNow, Step},
        views::{FormView, ListLine, PersonView, SuccessionView, SuccessorView},
    },
};

/// As many as the list shows.
const AT_MOST: i64 = 200;

/// The successions, those first that are under way.
pub(in crate::successions) async fn list_all(
    tx: &mut Tx,
    _permit: Registration,
) -> Result<Vec<ListLine>, Failure> {
    let query = "SELECT id FROM succession
                 ORDER BY CASE WHEN state IN ('planned', 'announced', 'grace') THEN 0 ELSE 1 END, effective_on, id LIMIT $1";
    let found: Vec<(Uuid,)> = tx.all(Query::new(query).bind(AT_MOST)).await?;
    let mut lines = Vec::new();
    for (id,) in found {
        let stored = Stored::find(tx, id).await?;
        lines.push(ListLine {
            id,
            practice: stored.named(),
            kind: stored.kind.words().to_owned(),
            successors: stored.successors.iter().map(Successor::named).collect(),
            day: stored.standing.effective_on.in_words(),
            state: stored.state(),
            reference: stored.reference,
        });
    }
    Ok(lines)
}

/// The form in which an officer plans the end of the practice that was asked for, if one was.
pub(in crate::successions) async fn form_view(
    tx: &mut Tx,
    _permit: Registration,
    asked: String,
) -> Result<FormView, Failure> {
    let mut view = FormView {
        asked,
        wrong: String::new(),
        practice: None,
        named: String::new(),
        suggested: Vec::new(),
        day: None,
        idempotency_key: new_id().to_string(),
    };
    if view.asked.trim().is_empty() {
        return Ok(view);
    }
    let unknown = "Enter the code of a practice that is known here, like A81001";
    let Ok(code) = view.asked.parse::<OdsCode>() else {
        unknown.clone_into(&mut view.wrong);
        return Ok(view);
    };
    let Some((name, _)) = name_and_closed(tx, &code).await? else {
        unknown.clone_into(&mut view.wrong);
        return Ok(view);
    };
    let of_ods = suggested(tx, &code).await?;
    let suggested = of_ods.practices.into_iter();
    view.suggested = suggested
        .map(|(code, name)| (code.clone(), named(&name, &code)))
        .collect();
    view.day = of_ods.effective_on;
    view.named = named(&name, &code);
    view.practice = Some(code);
    Ok(view)
}

/// A succession, for the registration team.
pub(in crate::successions) async fn one(
    tx: &mut Tx,
    actor: &Actor,
    permit: Registration,
    id: Uuid,
    now: Instant,
    today: Date,
) -> Result<SuccessionView, Failure> {
    let stored = Stored::find(tx, id).await?;
    let answers = answers(tx, id).await?;
    let people = people(tx, &stored, &answers, today).await?;
    let mut successors = Vec::new();
    for successor in &stored.successors {
        successors.push(successor_view(tx, &stored, successor, today).await?);
    }
    let (officer, standing) = (Some(permit.officer()), stored.standing);
    let may = |step: &Step| standing.after(*step, officer, today).is_ok();
    let why_not = match standing.after(Step::Approve, officer, today) {
        Err(why @ (NotNow::SameOfficer | NotNow::PlannerGone)) => why.sentence(),
        _ => String::new(),
    };
    Ok(SuccessionView {
        id,
        reference: stored.reference.clone(),
        practice: stored.practice.clone(),
        named: stored.named(),
        what: stored.in_words(),
        kind: stored.kind.words().to_owned(),
        state: stored.state(),
        next: next(&stored, today),
        facts: facts(&stored),
        successors,
        people,
        may: [Step::Approve, Step::Withdraw]
            .into_iter()
            .filter(may)
            .map(|step| step.code().to_owned())
            .collect(),
        why_not,
        asks_code: actor.recent_factor(now).is_none(),
    })
}

fn facts(stored: &Stored) -> Vec<(String, String)> {
    let planned = [
        &isolated(&stored.planner_name),
        ", ",
        &in_words(stored.planned_at),
    ]
    .concat();
    let facts = [
        ("Reason", stored.reason.clone()),
        ("Branch code", stored.branch.clone()),
        ("Planned by", planned),
        ("Approved by", isolated(&stored.approver_name).into_owned()),
        ("Why it was withdrawn", stored.ended_reason.clone()),
    ];
    let facts = facts.into_iter();
    let facts = facts.filter(|(_, value)| !value.is_empty());
    facts.map(|(key, value)| (key.to_owned(), value)).collect()
}

/// What happens next, and who does it.
pub(super) fn next(stored: &Stored, today: Date) -> String {
    let day = stored.standing.effective_on.in_words();
    let until = stored.read_until(today);
    match stored.state() {
        State::Planned => {
            "Another registration officer looks at it and approves it. Nobody has been told yet."
                .to_owned()
        }
        State::Announced => [
            "Everybody was told. On ",
            &day,
            " the practice closes to changes automatically. Its users can still see it until ",
            &until,
            "; then their access there ends.",
            if stored.successors.is_empty() {
                ""
            } else {
                " Until then the administrators of what follows answer about each of them."
            },
        ]
        .concat(),
        State::Grace => [
            "Nobody can be given access there any more. Its users can still see it until ",
            &until,
            ". Then their access there ends, and we tell them.",
        ]
        .concat(),
        State::Closed => "Nothing. The access of its users there has ended.".to_owned(),
        State::Withdrawn => "Nothing. This plan no longer closes the practice.".to_owned(),
    }
}

async fn successor_view(
    tx: &mut Tx,
    stored: &Stored,
    successor: &Successor,
    today: Date,
) -> Result<SuccessorView, Failure> {
    let is_open = matches!(stored.state(), State::Planned) || stored.state().is_answered();
    let all = Service::ALL.into_iter().collect();
    let waiting = if is_open {
        open(tx, stored, &successor.ods, &all, today).await?
    } else {
        Vec::new()
    };
    let covered = administered(tx, &successor.ods, today).await?;
    let proposed = |service: &Service| {
        let mut roles = waiting.iter().flat_map(|(_, roles, _)| roles);
        roles.any(|role| role.service() == *service)
    };
    let uncovered = Service::ALL
        .into_iter()
        .filter(|service| proposed(service) && !covered.contains(service));
    Ok(SuccessorView {
        practice: successor.ods.clone(),
        named: successor.named(),
        by_hand: successor.by_hand,
        waiting: waiting.len(),
        uncovered: uncovered.map(|service| service.name().to_owned()).collect(),
    })
}

/// What happens to each user: to those who still have a place there, and to those about whom was answered.
async fn people(
    tx: &mut Tx,
    stored: &Stored,
    answers: &[Answered],
    today: Date,
) -> Result<Vec<PersonView>, Failure> {
    let mut said: BTreeMap<UserId, Vec<String>> = BTreeMap::new();
    for answer in answers {
        let lines = said.entry(answer.user).or_default();
        lines.push(answer.in_words(&answer.practice_name));
    }
    let mut people = Vec::new();
    let (is_over, follows) = (
        stored.state() == State::Withdrawn,
        !stored.successors.is_empty(),
    );
    let here = if is_over {
        Vec::new()
    } else {
        fates(tx, &stored.practice, stored.standing.effective_on, today).await?
    };
    for fate in here {
        let proposed = if follows { fate.proposed() } else { Vec::new() };
        people.push(PersonView {
            user: fate.user,
            account: fate.account(),
            proposed,
            answers: said.remove(&fate.user).unwrap_or_default(),
            ends: fate.ends(follows),
            nowhere_left: fate.has_nowhere_left(),
        });
    }
    for (user, lines) in said {
        let account = answers.iter().find(|answer| answer.user == user);
        people.push(PersonView {
            user,
            account: account.map(Answered::account).unwrap_or_default(),
            proposed: Vec::new(),
            answers: lines,
            ends: Vec::new(),
            nowhere_left: false,
        });
    }
    Ok(people)
}
