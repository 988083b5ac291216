//! Ten recovery codes, shown once.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use serde::{Deserialize, Serialize};

use super::next_of;
use crate::{
    base::error::AppError,
    sign_in::factor::{api::own_factors, recovery, store},
    ui::{BackLink, ErrorSummary, Hidden, Page, load, use_submitted, view},
    web::{Request, answer},
};

/// What the page depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct NewCodes {
    /// Another page that comes first.
    first: Option<String>,
    /// The codes, one a line.
    codes: String,
    /// Whether they take the place of others.
    replace: bool,
}

async fn new_codes() -> Result<NewCodes, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let factors = store::factors(&request.app.db, session.user.id).await?;
        let first = if factors.factors.is_empty() {
            Some("/account/second-factor".to_owned())
        } else {
            own_factors(&request, &session, "/account/second-factor/recovery-codes")
                .await?
                .err()
        };
        let codes: Vec<_> = recovery::shown_set(&request)
            .iter()
            .map(recovery::RecoveryCode::shown)
            .collect();
        Ok(NewCodes {
            first,
            codes: codes.join("\n"),
            replace: factors.codes_left > 0,
        })
    })
    .await
}

/// Ten new recovery codes. They count from the moment their owner says that they have kept them. Until then the browser keeps
/// them, so that the page shows the same ones when it is loaded again; the server keeps nothing that could.
#[component]
pub fn RecoveryCodesPage() -> impl IntoView {
    load(
        || (),
        |()| new_codes(),
        |codes: NewCodes| match codes.first {
            Some(first) => view! { <Redirect path=first /> },
            None => view! { <Codes codes /> },
        },
    )
}

#[component]
fn Codes(codes: NewCodes) -> impl IntoView {
    let submitted = use_submitted();
    let next = next_of(submitted);
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let replace = codes.replace.then(|| {
        view! { <p>"When you press the button, your old codes stop working."</p> }
    });
    view! {
        <Page title="Your recovery codes" wrong above=move || view! {
            <BackLink href="/account/second-factor" text="Second factor" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>
                        "If you lose your phone or your passkey, one of these codes lets you in instead. Each works once. "
                        <strong>"They are shown only now."</strong>
                    </p>
                    <pre class="app-codes" tabindex="0" aria-label="Recovery codes">{codes.codes.clone()}</pre>
                    <p>
                        "Print this page, or copy the codes into your password manager. Keep them where nobody else can find them, and not on your phone: you need them when you lose it."
                    </p>
                    {replace}
                    <form method="post" action="/account/second-factor/recovery-codes" class="app-no-print">
                        <Hidden name="next" value=next />
                        <Hidden name="codes" value=codes.codes />
                        <button class="nhsuk-button" type="submit">"I have kept these codes"</button>
                    </form>
                </div>
            </div>
        </Page>
    }
}
