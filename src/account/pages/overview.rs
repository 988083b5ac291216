//! Everything about one's own account at a glance.

use leptos::prelude::*;

use crate::{
    account::{AccountView, MyPractice, SessionLine, api::open_account},
    base::text::shown_name,
    history::{Action, FilterQuery},
    ui::{Page, Success, Tag, addresses, load, use_query_map, view},
    web::App,
};

/// One's own account.
#[component]
pub fn AccountPage() -> impl IntoView {
    let query = use_query_map();
    load(
        || (),
        |()| open_account(),
        move |account: AccountView| {
            let done = query.read_untracked().get("done");
            view! { <Account account done /> }
        },
    )
}

#[component]
fn Account(account: AccountView, done: Option<String>) -> impl IntoView {
    let done = done.and_then(|done| {
        let text = match done.as_str() {
            "details" => "Your details are saved.",
            "password" => "Your password has changed. You are logged out everywhere else.",
            "others" => "You are logged out everywhere else.",
            "address-asked" => "A link is on its way to the new address. Open it to make that address your username. Until then nothing changes.",
            _ => return None,
        };
        Some(view! { <Success><p class="nhsuk-notification-banner__heading">{text}</p></Success> })
    });
    let history = addresses::user_page(account.user, "history");
    let log_ins = FilterQuery {
        what: Action::SignedIn.code().to_owned(),
        ..FilterQuery::default()
    };
    let log_ins = log_ins.address(&history);
    view! {
        <Page title="Your account">
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <Details account=account.clone() />
                    <Sessions sessions=account.sessions.clone() />
                    <p class="app-links">
                        <a href=log_ins>"When you logged in"</a>
                        <a href=history>"Everything recorded about you"</a>
                        <a href="/pensions">"Your pension years"</a>
                        <a href="/account/accountants">"Your accountants"</a>
                        <a href="/account/members">"Members you act for as an accountant"</a>
                    </p>
                    <Practices practices=account.practices lapses_on=account.lapses_on />
                </div>
            </div>
        </Page>
    }
}

#[component]
fn Details(account: AccountView) -> impl IntoView {
    let name = shown_name(
        &account.title,
        &shown_name(&account.first_name, &account.last_name),
    );
    let phone = if account.phone.is_empty() {
        "None".to_owned()
    } else {
        account.phone
    };
    let password = if account.password_set.is_empty() {
        "Set".to_owned()
    } else {
        ["Set on ", &account.password_set].concat()
    };
    let factors = if account.factors.is_empty() {
        "None".to_owned()
    } else {
        account.factors
    };
    let waiting = (!account.new_email.is_empty()).then(|| {
        view! { <br /> <span class="nhsuk-hint">"Waiting for you to open the link sent to " {account.new_email}</span> }
    });
    view! {
        <dl class="nhsuk-summary-list">
            <Row key="Name" value=name href="/account/details" what="name" />
            <Row key="Phone" value=phone href="/account/details" what="phone number" />
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">"Email address"</dt>
                <dd class="nhsuk-summary-list__value">{account.email} {waiting}</dd>
                <dd class="nhsuk-summary-list__actions">
                    {if account.gp {
                        view! { <span>"As registered with the GMC"</span> }
                    } else {
                        view! { <a href="/account/address">"Change" <span class="nhsuk-u-visually-hidden">" email address"</span></a> }
                    }}
                </dd>
            </div>
            <Row key="Password" value=password href="/account/password" what="password" />
            <Row key="Second factor" value=factors href="/account/second-factor" what="second factor" />
        </dl>
    }
}

#[component]
fn Row(
    key: &'static str,
    #[prop(into)] value: String,
    href: &'static str,
    what: &'static str,
) -> impl IntoView {
    view! {
        <div class="nhsuk-summary-list__row">
            <dt class="nhsuk-summary-list__key">{key}</dt>
            <dd class="nhsuk-summary-list__value">{value}</dd>
            <dd class="nhsuk-summary-list__actions">
                <a href=href>"Change" <span class="nhsuk-u-visually-hidden">" " {what}</span></a>
            </dd>
        </div>
    }
}

#[component]
fn Sessions(sessions: Vec<SessionLine>) -> impl IntoView {
    let others = sessions.iter().any(|session| !session.here);
    let lines = sessions.into_iter().map(|session| {
        let browser = if session.browser.is_empty() {
            "A browser".to_owned()
        } else {
            session.browser
        };
        let here = session
            .here
            .then(|| view! { <Tag text="This one" colour="green" /> });
        view! {
            <li>
                <strong>{browser}</strong> " " {here} <br />
                "Since " {session.since} ". Last used " {session.seen} "."
            </li>
        }
    });
    let end = others.then(|| {
        view! {
            <form method="post" action="/account">
                <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Log out everywhere else"</button>
            </form>
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Where you are logged in"</h2>
        <p>"You are logged out after 30 minutes without use, and after 12 hours in any case. If you do not recognise one of these, log out everywhere else and change your password."</p>
        <ul class="nhsuk-list">{lines.collect_view()}</ul>
        {end}
    }
}

#[component]
fn Practices(practices: Vec<MyPractice>, lapses_on: String) -> impl IntoView {
    if practices.is_empty() {
        return view! {
            <h2 class="nhsuk-heading-m">"Your practices"</h2>
            <p>"You do not have access to any practice. Ask an administrator of your practice. " <a href="/help/getting-access">"Who gives access"</a></p>
        };
    }
    let days = expect_context::<App>().unused.days.to_string();
    let practices = practices.into_iter().map(|practice| {
        let roles = if practice.roles.is_empty() {
            "You hold no role here.".to_owned()
        } else {
            ["Your roles: ", &practice.roles].concat()
        };
        let administrators = practice.administrators.into_iter();
        let at = [" at ", &practice.name].concat();
        view! {
            <h3 class="nhsuk-heading-s">{practice.name}</h3>
            <p>{roles}</p>
            <p class="nhsuk-u-margin-bottom-2">"Who manages access:"</p>
            <ul class="nhsuk-list nhsuk-list--bullet">
                {administrators.map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
            <p><a href=practice.ask>"Ask for a role" <span class="nhsuk-u-visually-hidden">{at}</span></a></p>
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Your practices"</h2>
        {practices.collect_view()}
        <p>"You keep your access as long as you log in from time to time. If you do not log in for " {days} " days, your access to your practices ends by itself: if you do not log in again, on " {lapses_on} ". We email you before that. " <a href="/help/what-we-keep">"What we keep and for how long"</a></p>
    }
}
