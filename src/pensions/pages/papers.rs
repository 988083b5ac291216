//! Adding a paper to a form.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::form_page;
use crate::{
    base::error::AppError,
    pensions::{api::open_form, views::FormView},
    ui::{BackLink, ErrorSummary, FileField, Hidden, Page, Submitted, load, use_submitted, view},
};

/// The page with the field for a file.
#[component]
pub fn PapersPage() -> impl IntoView {
    let params = use_params_map();
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { open_form(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: FormView| view! { <Add view submitted /> },
    )
}

#[component]
fn Add(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let (id, back) = (view.id, form_page(view.id, ""));
    view! {
        <Page title="Add a paper" wrong above=move || view! {
            <BackLink href=back.clone() text="The form" />
            <ErrorSummary submitted />
        }>
            <p>{view.title.clone()}</p>
            <form method="post" action=form_page(id, "papers") enctype="multipart/form-data" novalidate>
                <Hidden name="id" value=id.to_string() />
                <FileField submitted name="file" label="A payslip, the annual solo form, or another paper"
                    hint="PDF, Word (docx), Excel (xlsx), OpenDocument (ods), CSV, PNG or JPEG, up to 4 MB. 8 papers at most. Everybody who sees the form can open it."
                    accept=".pdf,.docx,.xlsx,.ods,.csv,.png,.jpg,.jpeg" />
                <button class="nhsuk-button" type="submit">"Add it"</button>
            </form>
        </Page>
    }
}
