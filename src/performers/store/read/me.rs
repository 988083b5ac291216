//! A GP's own page.

use std::collections::HashMap;

use super::{
    super::{
        entry::{Gp, read_entry, read_gp},
        people::{People, people_at},
        request::{REQUEST, StoredLinkRequest},
    },
    stands,
};
use crate::{
    access::{Membership, MembershipStatus, OwnEntry, Period},
    base::{
        clock::{date_of, days_since, in_words},
        dates::{Date, Instant},
        error::AppError,
        ids::OdsCode,
        text::isolated,
    },
    database::{Failure, Query, Tx},
    performers::{
        EntryInShort, EntryView, LinkLine, MyLink, NudgeFrom,
        rules::{Assignment, Entry, shown},
    },
    practices,
    web::Request,
};

/// How many decided requests are shown.
const LATELY: i64 = 5;
/// For how many days it is shown that a practice asked.
const ASKED_LATELY: u32 = 30;

/// A GP's own entry.
pub(in crate::performers) async fn my_entry(
    request: &Request,
    own: &OwnEntry,
) -> Result<EntryView, Failure> {
    let today = request.app.clock.today();
    let number = own.gmc_number();
    let mut tx = request.app.db.read().await?;
    let not_found = || Failure::Public(AppError::NotFound);
    let gp = read_gp(&mut tx, number).await?.ok_or_else(not_found)?;
    let entry = read_entry(&mut tx, number).await?.ok_or_else(not_found)?;
    let practices = practice_names(&mut tx, &entry).await?;
    let open = requests(&mut tx, own, true).await?;
    let links = |of: fn(&Assignment, Date) -> bool| {
        let of_them = entry.assignments.iter().filter(|known| of(known, today));
        let links = of_them.filter_map(|known| {
            let here: Vec<_> = entry.at(&known.practice).collect();
            let Period { first, last } = shown(known, &here, today)?;
            let link = my_link(known, &practices, &open);
            Some(MyLink {
                first,
                last,
                ..link
            })
        });
        links.collect::<Vec<_>>()
    };
    let now = links(|known, today| known.period.includes(today));
    let to_come = links(|known, today| known.period.first > today);
    let mut before = links(|known, today| known.period.is_over(today));
    before.reverse();
    let decided = requests(&mut tx, own, false).await?;
    let nudges = nudges(&mut tx, own, &entry, today).await?;
    Ok(EntryView {
        name: isolated(&gp.name).into_owned(),
        gmc_number: gp.number.clone(),
        gp_type: gp.listed_as,
        status: entry.status,
        gmc_email: if gp.gmc_email == gp.email {
            String::new()
        } else {
            gp.gmc_email.clone()
        },
        halves: entry.halves_on(today),
        now,
        to_come,
        before,
        open: lines(&mut tx, &gp, open, today).await?,
        decided: lines(&mut tx, &gp, decided, today).await?,
        nudges,
    })
}

/// A GP's own entry in short. `places` are where they have access, or had it.
pub(crate) async fn entry_in_short(
    tx: &mut Tx,
    own: &OwnEntry,
    places: &[Membership],
    today: Date,
) -> Result<Option<EntryInShort>, Failure> {
    let number = own.gmc_number();
    let (Some(gp), Some(entry)) = (read_gp(tx, number).await?, read_entry(tx, number).await?)
    else {
        return Ok(None);
    };
    let practices = practice_names(tx, &entry).await?;
    let open = requests(tx, own, true).await?;
    let nudges = nudges(tx, own, &entry, today).await?;
    let running = entry
        .assignments
        .iter()
        .filter(|known| !known.period.is_over(today));
    Ok(Some(EntryInShort {
        standing: entry.status.warning().unwrap_or_default().to_owned(),
        links: running
            .map(|known| in_a_sentence(known, &practices, places, today))
            .collect(),
        open: lines(tx, &gp, open, today).await?,
        nudges,
    }))
}

/// `Salaried GP at Elm Street Surgery from 1 April 2027.`, and what stands against it.
fn in_a_sentence(
    known: &Assignment,
    practices: &HashMap<OdsCode, String>,
    places: &[Membership],
    today: Date,
) -> String {
    let practice = practices.get(&known.practice).map_or("", String::as_str);
    let mut sentence = [known.gp_type.label(), " at ", practice].concat();
    if known.period.first > today {
        sentence.extend([" from ", &known.period.first.in_words()]);
    }
    if let Some(last) = known.period.last {
        sentence.extend([" until ", &last.in_words()]);
    }
    sentence.push('.');
    let taken_away = |place: &Membership| {
        place.practice == known.practice && place.status == MembershipStatus::Deactivated
    };
    if known.period.includes(today) && places.iter().any(taken_away) {
        sentence.push_str(
            " The practice has ended your access there. Ask one of its user administrators to bring you back.",
        );
    }
    sentence
}

