//! Addresses of this room that are not pages.

use axum::{Router, routing::get};

use super::{find, review, summary};
use crate::web::App;

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new()
        .route("/users.csv", get(find::http::csv))
        .route("/users.xlsx", get(find::http::excel))
        .merge(summary::http::routes())
        .merge(review::http::routes())
}
