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
        if crate::server::respond::wants_json() {
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
