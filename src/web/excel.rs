//! Lists as workbooks of Excel. Cells are written as text, which a spreadsheet never runs and never takes for a number.

use rust_xlsxwriter::{Format, FormatAlign, Workbook, XlsxError};

use super::csv::Download;
use crate::database::Failure;

/// A workbook with one sheet: heads that stay in sight, a filter, and a print that fits A4 across. The first two columns are
/// wide: names and addresses.
pub fn workbook(
    name: String,
    sheet: &str,
    heads: &[String],
    rows: &[Vec<String>],
) -> Result<Download, Failure> {
    Ok(Download {
        name,
        kind: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        content: written(sheet, heads, rows).map_err(Failure::internal)?,
    })
}

fn written(sheet: &str, heads: &[String], rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    // In characters.
    const WIDTHS: (f64, f64) = (30.0, 16.0);
    const A4: u8 = 9;
    let mut workbook = Workbook::new();
    let head = Format::new()
        .set_bold()
        .set_text_wrap()
        .set_align(FormatAlign::Top);
    let page = workbook.add_worksheet();
    page.set_name(sheet)?;
    for (column, text) in (0u16..).zip(heads) {
        page.write_string_with_format(0, column, text, &head)?;
    }
    for (row, cells) in (1u32..).zip(rows) {
        for (column, text) in (0u16..).zip(cells) {
            page.write_string(row, column, text)?;
        }
    }
    page.set_freeze_panes(1, 1)?;
    let (last_row, last_column) = (
        u32::try_from(rows.len()).unwrap_or(u32::MAX),
        u16::try_from(heads.len().saturating_sub(1)).unwrap_or(u16::MAX),
    );
    page.autofilter(0, 0, last_row, last_column)?;
    for column in 0..=last_column {
        page.set_column_width(column, if column < 2 { WIDTHS.0 } else { WIDTHS.1 })?;
    }
    page.set_landscape()
        .set_paper_size(A4)
        .set_print_fit_to_pages(1, 0);
    workbook.save_to_buffer()
}
