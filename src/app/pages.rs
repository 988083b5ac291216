//! Every page with its address, in one table. All that depends on which pages there are, and of which kind, follows
//! from it: the routes, what a browser loads, and which links the router takes.

use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{Route, Routes},
    path,
};

#[cfg(feature = "ssr")]
use crate::{
    account::{
        AccountPage, AddressPage, ConfirmAddressPage, DetailsPage, KeepAddressPage, PasswordPage,
        StayPage,
    },
    help::{AccessibilityPage, GettingAccessPage},
    mail::MailPage,
    performers::{LinkQuestionPage, LinkRequestPage, MyEntryPage, PracticePerformersPage},
    requests::{AskPage, RequestPage, TasksPage},
    sign_in::{
        ForgottenPasswordPage, InvitationPage, ResetPasswordPage, SignInPage,
        factor::{
            AddAppPage, AddPasskeyPage, FactorPage, FactorsPage, RecoveryCodesPage, SetUpPage,
            ShowFactorPage,
        },
    },
    users::{LeavePage, ResetFactorPage, ReviewPage, UserSignInPage},
};
use crate::{
    base::error::AppError,
    history::{HistoryPage, PracticeHistoryPage, UserHistoryPage},
    home::HomePage,
    practices::PracticesPage,
    ui::{Part, Trouble, view},
    users::{CreateUserPage, DatesPage, FindUsersPage, SummaryPage, UserPage},
};

/// The table. A page of the program is loaded with a part of the program, which it shares with pages that people open
/// one after the other; each becomes a function that loads the part and makes the view. A document gains nothing from
/// WebAssembly: a browser that opens one does not load it, and its texts are not part of what it loads elsewhere.
macro_rules! pages {
    (
        program { $($address:tt $part:ident $prepare:ident: $load:ident = $Page:ident;)* }
        documents { $($document:tt = $Document:ident;)* }
    ) => {
        $(
            #[wasm_split_helpers::wasm_split($part, preload($prepare), fallible)]
            fn $load() -> Result<AnyView, wasm_split_helpers::SplitLoaderError> {
                Ok(view! { <$Page /> })
            }
        )*

        /// Loads the part that holds the page at `path`.
        #[cfg(feature = "hydrate")]
        pub(crate) async fn prepare(path: &str) -> Result<(), wasm_split_helpers::SplitLoaderError> {
            $(if matches($address, path) { return $prepare().await; })*
            Ok(())
        }

        #[cfg(test)]
        const ADDRESSES: &[&str] = &[$($address,)* $($document,)*];

        /// Whether the router shows what is at `path`: a page of the program. Everything else, documents and files, is
        /// the browser's to open.
        pub(super) fn is_routed(path: &str) -> bool {
            [$($address),*].into_iter().any(|address| matches(address, path))
        }

        /// The part that holds the page at `path`; none if that is not a page of the program.
        #[cfg(feature = "ssr")]
        pub(super) fn part_of(path: &str) -> Option<&'static str> {
            let pages = [$(($address, stringify!($part))),*];
            pages.into_iter().find(|(address, _)| matches(address, path)).map(|(_, part)| part)
        }

        /// The page of the current address. The browser's router knows the pages of the program alone.
        #[component]
        pub(super) fn Pages() -> impl IntoView {
            let missing = || view! { <Trouble error=AppError::NotFound /> };
            #[cfg(feature = "ssr")]
            return view! {
                <Routes fallback=missing>
                    $(<Route path=path!($address) view=Part($load) ssr=SsrMode::Async />)*
                    $(<Route path=path!($document) view=$Document ssr=SsrMode::Async />)*
                </Routes>
            };
            #[cfg(not(feature = "ssr"))]
            view! {
                <Routes fallback=missing>
                    $(<Route path=path!($address) view=Part($load) ssr=SsrMode::Async />)*
                </Routes>
            }
        }
    };
}

