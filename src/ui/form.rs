//! The one way a form is sent, the same with and without WebAssembly.
//!
//! A form posts to the address of its own page. Without WebAssembly the server leads a success on, and a refusal or a next
//! step back to the page, filled in as it was sent. With it, [`PostForm`] calls the server function itself and gives the
//! page the same [`Submitted`], without a page load.

use leptos::{ev::SubmitEvent, prelude::*};
use leptos_router::NavigateOptions;
use serde::{Deserialize, Serialize};

use super::{check_step, data::of_document, sent_form::SentForm, use_open, view};
use crate::base::error::AppError;

/// What became of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Outcome {
    /// It was done. Where to go next.
    Done {
        /// An address of this site.
        to: String,
    },
    /// It was not done yet: the page is shown again.
    Form(FormState),
}

/// Why a page is shown again, and with what.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormState {
    /// What has to be put right.
    pub errors: Vec<FieldError>,
    /// Nothing is wrong: the next step of the form, by name.
    pub step: String,
    /// What is about to happen, to be confirmed.
    pub check: Option<Check>,
    /// What someone else changed in the meantime, in sentences.
    pub edit_conflict: Vec<String>,
    /// What the form sends on besides what was filled in: the text of a file, which no browser can be given back.
    pub carried: Vec<(String, String)>,
}

/// One thing to put right, and the field it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The `id` of the field; empty for the form as a whole.
    pub field: String,
    /// How to put it right.
    pub message: String,
}

/// The exact list of what a save will do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// A group for each practice, or for each user of one practice.
    pub groups: Vec<CheckGroup>,
    /// What follows that the reader may not expect.
    pub notes: Vec<String>,
    /// What has to be confirmed separately.
    pub confirmations: Vec<Confirmation>,
    /// Whether a second factor has to be shown with it.
    pub asks_code: bool,
}

impl Check {
    /// Repeats why, where somebody said it.
    pub fn tell_reason(&mut self, reason: &str) {
        if !reason.is_empty() {
            self.notes.push(["Reason: ", reason].concat());
        }
    }
}

/// What a save will do in one place.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckGroup {
    /// The place, or the person.
    pub title: String,
    /// What will be added.
    pub add: Vec<String>,
    /// What will be removed.
    pub remove: Vec<String>,
}

/// Something serious that needs its own tick.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Confirmation {
    /// The name of its box.
    pub name: String,
    /// What it means.
    pub warning: String,
    /// The words beside the box.
    pub label: String,
}

/// A form that came back, with everything as it was filled in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    /// What was sent, in order, passwords left out.
    pub values: Vec<(String, String)>,
    /// Why it came back.
    pub form_state: FormState,
}

impl Outcome {
    /// The page again, with one thing to put right.
    pub fn wrong(field: &str, message: impl ToString) -> Self {
        Self::Form(FormState::wrong(field, message))
    }

    /// The page again, at another step.
    pub fn step(name: &str) -> Self {
        Self::Form(FormState {
            step: name.to_owned(),
            ..FormState::default()
        })
    }
}

impl FormState {
    /// One thing to put right.
    pub fn wrong(field: &str, message: impl ToString) -> Self {
        Self::default().and_wrong(field, message)
    }

    /// One more thing to put right.
    #[must_use]
    pub fn and_wrong(mut self, field: &str, message: impl ToString) -> Self {
        self.errors.push(FieldError {
            field: field.to_owned(),
            message: message.to_string(),
        });
        self
    }
}

impl Submitted {
    /// What was sent under `name`, be it empty; none if nothing was sent yet.
    pub fn sent(&self, name: &str) -> Option<String> {
        let sent = self.values.iter().find(|(key, _)| key == name);
        sent.map(|(_, value)| value.clone())
    }

    /// What was sent under `name`; empty if nothing was.
    pub fn value(&self, name: &str) -> String {
        self.sent(name).unwrap_or_default()
    }

