//! Mail: what is said, the outbox, and its delivery.
//!
//! A change that somebody is told of posts a [`Letter`] in its own transaction. Delivery follows by itself: by SMTP, or
//! into a folder where no mail server is set.

mod access_letters;
pub(crate) mod api;
mod body;
mod certification_letters;
pub mod command;
mod delivery;
mod letter;
mod link_letters;
mod message;
mod model;
mod page;
mod reasons;
mod role_letters;
mod settings;
mod store;
mod succession_letters;

pub use access_letters::{ChangedBy, Comes, NewAdministrator, PlaceChanged, RolesChanged};
pub use body::Body;
pub use certification_letters::{CertificationLetter, CertificationNews};
pub use delivery::{MailTransport, NotAMailServer, Patience, deliver_due};
pub(crate) use delivery::{begin_to_count, keep_delivering};
pub use letter::{
    AccountantLetter, AccountantNews, DetailsCorrected, InvitationLetter, LaunchLetter, LaunchNews,
    Letter, NameChanged, News, NoReset, OfficerNews, OfficerStands, PensionLetter, PensionNews,
    UnusedLetter, UnusedNews, UsernameChanged,
};
pub use link_letters::{EntryNudge, GpRoles, LinkAsked, LinkDecided, LinkNews};
pub use model::Recipient;
pub use page::MailPage;
pub use role_letters::{RolesAsked, RolesDecided};
pub use settings::MailSettings;
pub(crate) use store::{
    Backlog, Fate, GivenUp, backlog, bring_back, forget_sent, newest_given_up, newest_to,
    not_arrived, post_all, put_on_hold, try_again, undelivered_to,
};
pub use store::{post, tell};
pub use succession_letters::{SuccessionLetter, SuccessionNews};
