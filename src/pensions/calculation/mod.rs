//! What a GP owes to the pension scheme at the end of a year, and what they have paid: the Type 1 certificate of a
//! partner and the Type 2 self-assessment of a salaried or solo GP, worked out step by step.
//!
//! Pure: figures and the year's tables go in, a [`Working`] comes out that shows every step. The browser and the server
//! run the same code. What no public source states is this program's own working, and every such step says so.
//!
//! `money` and `fraction` are exact; `year` and `days` count; `tables` holds what is published for each year; `figures`
//! is what people enter; `type1` and `type2` calculate; `checks` says before submitting what would come back.

pub mod checks;
mod contributions;
pub mod days;
pub mod figures;
pub mod fraction;
pub mod money;
pub mod payment;
pub mod rate;
pub mod span;
mod steps;
pub mod tables;
pub mod tables_file;
#[cfg(test)]
pub(crate) mod tests;
mod tier;
pub mod type1;
pub mod type2;
pub mod working;
pub mod year;

pub use checks::{Circumstances, Finding, Header, Level, Recorded};
pub use figures::{Held, Membership, Paid, Pay, Post, PostKind, Section, Voluntary};
pub use fraction::Fraction;
pub use money::Pence;
pub use rate::Rate;
pub use span::Span;
pub use tables::{Basis, YearTables};
pub use type1::Type1Figures;
pub use type2::Type2Figures;
pub use working::{Line, LineKind, PartWorking, Step, Value, Working};
pub use year::{Part, SchemeYear};
