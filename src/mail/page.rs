//! The messages of a demonstration, which go to nobody.

use leptos::prelude::*;

use super::{api::newest_mail, model::Shown};
use crate::ui::{Page, load, view};

/// What was sent, the newest first.
#[component]
pub fn MailPage() -> impl IntoView {
    load(
        || (),
        |()| newest_mail(),
        |mail: Vec<Shown>| {
            let none = mail.is_empty().then(|| {
                view! { <p>"Nothing has been sent yet. Create a user or ask for a new password, then look again."</p> }
            });
            view! {
                <Page title="Messages that were sent">
                    <p>"This is a demonstration with invented people: what would be sent to them is shown here instead."</p>
                    {none}
                    {mail.into_iter().map(|mail| view! { <Message mail /> }).collect_view()}
                </Page>
            }
        },
    )
}

#[component]
fn Message(mail: Shown) -> impl IntoView {
    let lines = mail.lines.into_iter().map(|line| {
        if line.starts_with("http://") || line.starts_with("https://") {
            let href = line.clone();
            view! { <a href=href>{line}</a> <br /> }.into_any()
        } else {
            view! { {line} <br /> }.into_any()
        }
    });
    view! {
        <div class="nhsuk-card" id=mail.id>
            <div class="nhsuk-card__content">
                <h2 class="nhsuk-card__heading nhsuk-heading-s">{mail.subject}</h2>
                <p class="nhsuk-u-secondary-text-colour">"To " {mail.to} ", " {mail.at}</p>
                <p class="app-letter">{lines.collect_view()}</p>
            </div>
        </div>
    }
}
