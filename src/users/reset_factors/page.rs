//! The page on which somebody's second factor is reset.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use serde::{Deserialize, Serialize};

use crate::{
    base::{error::AppError, ids::UserId, text::isolated},
    database::Failure,
    sign_in::factor::store,
    ui::{
        BackLink, ErrorSummary, Field, Hidden, Page, Success, TextareaField, addresses, load,
        use_query_map, use_submitted, view,
    },
    users::reset_factors::permitted,
    web::{Request, answer},
};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Lost {
    user: UserId,
    name: String,
    /// Whether there is anything to reset.
    has_factor: bool,
    /// Whether the reader has to show a factor of their own.
    asks_code: bool,
}

async fn lost(id: String) -> Result<Lost, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let user: UserId = id
            .parse()
            .map_err(|_| Failure::Public(AppError::NotFound))?;
        let (subject, _) = permitted(&request, &actor, user, false).await?;
        let factors = store::factors(&request.app.db, user).await?;
        Ok(Lost {
            user,
            name: isolated(&subject.name).into_owned(),
            has_factor: !factors.factors.is_empty(),
            asks_code: actor.recent_factor(request.app.clock.now()).is_none(),
        })
    })
    .await
}

/// Resets the second factor of somebody who has lost it.
#[component]
pub fn ResetFactorPage() -> impl IntoView {
    let params = use_params_map();
    load(
        move || params.read().get("id").unwrap_or_default(),
        lost,
        |lost: Lost| view! { <Reset lost /> },
    )
}

#[component]
fn Reset(lost: Lost) -> impl IntoView {
    let submitted = use_submitted();
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let action = addresses::user_page(lost.user, "second-factor");
    let back = addresses::user_page(lost.user, "sign-in");
    let done = use_query_map().read_untracked().get("done").is_some() && !lost.has_factor;
    let done = done.then(|| {
        let name = lost.name.clone();
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"The second factor of " {name} " is reset."</p>
                <p>"They are logged out everywhere. When they log in with their password, they set up a new one if they need it."</p>
            </Success>
        }
    });
    let code = lost.asks_code.then(|| {
        view! {
            <Field submitted name="code" label="Code from your own authenticator app"
                hint="Or one of your own recovery codes. We ask because this lets somebody in."
                autocomplete="one-time-code" width="nhsuk-input--width-10" />
        }
    });
    let form = if lost.has_factor {
        view! {
            <p>
                "Do this when " {lost.name} " has lost the phone or the passkey, and has no recovery code left. Make sure first that "
                "it is really them: see them in person, or ring them back on a number that you know."
            </p>
            <ul class="nhsuk-list nhsuk-list--bullet">
                <li>"Their authenticator apps, passkeys and recovery codes stop working."</li>
                <li>"They are logged out everywhere, at once."</li>
                <li>"Their password stays as it is."</li>
            </ul>
            <form method="post" action=action novalidate>
                <Hidden name="user" value=lost.user.to_string() />
                <TextareaField submitted name="reason" label="Reason"
                    hint="What was lost, and how you made sure that it is them. This is recorded." />
                {code}
                <button class="nhsuk-button nhsuk-button--warning" type="submit">"Reset second factor"</button>
            </form>
        }
    } else {
        view! { <p>{lost.name} " has no second factor to reset."</p> }
    };
    view! {
        <Page title="Reset second factor" wrong above=move || view! {
            <BackLink href=back.clone() text="Back" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{done} {form}</div>
            </div>
        </Page>
    }
}
