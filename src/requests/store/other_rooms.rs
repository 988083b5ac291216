//! What of other rooms waits for somebody, as tasks.

use crate::{
    access::Actor,
    base::{clock::in_words, dates::Date, text::isolated},
    database::{Failure, Tx},
    registration::{self, store::AskedFirst},
    requests::{TaskCertification, TaskSuccession},
    successions::{self, store::WaitingSuccession},
    ui::addresses,
};

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
) -> Result<Vec<TaskSuccession>, Failure> {
    let waiting = successions::store::waiting(tx, actor, today).await?;
    Ok(waiting.into_iter().map(succession).collect())
}

fn succession(waiting: WaitingSuccession) -> TaskSuccession {
    match waiting {
        WaitingSuccession::ToApprove { id, practice } => TaskSuccession {
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
            TaskSuccession {
                link: addresses::practice_page(&at, "successions"),
                what: [&people, " of ", &practice, " may come to ", &at_name].concat(),
            }
        }
    }
}