/// A GP's requests: those that wait, the oldest first, or the last that were decided.
async fn requests(
    tx: &mut Tx,
    own: &OwnEntry,
    open: bool,
) -> Result<Vec<StoredLinkRequest>, Failure> {
    let mut query = Query::new("SELECT ");
    query
        .push(REQUEST)
        .push(" FROM link_request r WHERE r.gmc_number = ")
        .push_bind(own.gmc_number());
    query.push(if open {
        " AND r.state = 'open' ORDER BY r.asked_at LIMIT "
    } else {
        " AND r.state <> 'open' ORDER BY r.asked_at DESC LIMIT "
    });
    query.push_bind(if open { 100 } else { LATELY });
    Ok(tx.all(query).await?)
}

async fn lines(
    tx: &mut Tx,
    gp: &Gp,
    requests: Vec<StoredLinkRequest>,
    today: Date,
) -> Result<Vec<LinkLine>, Failure> {
    let mut lines = Vec::with_capacity(requests.len());
    for request in requests {
        lines.push(line(tx, gp, &request, today).await?);
    }
    Ok(lines)
}

/// A request in a list.
pub(super) async fn line(
    tx: &mut Tx,
    gp: &Gp,
    request: &StoredLinkRequest,
    today: Date,
) -> Result<LinkLine, Failure> {
    let people = if request.is_open() {
        people_at(tx, &request.ods, gp.user, today).await?
    } else {
        People::default()
    };
    let practice = practices::store::name_of(tx, &request.ods).await?;
    Ok(LinkLine {
        id: request.id,
        reference: request.reference.clone(),
        asks: request.wanted()?.sentence(&practice),
        asked: in_words(request.asked_at),
        stands: stands(request, &people),
    })
}

/// The names of the practices of an entry.
pub(super) async fn practice_names(
    tx: &mut Tx,
    entry: &Entry,
) -> Result<HashMap<OdsCode, String>, Failure> {
    let mut query = Query::new("SELECT ods, name FROM practice WHERE ods IN ");
    query.push_list(entry.assignments.iter().map(|known| &known.practice));
    let rows: Vec<(OdsCode, String)> = tx.all(query).await?;
    Ok(rows.into_iter().collect())
}

/// One assignment as the GP sees it.
pub(super) fn my_link(
    known: &Assignment,
    practices: &HashMap<OdsCode, String>,
    open: &[StoredLinkRequest],
) -> MyLink {
    let waits = |request: &&StoredLinkRequest| request.ods == known.practice;
    MyLink {
        practice: known.practice.clone(),
        practice_name: practices.get(&known.practice).cloned().unwrap_or_default(),
        gp_type: known.gp_type,
        sessions: known.sessions,
        first: known.period.first,
        last: known.period.last,
        open: open.iter().find(waits).map(|request| request.id),
    }
}

/// The practices that asked lately, and to which the GP has not answered by asking for something.
async fn nudges(
    tx: &mut Tx,
    own: &OwnEntry,
    entry: &Entry,
    today: Date,
) -> Result<Vec<NudgeFrom>, Failure> {
    let rows: Vec<(OdsCode, String, String, Instant)> = tx
        .all(
            Query::new(
                "SELECT n.ods, p.name, n.asked_by, n.asked_at FROM nudge n JOIN practice p ON p.ods = n.ods
                 WHERE n.gmc_number = $1 AND NOT EXISTS (
                     SELECT 1 FROM link_request r
                     WHERE r.gmc_number = n.gmc_number AND r.ods = n.ods AND r.asked_at >= n.asked_at)
                 ORDER BY n.asked_at DESC",
            )
            .bind(own.gmc_number()),
        )
        .await?;
    Ok(rows
        .into_iter()
        .filter(|(.., at)| days_since(date_of(*at), today) <= ASKED_LATELY)
        .map(|(practice, practice_name, by, at)| {
            let linked = entry
                .at(&practice)
                .any(|known| !known.period.is_over(today));
            NudgeFrom {
                linked,
                practice,
                practice_name,
                by: isolated(&by).into_owned(),
                asked: date_of(at).in_words(),
            }
        })
        .collect())
}
