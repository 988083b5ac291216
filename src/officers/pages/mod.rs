//! What registration officers see of their team.

mod change;
mod one;
mod team;

pub use one::OfficerPage;
pub use team::OfficersPage;

use super::rules::Standing;
use crate::ui::{Tag, view};
use leptos::prelude::*;

/// How somebody stands, as a tag.
fn tag(standing: Standing) -> AnyView {
    let colour = match standing {
        Standing::Active => "green",
        Standing::Invited => "yellow",
        Standing::Deactivated | Standing::Withdrawn => "grey",
    };
    view! { <Tag text=standing.name() colour /> }
}
