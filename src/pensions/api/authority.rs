//! A member lets a practice submit for them, or no longer.

use leptos::prelude::*;

use crate::{
    base::{codec::Wire, dates::Date, error::AppError, ids::OdsCode},
    pensions::store::{self, authorities},
    ui::{DateBoxes, Outcome},
    users::roles::store::may_change,
    web::{Request, answer},
};

/// Gives a practice the authority to submit the actor's forms, or takes it back.
#[server(prefix = "/api", output = Wire, endpoint = "pensions/authorise")]
pub async fn authorise(
    practice: OdsCode,
    /// "give" or "take-back".
    step: String,
    /// The last day: day, month, year.
    #[server(default)]
    until: DateBoxes,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let today = request.app.clock.today();
        let given = match step.as_str() {
            "take-back" => None,
            "give" => {
                let permit = actor.take_along(&practice);
                let permit = may_change(&request, &actor, None, permit).await?;
                match last_day(&until, today) {
                    Ok(last) => Some((permit, last)),
                    Err(why) => return Ok(Outcome::wrong("until", why)),
                }
            }
            _ => return Err(AppError::unreadable_form().into()),
        };
        let mut tx = request.app.db.read().await?;
        let lines = authorities(&mut tx, &actor, today).await?;
        drop(tx);
        let named = lines.into_iter().find(|line| line.practice == practice);
        let named = named.ok_or(AppError::NotFound)?.named;
        let change = store::Authorise {
            actor: &actor,
            practice,
            named: &named,
            until: given.as_ref().map(|(permit, last)| (permit, *last)),
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&change)).await?;
        let to = ["/pensions/authority?done=", &step].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// Two years at most: a member who has forgotten it is asked again.
fn last_day(boxes: &DateBoxes, today: Date) -> Result<Date, String> {
    let last = Date::from_boxes(boxes).map_err(|why| why.of("The last day"))?;
    let last =
        last.ok_or("Enter the last day on which the practice may submit for you, like 31 3 2027")?;
    if last < today {
        Err("The last day must not be in the past".to_owned())
    } else if today.years_later(2).is_some_and(|latest| last > latest) {
        Err("The last day can be two years from today at most".to_owned())
    } else {
        Ok(last)
    }
}
