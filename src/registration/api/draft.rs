//! Filling a request in, question by question, and sending it.
#![expect(
    clippy::too_many_arguments,
    reason = "a form with the fields of all questions"
)]

use leptos::prelude::*;

use crate::{
    access::Actor,
    base::{codec::Wire, error::AppError, text::clean},
    database::Failure,
    registration::{
        answers::{Answers, PersonAnswers, Question},
        form::Form,
        store::{self, draft_view},
        views::DraftView,
    },
    ui::{DateBoxes, Distinct, FormState, Outcome, escape},
    web::{Request, answer, session::new_secret},
};

/// More roles than can be asked for.
const MOST_ROLES: usize = 40;

/// The longest text that is kept of an answer before it is judged, in characters.
const LONGEST: usize = 2_000;

/// What has been filled in, at a question.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/draft")]
pub async fn read_draft(
    /// What its address knows it by; empty before anything was answered.
    #[server(default)]
    draft: String,
    /// The question that is asked for; left out, the first one without a good answer.
    #[server(default)]
    question: String,
    /// Words of a practice.
    #[server(default)]
    find: String,
) -> Result<DraftView, AppError> {
    answer(async {
        let request = Request::current();
        let now = request.app.clock.now();
        let mut tx = request.app.db.read().await?;
        draft_view(&mut tx, &draft, Question::from_code(&question), &find, now).await
    })
    .await
}

/// Answers one question of a draft, or sends it: the question "check". An empty `draft` begins one. Every field is a text as it
/// was typed or chosen, those of a person being about whoever the question asks for; `accepts` is the declaration.
#[server(prefix = "/api", output = Wire, endpoint = "certifications/answer")]
pub async fn answer_question(
    #[server(default)] draft: String,
    #[server(default)] question: String,
    #[server(default)] practice: String,
    #[server(default)] need: String,
    #[server(default)] roles: Distinct<MOST_ROLES>,
    #[server(default)] cause: String,
    #[server(default)] explanation: String,
    #[server(default)] arose: DateBoxes,
    #[server(default)] title: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] email: String,
    #[server(default)] phone: String,
    #[server(default)] job: String,
    #[server(default)] who: String,
    #[server(default)] leaver: String,
    #[server(default)] last_day: DateBoxes,
    #[server(default)] capacity: String,
    #[server(default)] gmc_number: String,
    #[server(default)] icb: String,
    #[server(default)] accepts: Distinct<2>,
) -> Result<Outcome, AppError> {
    let sent = AnswerQuestion {
        draft,
        question,
        practice,
        need,
        roles,
        cause,
        explanation,
        arose,
        title,
        first_name,
        last_name,
        email,
        phone,
        job,
        who,
        leaver,
        last_day,
        capacity,
        gmc_number,
        icb,
        accepts,
    };
    answer(sent.go_on()).await
}

impl AnswerQuestion {
    async fn go_on(self) -> Result<Outcome, Failure> {
        let request = Request::current();
        let draft = self.draft.clone();
        if draft.is_empty() {
            return begin(&request).await;
        }
        let question = Question::from_code(&self.question).ok_or_else(AppError::unreadable_form)?;
        let now = request.app.clock.now();
        let known = store::open_draft(&mut request.app.db.read().await?, &draft, now).await?;
        let Some(mut answers) = known else {
            return Ok(Outcome::Done { to: page("") });
        };
        if question == Question::Check {
            return Box::pin(send(&request, &draft, &answers, !self.accepts.is_empty())).await;
        }
        put(&mut answers, question, self.answers());
        if let Err((wrong, form_state)) = Form::read(&answers, request.app.clock.today())
            && wrong == question
        {
            return Ok(Outcome::Form(form_state));
        }
        let keep = store::Keep {
            secret: &draft,
            answers: &answers,
            now,
        };
        request.app.db.write(&keep).await?;
        Ok(Outcome::Done { to: page(&draft) })
    }

