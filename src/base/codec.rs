//! How answers travel: compact between the two halves of this program, as JSON for anyone else who asks.
//!
//! Reading JSON into types is a tenth of what a browser would have to load; reading postcard is a third of that.

use bytes::Bytes;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType, codec::Post};
use serde::{Serialize, de::DeserializeOwned};

/// How every server function answers.
pub type Wire = Post<Compact>;

/// The encoding of answers and errors.
pub struct Compact;

impl ContentType for Compact {
    const CONTENT_TYPE: &'static str = "application/x-postcard";
}

impl FormatType for Compact {
    const FORMAT_TYPE: Format = Format::Binary;
}

impl<T: Serialize> Encodes<T> for Compact {
    type Error = postcard::Error;

    fn encode(value: &T) -> Result<Bytes, postcard::Error> {
        #[cfg(feature = "ssr")]
        if wants_json() {
            return serde_json::to_vec(value)
                .map(Bytes::from)
                .map_err(|_| postcard::Error::SerdeSerCustom);
        }
        postcard::to_allocvec(value).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Compact {
    type Error = postcard::Error;

    fn decode(bytes: Bytes) -> Result<T, postcard::Error> {
        postcard::from_bytes(&bytes)
    }
}

/// Whether the caller is not this program's own browser half, which asks for its own encoding by name. The answer is
/// then marked as JSON.
#[cfg(feature = "ssr")]
pub(crate) fn wants_json() -> bool {
    use axum::http::{HeaderValue, header, request::Parts};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    let own = use_context::<Parts>().is_some_and(|parts| {
        let accepted = parts.headers.get(header::ACCEPT);
        accepted.is_some_and(|accepted| accepted == Compact::CONTENT_TYPE)
    });
    if !own && let Some(response) = use_context::<ResponseOptions>() {
        let json = HeaderValue::from_static("application/json");
        response.insert_header(header::CONTENT_TYPE, json);
    }
    !own
}
