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
    account::{AccountPage, AddressPage, ConfirmAddressPage, DetailsPage, PasswordPage, StayPage},
    error::AppError,
    help::{AccessibilityPage, GettingAccessPage},
    history::{HistoryPage, PracticeHistoryPage, UserHistoryPage},
    home::HomePage,
    performers::{
        LinkQuestionPage, LinkRequestPage, MY_ENTRY, MyEntryPage, PracticePerformersPage,
    },
    practices::PracticesPage,
    requests::{AskPage, RequestPage, TasksPage},
    sign_in::{
        ForgottenPasswordPage, InvitationPage, Me, ResetPasswordPage, SignInPage,
        api::current_user, factor::FactorRoutes,
    },
    ui::{Data, PageResource, Part, StayLoggedIn, Trouble, view},
    users::{
        CreateUserPage, DatesPage, FindUsersPage, LeavePage, ReviewPage, SummaryPage, UserPage,
        UserSignInPage,
    },
};

#[cfg(feature = "ssr")]
use crate::mail::MailPage;
#[cfg(not(feature = "ssr"))]
use crate::ui::PlainPage as MailPage;

/// The HTML document around the pages.
#[cfg(feature = "ssr")]
pub fn shell(site: &crate::server::Site) -> impl IntoView + use<> {
    use leptos_meta::MetaTags;

    crate::server::respond::set_policy();
    let program = (!crate::ui::is_plain()).then(|| program(site));
    view! {
        <!DOCTYPE html>
        <html lang="en" class="nhsuk-template">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="theme-color" content="#005eb8" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=site.address("practice-access.css") />
                {program}
                <MetaTags />
            </head>
            <body class="nhsuk-template__body">
                <App />
            </body>
        </html>
    }
}

/// The program that takes over the page, with everything it needs for it asked for at once.
#[cfg(feature = "ssr")]
fn program(site: &crate::server::Site) -> impl IntoView + use<> {
    let part = crate::server::respond::path().as_deref().and_then(part_of);
    let mut modules = vec![site.address("practice-access.wasm")];
    modules.extend(part.into_iter().flat_map(|part| site.part(part)));
    let modules = modules.into_iter().map(|module| {
        view! { <link rel="preload" href=module r#as="fetch" r#type="application/wasm" crossorigin="" /> }
    });
    let [start, parts, module] =
        ["practice-access.js", "parts.js", "practice-access.wasm"].map(|file| site.address(file));
    let script = [
        "import start, { hydrate } from \"",
        &start,
        "\"; await start({ module_or_path: \"",
        &module,
        "\" }); await hydrate();",
    ]
    .concat();
    view! {
        <link rel="modulepreload" href=start />
        <link rel="modulepreload" href=parts />
        {modules.collect_view()}
        <script type="module" nonce=leptos::nonce::use_nonce()>{script}</script>
    }
}

/// Every page with its address and the part of the program that a browser loads for it: pages that people open one
/// after the other share one. Each becomes a function that loads the part and makes the view.
macro_rules! pages {
    ($($address:literal $part:ident $prepare:ident: $load:ident = $Page:ident;)*) => {
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

        /// The part that holds the page at `path`.
        #[cfg(feature = "ssr")]
        fn part_of(path: &str) -> Option<&'static str> {
            let pages = [$(($address, stringify!($part))),*];
            pages.into_iter().find(|(address, _)| matches(address, path)).map(|(_, part)| part)
        }
    };
}

