//! Addresses of this room that are not pages.

use axum::Router;

use crate::server::App;

/// Forms that work without WebAssembly.
pub fn forms() -> Router<App> {
    Router::new()
}

/// Downloads.
pub fn routes() -> Router<App> {
    Router::new()
}
