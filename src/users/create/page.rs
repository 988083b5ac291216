//! Creating a user: address, then name and roles, then the check.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::use_query_map;

use super::api::{CreateUser, blank_table};
use crate::{
    ui::{
        BackLink, CheckList, ErrorSummary, Field, Hidden, Page, PostForm, Submitted,
        ask_before_leaving, escape, load, use_submitted, view,
    },
    users::roles::{Change, ChangeBar, Narrow, RoleTable, RoleTableFields, TermsFields},
};

/// A new user.
#[component]
pub fn CreateUserPage() -> impl IntoView {
    let submitted = use_submitted();
    let query = use_query_map();
    load(
        move || query.read().get("practices").unwrap_or_default(),
        blank_table,
        move |table: RoleTable| {
            let narrow = query.read_untracked().get("practices").unwrap_or_default();
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
    let step = Memo::new(move |_| submitted.with(|form| form.again.step.clone()));
    let wrong = Signal::derive(move || submitted.with(|form| !form.again.errors.is_empty()));
    let changes = RwSignal::new(Vec::<Change>::new());
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
    let sought = narrow.clone();
    let form = if table.columns.is_empty() {
        view! { <p>"Which practice will this person work at? Enter its code first."</p> }
    } else {
        let table = table.clone();
        view! {
            <PostForm function=CreateUser::PATH class="app-changes" action submitted on_done>
                {move || match step.get().as_str() {
                    "details" => view! { <Details table=table.clone() narrow=sought.clone() submitted changes /> },
                    "check" => view! {
                        <h2 class="nhsuk-heading-m">"Check before you create this user"</h2>
                        <CheckList submitted button="Create user" />
                    },
                    _ => view! { <Address narrow=sought.clone() submitted /> },
                }}
            </PostForm>
        }
    };
    let choosing = move || {
        (step.get().is_empty()).then(|| {
        view! { <Narrow table=table.clone() narrow=narrow.clone() address="/users/new".to_owned() /> }
    })
    };
    view! {
        <Page title="Create a user" wrong wide=true above=move || view! {
            <BackLink href="/users" text="Find users" />
            <ErrorSummary submitted />
        }>
            {choosing}
            {form}
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
            "Do not add GPs to give them GP roles: those follow from the Performers List by themselves. "
            <a href="/help/getting-access">"How GPs get access"</a>
        </p>
        <button class="nhsuk-button" type="submit">"Continue"</button>
    }
}

#[component]
fn Details(
    table: RoleTable,
    narrow: String,
    submitted: RwSignal<Submitted>,
    changes: RwSignal<Vec<Change>>,
) -> impl IntoView {
    let email = submitted.with_untracked(|form| form.value("email"));
    let reason_needed = table.powers.registration_officer;
    let receipt = table.receipt.clone();
    view! {
        <Hidden name="practices" value=narrow />
        <Hidden name="receipt" value=receipt />
        <Hidden name="email" value=email.clone() />
        <div class="nhsuk-inset-text"><p>"No account has the address " <strong>{email}</strong> " yet. Tell us who it is."</p></div>
        <Field submitted name="title" label="Title (optional)" hint="For example Dr, Mrs or Mx" width="nhsuk-input--width-5" />
        <Field submitted name="first_name" label="First name" width="nhsuk-input--width-20" />
        <Field submitted name="last_name" label="Last name" width="nhsuk-input--width-20" />
        <Field submitted name="phone" label="Phone number (optional)" kind="tel" width="nhsuk-input--width-20" />
        <RoleTableFields table=table.clone() submitted changes />
        <TermsFields submitted reason_needed />
        <ChangeBar table changes button="Create user" />
    }
}
