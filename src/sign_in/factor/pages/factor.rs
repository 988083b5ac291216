//! One second factor: its name, and removing it.

use leptos::prelude::*;
use leptos_router::{components::Redirect, hooks::use_params_map};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    base::error::AppError,
    database::Failure,
    sign_in::factor::stage::{LAST_ONE, may_remove},
    sign_in::factor::{Factor, api::own_factors, store},
    ui::{BackLink, ErrorSummary, Field, Hidden, Page, load, use_submitted, view},
    web::{Request, answer},
};

/// What the page depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct One {
    /// Another page that comes first.
    first: Option<String>,
    factor: Factor,
    /// Whether it may go.
    removable: bool,
    /// Whether it is the last.
    last: bool,
}

async fn one(id: String) -> Result<One, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let id: Uuid = id
            .parse()
            .map_err(|_| Failure::Public(AppError::NotFound))?;
        let all = store::factors(&request.app.db, session.user.id).await?;
        let count = all.factors.len();
        let factor = all.factors.into_iter().find(|factor| factor.id == id);
        let factor = factor.ok_or(Failure::Public(AppError::NotFound))?;
        let page = ["/account/second-factor/factors/", &id.to_string()].concat();
        Ok(One {
            first: own_factors(&request, &session, &page).await?.err(),
            factor,
            removable: may_remove(session.user.needs_factor(), count).is_ok(),
            last: count == 1,
        })
    })
    .await
}

/// One second factor of one's own account.
#[component]
pub fn FactorPage() -> impl IntoView {
    let params = use_params_map();
    load(
        move || params.read().get("factor").unwrap_or_default(),
        one,
        |one: One| match one.first {
            Some(first) => view! { <Redirect path=first /> },
            None => view! { <Details one /> },
        },
    )
}

#[component]
fn Details(one: One) -> impl IntoView {
    let submitted = use_submitted();
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let id = one.factor.id.to_string();
    let action = ["/account/second-factor/factors/", &id].concat();
    let remove = if one.removable {
        let (action, id) = (action.clone(), id.clone());
        let follows = if one.last {
            "It is your last one. From then on your password alone lets you in, and your recovery codes stop working."
        } else {
            "You can no longer log in with it. You cannot undo this, but you can add it again."
        };
        view! {
            <p>{follows}</p>
            <form method="post" action=action>
                <Hidden name="factor" value=id />
                <button class="nhsuk-button nhsuk-button--warning" type="submit" name="step" value="remove">"Remove"</button>
            </form>
        }
    } else {
        view! {
            <p>{LAST_ONE} "."</p>
            <p><a href="/account/second-factor/app">"Add an authenticator app"</a></p>
        }
    };
    view! {
        <Page title=one.factor.name.clone() wrong above=move || view! {
            <BackLink href="/account/second-factor" text="Second factor" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>{one.factor.kind.name()} ", added on " {one.factor.added}</p>
                    <form method="post" action=action novalidate>
                        <Hidden name="factor" value=id />
                        <Field submitted name="name" label="Name" value=one.factor.name width="nhsuk-input--width-20" />
                        <button class="nhsuk-button" type="submit" name="step" value="name">"Save name"</button>
                    </form>
                    <h2 class="nhsuk-heading-m">"Remove it"</h2>
                    {remove}
                </div>
            </div>
        </Page>
    }
}
