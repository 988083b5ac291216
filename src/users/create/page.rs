//! Creating a user: address, then name and roles, then the check.

use super::api::{CreateUser, blank_table};
use crate::{
    base::text::shown_name,
    ui::{
        BackLink, CheckList, ErrorSummary, Field, Hidden, Page, PostForm, Submitted,
        ask_before_leaving, escape, load, use_submitted, view,
    },
    users::roles::{ChangedBox, RoleTable, RolesFields, TableQuery, shows_again, use_table_query},
};
use leptos::{prelude::*, server_fn::ServerFn as _};

/// A new user.
#[component]
pub fn CreateUserPage() -> impl IntoView {
    let submitted = use_submitted();
    let query = use_table_query(submitted);
    load(
        move || query.get(),
        |TableQuery {
             narrow, keep, fill, ..
         }| {
            blank_table(
                narrow,
                keep.into(),
                fill.set,
                fill.colleague,
                fill.at,
                fill.role,
            )
        },
        move |table: RoleTable| {
            let narrow = query.read_untracked().narrow.clone();
            view! { <CreateUserForm table narrow submitted /> }
        },
    )
}

#[component]
fn CreateUserForm(
    table: RoleTable,
    narrow: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    // A form that was kept while nobody was signed in had come as far as the details.
    let step = Memo::new(move |_| {
        submitted.with(|form| match form.form_state.step.as_str() {
            "" if form.sent("last_name").is_some() => "details".to_owned(),
            step => step.to_owned(),
        })
    });
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let changes = RwSignal::new(Vec::<ChangedBox>::new());
    ask_before_leaving(Signal::derive(move || !changes.with(Vec::is_empty)));
    let on_done = Callback::new(move |()| {
        changes.set(Vec::new());
        submitted.set(Submitted::default());
    });
    let action = if narrow.is_empty() {
        "/users/new".to_owned()
    } else {
        ["/users/new?practices=", &escape(&narrow)].concat()
    };
    let title = Signal::derive(move || {
        if step.read().as_str() == "check" {
            let (first, last) =
                submitted.with(|form| (form.value("first_name"), form.value("last_name")));
            [
                "Check before you create ",
                &shown_name(first.trim(), last.trim()),
            ]
            .concat()
        } else {
            "Create a user".to_owned()
        }
    });
    view! {
        <Page title wrong wide=true above=move || view! {
            <BackLink href="/users" text="Find users" />
            <ErrorSummary submitted />
        }>
            <PostForm function=CreateUser::PATH class="app-changes" action submitted on_done>
                {move || match step.get().as_str() {
                    step if step == "details" || shows_again(step) => {
                        view! { <Details table=table.clone() narrow=narrow.clone() submitted changes /> }
                    }
                    "check" => view! { <CheckList submitted button="Create user" /> },
                    _ => view! { <Address narrow=narrow.clone() submitted /> },
                }}
            </PostForm>
        </Page>
    }
}

#[component]
fn Address(narrow: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <Hidden name="practices" value=narrow />
        <p>"We check first whether this person already has an account. If they do, you add roles to it."</p>
        <Field submitted name="email" label="Their email address" kind="email" width="nhsuk-input--width-30"
            hint="Their own address, not a shared mailbox. It becomes their username." />
        <p>
            "Do not add GPs to give them GP roles. These come from the Performers List. "
            <a href="/help/getting-access">"How GPs get access"</a>
        </p>
        <button class="nhsuk-button" type="submit">"Continue"</button>
        <p><a href="/people/new">"Add many people from a file"</a></p>
    }
}

#[component]
fn Details(
    table: RoleTable,
    narrow: String,
    submitted: RwSignal<Submitted>,
    changes: RwSignal<Vec<ChangedBox>>,
) -> impl IntoView {
    let email = submitted.with_untracked(|form| form.value("email"));
    // In an element of its own: the fields of the step before would else be taken over, with what was typed in them.
    view! {
        <div>
        <Hidden name="email" value=email.clone() />
        <div class="nhsuk-inset-text"><p>"No account has the address " <strong>{email}</strong> " yet. Tell us who it is, or " <a href="/users/new" rel="external">"enter another address"</a> "."</p></div>
        <Field submitted name="title" label="Title (optional)" hint="For example Dr, Mrs or Mx" width="nhsuk-input--width-5" />
        <Field submitted name="first_name" label="First name" hint="Leave it empty if they have only one name" width="nhsuk-input--width-20" />
        <Field submitted name="last_name" label="Last name" width="nhsuk-input--width-20" />
        <Field submitted name="phone" label="Phone number (optional)" kind="tel" width="nhsuk-input--width-20" />
        <RolesFields table narrow submitted changes button="Create user" />
        </div>
    }
}
