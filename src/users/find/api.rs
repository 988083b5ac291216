//! Searching, and suggestions while typing.

use leptos::prelude::*;

use super::{Search, SearchPage, Suggestion};
use crate::base::{codec::Wire, error::AppError};

/// One page of the users that a search finds.
#[server(prefix = "/api", output = Wire, endpoint = "users/search")]
pub async fn search_users(
    /// What is searched for.
    #[server(default)]
    search: Search,
) -> Result<SearchPage, AppError> {
    use super::store;
    use crate::{
        ui::ON_A_PAGE,
        web::{Request, answer},
    };
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users()?;
        let now = request.app.clock.now();
        let scope = permit.scope();
        let db = &request.app.db;
        let mut page = store::search(db, &actor, scope, &search, now, ON_A_PAGE).await?;
        for user in &mut page.found {
            user.name = crate::base::text::isolated(&user.name).into_owned();
        }
        Ok(page)
    })
    .await
}

/// The first few users that a text leads to.
#[server(prefix = "/api", output = Wire, endpoint = "users/suggest")]
pub async fn suggest_users(
    /// What was typed so far.
    #[server(default)]
    text: String,
) -> Result<Vec<Suggestion>, AppError> {
    use super::store;
    use crate::web::{Request, answer};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.manage_users()?;
        let search = Search {
            q: text,
            ..Search::default()
        };
        store::suggest(
            &request.app.db,
            permit.scope(),
            &search,
            request.app.clock.now(),
        )
        .await
    })
    .await
}
