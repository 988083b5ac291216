//! A case as those see it whom it concerns, by the link that was sent to them. Opening it changes nothing.

use leptos::prelude::*;

use crate::{
    access::list,
    registration::{
        api::party::{read_case, statements},
        model::Party,
        views::{PartyAction, PartyView},
    },
    ui::{
        ErrorSummary, Field, Hidden, Page, ReachRegistrationTeam, Submitted, Success,
        TextareaField, error_message, escape, load, summary_row, use_query_map, use_submitted,
        view,
    },
};

/// Where a case stands, and what the reader can do.
#[component]
pub fn PartyCasePage() -> impl IntoView {
    let query = use_query_map();
    let submitted = use_submitted();
    load(
        move || query.read().get("key").unwrap_or_default(),
        read_case,
        move |view: PartyView| {
            let of = |name: &str| query.read_untracked().get(name).unwrap_or_default();
            view! { <Case view key=of("key") done=of("done") submitted /> }
        },
    )
}

#[component]
fn Case(
    view: PartyView,
    key: String,
    done: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let title = ["Access for ", &view.nominee, " at ", &view.practice].concat();
    let done = (!done.is_empty()).then(|| {
        let heading = if done == "sent" {
            [
                "We have your request. Its case reference is ",
                &view.reference,
            ]
            .concat()
        } else {
            "Thank you. We have noted it".to_owned()
        };
        let next = view.next.clone();
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">{heading}</p>
                <p>{next}</p>
            </Success>
        }
    });
    let asked_for =
        (!view.asked_for.is_empty()).then(|| summary_row("We need", view.asked_for.clone()));
    view! {
        <Page title wrong above=move || view! { <ErrorSummary submitted /> }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <dl class="nhsuk-summary-list">
                        {summary_row("Case reference", view.reference.clone())}
                        {summary_row("Status", view.state.clone())}
                        {summary_row("Since", view.since.clone())}
                        {summary_row("Next step", view.next.clone())}
                        {summary_row("Who asked", [&view.asker, ", ", &view.asked].concat())}
                        {summary_row("Roles", list(&view.roles))}
                        {summary_row("Reason", view.why.clone())}
                        {asked_for}
                    </dl>
                    {view.may.iter().map(|action| view! { <Act action=*action view=view.clone() key=key.clone() submitted /> }).collect_view()}
                    <ReachRegistrationTeam />
                </div>
            </div>
        </Page>
    }
}

/// What the authoriser states, one tick each.
const STATEMENTS: [&str; 3] = [
    "These roles suit this practice",
    "This person needs them for their work there",
    "It fits the practice's rules on information governance, and I may confirm it for the practice",
];

/// What the nominee states.
const DECLARATION: [&str; 1] = [
    "I want this access, I will use it for my work at this practice only, I will not share my account, and I accept the terms of use",
];

/// What somebody states who hands their access over.
const HANDOVER: [&str; 1] = [
    "I am handing this access over to the person who will get it, and I know that mine ends when theirs begins",
];

#[component]
fn Act(
    action: PartyAction,
    view: PartyView,
    key: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    match action {
        PartyAction::ConfirmAsNominee => {
            view! { <Confirm view key submitted party=Party::Nominee /> }.into_any()
        }
        PartyAction::ConfirmAsAuthoriser => {
            view! { <Confirm view key submitted party=Party::Authoriser /> }.into_any()
        }
        PartyAction::ConfirmAsOutgoing => {
            view! { <Confirm view key submitted party=Party::Outgoing /> }.into_any()
        }
        PartyAction::Object => view! {
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"This is wrong"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"If you know nothing about this, or something in it is not right, tell us. Nobody gets access until the registration team has looked into it."</p>
                    <Step key step="object" submitted words="What is wrong?" button="Stop it" />
                </div>
            </details>
        }
        .into_any(),
        PartyAction::Withdraw => view! {
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Withdraw the request"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"Then nobody gets access from it. You can make another one."</p>
                    <Step key step="withdraw" submitted words="" button="Withdraw" />
                </div>
            </details>
        }
        .into_any(),
        PartyAction::AskAgain => view! {
            <h2 class="nhsuk-heading-m">"Ask again"</h2>
            <p>"Those who have not confirmed get a new email, and seven more days."</p>
            <Step key step="ask-again" submitted words="" button="Ask them again" />
        }
        .into_any(),
        PartyAction::Unreachable => view! {
            <h2 class="nhsuk-heading-m">"If you cannot reach them"</h2>
            <p>"If they have not answered in time, tell us that you cannot reach the user administrators. We then ask the two people in your request to confirm it, and make our checks."</p>
            <Step key step="unreachable" submitted words="" button="We cannot reach them" />
        }
        .into_any(),
        PartyAction::Inform => view! {
            <h2 class="nhsuk-heading-m">"Your answer"</h2>
            <Step key step="inform" submitted words="Answer" button="Send" />
        }
        .into_any(),
    }
}

