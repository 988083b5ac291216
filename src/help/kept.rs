//! What is kept for how long, from the table that the program goes by.

use leptos::prelude::*;

use crate::{
    base::kept,
    ui::{BackLink, Page, view},
    web::App,
};

/// What is kept for how long.
#[component]
pub fn WhatWeKeepPage() -> impl IntoView {
    let app = expect_context::<App>();
    let keeps = app.keeps;
    let rows = kept::ALL.iter().map(move |kept| {
        view! {
            <tr class="nhsuk-table__row">
                <th class="nhsuk-table__header" scope="row">{kept.what}</th>
                <td class="nhsuk-table__cell">{kept.in_words(keeps)}</td>
            </tr>
        }
    });
    let for_ever = kept::FOR_EVER.iter().map(|what| view! { <li>{*what}</li> });
    let (days, invitation) = (
        app.unused.days.to_string(),
        app.unused.invitation_days.to_string(),
    );
    view! {
        <Page title="What we keep and for how long" above=|| view! { <BackLink href="/help/getting-access" text="Getting access" /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"Most of what we know about you is kept so that a practice can always see who had access and who decided it. Other things are only kept for a while. We look every hour and remove what is over."</p>
                    <h2 class="nhsuk-heading-m">"Kept for a while"</h2>
                    <table class="nhsuk-table">
                        <caption class="nhsuk-table__caption nhsuk-u-visually-hidden">"What is kept for a while"</caption>
                        <thead class="nhsuk-table__head">
                            <tr>
                                <th scope="col" class="nhsuk-table__header">"What"</th>
                                <th scope="col" class="nhsuk-table__header">"For how long"</th>
                            </tr>
                        </thead>
                        <tbody class="nhsuk-table__body">{rows.collect_view()}</tbody>
                    </table>
                    <p>"The words of an email are removed as soon as it is sent. If it does not arrive, they stay so that it can be sent again."</p>
                    <h2 class="nhsuk-heading-m">"Kept for ever"</h2>
                    <ul class="nhsuk-list nhsuk-list--bullet">{for_ever.collect_view()}</ul>
                    <h2 class="nhsuk-heading-m">"Access that nobody uses"</h2>
                    <p>"If you do not log in for " {days} " days, your access to a practice ends by itself. An invitation that is not used closes after " {invitation} " days. We send emails before that. Your account and your roles are remembered, and a user administrator of the practice can bring you back."</p>
                    <h2 class="nhsuk-heading-m">"Questions"</h2>
                    <p>"Ask the registration team if you want to know what is kept about you, or if something is wrong. You can see everything recorded about you on "<a href="/account">"your account page"</a>"."</p>
                </div>
            </div>
        </Page>
    }
}
