//! Staying logged in, for somebody in the middle of something on another page.

use leptos::prelude::*;

use crate::{
    base::error::AppError,
    sign_in::{Me, api::current_user},
    ui::{Page, load, view},
};

/// Opened beside the page somebody works on. Opening any page keeps a session alive; this one says so.
#[component]
pub fn StayPage() -> impl IntoView {
    load(
        || (),
        |()| async { current_user().await?.ok_or(AppError::NotSignedIn) },
        |me: Me| {
            view! {
                <Page title="You stay logged in">
                    <p>"Until " <strong>{me.until}</strong> ", and longer each time you open a page. After 12 hours you have to log in again."</p>
                    <p>"Close this tab and carry on where you were."</p>
                </Page>
            }
        },
    )
}
