//! The sections of a form, one thing a page: what each asks for, reading what was sent, and the pages' fields beside the
//! working.
//!
//! What a section asks for is written down once, in `asked`, as a walk over its fields. The walk shows them, and the same
//! walk reads what was sent, so neither can know a field that the other doesn't. While people type, the
//! server reads and works out what stands in the fields with it, so what is shown is what a save will come to.

mod asked;
mod choices;
mod fields_view;
mod live;
mod recorded;
mod section;
mod status;
#[cfg(test)]
mod tests;
mod walk;
mod working_table;
mod working_view;

pub use asked::{fields, read};
pub use fields_view::SectionFields;
pub use live::{LiveWorking, live};
pub use section::Section;
pub use status::SectionStatus;
pub use working_view::{WorkingView, result_line};
