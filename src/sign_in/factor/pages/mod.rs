//! What people see of second factors. All of it are documents.

mod add_app;
mod add_passkey;
mod factor;
mod factors;
mod recovery_codes;
mod show;

pub use add_app::{AddAppPage, SetUpPage};
pub use add_passkey::AddPasskeyPage;
pub use factor::FactorPage;
pub use factors::FactorsPage;
use leptos::prelude::*;
pub use recovery_codes::RecoveryCodesPage;
pub use show::ShowFactorPage;

use crate::{
    ui::{Submitted, use_query_map, view},
    web::is_of_this_site,
};

/// Where to go after the page: what came back with the form, or what the address says. Empty if nowhere of this site.
fn next_of(submitted: RwSignal<Submitted>) -> String {
    let before = submitted.with_untracked(|form| form.value("next"));
    let next = if before.is_empty() {
        use_query_map()
            .read_untracked()
            .get("next")
            .unwrap_or_default()
    } else {
        before
    };
    if is_of_this_site(&next) {
        next
    } else {
        String::new()
    }
}

/// The way out, for whoever has come no further than to their second factor.
fn log_out() -> AnyView {
    view! {
        <form method="post" action="/sign-out">
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Log out"</button>
        </form>
    }
}
