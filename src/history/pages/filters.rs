//! Narrowing what is shown.

use leptos::prelude::*;

use super::super::{About, Action, FilterQuery};
use crate::{
    access::Service,
    ui::{DateFields, Field, QueryForm, SelectField, Submitted, view},
};

/// The form. It works by its address alone.
#[component]
pub(super) fn Filters(
    submitted: RwSignal<Submitted>,
    filter_query: FilterQuery,
    path: String,
    about: About,
) -> impl IntoView {
    let whole = about == About::Everything;
    let any = || vec![(String::new(), "Anything".to_owned())];
    let mut actions = any();
    actions.extend(
        Action::ALL
            .iter()
            .map(|action| (action.code().to_owned(), action.label().to_owned())),
    );
    let mut services = any();
    services
        .extend(Service::ALL.map(|service| (service.code().to_owned(), service.name().to_owned())));
    let practice = whole.then(|| {
        let value = filter_query.practice.clone();
        view! { <div class="app-filter__field"><Field submitted name="practice" label="Practice code" value /></div> }
    });
    let person = if whole {
        "Person (name or email address)"
    } else {
        "Person (name)"
    };
    view! {
        <QueryForm action=path>
            <details class="nhsuk-details" open=!filter_query.chosen().is_empty() || submitted.with_untracked(|form| !form.form_state.errors.is_empty())>
                <summary class="nhsuk-details__summary">
                    <span class="nhsuk-details__summary-text">"Filter"</span>
                </summary>
                <div class="app-filter">
                    <div class="app-filter__fields">
                        <div class="app-filter__field"><Field submitted name="person" label=person value=filter_query.person.clone() /></div>
                        {practice}
                        <div class="app-filter__field"><SelectField name="what" label="What happened" options=actions chosen=filter_query.what.clone() /></div>
                        <div class="app-filter__field"><SelectField name="service" label="Roles of service" options=services chosen=filter_query.service.clone() /></div>
                        <div class="app-filter__day"><DateFields submitted name="from" legend="First day" hint="For example, 23 11 2026" /></div>
                        <div class="app-filter__day"><DateFields submitted name="to" legend="Last day" hint="For example, 30 11 2026" /></div>
                        <div class="app-filter__actions">
                            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small" type="submit">"Apply"</button>
                        </div>
                    </div>
                </div>
            </details>
        </QueryForm>
    }
}
