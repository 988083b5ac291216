//! A section beside the working. A few lines of JavaScript have the server work it out again while somebody types, with the code that
//! reads the form when it is sent, so the two never disagree; without them, what is saved is shown.

use leptos::prelude::*;

use super::{
    asked::read,
    fields_view::SectionFields,
    section::Section,
    working_view::{WorkingView, result_line},
};
use crate::{
    pensions::{
        Content,
        calculation::{Recorded, YearTables},
    },
    ui::{Submitted, view},
};

/// The fields of a section, with the page's buttons below them, and the working beside them. It stands inside the form.
#[component]
pub fn LiveWorking(
    section: Section,
    /// What the form has.
    content: Content,
    tables: YearTables,
    /// What the contribution statements say.
    recorded: Vec<Recorded>,
    /// What was sent, if it came back.
    submitted: RwSignal<Submitted>,
    /// What stands below the fields: the buttons.
    children: Children,
) -> impl IntoView {
    // What came back is what stands in the fields.
    let sent = submitted.with_untracked(|form| form.values.clone());
    let (result, steps) = worked_out(section, &sent, content.clone(), &tables, &recorded);
    view! {
        <div class="app-beside">
            <div class="app-beside__fields">
                <SectionFields section content tables recorded submitted />
                {children()}
            </div>
            <section class="app-beside__working" aria-labelledby="working-title">
                <h2 class="nhsuk-heading-m" id="working-title">"What it comes to"</h2>
                <p role="status" aria-live="polite"><strong id="working-result">{result}</strong></p>
                <details class="nhsuk-details" id="working">
                    <summary class="nhsuk-details__summary">
                        <span class="nhsuk-details__summary-text">"The working, step by step"</span>
                    </summary>
                    <div class="nhsuk-details__text" id="working-steps">{steps}</div>
                </details>
            </section>
            <script nonce=leptos::nonce::use_nonce()>{include_str!("live.js")}</script>
        </div>
    }
}

/// What a form comes to with what was typed into a section: the result in a sentence, and every step. What is wrong is said when it
/// is sent; until then it is only missing.
fn worked_out(
    section: Section,
    sent: &[(String, String)],
    mut content: Content,
    tables: &YearTables,
    recorded: &[Recorded],
) -> (String, AnyView) {
    read(section, sent, &mut content, tables, recorded);
    let working = content.working(tables);
    let result = result_line(&working);
    let steps = view! { <WorkingView working tables=tables.clone() /> };
    (result, steps.into_any())
}

/// The same as text: the result and the steps, as the page takes them over while somebody types.
pub fn live(
    section: Section,
    sent: &[(String, String)],
    content: Content,
    tables: &YearTables,
    recorded: &[Recorded],
) -> (String, String) {
    Owner::new().with(|| {
        let (result, steps) = worked_out(section, sent, content, tables, recorded);
        (result, steps.to_html())
    })
}
