//! What an import does to one GP's assignments: the file compared with what is known. Pure.

use std::collections::HashMap;

use uuid::Uuid;

use super::file::{Link, overlap};
use crate::{
    access::Period,
    ods::Rejected,
    performers::{
        Sessions,
        rules::{Assignment, AssignmentChange, Entry},
    },
};

/// What is done, and which lines can't be.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Planned {
    pub steps: Vec<AssignmentChange>,
    pub rejected: Vec<Rejected>,
}

/// Compares a GP's links in the file with their entry. What the file does not mention stays as it is, and what was
/// confirmed here is not undone by a file that does not know of it yet: it can only be ended. `confirmed` gives the case
/// of such an assignment, `new` the identifiers of what is added.
pub(super) fn plan(
    entry: &Entry,
    confirmed: &HashMap<Uuid, String>,
    links: &[Link],
    mut new: impl FnMut() -> Uuid,
) -> Planned {
    let mut planned = Planned::default();
    let mut now = entry.clone();
    // What the file says was so first becomes so first.
    let mut links: Vec<_> = links.iter().collect();
    links.sort_by_key(|link| (link.period.first, link.line));
    let exact = |known: &Assignment, link: &Link| {
        known.practice == link.practice && known.period.first == link.period.first
    };
    for link in &links {
        // Those that other lines speak of are dealt with there.
        let free = |known: &&Assignment| {
            known.practice == link.practice
                && (exact(known, link)
                    || overlap(known.period, link.period)
                        && !links.iter().any(|other| exact(known, other)))
        };
        let met: Vec<_> = now.assignments.iter().filter(free).collect();
        let done = steps(&met, link, &mut new)
            .and_then(|steps| not_undone(&met, confirmed, steps))
            .and_then(|steps| not_too_many(&now, link, steps));
        match done {
            Ok(steps) => {
                now = now.after(&steps);
                planned.steps.extend(steps);
            }
            Err(reason) => planned.rejected.push(Rejected {
                line: link.line,
                reason,
            }),
        }
    }
    planned
}

/// The steps, unless they undo what was confirmed here.
fn not_undone(
    met: &[&Assignment],
    confirmed: &HashMap<Uuid, String>,
    steps: Vec<AssignmentChange>,
) -> Result<Vec<AssignmentChange>, String> {
    for known in met {
        let Some(case) = confirmed.get(&known.id) else {
            continue;
        };
        let undone = steps.iter().any(|step| match step {
            AssignmentChange::Alter(altered) if altered.id == known.id => {
                let ended = Assignment {
                    period: Period {
                        last: altered.period.last,
                        ..known.period
                    },
                    ..(*known).clone()
                };
                *altered != ended || !known.period.contains(altered.period)
            }
            _ => false,
        });
        if undone {
            return Err(format!(
                "this link was confirmed here as something else (case {case}): the file can end it, and nothing else"
            ));
        }
    }
    Ok(steps)
}

/// The steps, unless they make more than a full week of all practices.
fn not_too_many(
    now: &Entry,
    link: &Link,
    steps: Vec<AssignmentChange>,
) -> Result<Vec<AssignmentChange>, String> {
    let halves = now.after(&steps).most_halves(link.period.first);
    if halves > Sessions::FULL.halves() && halves > now.most_halves(link.period.first) {
        return Err("the sessions at all practices together would be more than 9".to_owned());
    }
    Ok(steps)
}

/// What makes the assignments that a line meets say what it says.
fn steps(
    met: &[&Assignment],
    link: &Link,
    new: &mut impl FnMut() -> Uuid,
) -> Result<Vec<AssignmentChange>, String> {
    let said = |id| Assignment {
        id,
        practice: link.practice.clone(),
        gp_type: link.gp_type,
        sessions: link.sessions,
        period: link.period,
    };
    match met {
        [] => Ok(vec![AssignmentChange::Add(said(new()))]),
        [known] if known.period.first < link.period.first && known.gp_type != link.gp_type => {
            // Something else from this day on: what was before ends the day before.
            let until = Period {
                last: link.period.first.previous(),
                ..known.period
            };
            let ended = Assignment {
                period: until,
                ..(*known).clone()
            };
            Ok(vec![
                AssignmentChange::Alter(ended),
                AssignmentChange::Add(said(new())),
            ])
        }
        [known] if said(known.id) == **known => Ok(Vec::new()),
        [known] => Ok(vec![AssignmentChange::Alter(said(known.id))]),
        _ => Err(
            "the days overlap with several links that are known: give each of them a line"
                .to_owned(),
        ),
    }
}
