//! What stands around a list that was searched for: the filters that are on, and the ways to its other pages.

use leptos::prelude::*;

use super::{Pages, view};

/// The filters that are on, each with a way to remove it.
#[component]
pub fn Chosen(
    /// Of each its words, and the address without it.
    chips: Vec<(String, String)>,
    /// The address without any.
    clear: String,
) -> impl IntoView {
    (!chips.is_empty()).then(|| {
        let chips = chips
            .into_iter()
            .map(|(words, without)| {
                view! {
                    <li>
                        <a class="app-chosen__chip" href=without>
                            <span class="nhsuk-u-visually-hidden">"Remove the filter "</span>
                            {words}
                        </a>
                    </li>
                }
            })
            .collect_view();
        view! {
            <div class="app-chosen">
                <h2 class="app-chosen__heading">"Showing only"</h2>
                <ul class="app-chosen__list">{chips}</ul>
                <a class="app-chosen__clear nhsuk-link" href=clear>"Clear all filters"</a>
            </div>
        }
    })
}

/// The ways to the page before and to the next one.
#[component]
pub fn Pager(
    /// The page that is shown, and those beside it.
    pages: Pages,
    /// What the next page is called.
    next: &'static str,
    /// Pages of what.
    label: &'static str,
) -> impl IntoView {
    let number = pages.number;
    let here = pages.in_words();
    let previous = pages.previous.map(|(before, href)| {
        let words = if before + 1 == number {
            "Previous page"
        } else {
            "First page"
        };
        view! {
            <li class="nhsuk-pagination-item--previous">
                <a class="nhsuk-pagination__link nhsuk-pagination__link--prev" href=href rel="prev">
                    <span class="nhsuk-pagination__title">{words}</span>
                </a>
            </li>
        }
    });
    let next = pages.next.map(|href| {
        view! {
            <li class="nhsuk-pagination-item--next">
                <a class="nhsuk-pagination__link nhsuk-pagination__link--next" href=href rel="next">
                    <span class="nhsuk-pagination__title">{next}</span>
                </a>
            </li>
        }
    });
    (previous.is_some() || next.is_some()).then(|| {
        view! {
            <nav class="nhsuk-pagination" aria-label=label>
                <ul class="nhsuk-list nhsuk-pagination__list">{previous} {next}</ul>
                <p class="app-page-number">"Page " {here}</p>
            </nav>
        }
    })
}
