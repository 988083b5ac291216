//! One's own account: where one is signed in, and changing one's name, password and address.

pub mod api;
#[cfg(feature = "ssr")]
pub mod http;
mod model;
#[cfg(feature = "ssr")]
mod pages;
#[cfg(feature = "ssr")]
mod store;

pub use model::{AccountView, AddressLink, MyPractice, SessionLine};
#[cfg(feature = "ssr")]
pub use pages::{
    AccountPage, AddressPage, ConfirmAddressPage, DetailsPage, KeepAddressPage, PasswordPage,
    StayPage,
};
