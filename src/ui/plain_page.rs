//! Pages that are documents: they hold nothing that WebAssembly could do better, so a browser that opens one does not
//! load it, and their texts are not part of what it loads elsewhere.

use leptos::prelude::*;

/// The addresses of these pages. Their components exist on the server alone; in the browser [`PlainPage`] stands for
/// them.
pub const PLAIN_PAGES: [&str; 33] = [
    "/sign-in",
    "/invitation",
    "/forgotten-password",
    "/reset-password",
    "/users/:id/sign-in",
    "/users/:id/leave",
    "/account",
    "/account/stay",
    "/account/details",
    "/account/password",
    "/account/address",
    "/account/address/confirm",
    "/mail",
    "/sign-in/factor",
    "/sign-in/set-up",
    "/account/second-factor",
    "/account/second-factor/app",
    "/account/second-factor/passkey",
    "/account/second-factor/recovery-codes",
    "/account/second-factor/factors/:factor",
    "/users/:id/second-factor",
    "/practices/:ods/review",
    "/ask",
    "/requests/:id",
    "/tasks",
    "/performers/me",
    "/performers/me/join",
    "/performers/me/change",
    "/performers/me/leave",
    "/performers/requests/:id",
    "/practices/:ods/performers",
    "/help/getting-access",
    "/help/accessibility",
];

/// Asks the server for the document of the current address: what the browser does on its way to a plain page.
#[component]
pub fn PlainPage() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    Effect::new(|_| {
        let _ = window().location().reload();
    });
}

/// Whether the request being answered is for a plain page.
#[cfg(feature = "ssr")]
pub(crate) fn is_plain() -> bool {
    use_context::<axum::http::request::Parts>().is_some_and(|parts| {
        let mut plain = PLAIN_PAGES.into_iter();
        plain.any(|page| crate::app::matches(page, parts.uri.path()))
    })
}
