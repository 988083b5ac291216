//! Warning before a session ends for want of use.

use leptos::prelude::*;

use super::view;

/// How long before the end somebody is warned, in seconds.
const WARNED_BEFORE: u32 = 2 * 60;

/// Until when one is logged in, with a way to stay so: a link that opens beside the page, so that what was typed stays.
/// With scripts a warning as well, two minutes before: on documents by `idle.js`.
#[component]
pub fn StayLoggedIn(
    /// When the session ends, as a time of day.
    until: String,
    /// How far away that was when the page was made, in seconds.
    seconds: u32,
    /// Asks the server for something, which keeps the session alive, and shows the new time.
    stay: Callback<()>,
) -> impl IntoView {
    let warned = RwSignal::new(false);
    #[cfg(feature = "hydrate")]
    {
        let wait = std::time::Duration::from_secs(u64::from(seconds.saturating_sub(WARNED_BEFORE)));
        let timer = set_timeout_with_handle(
            move || {
                let _ = warned.try_set(true);
            },
            wait,
        )
        .ok();
        on_cleanup(move || {
            if let Some(timer) = timer {
                timer.clear();
            }
        });
    }
    let when = until.clone();
    view! {
        <p class="app-until" data-seconds=seconds data-warned-before=WARNED_BEFORE>
            "Logged in until " <span>{until}</span> ". "
            <a href="/account/stay" target="_blank">"Stay logged in" <span class="nhsuk-u-visually-hidden">" (opens in a new tab)"</span></a>
        </p>
        <div>
            {move || warned.get().then(|| {
                let when = when.clone();
                view! {
                    <div class="app-warned" role="alert">
                        <p>"You will be logged out at " {when} ". Unsaved changes stay on this page only."</p>
                        <button class="nhsuk-button nhsuk-button--reverse nhsuk-button--small" type="button" on:click=move |_| stay.run(())>
                            "Stay logged in"
                        </button>
                    </div>
                }
            })}
        </div>
    }
}
