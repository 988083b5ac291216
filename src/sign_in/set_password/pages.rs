//! The pages behind the links that come by mail, and the one that asks for such a link.
//!
//! Opening a link changes nothing: programs that look for viruses in mail open links too.

mod forgotten;
mod invitation;
mod reset;

pub use forgotten::ForgottenPasswordPage;
pub use invitation::InvitationPage;
pub use reset::ResetPasswordPage;

use leptos::prelude::*;

use crate::ui::{Field, Hidden, Submitted, view};

/// What is shown to someone whose link is worth nothing.
#[component]
fn Over(
    /// What happened to it, and what to do.
    #[prop(into)]
    text: String,
    children: Children,
) -> impl IntoView {
    view! {
        <div class="nhsuk-grid-row">
            <div class="nhsuk-grid-column-two-thirds">
                <p>{text}</p>
                {children()}
                <p><a href="/help/getting-access">"Help with getting access"</a></p>
            </div>
        </div>
    }
}

/// The fields of a new password. The username is there for programs that keep passwords.
#[component]
fn NewPasswordFields(
    submitted: RwSignal<Submitted>,
    #[prop(into)] key: String,
    #[prop(into)] email: String,
) -> impl IntoView {
    view! {
        <Hidden name="key" value=key />
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for="username">"Your email address, which is your username"</label>
            <input class="nhsuk-input" id="username" type="email" autocomplete="username" readonly value=email />
        </div>
        <Field submitted name="password" label="New password" kind="password" autocomplete="new-password"
            hint="12 characters or more. Three words that do not belong together make a good password. You can paste one." />
    }
}
