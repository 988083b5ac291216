//! One's own account, page by page.

mod address;
mod confirm;
mod details;
mod keep;
mod overview;
mod password;
mod stay;

pub use address::AddressPage;
pub use confirm::ConfirmAddressPage;
pub use details::DetailsPage;
pub use keep::KeepAddressPage;
pub use overview::AccountPage;
pub use password::PasswordPage;
pub use stay::StayPage;
