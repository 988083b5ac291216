//! A password, which can be shown while it is typed.
//!
//! The pages with passwords are documents without WebAssembly, so a few lines of JavaScript do it. Without them the
//! button is not there.

use leptos::prelude::*;

use super::{Field, Submitted, view};

/// A field for a password with a button that shows and hides it. Its name is also its id.
#[component]
pub fn PasswordField(
    /// The form it belongs to.
    submitted: RwSignal<Submitted>,
    /// Its name and id.
    name: &'static str,
    label: &'static str,
    /// Help below the label.
    #[prop(optional)]
    hint: &'static str,
    /// What the browser may fill in.
    autocomplete: &'static str,
) -> impl IntoView {
    view! {
        <Field submitted name label hint kind="password" autocomplete width="nhsuk-password-input__input">
            // Between the two, because that is the order in which they are read.
            <div class="nhsuk-u-visually-hidden" aria-live="polite"></div>
            <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-password-input__toggle"
                type="button" aria-controls=name hidden>
                <span>"Show"</span>
                <span class="nhsuk-u-visually-hidden">" password"</span>
            </button>
            <script nonce=leptos::nonce::use_nonce()>{include_str!("password.js")}</script>
        </Field>
    }
}