pages! {
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

/// Whether `path` is an address of this form, where `:name` stands for anything.
pub(crate) fn matches(form: &str, path: &str) -> bool {
    let (mut form, mut path) = (form.split('/'), path.split('/'));
    loop {
        match (form.next(), path.next()) {
            (None, None) => return true,
            (Some(form), Some(part)) if form == part || form.starts_with(':') => {}
            _ => return false,
        }
    }
}

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
    let user = PageResource::new_with_options(
        move || path.get(),
        |_| async { current_user().await.map(Data::new) },
        false,
    );
    view! {
        <a class="nhsuk-skip-link" href="#maincontent" rel="external">"Skip to main content"</a>
        <Header user />
        <Routes fallback=|| view! { <Trouble error=AppError::NotFound /> }>
            <Route path=path!("/") view=Part(home_page) ssr=SsrMode::Async />
            <Route path=path!("/sign-in") view=SignInPage ssr=SsrMode::Async />
            <Route path=path!("/invitation") view=InvitationPage ssr=SsrMode::Async />
            <Route path=path!("/forgotten-password") view=ForgottenPasswordPage ssr=SsrMode::Async />
            <Route path=path!("/reset-password") view=ResetPasswordPage ssr=SsrMode::Async />
            <Route path=path!("/account") view=AccountPage ssr=SsrMode::Async />
            <Route path=path!("/account/stay") view=StayPage ssr=SsrMode::Async />
            <Route path=path!("/account/details") view=DetailsPage ssr=SsrMode::Async />
            <Route path=path!("/account/password") view=PasswordPage ssr=SsrMode::Async />
            <Route path=path!("/account/address") view=AddressPage ssr=SsrMode::Async />
            <Route path=path!("/account/address/confirm") view=ConfirmAddressPage ssr=SsrMode::Async />
            <Route path=path!("/mail") view=MailPage ssr=SsrMode::Async />
            <FactorRoutes />
            <Route path=path!("/ask") view=AskPage ssr=SsrMode::Async />
            <Route path=path!("/requests/:id") view=RequestPage ssr=SsrMode::Async />
            <Route path=path!("/tasks") view=TasksPage ssr=SsrMode::Async />
            <Route path=path!("/performers/me") view=MyEntryPage ssr=SsrMode::Async />
            <Route path=path!("/performers/me/join") view=LinkQuestionPage ssr=SsrMode::Async />
            <Route path=path!("/performers/me/change") view=LinkQuestionPage ssr=SsrMode::Async />
            <Route path=path!("/performers/me/leave") view=LinkQuestionPage ssr=SsrMode::Async />
            <Route path=path!("/performers/requests/:id") view=LinkRequestPage ssr=SsrMode::Async />
            <Route path=path!("/practices/:ods/performers") view=PracticePerformersPage ssr=SsrMode::Async />
            <Route path=path!("/help/getting-access") view=GettingAccessPage ssr=SsrMode::Async />
            <Route path=path!("/help/accessibility") view=AccessibilityPage ssr=SsrMode::Async />
            <Route path=path!("/users") view=Part(find_users_page) ssr=SsrMode::Async />
            <Route path=path!("/users/new") view=Part(create_user_page) ssr=SsrMode::Async />
            <Route path=path!("/users/:id") view=Part(user_page) ssr=SsrMode::Async />
            <Route path=path!("/users/:id/dates") view=Part(dates_page) ssr=SsrMode::Async />
            <Route path=path!("/users/:id/leave") view=LeavePage ssr=SsrMode::Async />
            <Route path=path!("/users/:id/sign-in") view=UserSignInPage ssr=SsrMode::Async />
            <Route path=path!("/users/:id/history") view=Part(user_history_page) ssr=SsrMode::Async />
            <Route path=path!("/practices") view=Part(practices_page) ssr=SsrMode::Async />
            <Route path=path!("/practices/:ods/users") view=Part(summary_page) ssr=SsrMode::Async />
            <Route path=path!("/practices/:ods/review") view=ReviewPage ssr=SsrMode::Async />
            <Route path=path!("/practices/:ods/history") view=Part(practice_history_page) ssr=SsrMode::Async />
            <Route path=path!("/history") view=Part(history_page) ssr=SsrMode::Async />
        </Routes>
        <Footer />
    }
}

#[component]
fn Header(user: PageResource) -> impl IntoView {
    let stay = Callback::new(move |()| user.refetch());
    view! {
        <header class="nhsuk-header" role="banner">
            <div class="nhsuk-header__container nhsuk-width-container">
                <div class="nhsuk-header__service">
                    <a class="nhsuk-header__service-name" href="/">"Practice Access"</a>
                </div>
                <Transition>
                    {move || Suspend::new(async move {
                        signed_in(user).await.map(|me| view! { <Account me stay /> })
                    })}
                </Transition>
            </div>
            <Transition>
                {move || Suspend::new(async move {
                    signed_in(user).await.map(|me| view! { <Navigation me /> })
                })}
            </Transition>
        </header>
    }
}

async fn signed_in(user: PageResource) -> Option<Me> {
    user.await.ok()?.read::<Option<Me>>()?
}

#[component]
fn Account(me: Me, stay: Callback<()>) -> impl IntoView {
    view! {
        <nav class="nhsuk-header__account" aria-label="Account">
            <ul class="nhsuk-header__account-list">
                <li class="nhsuk-header__account-item">
                    <a class="nhsuk-header__account-link" href="/account" rel="external">{me.name}</a>
                </li>
                <li class="nhsuk-header__account-item">
                    <form class="nhsuk-header__account-form" method="post" action="/sign-out">
                        <button class="nhsuk-header__account-button" type="submit">"Log out"</button>
                    </form>
                </li>
            </ul>
            <StayLoggedIn until=me.until seconds=me.seconds stay />
        </nav>
    }
}

#[component]
fn Navigation(me: Me) -> impl IntoView {
    let path = use_location().pathname;
    let mut links = vec![("/".to_owned(), "Home")];
    if me.manages_users() {
        links.push(("/users".to_owned(), "Users"));
    }
    if me.is_gp {
        links.push((MY_ENTRY.to_owned(), "Performers List"));
    }
    if let Some(practice) = me.only_practice() {
        let users = ["/practices/", practice.as_ref(), "/users"].concat();
        links.push((users, "Your practice"));
    }
    if me.chooses_practices() {
        links.push(("/practices".to_owned(), "Practices"));
    }
    if me.powers.registration_officer {
        links.push(("/history".to_owned(), "History"));
    }
    links.push(("/help/getting-access".to_owned(), "Help"));
    view! {
        <nav class="nhsuk-header__navigation" aria-label="Menu">
            <div class="nhsuk-header__navigation-container nhsuk-width-container">
                <ul class="nhsuk-header__navigation-list">
                    {links.into_iter().map(|(href, words)| {
                        let to = href.clone();
                        let current = move || (path.get() == to).then_some("page");
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
