//! Asking for access where no administrator can give it: what to have at hand, then one question a page.

use leptos::prelude::*;

use super::fields::{Choice, PersonFields, choices};
use crate::{
    registration::{
        answers::Question,
        api::draft::{page, read_draft},
        form::HANDS_OVER,
        model::{Capacity, Kind, Why},
        views::{DraftView, FoundPractice},
    },
    ui::{
        BackLink, DateFields, ErrorSummary, Field, FormState, Hidden, Page, ReachRegistrationTeam,
        Submitted, TextareaField, escape, load, use_query_map, use_submitted, view,
    },
};

/// The first page, or the question that is asked.
#[component]
pub fn NewCertificationPage() -> impl IntoView {
    let query = use_query_map();
    let posted = use_submitted();
    load(
        move || {
            let of = |name: &str| query.read().get(name).unwrap_or_default();
            (of("draft"), of("question"), of("find"))
        },
        |(draft, question, find)| read_draft(draft, question, find),
        move |draft: DraftView| match draft.question {
            Some(question) => {
                let submitted = submitted(&draft, question, posted);
                view! { <Asked draft question submitted /> }.into_any()
            }
            None => view! { <Begin gone=draft.gone /> }.into_any(),
        },
    )
}

/// The form as the components know it: what was posted, or else what was kept.
fn submitted(
    draft: &DraftView,
    question: Question,
    posted: RwSignal<Submitted>,
) -> RwSignal<Submitted> {
    let posted = posted.get_untracked();
    let mut values = posted.values.clone();
    if values.is_empty() {
        let kept = draft.answers.values(question).into_iter();
        values = kept.map(|(name, value)| (name.to_owned(), value)).collect();
        values.push(("find".to_owned(), draft.find.clone()));
    }
    RwSignal::new(Submitted {
        values,
        form_state: FormState {
            errors: posted.form_state.errors,
            ..FormState::default()
        },
    })
}

