//! Changing one's name and phone number.

use leptos::prelude::*;

use crate::{
    account::{AccountView, api::open_account},
    base::text::shown_name,
    ui::{BackLink, ErrorSummary, Field, Page, Submitted, load, use_submitted, view},
};

/// One's name and phone number.
#[component]
pub fn DetailsPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| open_account(),
        move |account: AccountView| view! { <Details account submitted /> },
    )
}

#[component]
fn Details(account: AccountView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let name = if account.gp {
        let name = shown_name(
            &account.title,
            &shown_name(&account.first_name, &account.last_name),
        );
        view! {
            <p>"Your name is the one on the Performers List: " <strong>{name}</strong> ". Change it with the GMC first."</p>
        }
        .into_any()
    } else {
        view! {
            <Field submitted name="title" label="Title (optional)" autocomplete="honorific-prefix"
                width="nhsuk-input--width-5" value=account.title />
            <Field submitted name="first_name" label="First name" hint="Leave it empty if you have only one name" autocomplete="given-name" value=account.first_name />
            <Field submitted name="last_name" label="Last name" autocomplete="family-name" value=account.last_name />
        }
        .into_any()
    };
    view! {
        <Page title="Change your details" wrong above=move || view! {
            <BackLink href="/account" text="Your account" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <form method="post" action="/account/details" novalidate>
                        {name}
                        <Field submitted name="phone" label="Phone number (optional)" kind="tel" autocomplete="tel"
                            width="nhsuk-input--width-20" value=account.phone />
                        <button class="nhsuk-button" type="submit">"Save"</button>
                    </form>
                </div>
            </div>
        </Page>
    }
}
