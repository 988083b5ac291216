//! The pages of the end of the pension year. All but the section that is filled in are documents.

#[cfg(feature = "ssr")]
mod authority;
#[cfg(feature = "ssr")]
mod desk;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod overview;
#[cfg(feature = "ssr")]
mod papers;
mod section;
#[cfg(feature = "ssr")]
mod steps;
#[cfg(feature = "ssr")]
mod submit;
#[cfg(feature = "ssr")]
mod years;

#[cfg(feature = "ssr")]
pub use authority::AuthorityPage;
#[cfg(feature = "ssr")]
pub use desk::{DeskOfficersPage, DeskPage};
#[cfg(feature = "ssr")]
pub use form::FormPage;
#[cfg(feature = "ssr")]
pub use overview::OverviewPage;
#[cfg(feature = "ssr")]
pub use papers::PapersPage;
pub use section::SectionPage;
#[cfg(feature = "ssr")]
pub use submit::SubmitPage;
#[cfg(feature = "ssr")]
pub use years::YearsPage;

#[cfg(feature = "ssr")]
use leptos::prelude::*;

#[cfg(feature = "ssr")]
use super::rules::{Stage, time_left};
#[cfg(feature = "ssr")]
use crate::ui::{Success, Tag, view};

/// Where a form stands, as a tag; one that nobody has begun is not started.
#[cfg(feature = "ssr")]
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
#[cfg(feature = "ssr")]
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
#[cfg(feature = "ssr")]
fn form_page(id: uuid::Uuid, page: &str) -> String {
    let here = ["/pensions/", &id.to_string()].concat();
    if page.is_empty() {
        here
    } else {
        [&here, "/", page].concat()
    }
}
