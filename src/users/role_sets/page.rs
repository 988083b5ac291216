//! A practice's role sets, and the form of one.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{
    api::read_sets,
    model::{RoleSet, RoleSetsView},
};
use crate::{
    access::{Role, Service},
    base::{clock::new_id, error::AppError},
    ui::{
        BackLink, ErrorSummary, Field, Hidden, Page, Submitted, Success, Trouble, addresses,
        error_message, load, use_query_map, use_submitted, view,
    },
};

/// What names the form of a set that is not there yet.
const NEW: &str = "new";

/// The role sets of a practice; one of them, or a new one, if the address says so.
#[component]
pub fn RoleSetsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        |ods| async move { read_sets(ods.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: RoleSetsView| {
            let query = query.read_untracked();
            let asked = query.get("set");
            let set = match asked.as_deref() {
                None => {
                    return view! { <Sets view done=query.get("done").unwrap_or_default() /> }
                        .into_any();
                }
                Some(NEW) => Some(new(submitted)),
                Some(id) => view
                    .sets
                    .iter()
                    .find(|set| set.id.to_string() == id)
                    .cloned(),
            };
            match set {
                Some(set) => view! { <OneSet view set submitted /> }.into_any(),
                None => view! { <Trouble error=AppError::NotFound /> }.into_any(),
            }
        },
    )
}

/// A set that is not there yet. One that was refused keeps the identifier that it was sent with.
fn new(submitted: RwSignal<Submitted>) -> RoleSet {
    let sent = submitted.with_untracked(|form| form.value("set"));
    RoleSet {
        id: sent.parse().unwrap_or_else(|_| new_id()),
        name: String::new(),
        roles: Vec::new(),
        version: 0,
    }
}

/// The address of one set.
fn address(view: &RoleSetsView, set: &str) -> String {
    [
        &addresses::practice_page(&view.practice, "role-sets?set="),
        set,
    ]
    .concat()
}

#[component]
fn Sets(view: RoleSetsView, done: String) -> impl IntoView {
    let done = match done.as_str() {
        "saved" => Some("The role set is saved."),
        "removed" => Some("The role set is removed. Nobody lost a role by it."),
        _ => None,
    };
    let done = done.map(|words| {
        view! { <Success><p class="nhsuk-notification-banner__heading">{words}</p></Success> }
    });
    let rows = view.sets.iter().map(|set| {
        let change = address(&view, &set.id.to_string());
        let label = ["Change ", &set.name].concat();
        view! {
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">{set.name.clone()}</dt>
                <dd class="nhsuk-summary-list__value">{set.in_words()}</dd>
                <dd class="nhsuk-summary-list__actions"><a href=change>{label}</a></dd>
            </div>
        }
    });
    let rows = rows.collect_view();
    let add = address(&view, NEW);
    let people = addresses::practice_page(&view.practice, "people/new");
    let title = ["Role sets of ", &view.name].concat();
    view! {
        <Page title above=move || view! { <BackLink href=people.clone() text="Add many people" /> }>
            {done}
            <p>"A role set is a list of roles with a name. You can use the name when you add many people from a file. A set gives nobody a role by itself, and a change of a set changes nobody’s roles."</p>
            <dl class="nhsuk-summary-list">{rows}</dl>
            <p><a class="nhsuk-button" role="button" draggable="false" href=add>"Add a role set"</a></p>
        </Page>
    }
}

#[component]
fn OneSet(view: RoleSetsView, set: RoleSet, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let is_new = set.version == 0;
    let title = if is_new {
        "Add a role set".to_owned()
    } else {
        ["Change the role set ", &set.name].concat()
    };
    let action = if is_new {
        address(&view, NEW)
    } else {
        address(&view, &set.id.to_string())
    };
    let ticked = ticked(&set, submitted);
    let services = Service::ALL
        .into_iter()
        .map(|service| boxes(service, &view, &set, &ticked))
        .collect_view();
    let roles_wrong = submitted
        .with_untracked(|form| form.error("roles"))
        .map(|message| error_message(Some("roles-error".to_owned()), message));
    let remove = (!is_new).then(|| {
        view! {
            " " <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="remove">"Remove this set"</button>
        }
    });
    let back = addresses::practice_page(&view.practice, "role-sets");
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Role sets" />
            <ErrorSummary submitted />
        }>
            <form method="post" action=action novalidate autocomplete="off">
                <Hidden name="practice" value=view.practice.to_string() />
                <Hidden name="set" value=set.id.to_string() />
                <Hidden name="version" value=set.version.to_string() />
                <Hidden name="idempotency_key" value=view.idempotency_key />
                <Field submitted name="name" label="Name of the set" hint="For example Receptionist" value=set.name width="nhsuk-input--width-20" />
                <div id="roles">{roles_wrong}{services}</div>
                <div class="app-actions">
                    <button class="nhsuk-button" type="submit" name="step" value="save">"Save"</button>
                    {remove}
                </div>
            </form>
        </Page>
    }
}

/// The roles whose boxes are ticked: as they were sent, if the form came back.
fn ticked(set: &RoleSet, submitted: RwSignal<Submitted>) -> Vec<Role> {
    submitted.with_untracked(|form| {
        if form.sent("set").is_none() {
            return set.roles.clone();
        }
        form.values_of("roles[]")
            .filter_map(Role::from_code)
            .collect()
    })
}

/// The boxes of a service that the reader administers; the roles of the set, as text, of another one.
fn boxes(service: Service, view: &RoleSetsView, set: &RoleSet, ticked: &[Role]) -> Option<AnyView> {
    let mine = view.mine.iter().filter(|role| role.service() == service);
    let mine: Vec<Role> = mine.copied().collect();
    if mine.is_empty() {
        let there = set.roles.iter().filter(|role| role.service() == service);
        let there: Vec<_> = there.map(|role| role.name()).collect();
        return (!there.is_empty()).then(|| {
            view! {
                <p>
                    <strong>{service.name()}</strong> ": " {there.join(", ")}
                    ". Only administrators of this service can change these."
                </p>
            }
            .into_any()
        });
    }
    let boxes = mine.into_iter().map(|role| {
        let id = ["role-", role.code()].concat();
        let hint = [&id, "-hint"].concat();
        let on = ticked.contains(&role);
        view! {
            <div class="nhsuk-checkboxes__item">
                <input class="nhsuk-checkboxes__input" type="checkbox" name="roles[]" id=id.clone() value=role.code() checked=on aria-describedby=hint.clone() />
                <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{role.name()}</label>
                <div class="nhsuk-hint nhsuk-checkboxes__hint" id=hint>{role.facts().lets}</div>
            </div>
        }
    });
    Some(
        view! {
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{service.name()}</legend>
                <div class="nhsuk-checkboxes nhsuk-u-margin-bottom-5">{boxes.collect_view()}</div>
            </fieldset>
        }
        .into_any(),
    )
}
