//! Searching practices.

use leptos::prelude::*;

use super::{PracticeSearch, PracticesPageData};
use crate::base::{codec::Wire, error::AppError};

/// One page of the practices that a search finds among those the reader may see.
#[server(prefix = "/api", output = Wire, endpoint = "practices/search")]
pub async fn search_practices(
    /// What is searched for.
    #[server(default)]
    search: PracticeSearch,
) -> Result<PracticesPageData, AppError> {
    use super::store;
    use crate::{
        access::Scope,
        ui::ON_A_PAGE,
        web::{Request, answer},
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
        let mut search = search;
        let mut found = store::search(&mut tx, &permit, &search, today, ON_A_PAGE).await?;
        if found.found.is_empty()
            && search.after.is_empty()
            && let Some(right) = store::put_right(&mut tx, &search.q).await?
        {
            search.q.clone_from(&right);
            found = store::search(&mut tx, &permit, &search, today, ON_A_PAGE).await?;
            if !found.found.is_empty() {
                found.instead = right;
            }
        }
        // Who searches for a practice by its words does not wait for lists of the whole country to be counted.
        if search.q.is_empty() {
            found.lists = Some(store::list_counts(&mut tx, &permit, today).await?);
        }
        let lists = found.lists.as_ref();
        found.total = store::count(&mut tx, &permit, &search, today, lists).await?;
        Ok(PracticesPageData::Found(found))
    })
    .await
}
