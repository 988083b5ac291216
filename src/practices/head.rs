//! What stands at the top of every page about one practice.

use leptos::prelude::*;

use super::{Practice, PracticeStatus};
use crate::ui::{Tag, addresses, view};

/// Which practice a page is about, and the way to its other pages. `here` is the last part of the page's own address
/// (`users`, `performers`, `review`).
#[component]
pub fn PracticeHead(
    practice: Practice,
    /// The page it stands on.
    here: &'static str,
    /// Whether the reader may open no other page of the practice.
    #[prop(optional)]
    alone: bool,
) -> impl IntoView {
    let address = practice.address_line();
    let pages = [
        ("users", "Users and roles"),
        ("performers", "GPs"),
        ("review", "Access review"),
        ("requests", "Requests"),
        ("left", "People who left"),
        ("history", "History"),
    ];
    let links = pages.map(|(page, words)| {
        let href = addresses::practice_page(&practice.ods, page);
        let current = (page == here).then_some("page");
        view! { <li><a class="nhsuk-link" href=href aria-current=current>{words}</a></li> }
    });
    let links = (!alone).then(|| {
        view! {
            <nav aria-label="This practice">
                <ul class="app-practice-head__links">{links.into_iter().collect_view()}</ul>
            </nav>
        }
    });
    view! {
        <div class="app-practice-head">
            <p class="app-practice-head__name">
                {practice.name} " " <span class="app-practice-head__code">{practice.ods.to_string()}</span>
                {(practice.status == PracticeStatus::Closed).then(|| view! { " " <Tag text="Closed" colour="grey" /> })}
            </p>
            <p class="app-practice-head__detail">
                {address}
                {practice.open_or_not}
            </p>
            <p class="app-practice-head__detail">
                {match practice.pcn {
                    Some(pcn) => ["Primary Care Network: ", &pcn.name, " (", pcn.code.as_ref(), ")"].concat(),
                    None => "Not in a Primary Care Network".to_owned(),
                }}
            </p>
            {links}
        </div>
    }
}
