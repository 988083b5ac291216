//! What the start page asks the server.

use leptos::prelude::*;

use super::Home;
use crate::base::{codec::Wire, error::AppError};

/// What the start page shows to whoever asks.
#[server(prefix = "/api", output = Wire, endpoint = "home/show")]
pub async fn read_home() -> Result<Home, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let Some(actor) = request.actor_if_any().await? else {
            return Ok(Home::Visitor);
        };
        let mut tx = request.app.db.read().await?;
        let signed = store::read(&mut tx, &actor, request.app.clock.today()).await?;
        Ok(Home::Signed(signed))
    })
    .await
}
