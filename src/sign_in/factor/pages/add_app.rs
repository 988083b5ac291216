//! Adding an authenticator app: the picture and the key, then the code that shows that it worked.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use serde::{Deserialize, Serialize};

use super::{log_out, next_of};
use crate::{
    base::error::AppError,
    sign_in::factor::{
        api::own_factors,
        totp::{AppSecret, QrCode},
        with_next,
    },
    ui::{BackLink, ErrorSummary, Field, Hidden, Page, load, use_submitted, view},
    web::demonstration,
    web::{Request, answer, session::Stage},
};

/// What the page depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct NewApp {
    /// Another page that comes first.
    first: Option<String>,
    /// The username, as the app shows it.
    email: String,
    /// The key to give to the app.
    key: String,
    /// What the app then shows, where it is no secret.
    demonstration: Option<String>,
}

async fn new_app(page: &'static str, before: String) -> Result<NewApp, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let first = if page == SET_UP && session.stage == Stage::Complete {
            Some("/account/second-factor".to_owned())
        } else {
            own_factors(&request, &session, page).await?.err()
        };
        // A form that came back keeps the key that the app has by now.
        let secret = AppSecret::read(&before).unwrap_or_else(AppSecret::new);
        let demonstration = demonstration::kind_of(&request.app.db).await?.is_some();
        Ok(NewApp {
            first,
            email: session.user.email.clone(),
            key: secret.key(),
            demonstration: demonstration
                .then(|| secret.next_code(request.app.clock.now(), 0))
                .flatten(),
        })
    })
    .await
}

const SET_UP: &str = "/sign-in/set-up";
const ADD: &str = "/account/second-factor/app";

/// The way in for an account that needs a second factor and has none.
#[component]
pub fn SetUpPage() -> impl IntoView {
    view! { <Form page=SET_UP /> }
}

/// One more authenticator app.
#[component]
pub fn AddAppPage() -> impl IntoView {
    view! { <Form page=ADD /> }
}

#[component]
fn Form(page: &'static str) -> impl IntoView {
    let submitted = use_submitted();
    let before = submitted.with_untracked(|form| form.value("key"));
    load(
        || (),
        move |()| new_app(page, before.clone()),
        move |app: NewApp| match app.first {
            Some(first) => view! { <Redirect path=first /> },
            None => view! { <Steps page app /> },
        },
    )
}

#[component]
fn Steps(page: &'static str, app: NewApp) -> impl IntoView {
    let submitted = use_submitted();
    let next = next_of(submitted);
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let required = page == SET_UP;
    let title = if required {
        "Set up your second factor"
    } else {
        "Add an authenticator app"
    };
    let why = required.then(|| {
        view! {
            <p>
                "You manage other people’s access, so a password alone is not enough. From now on you also enter a code from "
                "an app on your phone when you log in. This takes about 2 minutes."
            </p>
        }
    });
    let back = move || {
        (!required)
            .then(|| view! { <BackLink href="/account/second-factor" text="Second factor" /> })
    };
    let passkey = required.then(|| {
        let page = with_next("/account/second-factor/passkey", &next);
        view! { <p><a href=page>"Use a passkey instead"</a></p> }
    });
    let log_out = required.then(log_out);
    let shown = app.demonstration.map(|code| {
        view! {
            <div class="nhsuk-inset-text">
                <p>"This is a demonstration. An app with this key shows " <strong>{code}</strong> " now."</p>
            </div>
        }
    });
    view! {
        <Page title wrong above=move || view! { {back()} <ErrorSummary submitted /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {why}
                    <GiveKey key=app.key.clone() email=app.email />
                    <h2 class="nhsuk-heading-m">"3. Enter the code that the app shows"</h2>
                    {shown}
                    <form method="post" action=page novalidate>
                        <Hidden name="next" value=next />
                        <Hidden name="key" value=app.key />
                        <Field submitted name="code" label="Code" hint="6 digits. The app shows a new one every 30 seconds."
                            autocomplete="one-time-code" width="nhsuk-input--width-10" />
                        <Field submitted name="name" label="Name of the phone or app" value="Phone"
                            hint="So that you can tell it from others that you may add" width="nhsuk-input--width-20" />
                        <button class="nhsuk-button" type="submit">"Continue"</button>
                    </form>
                    {passkey}
                    {log_out}
                </div>
            </div>
        </Page>
    }
}

/// The steps that are done in the app.
#[component]
fn GiveKey(key: String, email: String) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"1. Install an authenticator app"</h2>
        <p>
            "If your phone has none yet, install one from its app store. Microsoft Authenticator, Google "
            "Authenticator and Apple’s Passwords all work. So do most password managers on a computer."
        </p>
        <h2 class="nhsuk-heading-m">"2. Give it this key"</h2>
        <p>"In the app, choose to add an account, then point the camera at this picture."</p>
        <QrCode text=address(&key, &email) label="QR code with the key below" />
        <p>"If the app is on this phone, " <a href=address(&key, &email)>"open the key in the app"</a> "."</p>
        <p>"If you cannot use the camera, type this key into the app instead:"</p>
        <p class="app-key"><code>{key.clone()}</code></p>
    }
}

fn address(key: &str, email: &str) -> String {
    AppSecret::read(key)
        .map(|secret| secret.address(email))
        .unwrap_or_default()
}
