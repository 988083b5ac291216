//! A GP's own entry, what they ask for, and what practices and the registration team decide about it.

use leptos::prelude::*;
use uuid::Uuid;

use super::{Answers, EntryView, LinkKind, PracticeView, QuestionView, RequestView};
#[cfg(feature = "ssr")]
use super::{
    Leaving, refusals,
    store::{self, Answer, Decide, Decided},
};
#[cfg(feature = "ssr")]
use crate::{
    access::Actor,
    database::Failure,
    ui::{FormState, addresses},
    web::{Request, answer},
};
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{DateBoxes, Outcome},
};

/// The reader's own entry on the list.
#[server(prefix = "/api", output = Wire, endpoint = "performers/me")]
pub async fn read_entry() -> Result<EntryView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let own = actor.own_entry()?;
        store::my_entry(&request, &own).await
    })
    .await
}

/// The next question on the way to a request.
#[server(prefix = "/api", output = Wire, endpoint = "performers/question")]
pub async fn read_question(
    /// On the way to what.
    kind: LinkKind,
    /// What was answered so far.
    #[server(default)]
    answers: Answers,
) -> Result<QuestionView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let own = actor.own_entry()?;
        store::question_view(&request, &own, kind, answers).await
    })
    .await
}

/// Where a request leads, new or there already.
#[cfg(feature = "ssr")]
fn asked_for(id: Uuid, new: bool) -> Outcome {
    let done = if new { "?done=asked" } else { "?done=already" };
    let to = [&addresses::link_request(id), done].concat();
    Outcome::Done { to }
}

/// Whether nobody confirms what is asked for, and it ends every link.
#[cfg(feature = "ssr")]
fn ends_all_links(kind: LinkKind, answers: &Answers) -> bool {
    let leaving = answers.leaving().filter(|_| kind == LinkKind::Leave);
    leaving.is_some_and(Leaving::for_information)
}

/// Asks for something about the actor's own link with a practice. All answers were checked on the way here, so that
/// what is wrong with them was not sent from a page.
#[server(prefix = "/api", output = Wire, endpoint = "performers/ask")]
pub async fn ask_for_link(
    /// For what.
    kind: LinkKind,
    /// At which practice.
    practice: OdsCode,
    #[server(default)] gp_type: String,
    /// How many sessions a week.
    #[server(default)]
    sessions: String,
    /// Why they leave.
    #[server(default)]
    leaving: String,
    /// Day, month, year.
    #[server(default)]
    day: DateBoxes,
    /// That all links are to end, where nobody confirms that.
    #[server(default)]
    sure: String,
) -> Result<Outcome, AppError> {
    use super::store::{Ask, LinkAsked};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let own = refusals::permit(&request, &actor, None, actor.own_entry()).await?;
        let answers = Answers {
            gp_type,
            sessions,
            leaving,
            day,
            ..Answers::default()
        };
        let wanted = match answers.wanted(kind) {
            Ok(wanted) => wanted,
            Err((_, error)) => {
                refusals::record(&request, &actor, &practice, &error.message).await?;
                return Ok(Outcome::wrong(&error.field, error.message));
            }
        };
        if sure.is_empty() && ends_all_links(kind, &answers) {
            let tick = "Tick the box if all your links are to end after your last day";
            return Ok(Outcome::wrong("sure", tick));
        }
        let ask = Ask {
            entry: &own,
            practice: &practice,
            wanted,
            audit: &request.audit(&actor),
        };
        Ok(match request.app.db.write(&ask).await? {
            LinkAsked::There { id, new } => asked_for(id, new),
            LinkAsked::Refused(refusal) => {
                refusals::record(&request, &actor, &practice, &refusal.to_string()).await?;
                Outcome::wrong(refusal.field(), refusal)
            }
        })
    })
    .await
}

/// A request with its timeline.
#[server(prefix = "/api", output = Wire, endpoint = "performers/request")]
pub async fn read_link_request(id: Uuid) -> Result<RequestView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        store::request_view(&request, &actor, id).await
    })
    .await
}

