//! A section beside the working. In the browser the working follows what is typed; without it, what is saved is shown.

use leptos::{ev::Event, prelude::*};

use super::{
    asked::read,
    fields_view::SectionFields,
    section::Section,
    working_view::{WorkingView, result_line},
};
use crate::{
    pensions::{
        Content,
        calculation::{Recorded, Working, YearTables},
    },
    ui::{Submitted, form_values, view},
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
    let saved = StoredValue::new((content.clone(), tables.clone(), recorded.clone()));
    let worked_out = move |sent: &[(String, String)]| {
        saved.with_value(|(content, tables, recorded)| {
            let mut content = content.clone();
            // What is wrong is said when it is sent; until then it is only missing.
            read(section, sent, &mut content, tables, recorded);
            content.working(tables)
        })
    };
    // What came back is what stands in the fields.
    let working = RwSignal::new(submitted.with_untracked(|form| worked_out(&form.values)));
    let result = RwSignal::new(working.with_untracked(result_line));
    let announce = announcing(working, result);
    let on_input = move |event: Event| {
        let sent = form_values(&event);
        if sent.is_empty() {
            return;
        }
        let now = worked_out(&sent);
        if working.with_untracked(|before| *before != now) {
            working.set(now);
        }
        announce();
    };
    let shown = tables.clone();
    view! {
        <div class="app-beside" on:input=on_input>
            <div class="app-beside__fields">
                <SectionFields section content tables recorded submitted />
                {children()}
            </div>
            <section class="app-beside__working" aria-labelledby="working-title">
                <h2 class="nhsuk-heading-m" id="working-title">"What it comes to"</h2>
                <p class="app-beside__result" role="status" aria-live="polite">{move || result.get()}</p>
                <details class="nhsuk-details" open>
                    <summary class="nhsuk-details__summary">
                        <span class="nhsuk-details__summary-text">"The working, step by step"</span>
                    </summary>
                    <div class="nhsuk-details__text">
                        {move || view! { <WorkingView working=working.get() tables=shown.clone() /> }}
                    </div>
                </details>
            </section>
        </div>
    }
}

/// Says the result when nothing was typed for a moment: whoever hears it would else hear one for every key.
fn announcing(working: RwSignal<Working>, result: RwSignal<String>) -> impl Fn() + Clone + 'static {
    #[cfg(feature = "hydrate")]
    {
        const PAUSE: std::time::Duration = std::time::Duration::from_millis(700);
        let waiting = StoredValue::new(None::<TimeoutHandle>);
        let stop = move || {
            if let Some(timer) = waiting.try_get_value().flatten() {
                timer.clear();
            }
        };
        on_cleanup(stop);
        move || {
            stop();
            let say = move || {
                // The page may be gone by then.
                let now = working.try_with_untracked(result_line);
                if let Some(now) = now.filter(|now| result.with_untracked(|before| before != now)) {
                    result.set(now);
                }
            };
            waiting.set_value(set_timeout_with_handle(say, PAUSE).ok());
        }
    }
    #[cfg(not(feature = "hydrate"))]
    move || result.set(working.with_untracked(result_line))
}
