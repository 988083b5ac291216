//! What papers a form takes. What is in a file has to be what its name says: the desk opens what strangers send.

use crate::base::{stored::coded, text::clean};

coded! {
    /// The kinds of papers. None of them carries a program.
    pub enum PaperKind ("a kind of paper") {
        Pdf = "pdf", "application/pdf";
        Docx = "docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
        Xlsx = "xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
        Ods = "ods", "application/vnd.oasis.opendocument.spreadsheet";
        Csv = "csv", "text/csv";
        Png = "png", "image/png";
        Jpg = "jpg", "image/jpeg";
    }
}

/// The largest paper, in bytes.
pub(super) const LARGEST: usize = 4 * 1024 * 1024;
/// How many a form has at most.
pub(super) const MOST_PAPERS: usize = 8;
/// The longest name, in characters.
const LONGEST_NAME: usize = 100;

/// Reads a paper: the name under which it is kept, and its kind. Or why it can't be kept.
pub(super) fn read(called: &str, content: &[u8]) -> Result<(String, PaperKind), &'static str> {
    if content.is_empty() {
        return Err("Choose a paper that is not empty");
    }
    if content.len() > LARGEST {
        return Err("A paper can have 4 MB at most. Save it smaller, or in two parts");
    }
    let name = name_of(called);
    let ending = name
        .rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase());
    let ending = match ending.as_deref() {
        Some("jpeg") => "jpg",
        Some(ending) => ending,
        None => "",
    };
    let kind = PaperKind::from_code(ending).ok_or(KINDS)?;
    if is(kind, content) {
        Ok((name, kind))
    } else {
        Err("What is in this file is not what its name says. Save it again as PDF, and add that")
    }
}

const KINDS: &str =
    "A paper has to be a PDF, Word (docx), Excel (xlsx), OpenDocument (ods), CSV, PNG or JPEG file";

/// What a file is called, without a folder and without what could mislead in a list.
fn name_of(called: &str) -> String {
    let name = called.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain = |c: &char| c.is_alphanumeric() || " .,-_()+&'".contains(*c);
    let name: String = clean(name).chars().filter(plain).collect();
    let count = name.chars().count();
    // The ending stays.
    name.chars()
        .skip(count.saturating_sub(LONGEST_NAME))
        .collect()
}

fn is(kind: PaperKind, content: &[u8]) -> bool {
    match kind {
        PaperKind::Pdf => content.starts_with(b"%PDF-"),
        PaperKind::Png => content.starts_with(b"\x89PNG\r\n\x1a\n"),
        PaperKind::Jpg => content.starts_with(b"\xff\xd8\xff"),
        PaperKind::Csv => {
            let control = |byte: &u8| *byte < b' ' && !b"\t\r\n".contains(byte);
            str::from_utf8(content).is_ok() && !content.iter().any(control)
        }
        PaperKind::Docx => is_archive(content, b"word/"),
        PaperKind::Xlsx => is_archive(content, b"xl/"),
        PaperKind::Ods => is_archive(content, b"application/vnd.oasis.opendocument.spreadsheet"),
    }
}

/// Whether it is a ZIP archive that holds something, and no macros.
fn is_archive(content: &[u8], holds: &[u8]) -> bool {
    let has = |what: &[u8]| content.windows(what.len()).any(|part| part == what);
    let macros: [&[u8]; 3] = [b"vbaProject.bin", b"Basic/", b"macrosheets/"];
    content.starts_with(b"PK\x03\x04") && has(holds) && !macros.into_iter().any(has)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_paper_is_what_its_name_says_and_carries_no_program() {
        let zip = |inside: &str| [b"PK\x03\x04...", inside.as_bytes()].concat();
        for (name, content) in [
            ("a.pdf", b"%PDF-1.7 x".to_vec()),
            ("a.PDF", b"%PDF-1.7 x".to_vec()),
            ("a.docx", zip("word/document.xml")),
            ("a.xlsx", zip("xl/workbook.xml")),
            (
                "a.ods",
                zip("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"),
            ),
            ("a.csv", "a,\u{e9}\r\n".into()),
            ("a.png", b"\x89PNG\r\n\x1a\nx".to_vec()),
            ("a.jpeg", b"\xff\xd8\xffx".to_vec()),
        ] {
            assert!(read(name, &content).is_ok(), "{name}");
        }
        for (name, content) in [
            ("a.pdf", b"MZ".to_vec()),
            ("a.svg", b"<svg>".to_vec()),
            ("a.docm", zip("word/document.xml")),
            ("a.docx", zip("word/document.xml word/vbaProject.bin")),
            ("a.xlsx", zip("word/document.xml")),
            ("a.csv", b"a\0b".to_vec()),
            ("a", b"%PDF-".to_vec()),
            ("a.pdf", Vec::new()),
        ] {
            assert!(read(name, &content).is_err(), "{name}");
        }
        assert!(read("a.pdf", &[b"%PDF-".as_slice(), &vec![0; LARGEST]].concat()).is_err());
    }

    proptest! {
        #[test]
        fn whatever_a_file_is_called_its_name_is_plain_and_short(called in any::<String>()) {
            let name = name_of(&called);
            prop_assert!(name.chars().count() <= LONGEST_NAME);
            let misleading = ['/', '\\', '"', '<', '>', '\r', '\n', '\u{202e}'];
            prop_assert!(!name.contains(misleading));
        }
    }
}
