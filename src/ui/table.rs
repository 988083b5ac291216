//! Tables of documents. The program's own tables stay with their pages, whose columns differ with what is shown.

use leptos::prelude::*;

use super::view;

/// A table that small screens show as a list, each cell under the name of its column. Who sees the page reads the caption in
/// what stands above it.
pub fn table<const N: usize>(
    caption: &'static str,
    columns: [&'static str; N],
    rows: impl Iterator<Item = [AnyView; N]>,
) -> AnyView {
    let heads = columns.map(|column| {
        view! { <th scope="col" role="columnheader" class="nhsuk-table__header">{column}</th> }
    });
    let rows = rows.map(|cells| {
        let cells = columns.into_iter().zip(cells).map(|(column, cell)| {
            view! {
                <td class="nhsuk-table__cell" role="cell">
                    <span class="nhsuk-table-responsive__heading" aria-hidden="true">{column} " "</span>
                    <div>{cell}</div>
                </td>
            }
        });
        view! { <tr role="row" class="nhsuk-table__row">{cells.collect_view()}</tr> }
    });
    view! {
        <table class="nhsuk-table-responsive" role="table">
            <caption class="nhsuk-table__caption nhsuk-u-visually-hidden">{caption}</caption>
            <thead class="nhsuk-table__head" role="rowgroup"><tr role="row">{heads.into_iter().collect_view()}</tr></thead>
            <tbody class="nhsuk-table__body">{rows.collect_view()}</tbody>
        </table>
    }
}
