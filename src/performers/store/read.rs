//! What the pages show.

mod elsewhere;
mod me;
mod practice;
mod question;
mod request;
mod tasks;

pub(crate) use elsewhere::{LINKS, LINKS_END, gp_links, links_here, links_in, requests_waiting};
pub(crate) use me::entry_in_short;
pub(in crate::performers) use me::my_entry;
pub(in crate::performers) use practice::practice_view;
pub(in crate::performers) use question::question_view;
pub(in crate::performers) use request::request_view;
pub(crate) use tasks::tasks;

use super::{people::People, request::StoredLinkRequest};
use crate::{
    access::list,
    base::{
        clock::in_words,
        dates::{Date, Instant},
        text::isolated,
    },
    performers::{WaitsFor, escalation::EscalationLevel},
};

/// Who has to act on a request and since when, or who did what: a sentence.
fn stands(request: &StoredLinkRequest, people: &People) -> String {
    let when = request
        .decided_at
        .map(|at| in_words(Instant(at)))
        .unwrap_or_default();
    let names: Vec<_> = people.reviewers.iter().map(|(_, name)| name).collect();
    let by = isolated(&request.decided_by);
    let since = [" Waiting since ", &in_words(request.asked_at), "."].concat();
    match (request.state.as_str(), request.waits_for) {
        ("confirmed", _) => ["Confirmed by ", &by, " on ", &when, "."].concat(),
        ("rejected", _) => ["Rejected by ", &by, " on ", &when, "."].concat(),
        ("withdrawn", _) => ["Withdrawn on ", &when, "."].concat(),
        ("told", _) => ["The practice was told on ", &when, "."].concat(),
        (_, WaitsFor::Commissioner) => [
            "The practice has confirmed it. The registration team has to approve it.",
            &since,
        ]
        .concat(),
        _ if names.is_empty() && people.administrators.is_empty() => [
            "Nobody at the practice can confirm it. The registration team looks after this.",
            &since,
        ]
        .concat(),
        _ if names.is_empty() => {
            let names: Vec<_> = people.administrators.iter().map(|(_, name)| name).collect();
            [
                "Nobody at the practice can confirm it yet. ",
                &list(&names),
                if names.len() == 1 { " was" } else { " were" },
                " asked to give somebody the role PL Practice Manager.",
                &since,
            ]
            .concat()
        }
        _ => [list(&names).as_str(), " can confirm it.", &since].concat(),
    }
}

/// Who is told next if nobody decides: a sentence; nothing where nobody is.
fn next(request: &StoredLinkRequest, today: Date) -> String {
    if !request.is_open() || request.waits_for != WaitsFor::Practice {
        return String::new();
    }
    let Some((next, day)) = request.level.next(request.asked_on(), today) else {
        return "The registration team was told too.".to_owned();
    };
    let who = match next {
        EscalationLevel::Reviewers | EscalationLevel::Reminded | EscalationLevel::RemindedAgain => {
            "they are reminded"
        }
        EscalationLevel::Administrators => "the practice's Performers List administrators are told",
        EscalationLevel::Registration => "the registration team is told",
    };
    ["If nobody has decided by ", &day.in_words(), ", ", who, "."].concat()
}
