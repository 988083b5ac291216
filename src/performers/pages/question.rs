//! One question after another, and at last everything that was answered.

use leptos::prelude::*;
use leptos_router::hooks::{use_location, use_query_map};

use crate::{
    error::AppError,
    performers::{
        Answers, FoundPractice, GpType, Leaving, LinkKind, LinkLine, MY_ENTRY, Question,
        QuestionView, Sessions, api::open_question, ask_address, halves_in_words, request_address,
    },
    ui::{
        Again, BackLink, ErrorSummary, Field, Hidden, Page, Submitted, load, use_submitted, view,
    },
    users::roles::terms_fields::DateFields,
};

/// Joining a practice, changing one's role or sessions there, or leaving it.
#[component]
pub fn LinkQuestionPage() -> impl IntoView {
    let (query, path) = (use_query_map(), use_location().pathname);
    let posted = use_submitted();
    load(
        move || {
            let answers =
                query.with(|query| Answers::read(|name| query.get_all(name).unwrap_or_default()));
            (path.get(), answers)
        },
        |(path, answers)| async move {
            let kind = path.rsplit('/').next().and_then(LinkKind::from_code);
            open_question(kind.ok_or(AppError::NotFound)?, answers).await
        },
        move |view: QuestionView| {
            let errors = posted.with_untracked(|form| form.again.errors.clone());
            view! { <Asked view posted=errors /> }
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
        again: Again {
            errors,
            ..Again::default()
        },
    })
}

#[component]
fn Asked(view: QuestionView, posted: Vec<crate::ui::FieldError>) -> impl IntoView {
    let submitted = submitted(&view, posted);
    let wrong = Signal::derive(move || submitted.with(|form| !form.again.errors.is_empty()));
    let (title, content) = match (&view.open, view.question) {
        (Some(open), _) => (
            "You have asked already".to_owned(),
            view! { <Already open=open.clone() practice=view.practice_name.clone() /> }.into_any(),
        ),
        (None, Question::Practice) => (
            "Which practice do you join?".to_owned(),
            view! { <Practice view=view.clone() submitted /> }.into_any(),
        ),
        (None, Question::GpType) => (
            ["What are you at ", &view.practice_name, "?"].concat(),
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
            view! { <Checked view=view.clone() /> }.into_any(),
        ),
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=MY_ENTRY text="Your Performers List entry" />
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
        LinkKind::Change => "From which day is that so?".to_owned(),
        LinkKind::Leave => ["What is your last day at ", &view.practice_name, "?"].concat(),
    }
}

