//! The form that a passkey fills in.

use leptos::prelude::*;

use crate::ui::{Hidden, view};

/// A form whose button asks the browser for a passkey and sends what it answers. By nature it needs JavaScript: without
/// it the button stays hidden and the form says why.
#[component]
pub fn PasskeyForm(
    /// What the browser is asked for: "log-in", "show" or "add".
    purpose: &'static str,
    /// The page, which is where it is posted to.
    action: &'static str,
    /// Where to go afterwards.
    next: String,
    /// The words of the button.
    button: &'static str,
    /// Whether it is what the page is for.
    #[prop(optional)]
    main: bool,
    /// More fields.
    #[prop(optional, into)]
    fields: ViewFn,
) -> impl IntoView {
    let class = if main {
        "nhsuk-button"
    } else {
        "nhsuk-button nhsuk-button--secondary"
    };
    view! {
        <form method="post" action=action data-passkey=purpose>
            {fields.run()}
            <Hidden name="next" value=next />
            <Hidden name="ceremony" value="" />
            <Hidden name="credential" value="" />
            <button class=class type="submit" hidden=true>{button}</button>
            <noscript><p>"To use a passkey, turn JavaScript on in your browser. Everything else works without."</p></noscript>
            <p class="nhsuk-error-message" role="alert"></p>
        </form>
        <script type="module" src="/assets/passkey.js" nonce=leptos::nonce::use_nonce()></script>
    }
}
