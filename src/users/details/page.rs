//! A user's name and phone number, to be put right.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{DetailsView, api::open_details};
use crate::{
    base::error::AppError,
    ui::{
        BackLink, ErrorSummary, Field, Hidden, Page, Submitted, Success, addresses, load,
        use_query_map, use_submitted, view,
    },
};

/// Correcting the details of a user.
#[component]
pub fn UserDetailsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |user| async move { open_details(user.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: DetailsView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <Details view done submitted /> }
        },
    )
}

#[component]
fn Details(view: DetailsView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let back = addresses::user(view.user);
    let title = ["Correct the details of ", &view.name].concat();
    let done = done.then(|| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"The details are saved."</p>
                <p>"We will tell the user by email. The change is in the history of their practices."</p>
            </Success>
        }
    });
    let content = if view.why_not.is_empty() {
        view! { <Form view submitted /> }.into_any()
    } else {
        view! { <p>{view.why_not}</p> }.into_any()
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Back to the roles" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{content}</div>
            </div>
        </Page>
    }
}

#[component]
fn Form(view: DetailsView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::user_page(view.user, "details");
    let address = view.invited.then(|| {
        let href = addresses::user_page(view.user, "sign-in");
        view! { <p>"Is their email address wrong? " <a href=href>"Correct the address and send the invitation again"</a></p> }
    });
    view! {
        <p>"Their name is changed at every practice where they work, and the other administrators there are told. We also tell the user."</p>
        {address}
        <form method="post" action=action novalidate>
            <Hidden name="user" value=view.user.to_string() />
            <Hidden name="seen" value=view.seen />
            <Field submitted name="title" label="Title (optional)" width="nhsuk-input--width-5" value=view.title />
            <Field submitted name="first_name" label="First name" hint="Leave it empty if they have only one name" value=view.first_name />
            <Field submitted name="last_name" label="Last name" value=view.last_name />
            <Field submitted name="phone" label="Phone number (optional)" kind="tel" width="nhsuk-input--width-20" value=view.phone />
            <button class="nhsuk-button" type="submit">"Save"</button>
        </form>
    }
}
