//! Taking back a change of roles, of one person or of several, or a removal, for a week: what it gave goes and what it took comes
//! back, as far as nobody has changed it since. What a change was, the record and the grants say. Its page is a document.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod page;
#[cfg(feature = "ssr")]
mod save;
#[cfg(feature = "ssr")]
mod store;

pub use model::UndoView;
#[cfg(feature = "ssr")]
pub use page::UndoPage;
