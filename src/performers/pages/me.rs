//! What the list says about its reader.

use leptos::prelude::*;

use crate::{
    base::error::AppError,
    performers::{
        EntryView, LinkKind, LinkLine, MyLink, Sessions,
        api::read_entry,
        ask_address, halves_in_words,
        short::{Line, Nudge},
    },
    ui::{Page, Warning, addresses, load, view},
};

/// A GP's own entry.
#[component]
pub fn MyEntryPage() -> impl IntoView {
    load(
        || (),
        |()| async {
            match read_entry().await {
                Err(AppError::NotFound | AppError::Forbidden(_)) => Ok(None),
                entry => entry.map(Some),
            }
        },
        |view: Option<EntryView>| match view {
            Some(entry) => view! { <Entry entry /> }.into_any(),
            None => view! { <NotListed /> }.into_any(),
        },
    )
}

/// Somebody whom the list does not know.
#[component]
fn NotListed() -> impl IntoView {
    view! {
        <Page title="Your Performers List entry">
            <p>"We do not know you as a GP on the Performers List, so there is no entry to show."</p>
            <p>"If you are a GP, check that you log in with the email address that the General Medical Council has for you."</p>
            <p>"If you have just been accepted on the list, it can take some days before we know."</p>
            <p><a href="/help/getting-access/gps">"Who can help"</a></p>
        </Page>
    }
}

#[component]
fn Entry(entry: EntryView) -> impl IntoView {
    let standing = entry.status.warning();
    let standing = standing
        .map(|text| view! { <Warning title="Your place on the list"><p>{text}</p></Warning> });
    let address = (!entry.gmc_email.is_empty())
        .then(|| view! { <NewAddress address=entry.gmc_email.clone() /> });
    let nudges = entry
        .nudges
        .into_iter()
        .map(|nudge| view! { <Nudge nudge /> })
        .collect_view();
    let none = entry.now.is_empty().then(|| {
        view! { <p>"The list does not link you with a practice today, so you have no GP role."</p> }
    });
    let total = (entry.now.len() > 1).then(|| total(entry.halves));
    let to_come = (!entry.to_come.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Later"</h2>
            {entry.to_come.into_iter().map(|link| view! { <Link link /> }).collect_view()}
        }
    });
    let before = (!entry.before.is_empty()).then(|| view! { <Before links=entry.before /> });
    let facts = [
        "GMC number ",
        entry.gmc_number.as_ref(),
        ". ",
        entry.gp_type.label(),
        ".",
    ]
    .concat();
    view! {
        <Page title="Your Performers List entry">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p class="nhsuk-body-l">{entry.name}</p>
                    <p>{facts}</p>
                    {standing}
                    {address}
                    {nudges}
                    <p>
                        <a class="nhsuk-button" href=ask_address(LinkKind::Join, None) role="button" draggable="false">
                            "Join a practice"
                        </a>
                    </p>
                    {requests("Waiting for an answer", entry.open)}
                    <h2 class="nhsuk-heading-m">"Your practices now"</h2>
                    {none}
                    {entry.now.into_iter().map(|link| view! { <Link link /> }).collect_view()}
                    {total}
                    {to_come}
                    {decided(entry.decided)}
                    {before}
                    <p>"Your access, pay and pension at a practice depend on this entry. You change it here, and the practice confirms the change."</p>
                    <p><a href="/account/accountants">"Your accountants"</a></p>
                </div>
            </div>
        </Page>
    }
}

/// What the GP has asked for, as far as it stands under this heading.
fn requests(heading: &'static str, lines: Vec<LinkLine>) -> Option<AnyView> {
    (!lines.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">{heading}</h2>
            {lines.into_iter().map(|line| view! { <Line line /> }).collect_view()}
        }
    })
}

/// What was decided lately: nothing is left to be done about it, so each is a line.
fn decided(lines: Vec<LinkLine>) -> Option<AnyView> {
    let line = |line: LinkLine| {
        view! {
            <li>
                <a href=addresses::link_request(line.id)>"You asked to " {line.asks}</a> <br />
                {line.stands}
            </li>
        }
    };
    (!lines.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Decided lately"</h2>
            <ul class="nhsuk-list nhsuk-list--bullet">{lines.into_iter().map(line).collect_view()}</ul>
        }
        .into_any()
    })
}

/// How much it is at all practices together.
fn total(halves: i64) -> AnyView {
    let percent = Sessions::percent(halves).to_string();
    let text = [
        "In all ",
        &halves_in_words(halves),
        " sessions a week: ",
        &percent,
        "% of 100%.",
    ];
    view! { <p>{text.concat()}</p> }
}

/// A link, and what its GP can do about it.
#[component]
fn Link(link: MyLink) -> impl IntoView {
    let sessions = link
        .sessions
        .map_or_else(|| "Sessions not stated".to_owned(), Sessions::in_words);
    let until = link
        .last
        .map(|last| [" until ", &last.in_words()].concat())
        .unwrap_or_default();
    let dates = ["From ", &link.first.in_words(), &until].concat();
    let name = link.practice_name.clone();
    let actions = match link.open {
        Some(id) => view! {
            <p class="nhsuk-u-margin-bottom-0">
                <a href=addresses::link_request(id)>"See your request" <Hint text=[" at ", &name].concat() /></a>
            </p>
        }
        .into_any(),
        None => view! {
            <ul class="nhsuk-list app-links nhsuk-u-margin-bottom-0">
                <li>
                    <a href=ask_address(LinkKind::Change, Some(&link.practice))>
                        "Change my role or sessions" <Hint text=[" at ", &name].concat() />
                    </a>
                </li>
                <li>
                    <a href=ask_address(LinkKind::Leave, Some(&link.practice))>"Leave" <Hint text=[" ", &name].concat() /></a>
                </li>
            </ul>
        }
        .into_any(),
    };
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">
                    {link.practice_name} " " <span class="app-practice-head__code">{link.practice.to_string()}</span>
                </h3>
                <p class="nhsuk-u-margin-bottom-1"><strong>{link.gp_type.label()}</strong></p>
                <p class="nhsuk-u-margin-bottom-1">{sessions}</p>
                <p>{dates}</p>
                {actions}
            </div>
        </div>
    }
}

/// What only whoever does not see the page needs.
#[component]
fn Hint(text: String) -> impl IntoView {
    view! { <span class="nhsuk-u-visually-hidden">{text}</span> }
}

/// The GMC has another address than the one that its reader logs in with.
#[component]
fn NewAddress(address: String) -> impl IntoView {
    view! {
        <Warning title="Your email address">
            <p>
                "The General Medical Council has the address " <strong>{address}</strong>
                " for you. You will log in with it once you have confirmed that it is yours."
            </p>
            <p class="nhsuk-u-margin-bottom-0"><a href="/account/address">"Confirm this address"</a></p>
        </Warning>
    }
}

/// Links that are over.
#[component]
fn Before(links: Vec<MyLink>) -> impl IntoView {
    let rows = links.into_iter().map(|link| {
        let last = link
            .last
            .map(crate::base::dates::Date::in_words)
            .unwrap_or_default();
        let text = [
            &link.practice_name,
            ", ",
            link.gp_type.label(),
            ", ",
            &link.first.in_words(),
            " to ",
            &last,
        ]
        .concat();
        view! { <li>{text}</li> }
    });
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"Practices before"</span>
            </summary>
            <div class="nhsuk-details__text">
                <ul class="nhsuk-list nhsuk-list--bullet">{rows.collect_view()}</ul>
            </div>
        </details>
    }
}