#[component]
fn Begin(gone: bool) -> impl IntoView {
    let gone = gone.then(|| {
        view! {
            <div class="nhsuk-inset-text">
                <p>"What you filled in is no longer here. It was sent, or it is more than 30 days old. You can start again."</p>
            </div>
        }
    });
    view! {
        <Page title="Ask for access for your practice" above=|| view! { <BackLink href="/" text="Home" /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {gone}
                    <p class="nhsuk-lede-text">"Use this if your practice has no user administrator, or none who can act. Otherwise ask your administrator: it is faster."</p>
                    <h2 class="nhsuk-heading-m">"What you can ask for"</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        <li>"a user administrator for GP Payments and Pensions or the Performers List, or the Main Contact (User Administrator Certification)"</li>
                        <li>"payments and pensions roles for a named person, if your administrator cannot give them (User Certification)"</li>
                    </ul>
                    <h2 class="nhsuk-heading-m">"What you need"</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">
                        <li>"the practice's code, name or postcode"</li>
                        <li>"the name, work email address and phone number of the person who is to get access"</li>
                        <li>"the name and email address of somebody who confirms it for the practice: a GP partner with their GMC number, or else the Caldicott Guardian, a contact on the Authorised Email List or your ICB. It cannot be the person who gets access."</li>
                    </ul>
                    <p>"It takes about 10 minutes. You can stop and carry on later from the same address, for 30 days."</p>
                    <h2 class="nhsuk-heading-m">"What happens then"</h2>
                    <ol class="nhsuk-list nhsuk-list--number">
                        <li>"Both people confirm by a link that we send them, within 7 days."</li>
                        <li>"Two officers of the registration team make security checks, usually in 3 working days."</li>
                        <li>"The practice is told, and access begins after 24 hours (48 for the Main Contact) if nobody objects."</li>
                    </ol>
                    <form method="post" action="/certifications/new">
                        <button class="nhsuk-button" type="submit">"Start"</button>
                    </form>
                    <p><a href="/certifications/status">"See where a request stands"</a></p>
                    <ReachRegistrationTeam />
                </div>
            </div>
        </Page>
    }
}

/// What a question is called.
fn title(question: Question, draft: &DraftView) -> String {
    let fixed = match question {
        Question::Practice => "Which practice is it about?",
        Question::Need => "What does the practice need?",
        Question::Roles => "Which access?",
        Question::Why => "Why can nobody at the practice give it?",
        Question::Nominee => "Who is to get access?",
        Question::Requester => "Who are you?",
        Question::Outgoing => "Does anyone lose access because of this?",
        Question::Capacity => "Who confirms it for the practice?",
        Question::Authoriser => {
            let capacity = Capacity::from_code(&draft.answers.capacity);
            let words = capacity.map(Capacity::words).unwrap_or_default();
            return ["How do we reach the ", words, "?"].concat();
        }
        Question::Check => "Check your answers",
    };
    fixed.to_owned()
}

// Long: one match, an arm for each question.
#[component]
fn Asked(draft: DraftView, question: Question, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let back = match question.previous() {
        Some(before) => [&page(&draft.draft), "&question=", before.code()].concat(),
        None => "/certifications/new".to_owned(),
    };
    let action = [&page(&draft.draft), "&question=", question.code()].concat();
    let fields = match question {
        Question::Practice => view! { <Practice draft=draft.clone() submitted /> }.into_any(),
        Question::Need => choices(submitted, "need", "Choose one", &needs()),
        Question::Roles => view! { <Roles draft=draft.clone() submitted /> }.into_any(),
        Question::Why => view! {
            {choices(submitted, "cause", "Choose one", &reasons())}
            <DateFields submitted name="arose" legend="Since when?" hint="The first day on which nobody could give this access. For example, 31 7 2026" />
            <TextareaField submitted name="explanation" label="What happened?" hint="A sentence or two. Do not name patients." />
        }.into_any(),
        Question::Nominee => view! {
            <p>"Give a work address that only this person reads. They log in with it."</p>
            <PersonFields submitted whole=true />
        }.into_any(),
        Question::Requester => view! {
            {choices(submitted, "who", "Choose one", &[
                Choice::new("nominee", "I am the person who is to get access"),
                Choice::new("colleague", "I am somebody else at the practice"),
            ])}
            <h2 class="nhsuk-heading-s">"If you are somebody else"</h2>
            <PersonFields submitted whole=false />
        }.into_any(),
        Question::Outgoing => view! {
            {choices(submitted, "leaver", "Choose one", &[
                Choice::new("no", "No"),
                Choice::new("yes", "Yes: the person before them has left or cannot act, and loses it"),
                Choice::new(HANDS_OVER, "Yes: the person before them hands it over, and confirms that by a link that we send them"),
            ])}
            <p>"A practice has one Main Contact, so the access of the one before ends with it."</p>
            <h2 class="nhsuk-heading-s">"If yes, who is that?"</h2>
            <PersonFields submitted whole=false />
            <DateFields submitted name="last_day" legend="Their last day with this access" hint="It ends when the new access begins, at the latest. For example, 31 7 2026" />
        }.into_any(),
        Question::Capacity => view! {
            <p>"Choose the first in this list that your practice has. It cannot be the person who gets access."</p>
            {choices(submitted, "capacity", "Choose one", &capacities())}
        }.into_any(),
        Question::Authoriser => view! { <Authoriser draft=draft.clone() submitted /> }.into_any(),
        Question::Check => view! { <Check draft=draft.clone() submitted /> }.into_any(),
    };
    // A practice is looked for before it is chosen.
    let has_answer = question != Question::Practice || !draft.found.is_empty();
    let button = if question == Question::Check {
        "Send the request"
    } else {
        "Continue"
    };
    view! {
        <Page title=title(question, &draft) wrong above=move || view! {
            <BackLink href=back.clone() text="Back" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {(question == Question::Practice).then(|| view! { <FindPractice draft=draft.draft.clone() submitted /> })}
                    <form method="post" action=action novalidate>
                        <Hidden name="draft" value=draft.draft.clone() />
                        <Hidden name="question" value=question.code() />
                        {fields}
                        {has_answer.then(|| view! { <button class="nhsuk-button" type="submit">{button}</button> })}
                    </form>
                </div>
            </div>
        </Page>
    }
}

fn needs() -> Vec<Choice> {
    vec![
        Choice::new(
            Kind::Administrator.code(),
            "A user administrator, who then gives everybody else access",
        ),
        Choice::new(
            Kind::User.code(),
            "Payments and pensions roles for one person, because our administrator cannot give them",
        ),
    ]
}

fn reasons() -> Vec<Choice> {
    Why::ALL
        .iter()
        .map(|why| Choice::new(why.code(), why.words()))
        .collect()
}

fn capacities() -> Vec<Choice> {
    Capacity::ALL
        .iter()
        .map(|capacity| Choice::new(capacity.code(), capacity.words()))
        .collect()
}

#[component]
fn FindPractice(draft: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <form method="get" action="/certifications/new" role="search" novalidate>
            <Hidden name="draft" value=draft />
            <Hidden name="question" value="practice" />
            <Field submitted name="find" label="Find the practice" hint="Its name and town, its code like A81001, or its postcode." />
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Find"</button>
        </form>
    }
}

#[component]
fn Practice(draft: DraftView, submitted: RwSignal<Submitted>) -> impl IntoView {
    if draft.found.is_empty() {
        let nothing = (!draft.find.is_empty())
            .then(|| view! { <p>"No practice was found. Try fewer words, or the code."</p> });
        let chosen = (!draft.practice_name.is_empty() && draft.find.is_empty()).then(|| {
            view! {
                <p>"Chosen now: " <strong>{draft.practice_name.clone()}</strong></p>
                <Hidden name="practice" value=draft.answers.practice.clone() />
                <button class="nhsuk-button" type="submit">"Continue"</button>
            }
        });
        return view! { {nothing} {chosen} }.into_any();
    }
    let found: Vec<_> = draft
        .found
        .iter()
        .filter(|practice| !practice.closed)
        .map(choice_of)
        .collect();
    let closed = draft.found.iter().any(|practice| practice.closed).then(|| {
        view! { <p>"Practices that have closed are left out."</p> }
    });
    view! { {choices(submitted, "practice", "Practices found", &found)} {closed} }.into_any()
}

fn choice_of(practice: &FoundPractice) -> Choice {
    let words = [&practice.name, " (", &practice.code, "), ", &practice.place].concat();
    Choice::new(&practice.code, &words)
}

#[component]
fn Roles(draft: DraftView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let kind = Kind::from_code(&draft.answers.need).unwrap_or(Kind::Administrator);
    let boxes = kind.roles().into_iter().enumerate().map(|(number, role)| {
        let id = if number == 0 { "roles".to_owned() } else { ["roles-", role.code()].concat() };
        let ticked = submitted.with_untracked(|form| form.values_of("roles[]").any(|code| code == role.code()));
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="roles[]" value=role.code() checked=ticked />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{role.name()}</label>
                <div class="nhsuk-hint nhsuk-checkboxes__hint">{[role.service().name(), ". ", role.facts().lets].concat()}</div>
            </div>
        }
    });
    let error = submitted.with_untracked(|form| form.error("roles"));
    let is_wrong = error.is_some();
    view! {
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">"Tick what the person needs"</legend>
                {error.map(|message| crate::ui::error_message(None, message))}
                <div class="nhsuk-checkboxes">{boxes.collect_view()}</div>
            </fieldset>
        </div>
    }
}

