//! The NHS components that pages are made of, and the one way a form is sent.

mod components;
mod form;
mod page;

pub use components::{
    BackLink, ErrorSummary, Field, Hidden, Panel, SelectField, Success, Tag, TextareaField, Warning,
};
pub use form::{
    Again, Check, CheckGroup, Confirmation, FieldError, Outcome, PostForm, Submitted, use_submitted,
};
pub use page::{Page, Trouble, load};
