//! The NHS components that pages are made of, and the one way a form is sent.

mod address;
pub mod addresses;
mod arrival;
mod check;
mod check_step;
mod components;
mod contact;
mod data;
mod date_fields;
mod done;
#[cfg(feature = "ssr")]
mod file_field;
mod form;
mod idle;
mod lists;
mod navigation;
mod page;
mod pages;
mod part;
#[cfg(feature = "ssr")]
mod password;
mod query;
mod query_fields;
mod query_form;
mod results;
mod sent_form;
#[cfg(feature = "ssr")]
mod table;
mod unescaped;
mod unsaved;
mod view;

pub use address::{escape, with_query};
pub use check::{CheckList, CodeField};
pub use components::{
    BackLink, ErrorSummary, Field, Hidden, Panel, SelectField, SkipLink, SortLink, Success, Tag,
    TextareaField, Warning, done_and_next, error_message, summary_row,
};
pub use contact::{Contact, ReachRegistrationTeam, provide_contact};
pub use data::{Answer, Data, PageResource};
pub use date_fields::DateFields;
pub use done::use_done;
#[cfg(feature = "ssr")]
pub use file_field::{FileField, LeaveOutField};
pub use form::{
    Check, CheckGroup, Confirmation, FieldError, FormState, Outcome, PostForm, Submitted,
    use_submitted,
};
pub use idle::StayLoggedIn;
pub use lists::{AtMost, DateBoxes, Distinct, Named};
#[cfg(feature = "hydrate")]
pub(crate) use navigation::listen_before_the_router;
pub use navigation::{RoutedPages, use_open};
pub use page::{Page, Trouble, load};
pub use pages::{ON_A_PAGE, PagePlace, Pages};
pub use part::Part;
#[cfg(feature = "ssr")]
pub use password::PasswordField;
pub use query::{QueryValues, use_query_map};
pub(crate) use query_fields::query_fields;
pub use query_form::QueryForm;
pub use results::{Chosen, Pager};
#[cfg(feature = "ssr")]
pub use table::table;
pub use unsaved::ask_before_leaving;
pub(crate) use view::view;
