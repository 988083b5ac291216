//! Forms with a file. A browser sends such a form in parts; here it becomes the fields that every other form sends, so that the
//! rest of the program reads one kind of form: the file as Base64 under its name, and what it was called under `NAME_called`.

use std::{convert::Infallible, fmt};

use axum::{
    body::Bytes,
    http::{HeaderMap, header},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use futures::stream;
use serde::{Deserialize, Deserializer, Serialize};

/// The largest form with a file. What a file is for may have less.
pub(crate) const LARGEST_UPLOAD: usize = 6 * 1024 * 1024;
/// What the field of a file's name ends in.
const CALLED: &str = "_called";

/// The content of a file that was sent with a form. Empty where none was chosen.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(transparent)]
pub struct SentFile(Vec<u8>);

impl SentFile {
    /// What is in it.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The same, or lines that were pasted, or carried on from a file, where none was chosen.
    pub fn or<'a>(&'a self, lines: &'a str) -> &'a [u8] {
        if self.0.is_empty() {
            lines.as_bytes()
        } else {
            &self.0
        }
    }
}

impl fmt::Debug for SentFile {
    /// Its size alone: what is in a file may be about people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SentFile({} bytes)", self.0.len())
    }
}

impl<'de> Deserialize<'de> for SentFile {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let bytes = STANDARD.decode(text);
        bytes
            .map(Self)
            .map_err(|_| serde::de::Error::custom("not a file in Base64"))
    }
}

/// Whether the form was sent in parts.
pub(super) fn is_in_parts(headers: &HeaderMap) -> bool {
    boundary(headers).is_some()
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let kind = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    multer::parse_boundary(kind).ok()
}

/// The form as every other is sent.
pub(super) struct Fields {
    /// All of it.
    pub all: Bytes,
    /// What may be shown again or kept: files can't be put back into a form.
    pub without_files: Bytes,
}

/// Reads a form that was sent in parts. Nothing if it is none.
pub(super) async fn fields(headers: &HeaderMap, body: Bytes) -> Option<Fields> {
    let boundary = boundary(headers)?;
    let once = stream::once(async { Ok::<_, Infallible>(body) });
    let mut parts = multer::Multipart::new(once, boundary);
    let (mut all, mut without_files) = (Vec::new(), Vec::new());
    while let Some(part) = parts.next_field().await.ok()? {
        let name = part.name().unwrap_or_default().to_owned();
        let called = part.file_name().map(str::to_owned);
        let content = part.bytes().await.ok()?;
        if let Some(called) = called {
            all.push(([&name, CALLED].concat(), called));
            all.push((name, STANDARD.encode(&content)));
        } else {
            let field = (name, str::from_utf8(&content).ok()?.to_owned());
            without_files.push(field.clone());
            all.push(field);
        }
    }
    Some(Fields {
        all: encoded(&all),
        without_files: encoded(&without_files),
    })
}

fn encoded(fields: &[(String, String)]) -> Bytes {
    let mut body = form_urlencoded::Serializer::new(String::new());
    body.extend_pairs(fields);
    body.finish().into()
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::*;

    fn headers(kind: &'static str) -> HeaderMap {
        HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))])
    }

    const FORM: &str = "--x\r\nContent-Disposition: form-data; name=\"service\"\r\n\r\ngpp\r\n\
        --x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a&b.csv\"\r\nContent-Type: text/csv\r\n\r\n\
        1,\u{e9}\r\n--x--\r\n";

    #[tokio::test]
    async fn a_form_with_a_file_becomes_the_fields_of_any_other() {
        #[derive(Debug, Deserialize)]
        struct Sent {
            service: String,
            file: SentFile,
            file_called: String,
        }
        let headers = headers("multipart/form-data; boundary=x");
        let fields = fields(&headers, Bytes::from(FORM)).await.unwrap();
        let config = serde_qs::Config::new(5, false);
        let sent: Sent = config.deserialize_bytes(&fields.all).unwrap();
        assert_eq!(
            (
                sent.service.as_str(),
                sent.file.bytes(),
                sent.file_called.as_str()
            ),
            ("gpp", "1,\u{e9}".as_bytes(), "a&b.csv")
        );
        assert_eq!(&*fields.without_files, b"service=gpp");
    }

    #[tokio::test]
    async fn what_is_no_form_in_parts_or_cut_off_is_not_read() {
        assert!(!is_in_parts(&headers("application/x-www-form-urlencoded")));
        let headers = headers("multipart/form-data; boundary=x");
        let cut = Bytes::from(&FORM.as_bytes()[..FORM.len() - 10]);
        assert!(fields(&headers, cut).await.is_none());
        assert!(fields(&headers, Bytes::from("nonsense")).await.is_none());
    }
}
