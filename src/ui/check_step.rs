//! The list that is read before a save, as a step of the browser's own history: Back leads from it to the form with
//! everything as it was filled in, as it does where the list is a document of its own.

use leptos::prelude::*;

use super::Submitted;

/// The name of the step, in forms and in the browser's history.
const CHECK: &str = "check";

/// Whether the form shows the list.
pub(super) fn is_shown(submitted: RwSignal<Submitted>) -> bool {
    submitted.with_untracked(|form| form.form_state.step == CHECK)
}

/// Puts what a form came back with in its place, and keeps the browser's history in step with it.
pub(super) fn show(submitted: RwSignal<Submitted>, next: Submitted) {
    let (before, now) = (is_shown(submitted), next.form_state.step == CHECK);
    submitted.set(next);
    #[cfg(feature = "hydrate")]
    if let Ok(history) = window().history() {
        let here = history.state().ok().and_then(|state| state.as_string());
        let _ = match (before, now) {
            (false, true) => history.push_state_with_url(&CHECK.into(), "", None),
            // Only off an entry of our own: a list that the server rendered has none.
            (true, false) if here.as_deref() == Some(CHECK) => history.back(),
            _ => Ok(()),
        };
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (before, now);
}

/// Makes Back lead from the list to the form.
pub(super) fn return_by_back(submitted: RwSignal<Submitted>) {
    #[cfg(feature = "hydrate")]
    super::unsaved::before_moving(move || {
        let shown = is_shown(submitted);
        if shown {
            submitted.update(|form| form.form_state = super::FormState::default());
        }
        shown
    });
    #[cfg(not(feature = "hydrate"))]
    let _ = submitted;
}
