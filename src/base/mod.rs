//! What everything stands on: days and moments, identifiers, errors, text that people type. Knows nothing of practices.

#[cfg(feature = "ssr")]
pub mod clock;
pub mod codec;
pub mod dates;
pub mod error;
#[cfg(feature = "ssr")]
pub mod heavy;
pub mod ids;
#[cfg(feature = "ssr")]
pub mod kept;
#[cfg(feature = "ssr")]
pub(crate) mod search_words;
pub(crate) mod stored;
pub mod text;
