//! Text that people type: cleaned and judged in one place, whichever door it comes in by.
//!
//! A form, another program, an import and a command give the same text the same answer, because each of these types can
//! only be had by reading. What is read is in NFC, on one line, without characters that nobody sees, and no longer than
//! its limit. The tables that say what a character is are large: they are the server's alone.

#[cfg(feature = "ssr")]
mod clean;
#[cfg(feature = "ssr")]
mod email;
mod full_name;
#[cfg(feature = "ssr")]
mod html;
#[cfg(feature = "ssr")]
mod label;
#[cfg(feature = "ssr")]
mod password;
#[cfg(feature = "ssr")]
mod person_name;
#[cfg(feature = "ssr")]
mod phone;
#[cfg(feature = "ssr")]
mod reason;
#[cfg(feature = "ssr")]
mod search_text;
#[cfg(test)]
mod tests;

#[cfg(feature = "ssr")]
pub use clean::{clean, is_linked, is_unseen};
#[cfg(feature = "ssr")]
pub use email::{Email, NotAnEmail, masked, shown_address, username};
pub use full_name::{full_name, greeting, isolated, known_as, shown_name};
#[cfg(feature = "ssr")]
pub use html::escaped;
#[cfg(feature = "ssr")]
pub use label::Label;
#[cfg(feature = "ssr")]
pub use password::comparable;
#[cfg(feature = "ssr")]
pub use person_name::{LONGEST_NAME, NotAName, PersonName};
#[cfg(feature = "ssr")]
pub use phone::{NOT_A_PHONE, Phone};
#[cfg(feature = "ssr")]
pub use reason::Reason;
#[cfg(feature = "ssr")]
pub use search_text::SearchText;

/// The longest reason the record keeps, in characters.
pub const LONGEST_REASON: usize = 500;
/// What is said of a reason longer than that.
pub const REASON_TOO_LONG: &str = "Reason must be 500 characters or fewer";
