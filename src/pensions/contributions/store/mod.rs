//! Contributions in the database.

mod import;
mod known;
mod put_in;
mod read;

pub(super) use import::{Import, Importing, Plan};
pub(super) use put_in::PutIn;
pub use read::{lines, recorded, recorded_on};

use super::model::Amounts;
use crate::pensions::calculation::Pence;

/// The amounts of a line as they are stored.
#[derive(sqlx::FromRow)]
struct StoredAmounts {
    pay: i64,
    employee: i64,
    employer: i64,
    avc: i64,
    top_up: i64,
    errbo: i64,
}

impl From<StoredAmounts> for Amounts {
    fn from(stored: StoredAmounts) -> Self {
        [
            stored.pay,
            stored.employee,
            stored.employer,
            stored.avc,
            stored.top_up,
            stored.errbo,
        ]
        .map(Pence)
        .into()
    }
}