    /// Everything that was sent under `name`.
    pub fn values_of(&self, name: &str) -> impl Iterator<Item = &str> {
        self.values
            .iter()
            .filter(move |(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// What is wrong with a field.
    pub fn error(&self, field: &str) -> Option<String> {
        let errors = &self.form_state.errors;
        errors
            .iter()
            .find(|error| error.field == field)
            .map(|error| error.message.clone())
    }
}

/// The form of this page that came back, if one did: from the server in the first rendering, from [`PostForm`] later.
pub fn use_submitted() -> RwSignal<Submitted> {
    let submitted = RwSignal::new(of_document(|| {
        #[cfg(feature = "ssr")]
        return use_context::<Submitted>().or_else(kept).unwrap_or_default();
        #[cfg(not(feature = "ssr"))]
        Submitted::default()
    }));
    // What was sent belongs to the view it was sent from.
    let location = leptos_router::hooks::use_location();
    let address = move || (location.pathname.get(), location.search.get());
    Effect::watch(
        address,
        move |_, _, _| {
            let _ = submitted.try_set(Submitted::default());
        },
        false,
    );
    check_step::return_by_back(submitted);
    submitted
}

/// The draft of this page that its address names.
#[cfg(feature = "ssr")]
fn kept() -> Option<Submitted> {
    use_context::<axum::http::request::Parts>()?
        .extensions
        .get()
        .cloned()
}

/// What was checked is done: Back does not lead to its list again.
fn onwards(submitted: RwSignal<Submitted>) -> NavigateOptions {
    NavigateOptions {
        replace: check_step::is_shown(submitted),
        ..NavigateOptions::default()
    }
}

/// A failure leaves the step that was shown: pressed again, the same form with the same idempotency key is sent.
fn failed(submitted: RwSignal<Submitted>, error: &AppError) -> FormState {
    let shown = submitted.with_untracked(|form| form.form_state.clone());
    let (field, message) = match error {
        AppError::NotSignedIn => ("/sign-in", SIGN_IN_AGAIN.to_owned()),
        error => ("", error.to_string()),
    };
    let cleared = FormState {
        errors: Vec::new(),
        ..shown
    };
    cleared.and_wrong(field, message)
}

/// A form for a server function, posted to the address of the page it stands on.
#[component]
pub fn PostForm(
    /// The address of the server function.
    function: &'static str,
    /// The address of the page.
    #[prop(into)]
    action: String,
    /// Where a refusal or a next step is put.
    submitted: RwSignal<Submitted>,
    /// Called in the browser before anything else of a success, to let the page forget unsaved changes.
    #[prop(optional)]
    on_done: Option<Callback<()>>,
    /// A class of the form.
    #[prop(optional, into)]
    class: String,
    children: Children,
) -> impl IntoView {
    let sending = RwSignal::new(false);
    let open = use_open();
    let on_submit = move |event: SubmitEvent| {
        if event.default_prevented() {
            return;
        }
        event.prevent_default();
        // A second click while the first is under way is the same click.
        let Some(form) = SentForm::of(&event).filter(|_| !sending.get_untracked()) else {
            return;
        };
        sending.set(true);
        let open = open.clone();
        leptos::task::spawn_local(async move {
            let (values, result) = form.send(function).await;
            // The page may be gone by the time the answer comes.
            if sending.try_set(false).is_some() {
                return;
            }
            let form_state = match result {
                Ok(Outcome::Done { to }) => {
                    let options = onwards(submitted);
                    if let Some(on_done) = on_done {
                        on_done.run(());
                    }
                    open(&to, options);
                    return;
                }
                Ok(Outcome::Form(form_state)) => form_state,
                Err(error) => failed(submitted, &error),
            };
            check_step::show(submitted, Submitted { values, form_state });
        });
    };
    // Boxes are as the server says: a browser that put old ones back after Back would send them with the new version.
    view! {
        <form method="post" action=action class=class novalidate autocomplete="off" on:submit=on_submit aria-busy=move || sending.get().to_string()>
            {children()}
            <p class="app-sending" role="status">{move || sending.get().then_some("Sending. This can take a moment.")}</p>
        </form>
    }
}

const SIGN_IN_AGAIN: &str = "You are no longer logged in. Log in again in another tab, then come back and press \
    the button again. What you filled in is still here";
