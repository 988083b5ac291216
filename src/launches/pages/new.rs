//! Putting a file of nominations in.

use leptos::prelude::*;

use crate::{
    access::Service,
    launches::api::may_put_in,
    ui::{
        BackLink, DateFields, ErrorSummary, FileField, LeaveOutField, Page, SelectField, Submitted,
        load, use_submitted, view,
    },
};

/// The form of a new launch.
#[component]
pub fn NewLaunchPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| may_put_in(),
        move |()| view! { <New submitted /> },
    )
}

#[component]
fn New(submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let chosen = submitted.with_untracked(|form| form.value("service"));
    let options = [(String::new(), "Choose a service".to_owned())]
        .into_iter()
        .chain(Service::ALL.map(|service| (service.code().to_owned(), service.name().to_owned())));
    view! {
        <Page title="Upload a file of nominations" wrong above=move || view! {
            <BackLink href="/launches" text="Launches" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>
                        "Nothing happens to any practice yet. You first see what the file says. Then another officer has to approve it."
                    </p>
                    <Columns />
                    <form method="post" action="/launches/new" enctype="multipart/form-data" novalidate>
                        <SelectField name="service" label="Service" options=options.collect() chosen />
                        <DateFields submitted name="day" legend="The day it goes live"
                            hint="From this day the nominees administer the service. Leave time for letters to arrive. For example, 24 5 2027" />
                        <FileField submitted name="file" label="The file of nominations" hint="CSV, up to 4 MB" />
                        <LeaveOutField submitted label="Leave out lines that can\u{2019}t be used, and use the others" />
                        <button class="nhsuk-button" type="submit">"Check and save the file"</button>
                    </form>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Columns() -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"What the file looks like"</span></summary>
            <div class="nhsuk-details__text">
                <p>"A CSV file, as spreadsheets save it in UTF-8. The first line names the columns:"</p>
                <ul>
                    <li>"practice_code, first_name, last_name and email are required"</li>
                    <li>"title and phone are optional"</li>
                    <li>"contact_name and contact_email are optional. They say who at the practice gets the letter, by post and by email"</li>
                </ul>
                <p>"Each further line is one nominee at one practice. A practice may have four, or one Main Contact."</p>
            </div>
        </details>
    }
}