/// Confirms a request, rejects it with a reason, or takes one's own back.
#[server(prefix = "/api", output = Wire, endpoint = "performers/decide")]
pub async fn decide_link(
    id: Uuid,
    /// "confirm", "reject" or "withdraw".
    step: String,
    /// Why it is rejected.
    #[server(default)]
    reason: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let view = known_request(&request, &actor, id).await?;
        let answer = Answer::read(&step)?;
        let why = match answer.why(&reason) {
            Ok(why) => why,
            Err(wrong) => return Ok(Outcome::wrong("reason", wrong)),
        };
        let decide = Decide {
            id,
            practice: &view.practice,
            answer,
            why: why.as_ref(),
            actor: &actor,
            second_approval: request.app.second_approval,
            audit: &request.audit(&actor),
        };
        save(&request, decide).await
    })
    .await
}

/// A request that the actor may know of. Whoever may not is told that there is none.
#[cfg(feature = "ssr")]
async fn known_request(request: &Request, actor: &Actor, id: Uuid) -> Result<RequestView, Failure> {
    let view = store::request_view(request, actor, id).await;
    if matches!(view, Err(Failure::Public(AppError::NotFound))) {
        let why = "This request does not exist, or is not theirs.";
        refusals::attempt(request, actor, None, why).await?;
    }
    view
}

/// Saves a decision, and says what became of it.
#[cfg(feature = "ssr")]
async fn save(request: &Request, decide: Decide<'_>) -> Result<Outcome, Failure> {
    let (actor, practice) = (decide.actor, decide.practice);
    let told = match request.app.db.write(&decide).await {
        Ok(Decided::Yes) => {
            let to = [&addresses::link_request(decide.id), "?done=yes"].concat();
            return Ok(Outcome::Done { to });
        }
        Ok(Decided::Before) => {
            let view = store::request_view(request, actor, decide.id).await?;
            let told = ["Nothing was changed. ", &view.stands.join(" ")].concat();
            refusals::record(request, actor, practice, &told).await?;
            told
        }
        Ok(Decided::Refused(refusal)) => [&refusal.to_string(), ". Reject it, and say so"].concat(),
        Err(Failure::Public(AppError::Forbidden(why))) => {
            refusals::record(request, actor, practice, &why).await?;
            return Err(AppError::Forbidden(why).into());
        }
        Err(failure) => return Err(failure),
    };
    Ok(Outcome::Form(FormState::wrong("", told)))
}

/// A practice's GPs and what waits about them.
#[server(prefix = "/api", output = Wire, endpoint = "performers/practice")]
pub async fn read_practice(practice: OdsCode) -> Result<PracticeView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.see_performers(&practice)?;
        store::practice_view(&request, &actor, &permit).await
    })
    .await
}

/// Asks a GP to bring their entry up to date.
#[server(prefix = "/api", output = Wire, endpoint = "performers/nudge")]
pub async fn nudge_gp(
    /// Who asks.
    practice: OdsCode,
    #[server(default)] gmc_number: String,
    /// The GP's last name as the practice knows it.
    #[server(default)]
    last_name: String,
) -> Result<Outcome, AppError> {
    use super::store::{Nudge, Nudged};
    use crate::base::{ids::GmcNumber, text::clean};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.confirm_links(&practice);
        let permit = refusals::permit(&request, &actor, Some(&practice), permit).await?;
        let Ok(gmc_number) = gmc_number.parse::<GmcNumber>() else {
            let wrong = "Enter a GMC number of 7 digits, like 1234567";
            return Ok(Outcome::wrong("gmc_number", wrong));
        };
        let last_name = clean(&last_name);
        if last_name.is_empty() {
            return Ok(Outcome::wrong("last_name", "Enter the GP's last name"));
        }
        let nudge = Nudge {
            permit: &permit,
            gmc_number: &gmc_number,
            last_name: &last_name,
            audit: &request.audit(&actor),
        };
        Ok(match request.app.db.write(&nudge).await? {
            Nudged::Yes => {
                let to = [
                    &addresses::practice_page(&practice, "performers"),
                    "?done=nudged",
                ]
                .concat();
                Outcome::Done { to }
            }
            Nudged::Lately(day) => {
                let told = [
                    "You asked this GP less than a week ago. You can ask again on ",
                    &day.in_words(),
                ];
                Outcome::wrong("gmc_number", told.concat())
            }
            Nudged::Nobody => {
                let told = "No GP on the Performers List has this number and this last name";
                Outcome::wrong("gmc_number", told)
            }
        })
    })
    .await
}
