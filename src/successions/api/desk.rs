//! What the registration team does about practices that end.

use std::collections::BTreeSet;

use leptos::prelude::*;
use uuid::Uuid;

use crate::{
    access::Actor,
    base::{clock::new_id, codec::Wire, dates::Date, error::AppError, ids::OdsCode, text::Reason},
    database::Failure,
    history,
    sign_in::factor::show::prove_recently,
    successions::{
        draft::Draft,
        model::Kind,
        rules::{NotNow, Step},
        store::{Decide, Ending, Stored},
    },
    ui::{DateBoxes, Distinct, FormState, Outcome},
    users::{
        confirmed::{self, Press, Pressed},
        roles::store::may_change,
    },
    web::{Request, answer},
};

const NO_PRACTICE: &str = "First choose the practice that is closing";
const CODE: &str = "Enter codes of practices, like A81001, with spaces between them";
const REASON_MISSING: &str =
    "Enter who told you of it, and when. If you chose a practice that ODS does not name, say why";

/// Plans that a practice ends. What happens to each of its users is shown first.
#[server(prefix = "/api", output = Wire, endpoint = "successions/plan")]
pub async fn plan_succession(
    /// The practice that ends, by code.
    #[server(default)]
    practice: String,
    /// What happens to it, by code.
    #[server(default)]
    kind: String,
    /// Practices that take its place, as ODS names them.
    #[server(default)]
    successors: Distinct<20>,
    /// Others, by code, with spaces between.
    #[server(default)]
    others: String,
    /// The code that it goes on under as a branch.
    #[server(default)]
    branch: String,
    /// The first day on which it is closed: day, month, year.
    #[server(default)]
    day: DateBoxes,
    #[server(default)] reason: String,
    /// "check", "save" or "change".
    #[server(default)]
    step: String,
    /// Makes what is sent from this page happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = may_change(&request, &actor, None, actor.registration()).await?;
        let pressed = Pressed::read(Press::read(&step)?, &idempotency_key, "")?;
        if pressed.step == Press::Edit {
            return Ok(Outcome::step(""));
        }
        let sent = SentDraft {
            practice: &practice,
            kind: &kind,
            successors: &successors,
            others: &others,
            branch: &branch,
            day: &day,
            reason: &reason,
        };
        let draft = match sent.read() {
            Ok(draft) => draft,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let id = new_id();
        let plan = Ending {
            id,
            permit: &permit,
            draft: &draft,
        };
        let to = [&address(id), "?done=plan"].concat();
        Box::pin(confirmed::run(&request, &actor, plan, pressed, &to)).await
    })
    .await
}

/// Approves that a practice ends, or takes it back.
#[server(prefix = "/api", output = Wire, endpoint = "successions/decide")]
pub async fn decide_succession(
    id: Uuid,
    /// "approve" or "withdraw".
    #[server(default)]
    step: String,
    /// Why it is withdrawn.
    #[server(default)]
    reason: String,
    /// A code of the actor's own, where they have not shown one just now.
    #[server(default)]
    code: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = may_change(&request, &actor, None, actor.registration()).await?;
        let step = Step::from_button(&step).ok_or_else(AppError::unreadable_form)?;
        let reason = match step {
            Step::Withdraw => Reason::read(&reason, "Enter why it is withdrawn"),
            _ => Reason::if_any(&reason),
        };
        let reason = match reason {
            Ok(reason) => reason,
            Err(why) => return Ok(Outcome::wrong("reason", why)),
        };
        let stored = Stored::find(&mut request.app.db.read().await?, id).await?;
        if let Some(refused) = refused(&request, &actor, &stored, step).await? {
            return Ok(refused);
        }
        if step == Step::Approve
            && let Err(why) = prove_recently(&request, &actor, &code).await?
        {
            return Ok(Outcome::wrong("code", why));
        }
        let decide = Decide {
            permit: &permit,
            id,
            practices: stored.practices(),
            step,
            reason: reason.as_ref(),
            audit: &request.audit(&actor),
        };
        Box::pin(request.app.db.write(&decide)).await?;
        let to = [&address(id), "?done=", step.code()].concat();
        Ok(Outcome::Done { to })
    })
    .await
}

/// Why the step is not possible where it stands, if so. That somebody tries to approve alone is recorded.
async fn refused(
    request: &Request,
    actor: &Actor,
    stored: &Stored,
    step: Step,
) -> Result<Option<Outcome>, Failure> {
    let today = request.app.clock.today();
    let Err(why) = stored.standing.after(step, Some(actor.id), today) else {
        return Ok(None);
    };
    if why == NotNow::SameOfficer {
        let (audit, what) = (
            request.audit(actor),
            [&stored.reference, ": ", &why.sentence()].concat(),
        );
        let practice = Some(&stored.practice);
        history::refuse(&request.app.db, &audit, None, practice, &what).await?;
    }
    Ok(Some(Outcome::wrong("", why.sentence())))
}

fn address(id: Uuid) -> String {
    ["/successions/", &id.to_string()].concat()
}

/// A plan as it was typed.
struct SentDraft<'a> {
    practice: &'a str,
    kind: &'a str,
    successors: &'a [String],
    others: &'a str,
    branch: &'a str,
    day: &'a [String],
    reason: &'a str,
}

impl SentDraft<'_> {
    /// The plan, or everything that has to be put right.
    fn read(&self) -> Result<Draft, FormState> {
        let practice = self.practice.parse::<OdsCode>().map_err(|_| NO_PRACTICE);
        let kind = Kind::from_code(self.kind).ok_or("Choose what happens to the practice");
        let (successors, branch, day) = (self.codes(), self.branch(), self.day());
        let reason = Reason::read(self.reason, REASON_MISSING);
        if let (Ok(practice), Ok(kind), Ok(successors), Ok(branch), Ok(day), Ok(reason)) =
            (&practice, kind, &successors, &branch, &day, &reason)
        {
            return Ok(Draft {
                practice: practice.clone(),
                kind,
                successors: successors.clone(),
                branch: branch.clone(),
                effective_on: *day,
                reason: reason.as_ref().to_owned(),
            });
        }
        let faults = [
            ("", practice.err()),
            ("kind", kind.err()),
            ("others", successors.err()),
            ("branch", branch.err()),
            ("day", day.as_ref().err().map(String::as_str)),
            ("reason", reason.err()),
        ];
        let wrong = |state: FormState, (field, fault): (&str, Option<&str>)| match fault {
            Some(why) => state.and_wrong(field, why),
            None => state,
        };
        Err(faults.into_iter().fold(FormState::default(), wrong))
    }

    fn branch(&self) -> Result<Option<OdsCode>, &'static str> {
        if self.branch.trim().is_empty() {
            return Ok(None);
        }
        let branch = self.branch.parse().map(Some);
        branch.map_err(|_| "Enter the branch code, like A81001001, or leave it empty")
    }

    fn day(&self) -> Result<Date, String> {
        match Date::from_boxes(self.day) {
            Ok(Some(day)) => Ok(day),
            Ok(None) => Err("Enter the first day on which the practice is closed".to_owned()),
            Err(why) => Err(why.of("The day")),
        }
    }

    /// The practices that were ticked and typed.
    fn codes(&self) -> Result<BTreeSet<OdsCode>, &'static str> {
        let typed = self.others.split([' ', ',', ';']);
        let typed = typed.map(str::trim).filter(|code| !code.is_empty());
        let all = self.successors.iter().map(String::as_str).chain(typed);
        all.map(|code| code.parse().map_err(|_| CODE)).collect()
    }
}
