//! Tables of the working. On a phone each row is a list, each cell under the name of its column.

use leptos::prelude::*;

use crate::ui::view;

/// A table whose first column names its rows.
pub(super) fn table(
    caption: String,
    columns: &'static [&'static str],
    rows: Vec<Vec<AnyView>>,
) -> AnyView {
    let heads = columns.iter().map(|column| {
        view! { <th scope="col" role="columnheader" class="nhsuk-table__header">{*column}</th> }
    });
    let rows = rows.into_iter().map(|cells| {
        let cells = columns.iter().zip(cells).enumerate().map(|(place, (column, cell))| {
            let heading = view! { <span class="nhsuk-table-responsive__heading" aria-hidden="true">{*column} " "</span> };
            if place == 0 {
                view! { <th scope="row" role="rowheader" class="nhsuk-table__header">{heading} <div>{cell}</div></th> }
            } else {
                view! { <td role="cell" class="nhsuk-table__cell">{heading} <div>{cell}</div></td> }
            }
        });
        view! { <tr role="row" class="nhsuk-table__row">{cells.collect_view()}</tr> }
    });
    view! {
        <table class="nhsuk-table-responsive app-working__table" role="table">
            <caption class="nhsuk-table__caption nhsuk-table__caption--s">{caption}</caption>
            <thead class="nhsuk-table__head" role="rowgroup"><tr role="row">{heads.collect_view()}</tr></thead>
            <tbody class="nhsuk-table__body" role="rowgroup">{rows.collect_view()}</tbody>
        </table>
    }
}

/// A cell that is only words.
pub(super) fn words(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    text.into_any()
}
