//! The start page.

mod managed;
mod signed;
mod visitor;

use leptos::prelude::*;
use leptos_router::hooks::use_location;

use super::{Home, api::read_home};
use crate::ui::{load, view};

/// The start page.
#[component]
pub fn HomePage() -> impl IntoView {
    let path = use_location().pathname;
    load(
        move || path.get(),
        |_| read_home(),
        |home| match home {
            Home::Visitor => view! { <visitor::VisitorPage /> }.into_any(),
            Home::Signed(signed) => view! { <signed::SignedPage signed /> }.into_any(),
        },
    )
}
