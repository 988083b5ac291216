//! One's own account: where one is signed in, and changing one's name, password and address.

pub mod api;
mod model;
#[cfg(feature = "ssr")]
mod store;

pub use model::{AccountView, AddressLink, MyPractice, SessionLine};
#[cfg(feature = "ssr")]
pub use pages::*;

#[cfg(feature = "ssr")]
mod pages {
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
}
