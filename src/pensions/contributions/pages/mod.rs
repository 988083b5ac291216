//! What people see of contributions.

mod put_in;
mod statement;

pub use put_in::PutInContributionsPage;
pub use statement::statement;
