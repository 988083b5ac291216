//! Asking for a second factor.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use serde::{Deserialize, Serialize};

use super::{log_out, next_of};
use crate::sign_in::factor::page_after;
use crate::{
    base::error::AppError,
    sign_in::factor::{
        Kind,
        passkey::{PasskeyForm, RelyingParty},
        store,
    },
    ui::{ErrorSummary, Field, Hidden, Page, ReachRegistrationTeam, load, use_submitted, view},
    web::{Request, answer, session::Stage},
};

/// What the page depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
enum FactorQuestion {
    /// Nothing is: another page comes next.
    Elsewhere(String),
    /// A second factor is asked for.
    Here {
        /// Whether the account has an app.
        app: bool,
        /// Whether it has a passkey that can be used here.
        passkey: bool,
        /// Whether signing in is completed with it.
        completes: bool,
        /// The code, where it is no secret.
        demonstration: Option<String>,
    },
}

/// What is asked of the session of this request, on the way to `next`.
async fn asked(next: String) -> Result<FactorQuestion, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let (db, user) = (&request.app.db, session.user.id);
        let now = request.app.clock.now();
        if session.stage == Stage::SetUp || session.user.recent_factor(now).is_some() {
            return Ok(FactorQuestion::Elsewhere(page_after(session.stage, &next)));
        }
        let factors = store::factors(db, user).await?;
        if factors.factors.is_empty() {
            return Ok(FactorQuestion::Elsewhere(
                "/account/second-factor".to_owned(),
            ));
        }
        Ok(FactorQuestion::Here {
            app: factors.has(Kind::App),
            passkey: factors.has(Kind::Passkey) && RelyingParty::of(&request).is_some(),
            completes: session.stage != Stage::Complete,
            demonstration: store::demonstration_code(db, user, now).await?,
        })
    })
    .await
}

/// Asks for a second factor: after the password, and once more before something serious.
#[component]
pub fn ShowFactorPage() -> impl IntoView {
    let next = next_of(use_submitted());
    load(
        || (),
        move |()| asked(next.clone()),
        |asked: FactorQuestion| match asked {
            FactorQuestion::Elsewhere(path) => view! { <Redirect path /> },
            FactorQuestion::Here {
                app,
                passkey,
                completes,
                demonstration,
            } => view! { <Ask app passkey completes demonstration /> },
        },
    )
}

#[component]
fn Ask(app: bool, passkey: bool, completes: bool, demonstration: Option<String>) -> impl IntoView {
    let submitted = use_submitted();
    let next = next_of(submitted);
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let why = if completes {
        "Your password is right. To make sure that it is you, we need one more thing."
    } else {
        "This needs a second factor that you have used in the last 10 minutes."
    };
    let hint = if app {
        "6 digits, from the authenticator app on your phone"
    } else {
        "One of the recovery codes that you have kept"
    };
    let shown = demonstration.clone().map(|code| {
        view! {
            <div class="nhsuk-inset-text">
                <p>"This is a demonstration. The app of this account shows " <strong>{code}</strong> " now: it is filled in below."</p>
            </div>
        }
    });
    // Whoever has a passkey and no app needs the code field for a recovery code alone.
    let main = passkey && !app;
    let has_passkey = passkey;
    let passkey = || {
        let next = next.clone();
        view! { <PasskeyForm purpose="show" action="/sign-in/factor" next button="Use your passkey" main /> }
    };
    let first = main.then(passkey);
    let second = (has_passkey && !main).then(passkey);
    let (label, button) = if main {
        ("Recovery code", "nhsuk-button nhsuk-button--secondary")
    } else {
        ("Code", "nhsuk-button")
    };
    let log_out = completes.then(log_out);
    view! {
        <Page title="Check that it is you" wrong above=move || view! { <ErrorSummary submitted /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>{why}</p>
                    {shown}
                    {first}
                    <form method="post" action="/sign-in/factor" novalidate>
                        <Hidden name="next" value=next.clone() />
                        <Field submitted name="code" label hint autocomplete="one-time-code"
                            width="nhsuk-input--width-10" value=demonstration.unwrap_or_default() />
                        <button class=button type="submit">"Continue"</button>
                    </form>
                    {second}
                    <Lost />
                    {log_out}
                </div>
            </div>
        </Page>
    }
}

/// For whoever can show none.
#[component]
fn Lost() -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"I do not have my phone or my passkey"</span>
            </summary>
            <div class="nhsuk-details__text">
                <p>"Enter one of your recovery codes as the code. Each of them works once."</p>
                <p>
                    "If you have none left, ask a user administrator of your practice or the registration team to "
                    "reset your second factor. Administrators find it under Users, on your page, at “Help with logging in”."
                </p>
                <ReachRegistrationTeam />
            </div>
        </details>
    }
}
