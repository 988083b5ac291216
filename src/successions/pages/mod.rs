//! What people see of practices that end. All of it are documents.

mod here;
mod list;
mod new;
mod one;

pub use here::PracticeSuccessionsPage;
pub use list::SuccessionsPage;
pub use new::NewSuccessionPage;
pub use one::SuccessionPage;

use leptos::prelude::*;
use uuid::Uuid;

use super::model::State;
use crate::ui::{Tag, view};

/// Where a succession is dealt with.
fn address(id: Uuid) -> String {
    ["/successions/", &id.to_string()].concat()
}

/// Where one stands, as a tag.
fn tag(state: State) -> AnyView {
    let colour = match state {
        State::Planned => "yellow",
        State::Announced => "blue",
        State::Grace => "red",
        State::Closed | State::Withdrawn => "grey",
    };
    view! { <Tag text=state.words() colour /> }
}

/// Sentences, one below the other.
fn sentences(all: Vec<String>) -> AnyView {
    if all.is_empty() {
        return ().into_any();
    }
    let lines = all.into_iter().map(|line| view! { <li>{line}</li> });
    view! { <ul class="nhsuk-list">{lines.collect_view()}</ul> }
}
