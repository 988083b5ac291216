//! Filling in one section, with what comes of it worked out as one types.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    base::error::AppError,
    pensions::{
        api::open_section,
        sections::{LiveWorking, Section},
        views::SectionView,
    },
    ui::{BackLink, ErrorSummary, Hidden, Page, Submitted, load, use_submitted, view},
};

/// One section of a form.
#[component]
pub fn SectionPage() -> impl IntoView {
    let params = use_params_map();
    let submitted = use_submitted();
    load(
        move || {
            let of = |name: &str| params.read().get(name).unwrap_or_default();
            (of("id"), of("section"))
        },
        |(id, section)| async move {
            open_section(id.parse().map_err(|_| AppError::NotFound)?, section).await
        },
        move |view: SectionView| view! { <OneSection view submitted /> },
    )
}

#[component]
fn OneSection(view: SectionView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let form = ["/pensions/", &view.id.to_string()].concat();
    let action = [&form, "/sections/", &view.section].concat();
    let others = (!view.others.is_empty()).then(|| {
        let who = view.others.join(", ");
        view! { <div class="nhsuk-inset-text"><p>{[&who, " also has this form open."].concat()}</p></div> }
    });
    let conflict = move || {
        let told = submitted.with(|form| form.form_state.edit_conflict.clone());
        (!told.is_empty()).then(|| view! {
            <div class="nhsuk-inset-text" role="alert">{told.into_iter().map(|one| view! { <p>{one}</p> }).collect_view()}</div>
        })
    };
    // What was seen last: a form that came back because somebody else saved carries their version.
    let shown = view.version;
    let version = move || {
        let newer = submitted.with(|form| form.form_state.step.parse::<i64>().ok());
        newer.unwrap_or(shown).to_string()
    };
    let on = if view.next.is_empty() {
        ("", "Save and see the form")
    } else {
        ("next", "Save and continue")
    };
    let section = Section::from_code(&view.section);
    let fields = section.map(|section| view! {
        <LiveWorking section content=view.content.clone() tables=view.tables.clone() recorded=view.recorded.clone() submitted>
            <button class="nhsuk-button" type="submit" name="step" value=on.0>{on.1}</button>
            " "
            <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="back">"Save and go back to the form"</button>
        </LiveWorking>
    });
    let title = section
        .map(|section| section.title(&view.content))
        .unwrap_or_default();
    view! {
        <Page title wide=true wrong above=move || view! {
            <BackLink href=form.clone() text="The form" />
            <ErrorSummary submitted />
        }>
            <p class="nhsuk-caption-l">{view.title}</p>
            {others}
            {conflict}
            <form method="post" action=action novalidate autocomplete="off">
                <Hidden name="id" value=view.id.to_string() />
                <Hidden name="section" value=view.section.clone() />
                <input type="hidden" name="version" value=version />
                {fields}
            </form>
        </Page>
    }
}
