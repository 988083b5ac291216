//! Downloads: rows a spreadsheet can't mistake for formulas, and the answer that carries them.
//!
//! A day is written as [`day`] does in every file, for people and programs alike: sorted as text it is in order, and no
//! spreadsheet takes the month for the day.

use std::borrow::Cow;

use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};

use crate::{
    base::{dates::Date, error::AppError},
    database::Failure,
    web::{Request, error_page},
};

/// A file to be saved by the browser.
#[derive(Debug)]
pub struct Download {
    pub name: String,
    /// Its media type.
    pub kind: &'static str,
    /// Its content.
    pub content: Vec<u8>,
}

/// Comma-separated rows as spreadsheets read them: UTF-8 with a mark that says so, lines ended by CR LF.
#[derive(Debug)]
pub struct Csv {
    writer: csv::Writer<Vec<u8>>,
}

impl Default for Csv {
    fn default() -> Self {
        // Without the mark Excel takes the text for the machine's old code page and spoils every accent.
        Self::after("\u{feff}")
    }
}

impl Csv {
    /// Rows that follow `start`: with nothing before them, the next part of a long file.
    pub fn after(start: &str) -> Self {
        Self {
            writer: csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .flexible(true)
                .from_writer(start.as_bytes().to_vec()),
        }
    }

    /// The rows as bytes.
    pub fn bytes(self) -> Result<Vec<u8>, Failure> {
        self.writer.into_inner().map_err(Failure::internal)
    }

    /// Adds one row.
    pub fn row<S: AsRef<str>>(
        &mut self,
        cells: impl IntoIterator<Item = S>,
    ) -> Result<(), Failure> {
        for cell in cells {
            self.writer
                .write_field(harmless(cell.as_ref()).as_bytes())
                .map_err(Failure::internal)?;
        }
        self.writer
            .write_record(None::<&[u8]>)
            .map_err(Failure::internal)
    }

    /// The rows as a file called `name`.
    pub fn download(self, name: String) -> Result<Download, Failure> {
        Ok(Download {
            name,
            kind: "text/csv; charset=utf-8",
            content: self.bytes()?,
        })
    }
}

/// A day in a cell: `2026-11-24`.
pub fn day(day: Date) -> String {
    day.to_string()
}

/// What begins a formula, the wide forms too: a spreadsheet in Japanese or Chinese takes them for the same.
const BEGINS_A_FORMULA: [char; 11] = ['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'];

/// A cell that no spreadsheet runs as a formula: what could begin one gets an apostrophe before it.
pub fn harmless(cell: &str) -> Cow<'_, str> {
    if cell.starts_with(BEGINS_A_FORMULA) {
        Cow::Owned(["'", cell].concat())
    } else {
        Cow::Borrowed(cell)
    }
}

/// Answers a request for a file with the file, or with a plain page that says why there is none.
pub async fn download(
    request: &Request,
    work: impl Future<Output = Result<Download, Failure>>,
) -> Response {
    let file = match work.await {
        Ok(file) => file,
        Err(failure) => return refuse(request.tell(failure)),
    };
    let disposition = ["attachment; filename=\"", &file.name, "\""].concat();
    let Ok(disposition) = HeaderValue::from_str(&disposition) else {
        return refuse(Failure::internal("a file name that no header holds").public(&request.id()));
    };
    (
        [
            (header::CONTENT_TYPE, HeaderValue::from_static(file.kind)),
            (header::CONTENT_DISPOSITION, disposition),
        ],
        file.content,
    )
        .into_response()
}

/// The plain page for a file that can't be had.
pub fn refuse(error: AppError) -> Response {
    let status = StatusCode::from_u16(error.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (heading, sentence) = match error {
        AppError::NotSignedIn => {
            return (StatusCode::SEE_OTHER, [(header::LOCATION, "/sign-in")]).into_response();
        }
        AppError::Forbidden(_) => (
            "You do not have access to this file",
            "Only those who may see the page can download what it shows.",
        ),
        AppError::NotFound => ("File not found", "Check the address."),
        AppError::Invalid(_) | AppError::Conflict(_) => (
            "This file can't be made",
            "The address asks for something that does not exist. Go back to the page and download it again.",
        ),
        AppError::Unavailable(_) | AppError::InDoubt(_) | AppError::Unreachable => (
            "Sorry, the service is unavailable",
            "Nothing was changed. Try again in a minute.",
        ),
        AppError::Internal(_) => (
            "Sorry, there is a problem",
            "Something went wrong on our side. Try again in a few minutes.",
        ),
    };
    error_page::page(status, heading, sentence)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn no_cell_begins_a_formula_and_nothing_is_lost(cells in prop::collection::vec("[=+@＝＋－＠\t\r\n,\"' a-é-]{0,6}", 1..5)) {
            let mut csv = Csv::default();
            csv.row(&cells).unwrap();
            let file = csv.download("rows.csv".to_owned()).unwrap();
            let text = file.content.strip_prefix("\u{feff}".as_bytes()).unwrap();
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text);
            let read = reader.records().next().map_or_else(Vec::new, |record| {
                record.unwrap().iter().map(str::to_owned).collect()
            });
            for (read, cell) in read.iter().zip(&cells) {
                prop_assert!(!read.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']));
                prop_assert_eq!(read.strip_prefix('\'').filter(|rest| rest == cell).unwrap_or(read), cell);
            }
            prop_assert_eq!(read.len(), cells.len());
        }
    }

    #[test]
    fn accents_commas_and_quotes_survive() {
        let mut csv = Csv::default();
        csv.row(["Zoë", "a,b", "say \"hi\"", "=1+1"]).unwrap();
        let file = csv.download("rows.csv".to_owned()).unwrap();
        let text = String::from_utf8(file.content).unwrap();
        assert_eq!(text, "\u{feff}Zoë,\"a,b\",\"say \"\"hi\"\"\",'=1+1\r\n");
    }
}
