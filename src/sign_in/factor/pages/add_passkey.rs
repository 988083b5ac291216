//! Adding a passkey.

use leptos::prelude::*;
use leptos_router::components::Redirect;
use serde::{Deserialize, Serialize};

use super::next_of;
use crate::{
    base::error::AppError,
    sign_in::factor::{
        api::own_factors,
        passkey::{PasskeyForm, RelyingParty},
    },
    ui::{BackLink, ErrorSummary, Field, Page, load, use_submitted, view},
    web::{Request, answer, session::Stage},
};

/// What the page depends on.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct NewPasskey {
    /// Another page that comes first.
    first: Option<String>,
    /// Whether signing in is completed with it.
    completes: bool,
    /// Why there can be none at this address.
    not_here: Option<String>,
}

async fn new_passkey() -> Result<NewPasskey, AppError> {
    answer(async {
        let request = Request::current();
        let session = request.session().await?;
        let not_here = match RelyingParty::of(&request) {
            Some(_) => None,
            None => Some(RelyingParty::advice(&request.app.public_url).to_owned()),
        };
        Ok(NewPasskey {
            first: own_factors(&request, &session, "/account/second-factor/passkey")
                .await?
                .err(),
            completes: session.stage != Stage::Complete,
            not_here,
        })
    })
    .await
}

/// One more passkey.
#[component]
pub fn AddPasskeyPage() -> impl IntoView {
    load(
        || (),
        |()| new_passkey(),
        |new: NewPasskey| match new.first {
            Some(first) => view! { <Redirect path=first /> },
            None => view! { <Add completes=new.completes not_here=new.not_here /> },
        },
    )
}

#[component]
fn Add(completes: bool, not_here: Option<String>) -> impl IntoView {
    let submitted = use_submitted();
    let next = next_of(submitted);
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let back = move || {
        if completes {
            view! { <BackLink href="/sign-in/set-up" text="Use an authenticator app instead" /> }
        } else {
            view! { <BackLink href="/account/second-factor" text="Second factor" /> }
        }
    };
    let form = match not_here {
        Some(why) => view! {
            <div class="nhsuk-inset-text"><p>{why}</p></div>
            <p><a href="/account/second-factor/app">"Add an authenticator app instead"</a></p>
        },
        None => view! {
            <PasskeyForm purpose="add" action="/account/second-factor/passkey" next button="Make a passkey" fields=move || view! {
                <Field submitted name="name" label="Name of the device or key" value="Computer"
                    hint="So that you can tell it from others that you may add" width="nhsuk-input--width-20" />
            } />
        },
    };
    view! {
        <Page title="Add a passkey" wrong above=move || view! { {back()} <ErrorSummary submitted /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>
                        "A passkey is a key that your computer, your phone or a security key keeps for you. You unlock it with your "
                        "fingerprint, your face or a PIN. It works for this site alone, so nobody can trick you into giving it away."
                    </p>
                    <p>"With a passkey you log in without your password. On a computer that you share, use a phone or a security key."</p>
                    {form}
                </div>
            </div>
        </Page>
    }
}
