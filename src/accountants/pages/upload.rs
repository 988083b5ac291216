//! Many accountants at once, from a file or from pasted lines.

use leptos::prelude::*;

use crate::{
    accountants::api::may_upload,
    ui::{
        BackLink, CheckList, ErrorSummary, FileField, Hidden, Page, Submitted, TextareaField, load,
        use_submitted, view,
    },
};

/// The form for many accountants.
#[component]
pub fn UploadAccountantsPage() -> impl IntoView {
    let submitted = use_submitted();
    load(
        || (),
        |()| may_upload(),
        move |key: String| view! { <Upload key submitted /> },
    )
}

#[component]
fn Upload(key: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let (title, content) = if checking {
        let list = view! { <CheckList submitted button="Name the accountants" /> };
        ("Check before you name the accountants", list.into_any())
    } else {
        let form = view! {
            <Hidden name="idempotency_key" value=key />
            <Hidden name="step" value="check" />
            <FileField submitted name="file" label="The file" hint="CSV" />
            <TextareaField submitted name="lines" label="Or paste the lines" hint="With the line that names the columns" />
            <button class="nhsuk-button" type="submit">"Check the lines"</button>
        };
        ("Add many accountants", form.into_any())
    };
    let about = (!checking).then(|| view! { <Columns /> });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/accountants" text="Accountants" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {about}
                    <form method="post" action="/accountants/upload" enctype="multipart/form-data" novalidate>{content}</form>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Columns() -> impl IntoView {
    view! {
        <p>"Nothing is saved yet. You first see each line that has a mistake, or what will be done if there are none."</p>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"What the lines look like"</span></summary>
            <div class="nhsuk-details__text">
                <p>"A CSV file, as spreadsheets save it in UTF-8, of up to 1,000 lines. The first line names the columns:"</p>
                <ul>
                    <li>"member_email, practice_code, accountant_email and scope are required"</li>
                    <li>"firm, first_name, last_name and phone are optional, but an accountant without an account needs a name"</li>
                </ul>
                <p>"A scope is written like this: Type 1; Type 2; statement"</p>
            </div>
        </details>
    }
}