    /// What was sent, as answers to whichever question it is.
    fn answers(self) -> Answers {
        let person = PersonAnswers {
            title: self.title,
            first_name: self.first_name,
            last_name: self.last_name,
            email: self.email,
            phone: self.phone,
            job: self.job,
        };
        Answers {
            practice: self.practice,
            need: self.need,
            roles: self.roles.to_vec(),
            why: self.cause,
            explanation: self.explanation,
            arose: self.arose.to_vec(),
            nominee: person.clone(),
            who: self.who,
            requester: person.clone(),
            leaver: self.leaver,
            outgoing: person.clone(),
            last_day: self.last_day.to_vec(),
            capacity: self.capacity,
            authoriser: person,
            gmc_number: self.gmc_number,
            icb: self.icb,
        }
    }
}

/// Where a draft is filled in.
pub(crate) fn page(draft: &str) -> String {
    if draft.is_empty() {
        return "/certifications/new".to_owned();
    }
    ["/certifications/new?draft=", &escape(draft)].concat()
}

/// Begins a draft. Whoever is logged in is asked for less.
async fn begin(request: &Request) -> Result<Outcome, Failure> {
    let actor = request.actor_if_any().await?;
    let secret = new_secret();
    let begin = store::Begin {
        secret: &secret,
        answers: &actor.as_ref().map(known_of).unwrap_or_default(),
        peer: &request.peer(),
        now: request.app.clock.now(),
    };
    request.app.db.write(&begin).await?;
    Ok(Outcome::Done { to: page(&secret) })
}

/// What is known of whoever is logged in: they may be the nominee, and their practice is likely to be the one.
fn known_of(actor: &Actor) -> Answers {
    let mut places = actor.working_places();
    let practice = match (places.next(), places.next()) {
        (Some(only), None) => only.practice.to_string(),
        _ => String::new(),
    };
    Answers {
        practice,
        ..Answers::default()
    }
}

/// Takes over the answer to one question, without what nobody sees, and cut to a length that can be kept.
fn put(answers: &mut Answers, question: Question, sent: Answers) {
    let cut = |text: String| clean(&text).chars().take(LONGEST).collect::<String>();
    let whole = |person: PersonAnswers| PersonAnswers {
        title: cut(person.title),
        first_name: cut(person.first_name),
        last_name: cut(person.last_name),
        email: cut(person.email),
        phone: cut(person.phone),
        job: cut(person.job),
    };
    match question {
        Question::Practice => answers.practice = cut(sent.practice),
        Question::Need => answers.need = cut(sent.need),
        Question::Roles => answers.roles = sent.roles.into_iter().map(cut).collect(),
        Question::Why => {
            answers.why = cut(sent.why);
            answers.explanation = cut(sent.explanation);
            answers.arose = sent.arose.into_iter().map(cut).collect();
        }
        Question::Nominee => answers.nominee = whole(sent.nominee),
        Question::Requester => {
            answers.who = cut(sent.who);
            answers.requester = whole(sent.requester);
        }
        Question::Outgoing => {
            answers.leaver = cut(sent.leaver);
            answers.outgoing = whole(sent.outgoing);
            answers.last_day = sent.last_day.into_iter().map(cut).collect();
        }
        Question::Capacity => answers.capacity = cut(sent.capacity),
        Question::Authoriser => {
            answers.authoriser = whole(sent.authoriser);
            answers.gmc_number = cut(sent.gmc_number);
            answers.icb = cut(sent.icb);
        }
        Question::Check => {}
    }
}

async fn send(
    request: &Request,
    draft: &str,
    answers: &Answers,
    accepts: bool,
) -> Result<Outcome, Failure> {
    let form = match Form::read(answers, request.app.clock.today()) {
        Ok(form) => form,
        Err((question, _)) => {
            let to = [&page(draft), "&question=", question.code()].concat();
            return Ok(Outcome::Done { to });
        }
    };
    if !accepts {
        let wrong = FormState::wrong("accepts", "Tick to say that all of it is true");
        return Ok(Outcome::Form(wrong));
    }
    let actor = request.actor_if_any().await?;
    let audit = match &actor {
        Some(actor) => request.audit(actor),
        None => crate::web::AuditContext {
            by_name: form.asker().name(),
            ..request.audit_of_visitor()
        },
    };
    let send = store::Send {
        form: &form,
        draft,
        secret: &new_secret(),
        by: actor.as_ref().map(|actor| actor.id),
        peer: &request.peer(),
        audit: &audit,
    };
    let to = Box::pin(request.app.db.write(&send)).await?;
    Ok(Outcome::Done {
        to: [&to, "&done=sent"].concat(),
    })
}
