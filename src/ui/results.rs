//! What stands around a list that was searched for: the filters that are on, and the ways to its other pages.

use leptos::prelude::*;

use super::view;

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

/// The ways to the first page of a list and to the next one.
#[component]
pub fn Pager(
    /// The address of the first page, unless this is it, and of the next one, if there is one.
    pages: [Option<String>; 2],
    /// What the next page is called.
    next: &'static str,
    /// Pages of what.
    label: &'static str,
) -> impl IntoView {
    let [first, after] = pages;
    let first = first.map(|href| {
        view! {
            <li class="nhsuk-pagination-item--previous">
                <a class="nhsuk-pagination__link nhsuk-pagination__link--prev" href=href>
                    <span class="nhsuk-pagination__title">"First page"</span>
                </a>
            </li>
        }
    });
    let after = after.map(|href| {
        view! {
            <li class="nhsuk-pagination-item--next">
                <a class="nhsuk-pagination__link nhsuk-pagination__link--next" href=href rel="next">
                    <span class="nhsuk-pagination__title">{next}</span>
                </a>
            </li>
        }
    });
    (first.is_some() || after.is_some()).then(|| {
        view! {
            <nav class="nhsuk-pagination" aria-label=label>
                <ul class="nhsuk-list nhsuk-pagination__list">{first} {after}</ul>
            </nav>
        }
    })
}
