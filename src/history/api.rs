//! Reading the record from the browser.

use leptos::prelude::*;

use super::{FilterQuery, HistoryView};
use crate::base::{codec::Wire, error::AppError};

/// A page of the whole record, for the registration team.
#[server(prefix = "/api", output = Wire, endpoint = "history/everything")]
pub async fn read_everything(
    /// Which events.
    #[server(default)]
    filter_query: FilterQuery,
) -> Result<HistoryView, AppError> {
    use super::query::{Part, page};
    use crate::web::{Request, answer};
    answer(async { page(&Request::current(), Part::Everything, &filter_query).await }).await
}

/// A page of what happened at a practice.
#[server(prefix = "/api", output = Wire, endpoint = "history/practice")]
pub async fn read_practice(
    /// The practice's code.
    ods: String,
    /// Which events.
    #[server(default)]
    filter_query: FilterQuery,
) -> Result<HistoryView, AppError> {
    use super::query::{Part, page};
    use crate::web::{Request, answer};
    answer(async {
        let ods = ods.parse().map_err(|_| AppError::NotFound)?;
        page(&Request::current(), Part::Practice(ods), &filter_query).await
    })
    .await
}

/// A page of what happened to a user.
#[server(prefix = "/api", output = Wire, endpoint = "history/user")]
pub async fn read_user(
    id: String,
    /// Which events.
    #[server(default)]
    filter_query: FilterQuery,
) -> Result<HistoryView, AppError> {
    use super::query::{Part, page};
    use crate::web::{Request, answer};
    answer(async {
        let id = id.parse().map_err(|_| AppError::NotFound)?;
        page(&Request::current(), Part::User(id), &filter_query).await
    })
    .await
}
