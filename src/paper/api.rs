//! What the registration team asks about letters on paper.

use leptos::prelude::*;

use super::{
    model::{LetterFilter, LetterList},
    store,
};
use crate::{
    base::{codec::Wire, error::AppError},
    ui::Outcome,
    web::{Request, answer},
};

/// The letters that a filter lists.
#[server(prefix = "/api", output = Wire, endpoint = "letters/list")]
pub async fn list_letters(
    /// What the list is narrowed to.
    #[server(default)]
    filter: LetterFilter,
) -> Result<LetterList, AppError> {
    answer(async {
        let request = Request::current();
        request.actor().await?.registration()?;
        let mut tx = request.app.db.read().await?;
        store::list_letters(&mut tx, filter).await
    })
    .await
}

/// Says that the letters of a filter are printed, up to the newest one that was listed.
#[server(prefix = "/api", output = Wire, endpoint = "letters/printed")]
pub async fn mark_printed(
    /// Which letters.
    #[server(default)]
    reference: String,
    #[server(default)] practice: String,
    /// The newest letter of the list that was printed.
    #[server(default)]
    newest: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.registration()?;
        let newest = newest.parse().map_err(|_| AppError::unreadable_form())?;
        let filter = LetterFilter {
            reference,
            practice,
            ..LetterFilter::default()
        };
        let mark = store::MarkPrinted {
            filter: &filter,
            newest: Some(newest),
            permit: Some(&permit),
            audit: &request.audit(&actor),
        };
        let marked = request.app.db.write(&mark).await?;
        let to = ["/letters?show=printed&done=", &marked.to_string()].concat();
        Ok(Outcome::Done { to })
    })
    .await
}
