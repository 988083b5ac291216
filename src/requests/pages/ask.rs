//! Asking for roles.

use leptos::prelude::*;

use crate::{
    base::{error::AppError, ids::OdsCode},
    performers::MY_ENTRY,
    requests::{AskView, Askable, AskableRole, api::read_askable},
    ui::{
        ErrorSummary, Hidden, Page, ReachRegistrationTeam, Submitted, TextareaField, addresses,
        error_message, load, use_query_map, use_submitted, view,
    },
};

/// What the reader may ask for at a practice of theirs, and who gives it.
#[component]
pub fn AskPage() -> impl IntoView {
    let query = use_query_map();
    let submitted = use_submitted();
    load(
        move || query.read().get("practice").unwrap_or_default(),
        |practice| async move {
            let practice = match practice.as_str() {
                "" => None,
                practice => Some(practice.parse().map_err(|_| AppError::NotFound)?),
            };
            read_askable(practice).await
        },
        move |view: AskView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <Ask view done submitted /> }
        },
    )
}

#[component]
fn Ask(view: AskView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let Some(practice) = view.practice else {
        return view! { <Where practices=view.practices /> };
    };
    if done {
        let others = addresses::ask(&practice);
        return view! { <Asked services=view.services others practice=view.practice_name /> }
            .into_any();
    }
    let missing = move || submitted.with(|form| form.error("roles"));
    let ticked = submitted.with_untracked(|form| {
        let roles = form.values.iter().filter(|(name, _)| name == "roles[]");
        roles.map(|(_, code)| code.clone()).collect::<Vec<_>>()
    });
    let others = view.practices.len() > 1;
    // The first box of the page is where the error leads.
    let first = view.services.iter().position(Askable::has_boxes);
    view! {
        <Page title=["Ask for a role at ", &view.practice_name].concat() wrong above=move || view! { <ErrorSummary submitted /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"Tick what you need. We will email the people who manage access, and email you when they have answered."</p>
                    {others.then(|| view! { <p><a href="/ask">"Ask at another practice"</a></p> })}
                    <ToAdminister />
                    <form method="post" action=addresses::ask(&practice) novalidate>
                        <Hidden name="practice" value=practice.to_string() />
                        <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || missing().is_some()>
                            {move || missing().map(|message| error_message(Some("roles-error".to_owned()), message))}
                            {view.services.into_iter().enumerate().map(|(index, service)| view! {
                                <ServiceRoles service first=first == Some(index) ticked=ticked.clone() />
                            }).collect_view()}
                        </div>
                        {first.is_some().then(|| view! {
                            <TextareaField submitted name="reason" label="Why do you need this?"
                                hint="For example: I do the monthly claims now. The person who answers will read it, and it is recorded." />
                            <button class="nhsuk-button" type="submit">"Send the request"</button>
                        })}
                    </form>
                </div>
            </div>
        </Page>
    }
    .into_any()
}

/// What happens with what was asked for.
#[component]
fn Asked(
    services: Vec<Askable>,
    /// Where more can be asked for.
    others: String,
    practice: String,
) -> impl IntoView {
    let open = services.into_iter().filter_map(|service| {
        let request = addresses::role_request(service.open?);
        Some(view! {
            <li>{service.name} ". " {service.who} " " <a href=request>"See where your request stands"</a></li>
        })
    });
    view! {
        <Page title="Your request is sent">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <h2 class="nhsuk-heading-m">"What happens next"</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">{open.collect_view()}</ul>
                    <p>"We will email the people who can answer, and email you when they have. If nobody answers within 5 working days we remind them, and 2 working days later we tell the registration team."</p>
                    <p><a href=others>"Ask for another role at " {practice}</a></p>
                    <p><a href="/">"Go to the home page"</a></p>
                </div>
            </div>
        </Page>
    }
}

/// For whoever asks to be an administrator.
#[component]
fn ToAdminister() -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"I should be the administrator"</span>
            </summary>
            <div class="nhsuk-details__text">
                <p>"Tick GPP User Management or PL User Management. An administrator of the service can give it to you, as long as fewer than four people have it."</p>
                <p>
                    "If the service has no administrator who can act, or for the Main Contact of Medical Records and Supplies, "
                    <a href="/certifications/new">"ask for access for your practice"</a>
                    ": somebody at the practice confirms it, and the registration team checks who you are."
                </p>
                <ReachRegistrationTeam />
            </div>
        </details>
    }
}

/// At which practice: the reader works at several, or at none.
#[component]
fn Where(practices: Vec<(OdsCode, String)>) -> impl IntoView {
    let none = practices.is_empty().then(|| {
        view! {
            <p>"You can only ask for roles at a practice where you work, and no practice has added you yet."</p>
            <p>
                "Ask a user administrator of your practice to add you, with the email address you log in with. If you are a "
                "GP, " <a href=MY_ENTRY>"join the practice in your Performers List entry"</a>
                ". You then get your GP roles."
            </p>
            <p><a href="/certifications/new">"Our practice has no administrator who can act"</a></p>
            <ReachRegistrationTeam />
        }
    });
    let several = (!practices.is_empty()).then(|| {
        view! {
            <p>"At which practice?"</p>
            <ul class="nhsuk-list">
                {practices.into_iter().map(|(code, name)| view! {
                    <li><a href=addresses::ask(&code)>{name} " (" {code.to_string()} ")"</a></li>
                }).collect_view()}
            </ul>
        }
    });
    view! {
        <Page title="Ask for a role">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{none} {several}</div>
            </div>
        </Page>
    }
}

/// The roles that the same people decide about, or the request that waits for their answer.
#[component]
fn ServiceRoles(service: Askable, first: bool, ticked: Vec<String>) -> impl IntoView {
    let content = match (service.open, service.own_table) {
        (_, Some(me)) => {
            let table = addresses::user(me);
            view! { <p><a href=table>"Give yourself roles in your own role table"</a></p> }.into_any()
        }
        (Some(id), None) => view! {
            <p>"You have already asked. " <a href=addresses::role_request(id)>"See where your request stands"</a></p>
        }
        .into_any(),
        (None, None) if service.roles.is_empty() => view! { <p>"You have all of these roles."</p> }.into_any(),
        (None, None) => {
            let boxes = service.roles.into_iter().enumerate().map(|(index, role)| {
                let id = if first && index == 0 { "roles".to_owned() } else { ["roles-", &role.code].concat() };
                let on = ticked.contains(&role.code);
                view! { <RoleBox role id on /> }
            });
            view! { <div class="nhsuk-checkboxes nhsuk-checkboxes--small">{boxes.collect_view()}</div> }.into_any()
        }
    };
    view! {
        <fieldset class="nhsuk-fieldset nhsuk-u-margin-bottom-5">
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{service.name}</legend>
            <p class="nhsuk-hint">{service.who}</p>
            {content}
        </fieldset>
    }
}

#[component]
fn RoleBox(role: AskableRole, id: String, on: bool) -> impl IntoView {
    let hint = [&id, "-hint"].concat();
    view! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" type="checkbox" name="roles[]" id=id.clone() value=role.code checked=on
                aria-describedby=hint.clone() />
            <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{role.name}</label>
            <div class="nhsuk-hint nhsuk-checkboxes__hint" id=hint>{role.lets_you}</div>
        </div>
    }
}
