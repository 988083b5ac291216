//! The pages of the end of the pension year. All but the section that is filled in are documents.

mod authority;
mod desk;
mod form;
mod overview;
mod papers;
mod section;
mod steps;
mod submit;
mod years;

pub use authority::AuthorityPage;
pub use desk::{DeskOfficersPage, DeskPage};
pub use form::FormPage;
pub use overview::OverviewPage;
pub use papers::PapersPage;
pub use section::SectionPage;
pub use submit::SubmitPage;
pub use years::YearsPage;

use leptos::prelude::*;

use super::rules::{Stage, time_left};
use crate::ui::{Success, Tag, view};

/// Where a form stands, as a tag; one that nobody has begun is not started.
fn tag(stage: Option<Stage>) -> AnyView {
    let (words, colour) = match stage {
        None => ("Not started", "grey"),
        Some(stage) => {
            let colour = match stage {
                Stage::Draft => "blue",
                Stage::Ready => "yellow",
                Stage::Declared => "aqua-green",
                Stage::Approved => "green",
                Stage::Rejected => "red",
                Stage::Elsewhere | Stage::NotRequired => "grey",
            };
            (stage.words(), colour)
        }
    };
    view! { <Tag text=words colour /> }
}

/// That something is done, and what is next.
fn done(words: &'static str, next: &'static str) -> AnyView {
    view! {
        <Success>
            <p class="nhsuk-notification-banner__heading">{words}</p>
            <p>{next}</p>
        </Success>
    }
    .into_any()
}

/// The address of a form, or of a page of it.
fn form_page(id: uuid::Uuid, page: &str) -> String {
    let here = ["/pensions/", &id.to_string()].concat();
    if page.is_empty() {
        here
    } else {
        [&here, "/", page].concat()
    }
}
