//! The messages of a demonstration.

use leptos::prelude::*;

use super::model::Shown;
use crate::base::{codec::Wire, error::AppError};

/// The newest messages. Only where the people are invented: anywhere else they are nobody's to read.
#[server(prefix = "/api", output = Wire, endpoint = "mail/newest")]
pub async fn newest_mail() -> Result<Vec<Shown>, AppError> {
    use super::{Letter, store};
    use crate::{
        base::clock::in_words,
        web::demonstration,
        web::{Request, answer},
    };
    answer(async {
        let app = Request::current().app;
        if demonstration::kind_of(&app.db).await?.is_none() {
            return Err(AppError::NotFound.into());
        }
        let newest = store::newest(&app.db).await?;
        Ok(newest
            .into_iter()
            .filter_map(|mail| {
                let body = serde_json::from_str::<Letter>(&mail.letter).ok()?.body();
                let text = body.text(&app.public_url, &app.contact.in_words());
                Some(Shown {
                    id: mail.id.to_string(),
                    to: [
                        &*crate::base::text::isolated(&mail.to_name),
                        " <",
                        mail.to_address.as_str(),
                        ">",
                    ]
                    .concat(),
                    subject: body.subject,
                    at: in_words(mail.created_at),
                    lines: text.lines().map(str::to_owned).collect(),
                })
            })
            .collect())
    })
    .await
}
