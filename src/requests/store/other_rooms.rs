//! What of other rooms waits for somebody, as tasks.

use crate::{
    access::Actor,
    base::{clock::in_words, dates::Date, ids::OdsCode, text::isolated},
    database::{Failure, Tx},
    pensions,
    registration::{self, store::AskedFirst},
    requests::{TaskCertification, TaskElsewhere},
    successions::{self, store::WaitingSuccession},
    ui::addresses,
    users::lapse,
};

/// Whoever administers more practices finds their accounts nobody uses by the tasks.
const MOST_LINKS: usize = 20;

pub(super) async fn certifications(
    tx: &mut Tx,
    actor: &Actor,
) -> Result<Vec<TaskCertification>, Failure> {
    let asked = registration::store::asked_first(tx, actor).await?;
    let task = |case: AskedFirst| TaskCertification {
        id: case.id,
        nominee: isolated(&case.nominee).into_owned(),
        practice: case.practice,
        asked: in_words(case.asked_at),
    };
    Ok(asked.into_iter().map(task).collect())
}

pub(super) async fn successions(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<TaskElsewhere>, Failure> {
    let waiting = successions::store::waiting(tx, actor, today).await?;
    Ok(waiting.into_iter().map(succession).collect())
}

fn succession(waiting: WaitingSuccession) -> TaskElsewhere {
    match waiting {
        WaitingSuccession::ToApprove { id, practice } => TaskElsewhere {
            link: ["/successions/", &id.to_string()].concat(),
            what: ["Approve the end of ", &practice].concat(),
        },
        WaitingSuccession::ToAnswer {
            at,
            at_name,
            practice,
            people,
        } => {
            let people = match people {
                1 => "1 person".to_owned(),
                count => [&count.to_string(), " people"].concat(),
            };
            TaskElsewhere {
                link: addresses::practice_page(&at, "successions"),
                what: [&people, " of ", &practice, " may come to ", &at_name].concat(),
            }
        }
    }
}

pub(super) async fn pensions(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<TaskElsewhere>, Failure> {
    let waiting = pensions::waiting(tx, actor, today).await?;
    let task = |(link, what)| TaskElsewhere { link, what };
    Ok(waiting.into_iter().map(task).collect())
}

/// Practices where somebody's access is about to end because nobody uses it.
pub(super) async fn unused(tx: &mut Tx, actor: &Actor) -> Result<Vec<TaskElsewhere>, Failure> {
    let waiting = lapse::store::waiting(tx, actor).await?;
    let task = |(practice, name, people): (OdsCode, String, i64)| TaskElsewhere {
        link: addresses::practice_page(&practice, "unused"),
        what: match people {
            1 => ["1 person at ", &name, " has not logged in for long"].concat(),
            count => [
                &count.to_string(),
                " people at ",
                &name,
                " have not logged in for long",
            ]
            .concat(),
        },
    };
    Ok(waiting.into_iter().map(task).collect())
}

/// Where the accounts nobody uses are, of each practice that somebody administers.
pub(super) fn all_unused(actor: &Actor) -> Vec<TaskElsewhere> {
    let places = actor.administered().take(MOST_LINKS);
    places
        .map(|place| TaskElsewhere {
            link: addresses::practice_page(&place.practice, "unused"),
            what: ["Accounts nobody uses at ", &place.name].concat(),
        })
        .collect()
}
