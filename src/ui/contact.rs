//! How the registration team is reached: for those who cannot get in, on every page where they look for help.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::{data::of_document, view};

/// The registration team's address and telephone number, as the operator has set them. Either may be empty.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contact {
    /// Its e-mail address.
    pub email: String,
    /// Its telephone number.
    pub phone: String,
}

impl Contact {
    /// Whether nobody has set it.
    pub fn is_unknown(&self) -> bool {
        self.email.is_empty() && self.phone.is_empty()
    }

    /// The parts of the sentence that stand around the address: before it, after it.
    fn sentence(&self) -> (&'static str, String) {
        match (self.email.is_empty(), self.phone.is_empty()) {
            (true, true) => ("", String::new()),
            (false, true) => (EMAIL, ".".to_owned()),
            (true, false) => (PHONE, [&self.phone, "."].concat()),
            (false, false) => (EMAIL, [" or call ", &self.phone, "."].concat()),
        }
    }

    /// The sentence as text, for letters; empty if nobody has set it.
    #[cfg(feature = "ssr")]
    pub(crate) fn in_words(&self) -> String {
        let (before, after) = self.sentence();
        [before, &self.email, &after].concat()
    }

    /// The same as HTML, for pages that are made without the view library.
    #[cfg(feature = "ssr")]
    pub(crate) fn html(&self) -> String {
        let (before, after) = self.sentence();
        let link = match self.email.as_str() {
            "" => String::new(),
            email => ["<a href=\"mailto:", email, "\">", email, "</a>"].concat(),
        };
        [before, &link, &after].concat()
    }
}

const EMAIL: &str = "To reach the registration team, write to ";
const PHONE: &str = "To reach the registration team, call ";

/// Makes the contact known to all pages, on the server and in the browser that takes them over.
pub fn provide_contact() {
    provide_context(of_document(|| {
        #[cfg(feature = "ssr")]
        return use_context::<Contact>().unwrap_or_default();
        #[cfg(not(feature = "ssr"))]
        Contact::default()
    }));
}

/// How to reach the registration team: a paragraph, or nothing where that is not set.
#[component]
pub fn ReachRegistrationTeam() -> impl IntoView {
    let contact: Contact = use_context().unwrap_or_default();
    (!contact.is_unknown()).then(|| {
        let (before, after) = contact.sentence();
        let link = (!contact.email.is_empty()).then(|| {
            let href = ["mailto:", &contact.email].concat();
            view! { <a href=href>{contact.email}</a> }
        });
        view! { <p>{before} {link} {after}</p> }
    })
}
