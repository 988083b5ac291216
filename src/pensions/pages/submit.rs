//! Checking a form for the last time, and submitting it.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::form_page;
use crate::{
    base::error::AppError,
    pensions::{
        DECLARATION, api::open_form, calculation::checks::may_be_submitted, rules::Step,
        sections::WorkingView, views::FormView,
    },
    ui::{
        BackLink, ErrorSummary, Field, Hidden, Page, PasswordField, Submitted, Warning,
        error_message, load, use_submitted, view,
    },
};

/// The page on which a form is submitted.
#[component]
pub fn SubmitPage() -> impl IntoView {
    let params = use_params_map();
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |id| async move { open_form(id.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: FormView| view! { <Submit view submitted /> },
    )
}

#[component]
fn Submit(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let back = form_page(view.id, "");
    let title = ["Submit the ", &view.title].concat();
    let may = view.steps.contains(&Step::Submit) && may_be_submitted(&view.findings);
    let content = if may {
        view! { <Declare view=view.clone() submitted /> }.into_any()
    } else {
        view! { <p>"It can\u{2019}t be submitted yet. The page of the form says why, and who can help."</p> }.into_any()
    };
    view! {
        <Page title wide=true wrong above=move || view! {
            <BackLink href=back.clone() text="The form" />
            <ErrorSummary submitted />
        }>
            <p>"Check every figure. Once it is submitted it is kept exactly as it is, and the pensions desk decides about it."</p>
            <WorkingView working=view.working.clone() tables=view.tables.clone() />
            {content}
        </Page>
    }
}

#[component]
fn Declare(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let behalf = (!view.on_behalf.is_empty()).then(|| {
        let named = [
            &view.on_behalf,
            " submits this form on behalf of ",
            &view.named,
            ", who has authorised it. You are named as the person who did it.",
        ]
        .concat();
        view! { <Warning title="On behalf of the member"><p>{named}</p></Warning> }
    });
    let error = move || submitted.with(|form| form.error("declare"));
    let points = DECLARATION.map(|point| view! { <li>{point}</li> });
    view! {
        {behalf}
        <form method="post" action=form_page(view.id, "submit") novalidate>
            <Hidden name="id" value=view.id.to_string() />
            <Hidden name="version" value=view.version.to_string() />
            <h2 class="nhsuk-heading-m">"Declaration"</h2>
            <ul>{points.into_iter().collect_view()}</ul>
            <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error().is_some())>
                {move || error().map(|message| error_message(Some("declare-error".to_owned()), message))}
                <div class="nhsuk-checkboxes">
                    <div class="nhsuk-checkboxes__item">
                        <input class="nhsuk-checkboxes__input" id="declare" name="declare[]" type="checkbox" value="yes"
                            aria-describedby=move || error().map(|_| "declare-error") />
                        <label class="nhsuk-label nhsuk-checkboxes__label" for="declare">"I have checked this form, and I declare all of this"</label>
                    </div>
                </div>
            </div>
            <PasswordField submitted name="password" label="Your password" autocomplete="current-password"
                hint="So that nobody else submits this from your screen." />
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Use a code from your app instead"</span></summary>
                <div class="nhsuk-details__text">
                    <Field submitted name="code" label="Code from your authenticator app" autocomplete="one-time-code" width="nhsuk-input--width-10" />
                </div>
            </details>
            <button class="nhsuk-button" type="submit">"Submit"</button>
        </form>
    }
}
