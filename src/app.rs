//! The document every page stands in, and what stands around it: header, menu and footer.

mod pages;

use leptos::prelude::*;
use leptos_meta::provide_meta_context;
use leptos_router::{components::Router, hooks::use_location};

use self::pages::Pages;
#[cfg(feature = "hydrate")]
pub(crate) use self::pages::prepare;
#[cfg(feature = "ssr")]
pub(crate) use self::pages::{forms, uploads};
use crate::{
    performers::MY_ENTRY,
    sign_in::{Me, api::current_user},
    ui::{
        Data, PageResource, RoutedPages, SkipLink, StayLoggedIn, addresses, provide_contact, view,
    },
};

/// The HTML document around the pages.
#[cfg(feature = "ssr")]
pub fn shell(assets: &crate::web::AssetManifest) -> impl IntoView + use<> {
    use leptos_meta::MetaTags;

    crate::web::respond::set_policy();
    let part = crate::web::respond::path()
        .as_deref()
        .and_then(pages::part_of);
    let program = match part {
        Some(part) => program(assets, part).into_any(),
        None => {
            view! { <script nonce=leptos::nonce::use_nonce()>{include_str!("ui/idle.js")}</script> }
                .into_any()
        }
    };
    view! {
        <!DOCTYPE html>
        <html lang="en" class="nhsuk-template">
            <head>
                <meta charset="utf-8" />
                <meta name="viewport" content="width=device-width, initial-scale=1" />
                <meta name="theme-color" content="#005eb8" />
                <link rel="icon" href="/assets/favicon.svg" type="image/svg+xml" />
                <link rel="stylesheet" href=assets.address("practice-access.css") />
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
fn program(assets: &crate::web::AssetManifest, part: &str) -> impl IntoView + use<> {
    let mut modules = vec![assets.address("practice-access.wasm")];
    modules.extend(assets.part(part));
    let modules = modules.into_iter().map(|module| {
        view! { <link rel="preload" href=module r#as="fetch" r#type="application/wasm" crossorigin="" fetchpriority="low" /> }
    });
    let [start, parts, module] =
        ["practice-access.js", "parts.js", "practice-access.wasm"].map(|file| assets.address(file));
    let script = [
        "import start, { hydrate } from \"",
        &start,
        "\"; await start({ module_or_path: \"",
        &module,
        "\" }); await hydrate();",
    ]
    .concat();
    view! {
        <link rel="modulepreload" href=start fetchpriority="low" />
        <link rel="modulepreload" href=parts fetchpriority="low" />
        {modules.collect_view()}
        <script nonce=leptos::nonce::use_nonce()>{include_str!("ui/tables.js")}</script>
        <script type="module" nonce=leptos::nonce::use_nonce()>{script}</script>
    }
}

/// Which pages the router shows.
pub(crate) const ROUTED: RoutedPages = RoutedPages(pages::is_routed);

/// The whole frontend.
#[component]
pub fn App() -> impl IntoView {
    provide_meta_context();
    provide_context(ROUTED);
    provide_contact();
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
        <SkipLink href="#maincontent" text="Skip to main content" />
        <Header user />
        <Pages />
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
                    <a class="nhsuk-header__account-link" href="/account">{me.name}</a>
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
        links.push(("/tasks".to_owned(), "Tasks"));
    }
    if me.is_gp {
        links.push((MY_ENTRY.to_owned(), "Performers List"));
    }
    if let Some(practice) = me.only_practice() {
        let users = addresses::practice_page(&practice, "users");
        links.push((users, "Your practice"));
    }
    if me.chooses_practices() {
        links.push(("/practices".to_owned(), "Practices"));
    }
    if me.permissions.registration_officer() {
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
