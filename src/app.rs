//! The document every page stands in, and every address of the frontend in one table.

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{
    SsrMode,
    components::{Route, Router, Routes},
    hooks::use_location,
    path,
};

use crate::{
    error::AppError,
    help::{AccessibilityPage, GettingAccessPage},
    history::{HistoryPage, PracticeHistoryPage, UserHistoryPage},
    home::HomePage,
    practices::PracticesPage,
    sign_in::{Me, SignInPage, api::current_user},
    ui::{Json, Trouble},
    users::{CreateUserPage, DatesPage, FindUsersPage, SummaryPage, UserPage},
};

/// The HTML document around the pages.
#[cfg(feature = "ssr")]
pub fn shell(options: LeptosOptions) -> impl IntoView {
    use leptos_meta::{HashedStylesheet, MetaTags};

    let program = (!crate::ui::is_plain()).then(|| {
        let options = options.clone();
        view! { <HydrationScripts options /> }
    });
    view! {
        <!DOCTYPE html>
        <html lang="en" class="nhsuk-template">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="theme-color" content="#005eb8" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                <HashedStylesheet options id="style" />
                {program}
                <MetaTags />
            </head>
            <body class="nhsuk-template__body">
                <App />
            </body>
        </html>
    }
}

/// Who is signed in, for any page that wants to know.
pub type CurrentUser = Resource<Result<Option<Me>, AppError>, Json>;

/// The whole frontend.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    view! {
        <Router>
            <Frame />
        </Router>
    }
}

/// The header, the page of the current address, and the footer.
#[component]
fn Frame() -> impl IntoView {
    let path = use_location().pathname;
    let user: CurrentUser =
        Resource::new_with_options(move || path.get(), |_| current_user(), false);
    provide_context(user);
    view! {
        <a class="nhsuk-skip-link" href="#maincontent" rel="external">"Skip to main content"</a>
        <Header user />
        <Routes fallback=|| view! { <Trouble error=AppError::NotFound /> }>
            <Route path=path!("/") view=HomePage ssr=SsrMode::Async />
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
            <Route path=path!("/help/getting-access") view=GettingAccessPage ssr=SsrMode::Async />
            <Route path=path!("/help/accessibility") view=AccessibilityPage ssr=SsrMode::Async />
            <Route path=path!("/users") view=FindUsersPage ssr=SsrMode::Async />
            <Route path=path!("/users/new") view=CreateUserPage ssr=SsrMode::Async />
            <Route path=path!("/users/:id") view=UserPage ssr=SsrMode::Async />
            <Route path=path!("/users/:id/dates") view=DatesPage ssr=SsrMode::Async />
            <Route path=path!("/users/:id/history") view=UserHistoryPage ssr=SsrMode::Async />
            <Route path=path!("/practices") view=PracticesPage ssr=SsrMode::Async />
            <Route path=path!("/practices/:ods/users") view=SummaryPage ssr=SsrMode::Async />
            <Route path=path!("/practices/:ods/history") view=PracticeHistoryPage ssr=SsrMode::Async />
            <Route path=path!("/history") view=HistoryPage ssr=SsrMode::Async />
        </Routes>
        <Footer />
    }
}

#[component]
fn Header(user: CurrentUser) -> impl IntoView {
    view! {
        <header class="nhsuk-header" role="banner">
            <div class="nhsuk-header__container nhsuk-width-container">
                <div class="nhsuk-header__service">
                    <a class="nhsuk-header__service-name" href="/">"Practice Access"</a>
                </div>
                <Transition>
                    {move || Suspend::new(async move {
                        user.await.ok().flatten().map(|me| view! { <Account me /> })
                    })}
                </Transition>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    user.await.ok().flatten().map(|me| view! { <Navigation me /> })
                })}
            </Transition>
        </header>
    }
}

#[component]
fn Account(me: Me) -> impl IntoView {
    view! {
        <nav class="nhsuk-header__account" aria-label="Account">
            <ul class="nhsuk-header__account-list">
                <li class="nhsuk-header__account-item">{me.name}</li>
                <li class="nhsuk-header__account-item">
                    <form class="nhsuk-header__account-form" method="post" action="/sign-out">
                        <button class="nhsuk-header__account-button" type="submit">"Log out"</button>
                    </form>
                </li>
            </ul>
        </nav>
    }
}

#[component]
fn Navigation(me: Me) -> impl IntoView {
    let path = use_location().pathname;
    let mut links = vec![("/", "Home".to_owned())];
    if me.manages_users() {
        links.push(("/users", "Users".to_owned()));
    }
    if me.chooses_practices() {
        links.push(("/practices", "Practices".to_owned()));
    }
    if me.powers.registration_officer {
        links.push(("/history", "History".to_owned()));
    }
    links.push(("/help/getting-access", "Help".to_owned()));
    view! {
        <nav class="nhsuk-header__navigation" aria-label="Menu">
            <div class="nhsuk-header__navigation-container nhsuk-width-container">
                <ul class="nhsuk-header__navigation-list">
                    {links.into_iter().map(|(href, words)| {
                        let current = move || (path.get() == href).then_some("page");
                        view! {
                            <li class="nhsuk-header__navigation-item">
                                <a class="nhsuk-header__navigation-link" href=href aria-current=current>{words}</a>
                            </li>
                        }
                    }).collect_view()}
                </ul>
            </div>
        </nav>
    }
}

#[component]
fn Footer() -> impl IntoView {
    view! {
        <footer class="nhsuk-footer" role="contentinfo">
            <div class="nhsuk-width-container">
                <ul class="nhsuk-footer__list">
                    <li class="nhsuk-footer__list-item">
                        <a class="nhsuk-footer__list-item-link" href="/help/getting-access">"Getting access"</a>
                    </li>
                    <li class="nhsuk-footer__list-item">
                        <a class="nhsuk-footer__list-item-link" href="/help/accessibility">"Accessibility"</a>
                    </li>
                </ul>
                <p class="nhsuk-body-s">
                    "Practice Access is an independent program. It is not the official service of the NHS or of PCSE."
                </p>
            </div>
        </footer>
    }
}
