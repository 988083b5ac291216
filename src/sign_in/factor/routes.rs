//! The addresses of the pages of this room.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute as _},
    components::Route,
    path,
};

#[cfg(feature = "ssr")]
use super::pages::{
    AddAppPage, AddPasskeyPage, FactorPage, FactorsPage, RecoveryCodesPage, SetUpPage,
    ShowFactorPage,
};
#[cfg(feature = "ssr")]
use super::reset::ResetPage;
#[cfg(not(feature = "ssr"))]
use crate::ui::{
    PlainPage as AddAppPage, PlainPage as AddPasskeyPage, PlainPage as FactorPage,
    PlainPage as FactorsPage, PlainPage as RecoveryCodesPage, PlainPage as ResetPage,
    PlainPage as SetUpPage, PlainPage as ShowFactorPage,
};

/// One row for each page.
#[component(transparent)]
pub fn FactorRoutes() -> AnyNestedRoute {
    view! {
        <Route path=path!("/sign-in/factor") view=ShowFactorPage ssr=SsrMode::Async />
        <Route path=path!("/sign-in/set-up") view=SetUpPage ssr=SsrMode::Async />
        <Route path=path!("/account/second-factor") view=FactorsPage ssr=SsrMode::Async />
        <Route path=path!("/account/second-factor/app") view=AddAppPage ssr=SsrMode::Async />
        <Route path=path!("/account/second-factor/passkey") view=AddPasskeyPage ssr=SsrMode::Async />
        <Route path=path!("/account/second-factor/recovery-codes") view=RecoveryCodesPage ssr=SsrMode::Async />
        <Route path=path!("/users/:id/second-factor") view=ResetPage ssr=SsrMode::Async />
        <Route path=path!("/account/second-factor/factors/:factor") view=FactorPage ssr=SsrMode::Async />
    }
    .into_inner()
    .into_any_nested_route()
}
