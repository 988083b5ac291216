//! What the page of one practice shows: who may come to it from practices that end, and that it ends itself.

use uuid::Uuid;

use super::{
    answers::answers,
    people::administered,
    read::next,
    stored::Stored,
    waiting::{coming_to, open, services},
};
use crate::{
    access::{Actor, Role, SeesPractice, Service},
    base::{dates::Date, ids::OdsCode},
    database::{Failure, Query, Tx},
    practices::store::name_of,
    successions::{
        fate::Fate,
        views::{Coming, HereView, Proposal},
    },
};

/// What the end of practices means at a practice.
pub(in crate::successions) async fn here(
    tx: &mut Tx,
    actor: &Actor,
    permit: &SeesPractice,
    today: Date,
) -> Result<HereView, Failure> {
    let practice = permit.practice();
    let mut coming = Vec::new();
    for stored in coming_to(tx, practice).await? {
        coming.push(comes(tx, actor, &stored, practice, today).await?);
    }
    let query = "SELECT id FROM succession WHERE ods = $1 AND state IN ('announced', 'grace', 'closed') ORDER BY planned_at";
    let ending: Vec<(Uuid,)> = tx.all(Query::new(query).bind(practice)).await?;
    let mut ends = Vec::new();
    for (id,) in ending {
        let stored = Stored::find(tx, id).await?;
        ends.push([&stored.in_words(), " ", &next(&stored, today)].concat());
    }
    Ok(HereView {
        practice: practice.clone(),
        name: name_of(tx, practice).await?,
        coming,
        ends,
    })
}

/// Who may come from a practice that ends, as somebody sees it who administers some services or, for the registration team,
/// none.
async fn comes(
    tx: &mut Tx,
    actor: &Actor,
    stored: &Stored,
    practice: &OdsCode,
    today: Date,
) -> Result<Coming, Failure> {
    let mine = services(actor, practice);
    let all = Service::ALL.into_iter().collect();
    let covered = administered(tx, practice, today).await?;
    let waiting = open(tx, stored, practice, &all, today).await?;
    let others = Service::ALL.into_iter().filter_map(|service| {
        let of = |(_, roles, _): &&(Fate, Vec<Role>, bool)| {
            roles.iter().any(|role| role.service() == service)
        };
        let people = waiting.iter().filter(of).count();
        let is_other = people > 0 && !mine.contains(&service);
        is_other.then(|| left_to_others(service, people, covered.contains(&service)))
    });
    let others = others.collect();
    let begins = stored.standing.effective_on.max(today);
    let people = waiting.into_iter().filter_map(|(fate, roles, is_here)| {
        let roles = roles
            .into_iter()
            .filter(|role| mine.contains(&role.service()));
        let roles = roles.map(|role| {
            let facts = role.facts();
            (
                facts.code.to_owned(),
                facts.name.to_owned(),
                facts.lets.to_owned(),
            )
        });
        let roles: Vec<_> = roles.collect();
        (!roles.is_empty()).then(|| Proposal {
            user: fate.user,
            account: fate.account(),
            is_here,
            roles,
        })
    });
    let people = people.collect();
    let answers = answers(tx, stored.id).await?;
    let answers = answers.iter().filter(|answer| {
        answer.practice == *practice && (mine.is_empty() || mine.contains(&answer.service))
    });
    Ok(Coming {
        id: stored.id,
        reference: stored.reference.clone(),
        named: stored.named(),
        what: stored.in_words(),
        until: stored.read_until(today),
        begins: begins.in_words(),
        people,
        answers: answers
            .map(|answer| answer.in_words(&answer.account()))
            .collect(),
        others,
    })
}

fn left_to_others(service: Service, people: usize, covered: bool) -> String {
    let people = match people {
        1 => "1 person".to_owned(),
        count => [&count.to_string(), " people"].concat(),
    };
    let who = if covered {
        " is for its administrators here to answer."
    } else {
        " nobody here can answer, because no administrator of it can log in."
    };
    [service.name(), ": what is proposed about ", &people, who].concat()
}
