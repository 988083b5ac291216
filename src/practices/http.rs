//! Addresses of this room that are not pages.

use axum::Router;

use crate::server::App;

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new()
}
