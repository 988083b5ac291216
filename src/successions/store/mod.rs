//! Successions in the database.

mod answer;
mod answers;
mod decide;
mod due;
mod here;
mod people;
mod plan;
mod read;
mod stored;
mod tell;
mod waiting;

pub(super) use answer::{Answer, Answering};
pub(super) use decide::Decide;
pub(super) use here::here;
pub(super) use plan::Ending;
pub(super) use read::{form_view, list_all, one};
pub(super) use stored::Stored;

pub(crate) use due::do_due;
pub(crate) use waiting::{WaitingSuccession, under_way, waiting};
