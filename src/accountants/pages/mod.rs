//! The pages of accountants: those of a practice's administrators, the member's, and the accountant's own.

mod list;
mod members;
mod mine;
mod new;
mod one;
mod upload;

pub use list::AccountantsPage;
pub use members::MembersPage;
pub use mine::MyAccountantsPage;
pub use new::NameAccountantPage;
pub use one::LinkPage;
pub use upload::UploadAccountantsPage;

use leptos::prelude::*;

use super::model::{ANY_STATE, LinkLine};
use crate::{
    accountant_links::LinkState,
    ui::{Success, Tag, view},
};

/// Where a link stands, as a tag.
fn tag(state: LinkState) -> AnyView {
    let colour = match state {
        LinkState::Waiting => "yellow",
        LinkState::Active => "green",
        LinkState::Ended | LinkState::Declined => "grey",
    };
    view! { <Tag text=state.words() colour /> }
}

/// From when until when.
fn days(line: &LinkLine) -> String {
    let mut days = ["From ", &line.since.in_words()].concat();
    if let Some(last) = line.until {
        days.extend([" until ", &last.in_words()]);
    }
    days
}

/// Where a link stands, and what ended it.
fn standing(line: &LinkLine) -> AnyView {
    let why = (!line.why.is_empty()).then(|| view! { <br /> {line.why.clone()} });
    view! { <span>{tag(line.state)} {why}</span> }
}

/// The choices of a filter by state.
fn states() -> Vec<(String, String)> {
    let open = (String::new(), "Not over".to_owned());
    let any = (ANY_STATE.to_owned(), "All".to_owned());
    let states = LinkState::ALL.iter();
    let states = states.map(|state| (state.code().to_owned(), state.words().to_owned()));
    [open, any].into_iter().chain(states).collect()
}

/// That something is done.
fn done(words: Option<&'static str>) -> Option<AnyView> {
    words.map(|words| {
        view! { <Success><p class="nhsuk-notification-banner__heading">{words}</p></Success> }
    })
}
