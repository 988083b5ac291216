//! One question after another, and at last everything that was answered.

mod check;
mod fields;

use check::Checked;
use fields::{Day, HowMany, Type, Why};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

use crate::{
    base::error::AppError,
    performers::{
        Answers, FoundPractice, LinkKind, LinkLine, MY_ENTRY, Question, QuestionView,
        api::read_question, ask_address,
    },
    ui::{
        BackLink, ErrorSummary, Field, FormState, Hidden, Page, Submitted, addresses, load,
        use_query_map, use_submitted, view,
    },
};

/// Joining a practice, changing one's role or sessions there, or leaving it.
#[component]
pub fn LinkQuestionPage() -> impl IntoView {
    let (query, path) = (use_query_map(), use_location().pathname);
    let posted = use_submitted();
    load(
        move || {
            let answers = query.with(|query| Answers::read(|name| query.get_all(name)));
            (path.get(), answers)
        },
        |(path, answers)| async move {
            let kind = path.rsplit('/').next().and_then(LinkKind::from_code);
            read_question(kind.ok_or(AppError::NotFound)?, answers).await
        },
        move |view: QuestionView| {
            let errors = posted.with_untracked(|form| form.form_state.errors.clone());
            view! { <LinkAsked view posted=errors /> }
        },
    )
}

/// The form as the components know it: what was typed comes from the address.
fn submitted(view: &QuestionView, posted: Vec<crate::ui::FieldError>) -> RwSignal<Submitted> {
    let values = view.answers.values().into_iter();
    let mut errors = view.errors.clone();
    errors.extend(posted);
    errors.dedup();
    RwSignal::new(Submitted {
        values: values
            .map(|(name, value)| (name.to_owned(), value))
            .chain([("find".to_owned(), view.answers.find.clone())])
            .collect(),
        form_state: FormState {
            errors,
            ..FormState::default()
        },
    })
}

#[component]
fn LinkAsked(view: QuestionView, posted: Vec<crate::ui::FieldError>) -> impl IntoView {
    let submitted = submitted(&view, posted);
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let (title, content) = match (&view.open, view.question) {
        (Some(open), _) => (
            "You have asked already".to_owned(),
            view! { <Already open=open.clone() practice=view.practice_name.clone() /> }.into_any(),
        ),
        (None, Question::Practice) => (
            "Which practice are you joining?".to_owned(),
            view! { <Practice view=view.clone() submitted /> }.into_any(),
        ),
        (None, Question::GpType) => (
            ["What is your role at ", &view.practice_name, "?"].concat(),
            view! { <Type view=view.clone() submitted /> }.into_any(),
        ),
        (None, Question::Sessions) => (
            "How many sessions a week?".to_owned(),
            view! { <HowMany view=view.clone() submitted /> }.into_any(),
        ),
        (None, Question::Leaving) => (
            ["Why are you leaving ", &view.practice_name, "?"].concat(),
            view! { <Why view=view.clone() submitted /> }.into_any(),
        ),
        (None, Question::Day) => (
            day_title(&view),
            view! { <Day view=view.clone() submitted /> }.into_any(),
        ),
        (None, Question::Check) => (
            "Check your answers".to_owned(),
            view! { <Checked view=view.clone() submitted /> }.into_any(),
        ),
    };
    let before = view.question.before(view.kind);
    let (back, words) = match before.filter(|_| view.open.is_none()) {
        Some(question) => (view.answers.address(view.kind, Some(question)), "Back"),
        None => (MY_ENTRY.to_owned(), "Your Performers List entry"),
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text=words />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{content}</div>
            </div>
        </Page>
    }
}

fn day_title(view: &QuestionView) -> String {
    match view.kind {
        LinkKind::Join => ["When do you start at ", &view.practice_name, "?"].concat(),
        LinkKind::Change => "When does the change start?".to_owned(),
        LinkKind::Leave => ["What is your last day at ", &view.practice_name, "?"].concat(),
    }
}

/// There is a request about this practice that nobody has decided.
#[component]
fn Already(open: LinkLine, practice: String) -> impl IntoView {
    view! {
        <p>"You have asked to " {open.asks} ". You cannot ask for anything else at " {practice} " until that is decided."</p>
        <p>{open.stands}</p>
        <p>"Case " {open.reference}</p>
        <p><a class="nhsuk-button" href=addresses::link_request(open.id) role="button" draggable="false">"See your request"</a></p>
        <p>"You can withdraw it there and then ask for something else."</p>
    }
}

/// A form that leads to the next question. Every other answer is sent along.
#[component]
fn QuestionForm(
    kind: LinkKind,
    question: Question,
    answers: Answers,
    children: Children,
) -> impl IntoView {
    let own = [question.field(), "day[]"];
    let carried = answers.values().into_iter().filter(move |(name, _)| {
        *name != own[0] && !(question == Question::Day && *name == own[1])
    });
    view! {
        <form method="get" action=ask_address(kind, None) novalidate>
            {carried.map(|(name, value)| view! { <Hidden name value /> }).collect_view()}
            <Hidden name="asked" value=question.field() />
            {children()}
            <button class="nhsuk-button" type="submit">"Continue"</button>
        </form>
    }
}

/// Looking for a practice.
#[component]
fn Practice(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    if view.kind != LinkKind::Join {
        // What makes it impossible stands above.
        return view! { <p><a href=MY_ENTRY>"Back to your entry"</a></p> }.into_any();
    }
    let kept = Answers {
        practice: String::new(),
        find: String::new(),
        asked: String::new(),
        change: String::new(),
        ..view.answers.clone()
    };
    let carried = kept
        .values()
        .into_iter()
        .map(|(name, value)| view! { <Hidden name value /> })
        .collect_view();
    let found = (!view.found.is_empty()).then(|| {
        let results = view.found.into_iter().map(|practice| {
            let to = kept.at(&practice.practice).address(LinkKind::Join, None);
            view! { <Found practice to /> }
        });
        view! {
            <h2 class="nhsuk-heading-m">"Practices found"</h2>
            <ul class="nhsuk-list">{results.collect_view()}</ul>
        }
    });
    view! {
        <form method="get" action=ask_address(LinkKind::Join, None) novalidate role="search">
            {carried}
            <Hidden name="asked" value=Question::Practice.field() />
            <Field submitted name="find" label="Find a practice" hint="Its name and town, its code like A81001, or its postcode." />
            <button class="nhsuk-button" type="submit">"Find"</button>
        </form>
        {found}
    }
    .into_any()
}

#[component]
fn Found(practice: FoundPractice, to: String) -> impl IntoView {
    let name = [&practice.name, " (", practice.practice.as_ref(), ")"].concat();
    let name = if practice.closed {
        view! { <span>{name} ": closed"</span> }.into_any()
    } else if practice.linked {
        view! { <span>{name} ": you are linked with it already. " <a href=MY_ENTRY>"See your entry"</a></span> }.into_any()
    } else {
        view! { <a href=to>{name}</a> }.into_any()
    };
    view! {
        <li class="nhsuk-u-margin-bottom-3">
            {name} <br />
            <span class="nhsuk-u-secondary-text-colour">{practice.place}</span>
        </li>
    }
}
