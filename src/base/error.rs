//! What can go wrong, in the few ways a page or a caller can answer. Detail that helps only us is logged, not sent.

use std::fmt;

use leptos::prelude::{FromServerFnError, ServerFnErrorErr};
use serde::{Deserialize, Serialize};

/// Why a request was not done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum AppError {
    /// Nobody is signed in, or the session has ended.
    NotSignedIn,
    /// Signed in, but this is not theirs to see or do. Says who can.
    Forbidden(String),
    /// There is no such thing, or none this user may know of.
    NotFound,
    /// Someone else changed it first.
    Conflict(String),
    /// What was sent can't be used. Says how to put it right.
    Invalid(String),
    /// Can't be done just now; trying again later helps. The code, if there is one, finds the cause in the log.
    Unavailable(String),
    /// The database broke off while it saved, so nobody knows whether it was done. The code finds it in the log.
    InDoubt(String),
    /// No answer came, so nobody knows whether it was done. Said in the browser alone.
    Unreachable,
    /// Our fault. The code finds the cause in the log.
    Internal(String),
}

impl AppError {
    /// The HTTP status that says the same.
    pub fn status(&self) -> u16 {
        match self {
            Self::NotSignedIn => 401,
            Self::Forbidden(_) => 403,
            Self::NotFound => 404,
            Self::Conflict(_) => 409,
            Self::Invalid(_) => 422,
            Self::Unavailable(_) | Self::InDoubt(_) | Self::Unreachable => 503,
            Self::Internal(_) => 500,
        }
    }
}

#[cfg(feature = "ssr")]
impl AppError {
    /// What is said to a form that no page of this program has sent.
    pub(crate) fn unreadable_form() -> Self {
        let told = "The form could not be read. Reload the page and try again.";
        Self::Invalid(told.to_owned())
    }

    /// Answers the current request with the status that says the same.
    pub fn set_status(&self) {
        if let (Some(response), Ok(status)) = (
            leptos::prelude::use_context::<leptos_axum::ResponseOptions>(),
            axum::http::StatusCode::from_u16(self.status()),
        ) {
            response.set_status(status);
        }
    }
}

impl fmt::Display for AppError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotSignedIn => f.write_str("You are not logged in. Log in and try again."),
            Self::NotFound => f.write_str("We could not find that."),
            Self::Forbidden(why) | Self::Conflict(why) | Self::Invalid(why) => f.write_str(why),
            Self::Unavailable(code) => {
                f.write_str(
                    "The service can't answer just now. Nothing was changed. Try again in a minute.",
                )?;
                if !code.is_empty() {
                    f.write_str(" If it goes on, quote this code to support: ")?;
                }
                f.write_str(code)
            }
            Self::InDoubt(code) => {
                f.write_str(
                    "We do not know if it was done. Check before you try again. Quote this code to support: ",
                )?;
                f.write_str(code)
            }
            Self::Unreachable => f.write_str(
                "We could not reach the service. Check your connection and try again. What you filled in is still \
                 here, and nothing is done twice.",
            ),
            Self::Internal(code) => {
                f.write_str("Something went wrong on our side. Nothing was changed. Quote this code to support: ")?;
                f.write_str(code)
            }
        }
    }
}

impl std::error::Error for AppError {}

impl FromServerFnError for AppError {
    type Encoder = crate::base::codec::Compact;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Args(_)
            | ServerFnErrorErr::MissingArg(_)
            | ServerFnErrorErr::Deserialization(_) => {
                let error = Self::Invalid("The server could not read what was sent.".to_owned());
                #[cfg(feature = "ssr")]
                error.set_status();
                error
            }
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unreachable,
            _ => Self::Internal("function".to_owned()),
        }
    }
}
