//! A GP's entry in short, on their start page: what waits and who must act, who asked them to bring it up to date, where
//! they are linked, and the way to change it. Its parts stand on the entry's own page too.

use leptos::prelude::*;

use super::{EntryInShort, LinkKind, LinkLine, MY_ENTRY, NudgeFrom, ask_address};
use crate::ui::{addresses, view};

/// What a GP's start page is about.
#[component]
pub fn OwnEntry(entry: EntryInShort) -> impl IntoView {
    let standing =
        (!entry.standing.is_empty()).then(|| view! { <p><strong>{entry.standing}</strong></p> });
    let nudges = entry.nudges.into_iter();
    let waits = (!entry.open.is_empty()).then(|| {
        view! {
            <h3 class="nhsuk-heading-s">"Waiting for an answer"</h3>
            {entry.open.into_iter().map(|line| view! { <Line line /> }).collect_view()}
        }
    });
    let linked = !entry.links.is_empty();
    let links = if linked {
        let lines = entry.links.into_iter();
        view! {
            <ul class="nhsuk-list nhsuk-list--bullet">
                {lines.map(|line| view! { <li>{line}</li> }).collect_view()}
            </ul>
        }
    } else {
        view! {
            <p>"The Performers List does not link you with a practice today, so you have no GP role."</p>
            <p>"Ask to join the practice where you work. Once someone there confirms it, you get your GP role."</p>
        }
    };
    let button = if linked {
        "nhsuk-button nhsuk-button--secondary"
    } else {
        "nhsuk-button"
    };
    view! {
        <section aria-labelledby="own-entry">
            <h2 class="nhsuk-heading-m" id="own-entry">"Your Performers List entry"</h2>
            {standing}
            {nudges.map(|nudge| view! { <Nudge nudge /> }).collect_view()}
            {waits}
            {links}
            <div class="app-actions">
                <a class=button href=ask_address(LinkKind::Join, None) role="button" draggable="false">"Join a practice"</a>
                <a href=MY_ENTRY>"See or change your entry"</a>
                <a href="/pensions">"Your pension years"</a>
            </div>
        </section>
    }
}

/// A request, and where it stands.
#[component]
pub(super) fn Line(line: LinkLine) -> impl IntoView {
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">
                    <a href=addresses::link_request(line.id)>"You asked to " {line.asks}</a>
                </h3>
                <p class="nhsuk-u-margin-bottom-1">{line.stands}</p>
                <p class="nhsuk-u-margin-bottom-0 nhsuk-u-secondary-text-colour">"Case " {line.reference}</p>
            </div>
        </div>
    }
}

/// A practice that asks its reader to bring the entry up to date.
#[component]
pub(super) fn Nudge(nudge: NudgeFrom) -> impl IntoView {
    let (kind, words) = if nudge.linked {
        (LinkKind::Change, "Change my role or sessions there")
    } else {
        (LinkKind::Join, "Join this practice")
    };
    view! {
        <div class="nhsuk-inset-text">
            <p>
                <strong>{nudge.practice_name}</strong>
                " asks you to bring your entry up to date. " {nudge.by} " asked on " {nudge.asked} "."
            </p>
            <p><a href=ask_address(kind, Some(&nudge.practice))>{words}</a></p>
        </div>
    }
}