#[component]
fn Authoriser(draft: DraftView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let capacity = Capacity::from_code(&draft.answers.capacity);
    let gp = (capacity == Some(Capacity::Partner)).then(|| {
        view! { <Field submitted name="gmc_number" label="Their GMC number" hint="7 digits. If they are on the Performers List we write to the address that is registered there." width="nhsuk-input--width-10" /> }
    });
    let icb = (capacity == Some(Capacity::Icb)).then(|| {
        view! { <Field submitted name="icb" label="Name of the ICB" /> }
    });
    view! {
        <p>"We send them a link by which they confirm or decline. If they have an account, they log in for it."</p>
        <PersonFields submitted whole=false />
        {gp}
        {icb}
    }
}

#[component]
fn Check(draft: DraftView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let rows = draft.summary.iter().map(|(key, value, question)| {
        let change = ["/certifications/new?draft=", &escape(&draft.draft), "&question=", question].concat();
        view! {
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">{key.clone()}</dt>
                <dd class="nhsuk-summary-list__value">{value.clone()}</dd>
                <dd class="nhsuk-summary-list__actions">
                    <a href=change>"Change" <span class="nhsuk-u-visually-hidden">{[" ", &key.to_lowercase()].concat()}</span></a>
                </dd>
            </div>
        }
    });
    let error = submitted.with_untracked(|form| form.error("accepts"));
    let is_wrong = error.is_some();
    view! {
        <dl class="nhsuk-summary-list">{rows.collect_view()}</dl>
        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
            {error.map(|message| crate::ui::error_message(None, message))}
            <div class="nhsuk-checkboxes">
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id="accepts" name="accepts[]" value="yes" />
                    <label class="nhsuk-label nhsuk-checkboxes__label" for="accepts">"All of this is true, and the practice knows that I am asking"</label>
                </div>
            </div>
        </div>
    }
}
