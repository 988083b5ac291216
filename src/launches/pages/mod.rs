//! The pages of launches.

mod list;
mod new;
mod one;

pub use list::LaunchesPage;
pub use new::NewLaunchPage;
pub use one::LaunchPage;

use leptos::prelude::*;

use super::model::{LaunchState, NominationState};
use crate::ui::{Tag, view};

/// Where a launch stands, as a tag.
fn tag(state: LaunchState) -> AnyView {
    let colour = match state {
        LaunchState::Proposed => "yellow",
        LaunchState::Approved => "blue",
        LaunchState::Live => "green",
        LaunchState::Withdrawn => "grey",
    };
    view! { <Tag text=state.words() colour /> }
}

/// What became of a nomination, as a tag.
fn nomination_tag(state: NominationState) -> AnyView {
    let colour = match state {
        NominationState::Waiting => "blue",
        NominationState::SetUp => "green",
        NominationState::Withdrawn => "grey",
        NominationState::NotSetUp => "red",
    };
    view! { <Tag text=state.words() colour /> }
}
