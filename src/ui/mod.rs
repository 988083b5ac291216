//! The NHS components that pages are made of, and the one way a form is sent.

mod address;
mod check;
mod codec;
mod components;
mod form;
mod page;
mod plain_page;
mod unescaped;
mod unsaved;

pub use address::escape;
pub use check::CheckList;
pub use codec::Json;
pub use components::{
    BackLink, ErrorSummary, Field, Hidden, Panel, SelectField, Success, Tag, TextareaField, Warning,
};
pub use form::{
    Again, Check, CheckGroup, Confirmation, FieldError, Outcome, PostForm, Submitted, use_submitted,
};
pub use page::{Page, Trouble, load};
#[cfg(feature = "ssr")]
pub(crate) use plain_page::is_plain;
pub use plain_page::{PLAIN_PAGES, PlainPage};
pub use unsaved::ask_before_leaving;