pages! {
    program {
        "/" finding prepare_home: home_page = HomePage;
        "/users" finding prepare_find_users: find_users_page = FindUsersPage;
        "/users/new" roles prepare_create_user: create_user_page = CreateUserPage;
        "/users/:id" roles prepare_user: user_page = UserPage;
        "/users/:id/dates" roles prepare_dates: dates_page = DatesPage;
        "/users/:id/history" history prepare_user_history: user_history_page = UserHistoryPage;
        "/practices" finding prepare_practices: practices_page = PracticesPage;
        "/practices/:ods/users" summary prepare_summary: summary_page = SummaryPage;
        "/practices/:ods/history" history prepare_practice_history: practice_history_page = PracticeHistoryPage;
        "/history" history prepare_history: history_page = HistoryPage;
    }
    documents {
        "/sign-in" = SignInPage;
        "/sign-in/factor" = ShowFactorPage;
        "/sign-in/set-up" = SetUpPage;
        "/invitation" = InvitationPage;
        "/forgotten-password" = ForgottenPasswordPage;
        "/reset-password" = ResetPasswordPage;
        "/account" = AccountPage;
        "/account/stay" = StayPage;
        "/account/details" = DetailsPage;
        "/account/password" = PasswordPage;
        "/account/address" = AddressPage;
        "/account/address/confirm" = ConfirmAddressPage;
        "/account/address/keep" = KeepAddressPage;
        "/account/second-factor" = FactorsPage;
        "/account/second-factor/app" = AddAppPage;
        "/account/second-factor/passkey" = AddPasskeyPage;
        "/account/second-factor/recovery-codes" = RecoveryCodesPage;
        "/account/second-factor/factors/:factor" = FactorPage;
        "/users/:id/leave" = LeavePage;
        "/users/:id/second-factor" = ResetFactorPage;
        "/users/:id/sign-in" = UserSignInPage;
        "/practices/:ods/performers" = PracticePerformersPage;
        "/practices/:ods/review" = ReviewPage;
        "/performers/me" = MyEntryPage;
        "/performers/me/join" = LinkQuestionPage;
        "/performers/me/change" = LinkQuestionPage;
        "/performers/me/leave" = LinkQuestionPage;
        "/performers/requests/:id" = LinkRequestPage;
        "/ask" = AskPage;
        "/requests/:id" = RequestPage;
        "/tasks" = TasksPage;
        "/mail" = MailPage;
        "/help/getting-access" = GettingAccessPage;
        "/help/accessibility" = AccessibilityPage;
    }
}

/// Whether `path` is an address of this form, where `:name` stands for anything.
fn matches(form: &str, path: &str) -> bool {
    let (mut form, mut path) = (form.split('/'), path.split('/'));
    loop {
        match (form.next(), path.next()) {
            (None, None) => return true,
            (Some(form), Some(part)) if form == part || form.starts_with(':') => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::ADDRESSES;
    use crate::floors::sources;

    /// Forms without a page of their own, and why.
    const WITHOUT_A_PAGE: [&str; 1] = [
        // A button in the head of every page, which leads away from all of them.
        "/sign-out",
    ];

    /// The addresses that forms are posted to, as the sources give them to axum.
    fn posted() -> Vec<String> {
        let mut files = Vec::new();
        sources(Path::new("src"), &mut files);
        let mut posted = Vec::new();
        for (path, code) in files {
            let before = posted.len();
            for route in code.split(".route(").skip(1) {
                let route = route.trim_start().strip_prefix('"').unwrap_or_default();
                let (address, handler) = route.split_once('"').unwrap_or_default();
                let handler = handler.trim_start_matches([',', ' ', '\n']);
                if handler.starts_with("post(page_form::<") {
                    posted.push(address.to_owned());
                }
            }
            let forms = code.matches("page_form::<").count();
            let read = posted.len() - before;
            assert_eq!(read, forms, "not all forms of {path:?} can be read");
        }
        posted
    }

    #[test]
    fn a_form_is_posted_to_the_address_of_its_page() {
        let posted = posted();
        for address in &posted {
            let page = address.replace('{', ":").replace('}', "");
            assert_ne!(
                ADDRESSES.contains(&page.as_str()),
                WITHOUT_A_PAGE.contains(&page.as_str()),
                "{address} has to be a page, or named here as a form without one"
            );
        }
        for address in WITHOUT_A_PAGE {
            assert!(posted.contains(&address.to_owned()), "{address} is gone");
        }
    }
}
