//! A GP's own entry, what they ask for, and what practices and the registration team decide about it.

use leptos::prelude::*;
use uuid::Uuid;

use super::{Answers, EntryView, LinkKind, PracticeView, QuestionView, RequestView};
#[cfg(feature = "ssr")]
use crate::ui::addresses;
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{DateBoxes, Outcome},
};

/// The reader's own entry on the list.
#[server(prefix = "/api", output = Wire, endpoint = "performers/me")]
pub async fn read_entry() -> Result<EntryView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
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
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let own = actor.own_entry()?;
        store::question_view(&request, &own, kind, answers).await
    })
    .await
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
) -> Result<Outcome, AppError> {
    use super::store::{Ask, Asked};
    use crate::web::{Request, answer};
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
        let ask = Ask {
            entry: &own,
            practice: &practice,
            wanted,
            audit: &request.audit(&actor),
        };
        Ok(match request.app.db.write(&ask).await? {
            Asked::There { id, new } => {
                let done = if new { "?done=asked" } else { "?done=already" };
                let to = [&addresses::link_request(id), done].concat();
                Outcome::Done { to }
            }
            Asked::Refused(refusal) => {
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
    use super::store;
    use crate::web::{Request, answer};
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
    use super::store::{self, Answer, Decide, Decided};
    use crate::{
        base::text::Reason,
        database::Failure,
        ui::FormState,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        // Whoever may not know of it is told that there is none.
        let view = match store::request_view(&request, &actor, id).await {
            Err(Failure::Public(AppError::NotFound)) => {
                let why = "This request does not exist, or is none of theirs.";
                refusals::attempt(&request, &actor, None, why).await?;
                return Err(AppError::NotFound.into());
            }
            view => view?,
        };
        let answer = match step.as_str() {
            "confirm" => Answer::Confirm,
            "reject" => Answer::Reject,
            "withdraw" => Answer::Withdraw,
            _ => return Err(AppError::unreadable_form().into()),
        };
        let why = match answer {
            Answer::Reject => match Reason::read(&reason, "Enter why you reject it") {
                Ok(why) => why,
                Err(wrong) => return Ok(Outcome::wrong("reason", wrong)),
            },
            _ => Reason::default(),
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
        let to = [&addresses::link_request(id), "?done=yes"].concat();
        match request.app.db.write(&decide).await {
            Ok(Decided::Yes) => Ok(Outcome::Done { to }),
            Ok(Decided::Before) => {
                let view = store::request_view(&request, &actor, id).await?;
                let told = ["Nothing was changed. ", &view.stands.join(" ")].concat();
                refusals::record(&request, &actor, &view.practice, &told).await?;
                Ok(Outcome::Form(FormState::wrong("", told)))
            }
            Ok(Decided::Refused(refusal)) => {
                let told = [&refusal.to_string(), ". Reject it, and say so"].concat();
                Ok(Outcome::Form(FormState::wrong("", told)))
            }
            Err(Failure::Public(AppError::Forbidden(why))) => {
                refusals::record(&request, &actor, &view.practice, &why).await?;
                Err(AppError::Forbidden(why).into())
            }
            Err(failure) => Err(failure),
        }
    })
    .await
}

/// A practice's GPs and what waits about them.
#[server(prefix = "/api", output = Wire, endpoint = "performers/practice")]
pub async fn read_practice(practice: OdsCode) -> Result<PracticeView, AppError> {
    use super::store;
    use crate::web::{Request, answer};
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
    use crate::{
        base::{ids::GmcNumber, text::clean},
        web::{Request, answer},
    };
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

/// Recording what was asked for and refused: no page offers it.
#[cfg(feature = "ssr")]
mod refusals {
    use crate::{
        access::Actor,
        base::{error::AppError, ids::OdsCode},
        database::Failure,
        history, practices,
        web::Request,
    };

    /// The permit, or the record that there was none.
    pub(super) async fn permit<P>(
        request: &Request,
        actor: &Actor,
        practice: Option<&OdsCode>,
        permit: Result<P, AppError>,
    ) -> Result<P, Failure> {
        match permit {
            Ok(permit) => Ok(permit),
            Err(refused) => {
                let practice = match practice {
                    Some(practice) => existing(request, practice).await?,
                    None => None,
                };
                attempt(request, actor, practice.as_ref(), &refused.to_string()).await?;
                Err(refused.into())
            }
        }
    }

    /// Records it at the practice it was about.
    pub(super) async fn record(
        request: &Request,
        actor: &Actor,
        practice: &OdsCode,
        what: &str,
    ) -> Result<(), Failure> {
        let practice = existing(request, practice).await?;
        attempt(request, actor, practice.as_ref(), what).await
    }

    /// A forged form can name any practice; only one that exists has a record.
    async fn existing(request: &Request, practice: &OdsCode) -> Result<Option<OdsCode>, Failure> {
        let today = request.app.clock.today();
        let found = practices::store::find(&request.app.db, practice, today).await?;
        Ok(found.map(|_| practice.clone()))
    }

    pub(super) async fn attempt(
        request: &Request,
        actor: &Actor,
        practice: Option<&OdsCode>,
        what: &str,
    ) -> Result<(), Failure> {
        let audit = request.audit(actor);
        let subject = Some((actor.id, actor.name.as_str()));
        history::refuse(&request.app.db, &audit, subject, practice, what).await
    }
}
