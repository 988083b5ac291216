//! What pages ask about it.

use leptos::prelude::*;

use super::Works;
use crate::base::{codec::Wire, error::AppError};

/// Where the user works, with who administers each service there.
#[server(prefix = "/api", output = Wire, endpoint = "coverage/mine")]
pub async fn list_work_places() -> Result<Vec<Works>, AppError> {
    use super::store::Coverage;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let codes: Vec<_> = actor
            .working_places()
            .map(|place| place.practice.clone())
            .collect();
        let mut tx = request.app.db.read().await?;
        let coverage = Coverage::of(&mut tx, &actor, &codes, request.app.clock.today()).await?;
        Ok(actor
            .working_places()
            .map(|place| coverage.works(place))
            .collect())
    })
    .await
}
