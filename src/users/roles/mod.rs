//! One user's role table: what it shows, what a save of it means, and doing it; and the dates of one grant.

pub mod api;
#[cfg(feature = "ssr")]
mod arrival;
mod change_bar;
pub mod dates;
mod edit_conflict;
mod fill;
mod form;
mod model;
mod narrow;
mod page;
mod roles_fields;
#[cfg(feature = "ssr")]
pub(crate) mod store;
mod table;
#[cfg(feature = "ssr")]
mod terms;
pub(crate) mod terms_fields;

#[cfg(feature = "ssr")]
pub(crate) use arrival::Arrival;
pub use change_bar::ChangedBox;
pub use dates::{DatesPage, DatesView};
pub(crate) use edit_conflict::Meanwhile;
pub use fill::{Fill, Filled};
pub use form::{
    MOST_COLUMNS, MOST_TICKS, SEEN, SentTable, TICK, UNREADABLE, check_of, form_state, seen,
    shows_again, tell_uncovered, tick,
};
pub use model::{Person, RoleTable, UserView};
pub use narrow::{TableQuery, use_table_query};
pub use page::UserPage;
pub use roles_fields::RolesFields;
#[cfg(feature = "ssr")]
pub use terms::{new_account_notes, terms};