/// A form with one button, and with a text if `words` names one.
#[component]
fn Step(
    key: String,
    step: &'static str,
    submitted: RwSignal<Submitted>,
    words: &'static str,
    button: &'static str,
) -> impl IntoView {
    let action = ["/certifications/case?key=", &escape(&key)].concat();
    let text = (!words.is_empty())
        .then(|| view! { <TextareaField submitted name="reason" label=words /> });
    view! {
        <form method="post" action=action novalidate>
            <Hidden name="key" value=key />
            <Hidden name="step" value=step />
            {text}
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">{button}</button>
        </form>
    }
}

// Long: one form with all that is stated by it, and the way to say no.
#[component]
fn Confirm(
    view: PartyView,
    key: String,
    submitted: RwSignal<Submitted>,
    party: Party,
) -> impl IntoView {
    if !view.log_in.is_empty() {
        let next = escape(&["/certifications/case?key=", &escape(&key)].concat());
        let to = ["/sign-in?next=", &next].concat();
        return view! {
            <h2 class="nhsuk-heading-m">"Log in to confirm"</h2>
            <p>"You have an account with the address " <strong>{view.log_in}</strong> ". Log in to it first, so that we know that it is you."</p>
            <p><a class="nhsuk-button" href=to role="button" draggable="false">"Log in"</a></p>
        }
        .into_any();
    }
    let said: &[&str] = match party {
        Party::Authoriser => &STATEMENTS,
        Party::Outgoing => &HANDOVER,
        _ => &DECLARATION,
    };
    let ticks = said.iter().take(statements(party)).enumerate().map(|(number, words)| {
        let id = if number == 0 { "accepts".to_owned() } else { ["accepts-", &number.to_string()].concat() };
        let value = number.to_string();
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name="accepts[]" value=value />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{*words}</label>
            </div>
        }
    });
    let error = submitted.with_untracked(|form| form.error("accepts"));
    let is_wrong = error.is_some();
    let action = ["/certifications/case?key=", &escape(&key)].concat();
    let decline = action.clone();
    view! {
        <h2 class="nhsuk-heading-m">"Your answer"</h2>
        <form method="post" action=action novalidate>
            <Hidden name="key" value=key.clone() />
            <Hidden name="step" value="confirm" />
            <div class="nhsuk-form-group" class=("nhsuk-form-group--error", is_wrong)>
                <fieldset class="nhsuk-fieldset">
                    <legend class="nhsuk-fieldset__legend">"I confirm that"</legend>
                    {error.map(|message| error_message(None, message))}
                    <div class="nhsuk-checkboxes">{ticks.collect_view()}</div>
                </fieldset>
            </div>
            <Field submitted name="signature" label="Type your name to sign" hint="First and last name, as they are in the request." autocomplete="name" />
            <button class="nhsuk-button" type="submit">"Confirm"</button>
        </form>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"I do not confirm it"</span></summary>
            <div class="nhsuk-details__text">
                <form method="post" action=decline novalidate>
                    <Hidden name="key" value=key />
                    <Hidden name="step" value="decline" />
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for="decline-reason">"Why not?"</label>
                        <textarea class="nhsuk-textarea" id="decline-reason" name="reason" rows="2"></textarea>
                    </div>
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Decline"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
