//! Searching practices.

use leptos::prelude::*;

use super::{PracticeSearch, PracticesPageData};
use crate::error::AppError;

/// One page of the practices that a search finds among those the reader may see.
#[server(prefix = "/api", endpoint = "practices/search")]
pub async fn search_practices(
    /// What is searched for.
    #[server(default)]
    search: PracticeSearch,
) -> Result<PracticesPageData, AppError> {
    use super::store;
    use crate::{
        access::Scope,
        server::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let permit = request.actor().await?.manage_users()?;
        if let Scope::Practices(practices) = permit.scope()
            && let [only] = practices.as_slice()
        {
            return Ok(PracticesPageData::Only(only.clone()));
        }
        let mut tx = request.app.db.read().await?;
        let today = request.app.clock.today();
        let mut found = store::search(&mut tx, &permit, &search, today, store::PAGE).await?;
        found.lists = store::list_counts(&mut tx, &permit, today).await?;
        found.total = store::count(&mut tx, &permit, &search, today, &found.lists).await?;
        Ok(PracticesPageData::Found(found))
    })
    .await
}
