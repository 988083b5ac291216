//! stub
use leptos::prelude::*;

use crate::ui::Page;

/// Find users.
#[component]
pub fn FindUsersPage() -> impl IntoView {
    view! { <Page title="Users"><p>"Users"</p></Page> }
}
/// Create.
#[component]
pub fn CreateUserPage() -> impl IntoView {
    view! { <Page title="Create a user"><p>"Users"</p></Page> }
}
/// User.
#[component]
pub fn UserPage() -> impl IntoView {
    view! { <Page title="User"><p>"Users"</p></Page> }
}
/// Summary.
#[component]
pub fn SummaryPage() -> impl IntoView {
    view! { <Page title="Summary"><p>"Users"</p></Page> }
}
