//! A request with its timeline, beside what is on record.

use uuid::Uuid;

use super::{
    super::{
        decide::may_decide,
        entry::{read_entry, read_gp},
        people::people_at,
        request::StoredLinkRequest,
    },
    next, stands,
};
use crate::{
    access::{Actor, Service},
    base::{
        clock::in_words,
        dates::{Date, Instant},
        error::AppError,
        text::isolated,
    },
    database::{Failure, Query, Tx},
    performers::{
        Decision, LinkRequest, RequestView, Sessions, TimelineLine, WaitsFor,
        rules::{Assignment, Entry},
    },
    practices,
    web::Request,
};

/// A request, for the GP, for those who know of the practice's GPs, and for the registration team.
pub(in crate::performers) async fn request_view(
    request: &Request,
    actor: &Actor,
    id: Uuid,
) -> Result<RequestView, Failure> {
    let today = request.app.clock.today();
    let not_found = || Failure::Public(AppError::NotFound);
    let mut tx = request.app.db.read().await?;
    let stored = StoredLinkRequest::find(&mut tx, id)
        .await?
        .ok_or_else(not_found)?;
    let own = actor.gmc_number.as_ref() == Some(&stored.gmc_number);
    if !own {
        actor.see_performers(&stored.ods).map_err(|_| not_found())?;
    }
    let gp = read_gp(&mut tx, &stored.gmc_number)
        .await?
        .ok_or_else(not_found)?;
    let entry = read_entry(&mut tx, &stored.gmc_number)
        .await?
        .ok_or_else(not_found)?;
    let practice_name = practices::store::name_of(&mut tx, &stored.ods).await?;
    let people = people_at(&mut tx, &stored.ods, gp.user, today).await?;
    let wanted = stored.wanted()?;
    let stands = [stands(&stored, &people), next(&stored, today)];
    Ok(RequestView {
        id,
        reference: stored.reference.clone(),
        asks: wanted.sentence(&practice_name),
        compared: compared(&entry, &stored, wanted),
        open: stored.is_open(),
        stands: stands
            .into_iter()
            .filter(|sentence| !sentence.is_empty())
            .collect(),
        timeline: timeline(&mut tx, id, &isolated(&gp.name)).await?,
        decision: decision(actor, &stored, own),
        gp: isolated(&gp.name).into_owned(),
        gmc_number: gp.number,
        practice: stored.ods,
        practice_name,
    })
}

fn decision(actor: &Actor, stored: &StoredLinkRequest, own: bool) -> Decision {
    if own {
        return Decision::Withdraw;
    }
    if may_decide(actor, stored).is_ok() {
        return match stored.waits_for {
            WaitsFor::Commissioner => Decision::Approve,
            _ => Decision::Confirm,
        };
    }
    if stored.waits_for == WaitsFor::Commissioner {
        return Decision::Wait;
    }
    if actor.administer(&stored.ods, Service::Pl).is_ok() {
        Decision::GiveRole
    } else {
        Decision::Read
    }
}

/// What is on record at the practice beside what is asked for. Once it is decided the record has changed, so only what
/// was asked for is told.
fn compared(
    entry: &Entry,
    stored: &StoredLinkRequest,
    wanted: LinkRequest,
) -> Vec<(String, String, String)> {
    let of_that_day = |known: &&Assignment| known.period.includes(wanted.day());
    let record = if stored.is_open() {
        entry
            .at(&stored.ods)
            .find(of_that_day)
            .or_else(|| entry.at(&stored.ods).last())
    } else {
        None
    };
    let none = || if stored.is_open() { "No link" } else { "" }.to_owned();
    let sessions = |sessions: Option<Sessions>| {
        sessions.map_or_else(|| "Not stated".to_owned(), Sessions::in_words)
    };
    let day = |day: Option<Date>| day.map_or_else(|| "No last day".to_owned(), Date::in_words);
    let row = |what: &str, on_record: String, asked: String| (what.to_owned(), on_record, asked);
    let of = |read: &dyn Fn(&Assignment) -> String| record.map_or_else(none, read);
    let role = of(&|known| known.gp_type.label().to_owned());
    let worked = of(&|known| sessions(known.sessions));
    let first = of(&|known| known.period.first.in_words());
    let last = of(&|known| day(known.period.last));
    match wanted {
        LinkRequest::Join {
            gp_type,
            sessions,
            first: from,
        }
        | LinkRequest::Change {
            gp_type,
            sessions,
            first: from,
        } => vec![
            row("Role", role, gp_type.label().to_owned()),
            row("Sessions", worked, sessions.in_words()),
            row("From", first, from.in_words()),
        ],
        LinkRequest::Leave { last: until, why } => vec![
            row("Role", role, String::new()),
            row("Last day", last, until.in_words()),
            row("Reason", String::new(), why.of_the_gp().to_owned()),
        ],
    }
}

async fn timeline(tx: &mut Tx, id: Uuid, gp: &str) -> Result<Vec<TimelineLine>, Failure> {
    let rows: Vec<(Instant, String, String, String)> = tx
        .all(
            Query::new(
                "SELECT at, what, by_name, note FROM link_event WHERE request = $1 ORDER BY seq",
            )
            .bind(id),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(at, what, by, note)| {
            let (what, why) = sentence(&what, &isolated(&by), note, gp);
            TimelineLine {
                when: in_words(at),
                what,
                why,
            }
        })
        .collect())
}

/// What happened, and why.
fn sentence(what: &str, by: &str, note: String, gp: &str) -> (String, String) {
    let told = |who: &str| {
        if note.is_empty() {
            who.to_owned()
        } else {
            note.clone()
        }
    };
    let what = match what {
        "asked" => [gp, " asked."].concat(),
        "told" => [&told("The practice"), " told by email."].concat(),
        "reminded" => [&told("The practice"), " reminded by email."].concat(),
        "told-administrators" => [
            "Told by email, as administrators of the Performers List: ",
            &told("all"),
            ".",
        ]
        .concat(),
        "told-registration" => "The registration team told.".to_owned(),
        "informed" => "The practice told, for information.".to_owned(),
        "confirmed-first" => [by, " confirmed it for the practice."].concat(),
        "confirmed" => [by, " confirmed it."].concat(),
        "approved" => [by, " approved it."].concat(),
        "rejected" => return ([by, " rejected it."].concat(), note),
        "withdrawn" => [by, " withdrew it."].concat(),
        _ => by.to_owned(),
    };
    (what, String::new())
}
