//! Addresses of this room that are not pages.

use axum::{Router, routing::get};

use super::find;
use crate::web::App;

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new().route("/practices.csv", get(find::http::csv))
}