/// There is a request about this practice that nobody has decided.
#[component]
fn Already(open: LinkLine, practice: String) -> impl IntoView {
    view! {
        <p>"You have asked to " {open.asks} ". Nothing else can be asked for at " {practice} " until that is decided."</p>
        <p>{open.stands}</p>
        <p>"Case " {open.reference}</p>
        <p><a class="nhsuk-button" href=request_address(open.id) role="button" draggable="false">"See your request"</a></p>
        <p>"There you can withdraw it, and ask for something else."</p>
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

/// What a GP is at the practice.
#[component]
fn Type(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let chosen = match (&view.now, view.answers.gp_type()) {
        (_, Some(chosen)) => Some(chosen),
        (Some(now), None) if view.kind == LinkKind::Change => Some(now.gp_type),
        _ => None,
    };
    let choices = GpType::ALL
        .into_iter()
        .map(|kind| (kind.code(), kind.label(), chosen == Some(kind)))
        .collect();
    view! {
        <Now view=view.clone() />
        <QuestionForm kind=view.kind question=Question::GpType answers=view.answers.clone()>
            <Radios submitted name="gp_type" legend="What you are at this practice" choices />
        </QuestionForm>
    }
}

/// How much.
#[component]
fn HowMany(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let value = match &view.now {
        Some(now) if view.kind == LinkKind::Change => {
            now.sessions.map(|sessions| sessions.to_string())
        }
        _ => None,
    };
    let elsewhere = (view.halves_elsewhere > 0).then(|| {
        let text = [
            "You work ",
            &halves_in_words(view.halves_elsewhere),
            " sessions a week at other practices. Over all practices 9 are the most.",
        ];
        view! { <p>{text.concat()}</p> }
    });
    view! {
        <Now view=view.clone() />
        {elsewhere}
        <QuestionForm kind=view.kind question=Question::Sessions answers=view.answers.clone()>
            <Field submitted name="sessions" label="Sessions a week at this practice" width="nhsuk-input--width-4"
                hint="From 0.5 to 9. One session is half a day, and 9 are a full week (100%)." value=value.unwrap_or_default() />
        </QuestionForm>
    }
}

/// Why a GP leaves.
#[component]
fn Why(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let chosen = view.answers.leaving();
    let choices = Leaving::ALL
        .into_iter()
        .map(|why| (why.code(), why.label(), chosen == Some(why)))
        .collect();
    view! {
        <Now view=view.clone() />
        <QuestionForm kind=view.kind question=Question::Leaving answers=view.answers.clone()>
            <Radios submitted name="leaving" legend="Why you are leaving" choices />
        </QuestionForm>
        <p>"If you retire or resign from the list, your practices are told and need not confirm it."</p>
    }
}

/// From when, or until when.
#[component]
fn Day(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let (legend, hint) = match view.kind {
        LinkKind::Join => (
            "Your first day",
            "For example, 27 3 2027. It may lie up to two years back.",
        ),
        LinkKind::Change => (
            "The day from which it is so",
            "For example, 27 3 2027. It may lie up to two years back.",
        ),
        LinkKind::Leave => (
            "Your last day",
            "For example, 27 3 2027. Your access ends after that day.",
        ),
    };
    view! {
        <Now view=view.clone() />
        <QuestionForm kind=view.kind question=Question::Day answers=view.answers.clone()>
            <DateFields submitted name="day" legend hint value=None />
        </QuestionForm>
    }
}

/// What the list says now.
#[component]
fn Now(view: QuestionView) -> impl IntoView {
    view.now.map(|now| {
        let sessions = now
            .sessions
            .map(|sessions| [", ", &sessions.in_words()].concat())
            .unwrap_or_default();
        let text = [
            "Now: ",
            now.gp_type.label(),
            &sessions,
            ", since ",
            &now.first.in_words(),
            ".",
        ];
        view! { <p>{text.concat()}</p> }
    })
}

/// A choice of one.
#[component]
fn Radios(
    submitted: RwSignal<Submitted>,
    name: &'static str,
    legend: &'static str,
    /// Value, words, whether it is chosen.
    choices: Vec<(&'static str, &'static str, bool)>,
) -> impl IntoView {
    let error = submitted.with_untracked(|form| form.error(name));
    let class = if error.is_some() {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    };
    let choices = choices.into_iter().enumerate().map(|(number, (value, words, chosen))| {
        // The first carries the field's name, for the link in the error summary.
        let id = if number == 0 { name.to_owned() } else { [name, "-", value].concat() };
        view! {
            <div class="nhsuk-radios__item">
                <input class="nhsuk-radios__input" type="radio" id=id.clone() name=name value=value checked=chosen />
                <label class="nhsuk-label nhsuk-radios__label" for=id>{words}</label>
            </div>
        }
    });
    view! {
        <div class=class>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend nhsuk-u-visually-hidden">{legend}</legend>
                {error.map(|message| view! {
                    <span class="nhsuk-error-message">
                        <span class="nhsuk-u-visually-hidden">"Error: "</span>{message}
                    </span>
                })}
                <div class="nhsuk-radios">{choices.collect_view()}</div>
            </fieldset>
        </div>
    }
}

/// Everything that was answered, and what happens next.
#[component]
fn Checked(view: QuestionView) -> impl IntoView {
    let (kind, answers) = (view.kind, view.answers.clone());
    let row = |key: &'static str, value: String, question: Option<Question>| {
        let change = question.map(|question| {
            let to = answers.address(kind, Some(question));
            view! {
                <dd class="nhsuk-summary-list__actions">
                    <a href=to>"Change" <span class="nhsuk-u-visually-hidden">" " {key.to_lowercase()}</span></a>
                </dd>
            }
        });
        view! {
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">{key}</dt>
                <dd class="nhsuk-summary-list__value">{value}</dd>
                {change}
            </div>
        }
    };
    let practice = [&view.practice_name, " (", &answers.practice, ")"].concat();
    let choose = (kind == LinkKind::Join).then_some(Question::Practice);
    let sessions = answers.sessions.parse::<Sessions>().map(Sessions::in_words);
    let day = crate::dates::Date::from_boxes(&answers.day).ok().flatten();
    let day = day.map(crate::dates::Date::in_words).unwrap_or_default();
    let rows = if kind == LinkKind::Leave {
        let why = answers.leaving().map(Leaving::label).unwrap_or_default();
        view! {
            {row("Practice", practice, choose)}
            {row("Why", why.to_owned(), Some(Question::Leaving))}
            {row("Last day", day, Some(Question::Day))}
        }
        .into_any()
    } else {
        let role = answers.gp_type().map(GpType::label).unwrap_or_default();
        let key = if kind == LinkKind::Join {
            "First day"
        } else {
            "From"
        };
        view! {
            {row("Practice", practice, choose)}
            {row("Role", role.to_owned(), Some(Question::GpType))}
            {row("Sessions", sessions.unwrap_or_default(), Some(Question::Sessions))}
            {row(key, day, Some(Question::Day))}
        }
        .into_any()
    };
    let for_information = answers.leaving().is_some_and(Leaving::for_information);
    let action = answers.address(kind, None);
    let sent = answers
        .values()
        .into_iter()
        .map(|(name, value)| view! { <Hidden name value /> })
        .collect_view();
    view! {
        <dl class="nhsuk-summary-list">{rows}</dl>
        <Follows view=view.clone() for_information />
        <form method="post" action=action>
            <Hidden name="kind" value=kind.code() />
            {sent}
            <button class="nhsuk-button" type="submit">{if for_information { "Tell the practice" } else { "Send" }}</button>
        </form>
    }
}

/// What happens next.
#[component]
fn Follows(view: QuestionView, for_information: bool) -> impl IntoView {
    let next = if for_information {
        "The practice is told. Nobody has to confirm it: your link and your GP role end after your last day."
    } else {
        "Those who confirm links at the practice are told by email. You get an email when they have decided, and your GP role follows by itself."
    };
    let too = (!view.ends_too.is_empty()).then(|| {
        let text = [
            "Your link ends at these practices too: ",
            &crate::access::list(&view.ends_too),
            ".",
        ];
        view! { <p><strong>{text.concat()}</strong></p> }
    });
    let second = (view.second_approval && view.answers.gp_type() == Some(GpType::Principal)).then(|| {
        view! { <p>"Because it concerns a principal, the registration team has to approve it after the practice."</p> }
    });
    view! {
        <div class="nhsuk-inset-text">
            <p>{next}</p>
            {too}
            {second}
        </div>
    }
}
