//! The last page of the questions: everything that was answered, and what happens next.

use leptos::prelude::*;

use crate::{
    access::list,
    base::dates::Date,
    performers::{GpType, Leaving, LinkKind, Question, QuestionView, Sessions},
    ui::{Hidden, Submitted, error_message, view},
};

/// Everything that was answered, and what happens next.
#[component]
pub(super) fn Checked(view: QuestionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let (kind, answers) = (view.kind, view.answers.clone());
    let rows = view! { <Rows view=view.clone() /> };
    let for_information = answers.leaving().is_some_and(Leaving::for_information);
    let action = answers.address(kind, None);
    let sent = answers
        .values()
        .into_iter()
        .map(|(name, value)| view! { <Hidden name value /> })
        .collect_view();
    let (button, words) = if for_information {
        ("nhsuk-button nhsuk-button--warning", "Tell the practice")
    } else {
        ("nhsuk-button", "Send")
    };
    let sure = for_information.then(|| view! { <Sure submitted /> });
    view! {
        <dl class="nhsuk-summary-list">{rows}</dl>
        <Follows view=view.clone() for_information />
        <form method="post" action=action>
            <Hidden name="kind" value=kind.code() />
            {sent}
            {sure}
            <button class=button type="submit">{words}</button>
        </form>
    }
}

/// Everything that was answered.
#[component]
fn Rows(view: QuestionView) -> impl IntoView {
    let (kind, answers) = (view.kind, view.answers.clone());
    let row = |key: &'static str, value: String, question: Option<Question>| {
        row(
            key,
            value,
            question.map(|question| answers.address(kind, Some(question))),
        )
    };
    let practice = [&view.practice_name, " (", &answers.practice, ")"].concat();
    let choose = (kind == LinkKind::Join).then_some(Question::Practice);
    let sessions = answers.sessions.parse::<Sessions>().map(Sessions::in_words);
    let day = Date::from_boxes(&answers.day).ok().flatten();
    let day = day.map(Date::in_words).unwrap_or_default();
    if kind == LinkKind::Leave {
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
    }
}

/// A second look before every link of a GP ends, which nobody confirms.
#[component]
fn Sure(submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = submitted.with_untracked(|form| form.error("sure"));
    let class = if wrong.is_some() {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    };
    let described = wrong.is_some().then_some("sure-error");
    let message = wrong.map(|message| error_message(described.map(str::to_owned), message));
    view! {
        <div class=class>
            {message}
            <div class="nhsuk-checkboxes">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id="sure" name="sure" value="yes" aria-describedby=described />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for="sure">"I am leaving the Performers List. All my links end after my last day."</label>
                </div>
            </div>
        </div>
    }
}

/// An answer, and the way back to its question.
fn row(key: &'static str, value: String, to: Option<String>) -> AnyView {
    let change = to.map(|to| {
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
}

/// What happens next.
#[component]
fn Follows(view: QuestionView, for_information: bool) -> impl IntoView {
    let next = if for_information {
        "We will tell the practice. Nobody has to confirm it, so you cannot undo this here. Your link and your GP role end after your last day."
    } else {
        "We will email the people at the practice who can confirm it, and email you when they have decided. Your GP role then changes automatically."
    };
    let too = (!view.ends_too.is_empty()).then(|| {
        let text = [
            "Your link ends at these practices too: ",
            &list(&view.ends_too),
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
