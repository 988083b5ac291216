//! Putting a file of contributions in.

use leptos::prelude::*;

use crate::{
    pensions::contributions::{
        api::{PAGE, form},
        model::FormView,
    },
    ui::{
        BackLink, CheckList, ErrorSummary, FileField, Hidden, LeaveOutField, Page, SelectField,
        Submitted, Success, load, use_query_map, use_submitted, view,
    },
};

/// The form for a practice's contributions.
#[component]
pub fn PutInContributionsPage() -> impl IntoView {
    let submitted = use_submitted();
    let query = use_query_map();
    load(
        || (),
        |()| form(),
        move |form: FormView| {
            let asked = |name| query.read_untracked().get(name);
            let chosen = submitted.with_untracked(|form| form.sent("practice"));
            let chosen = chosen.or_else(|| asked("practice")).unwrap_or_default();
            let saved = asked("done").is_some();
            view! { <PutIn form chosen saved submitted /> }
        },
    )
}

#[component]
fn PutIn(
    form: FormView,
    /// The code of the practice that is chosen already.
    chosen: String,
    /// Whether one was saved just now.
    saved: bool,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let (title, content) = if checking {
        let list = view! { <CheckList submitted button="Save the contributions" /> };
        ("Check before you save the contributions", list.into_any())
    } else {
        let fields = view! { <Fields form chosen submitted /> };
        ("Upload contributions", fields.into_any())
    };
    let fresh = submitted.with_untracked(|form| form.values.is_empty());
    let saved = (saved && fresh)
        .then(|| view! { <Success><p class="nhsuk-notification-banner__heading">"The contributions are saved."</p></Success> });
    let about = (!checking).then(|| view! { <About /> });
    view! {
        <Page title wrong above=move || view! {
            <BackLink href="/users" text="Find users" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {saved}
                    {about}
                    <form method="post" action=PAGE enctype="multipart/form-data" novalidate>{content}</form>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Fields(form: FormView, chosen: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let choose =
        (form.practices.len() > 1).then(|| (String::new(), "Choose a practice".to_owned()));
    let practices = form.practices.into_iter().map(|(ods, name)| {
        let words = [&name, " (", ods.as_ref(), ")"].concat();
        (ods.to_string(), words)
    });
    let options = choose.into_iter().chain(practices).collect();
    view! {
        <Hidden name="idempotency_key" value=form.idempotency_key />
        <Hidden name="step" value="check" />
        <SelectField name="practice" label="Practice" options chosen />
        <FileField submitted name="file" label="The file of contributions" hint="CSV, up to 4 MB" />
        <LeaveOutField submitted label="Leave out lines that can\u{2019}t be used" />
        <button class="nhsuk-button" type="submit">"Check the file"</button>
    }
}

#[component]
fn About() -> impl IntoView {
    view! {
        <p>
            "Contributions are checked against the end-of-year forms of your members. Nothing is saved yet. You first see each line that has a mistake, and then what will be saved."
        </p>
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"What the file looks like"</span></summary>
            <div class="nhsuk-details__text">
                <p>"A CSV file, as spreadsheets save it in UTF-8. The first line names the columns:"</p>
                <ul>
                    <li>"member: a GMC number of 7 digits, or a username"</li>
                    <li>"practice_code: the code of the practice"</li>
                    <li>"month: when it was paid, like 2024-04"</li>
                    <li>"income: partner, salaried, solo or locum"</li>
                    <li>"pay, employee and employer: pensionable pay and contributions, like 1234.56; below 0 where money was given back"</li>
                    <li>"avc, top_up and errbo may be left out, or empty where there is none"</li>
                    <li>"for_year may be left out, or empty for the scheme year of the month; an earlier one, like 2023-24, is what the line corrects"</li>
                </ul>
                <p>
                    "Each further line is one member, month and kind of income. A new line replaces an earlier one for the same member, month and income. Sending the same file again changes nothing."
                </p>
            </div>
        </details>
    }
}
