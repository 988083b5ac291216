//! The events, day by day.

use crate::ui::{addresses, view};
use leptos::prelude::*;

use super::super::{About, Account, Change, FilterQuery, HistoryView, Line};

/// The events of a page under the days they fell on, or why there are none.
#[component]
pub(super) fn Lines(view: HistoryView) -> impl IntoView {
    let (about, filter_query) = (view.about, view.filter_query);
    let back = view.searched_back;
    let none = view.lines.is_empty();
    let mut days: Vec<Vec<Line>> = Vec::new();
    for line in view.lines {
        match days.last_mut() {
            Some(day) if day.first().is_some_and(|first| first.on == line.on) => day.push(line),
            _ => days.push(vec![line]),
        }
    }
    let days = days
        .into_iter()
        .map(|lines| view! { <Day lines about=about.clone() /> })
        .collect_view();
    let end = if !back.is_empty() {
        let words = [
            "We looked through everything back to ",
            &back,
            ". Choose Older to look further back.",
        ];
        view! { <p class="nhsuk-body">{words.concat()}</p> }.into_any()
    } else if none {
        view! { <Nothing filter_query /> }.into_any()
    } else {
        ().into_any()
    };
    view! { {days} {end} }
}

#[component]
fn Day(lines: Vec<Line>, about: About) -> impl IntoView {
    let day = lines.first().map(|line| line.on.in_words());
    let events = lines
        .into_iter()
        .map(|line| view! { <Event line about=about.clone() /> })
        .collect_view();
    view! {
        <section class="app-history">
            <h2 class="app-history__day">{day}</h2>
            <ol class="app-history__events">{events}</ol>
        </section>
    }
}

#[component]
fn Event(line: Line, about: About) -> impl IntoView {
    let moment = [&line.on.to_string(), "T", &line.time].concat();
    let changes = (!line.changes.is_empty()).then(|| {
        let changes = line.changes.iter().cloned();
        let changes = changes
            .map(|change| view! { <What change /> })
            .collect_view();
        view! { <ul class="app-history__changes">{changes}</ul> }
    });
    let mut detail = String::new();
    if !line.reason.is_empty() {
        detail.push_str("Reason: ");
        detail.push_str(&line.reason);
        detail.push_str(". ");
    }
    let linked = !matches!(about, About::User { own: true, .. });
    // Its place in the record is for those who look after the record.
    if linked {
        detail.push_str("Entry ");
        detail.push_str(&line.number.to_string());
        detail.push_str(" of ");
        detail.push_str(&line.chain);
    }
    let undo = (linked && line.undo).then(|| {
        let href = ["/undo/", &line.chain, "-", &line.number.to_string()].concat();
        view! { " " <a class="nhsuk-link" href=href>"Undo this change"</a> }
    });
    let by = by(&line, linked);
    let who = (!matches!(about, About::User { .. })).then(|| whom(&line));
    let place =
        (!matches!(about, About::Practice(_))).then(|| place(&line, about == About::Everything));
    view! {
        <li class="app-history__event">
            <time class="app-history__time" datetime=moment>{line.time}</time>
            <div class="app-history__body">
                <p class="app-history__what">{line.title}</p>
                {changes}
                <p class="app-history__detail">{by}{who}{place}{detail}{undo}</p>
            </div>
        </li>
    }
}

/// Which account did it: a name can be chosen, an account can't.
fn by(line: &Line, linked: bool) -> Option<AnyView> {
    match &line.by_account {
        // On one's own page oneself needs no introduction.
        Some(account) if !linked && line.user == Some(account.id) => None,
        Some(account) => Some(view! { "By " {named(account, linked)} }.into_any()),
        None if line.by_team => Some("By the registration team. ".into_any()),
        None => None,
    }
}

/// The account that it was done to, unless the same did it.
fn whom(line: &Line) -> Option<AnyView> {
    let account = line.user_account.as_ref()?;
    let same = line.by_account.as_ref().map(|by| by.id) == Some(account.id);
    (!same).then(|| view! { "To " {named(account, true)} }.into_any())
}

/// An account by its name now, with the way to it and its username.
fn named(account: &Account, linked: bool) -> AnyView {
    let name = account.name.clone();
    let end = if account.username.is_empty() {
        ". ".to_owned()
    } else {
        [" (", &account.username, "). "].concat()
    };
    if linked {
        let href = addresses::user(account.id);
        view! { <a class="nhsuk-link" href=href>{name}</a> {end} }.into_any()
    } else {
        view! { {name} {end} }.into_any()
    }
}

/// Where, with the way to the practice's history for those who may see every practice's.
fn place(line: &Line, linked: bool) -> Option<AnyView> {
    let code = line.practice.as_ref()?;
    let words = [&line.practice_name, " (", code.as_ref(), ")"].concat();
    Some(if linked {
        let href = addresses::practice_page(&code, "history");
        view! { <a class="nhsuk-link" href=href>{words}</a> ". " }.into_any()
    } else {
        view! { {words} ". " }.into_any()
    })
}

#[component]
fn What(change: Change) -> impl IntoView {
    match change {
        Change::Added(roles) => {
            view! { <li><span class="app-history__added">"Added"</span> " " {roles}</li> }
                .into_any()
        }
        Change::Removed(roles) => {
            view! { <li><span class="app-history__removed">"Removed"</span> " " {roles}</li> }
                .into_any()
        }
        Change::Note(words) => view! { <li>{words}</li> }.into_any(),
    }
}

/// There is nothing to show: what was asked for, and what to try.
#[component]
fn Nothing(filter_query: FilterQuery) -> impl IntoView {
    let chosen: Vec<_> = filter_query
        .chosen()
        .into_iter()
        .map(|(words, _)| words)
        .collect();
    let words = if !filter_query.before.is_empty() {
        "There is nothing older.".to_owned()
    } else if chosen.is_empty() {
        "Nothing has been recorded here yet.".to_owned()
    } else {
        [
            "Nothing in this history fits: ",
            &chosen.join("; "),
            ". Remove a filter to see more.",
        ]
        .concat()
    };
    view! { <p class="nhsuk-inset-text">{words}</p> }
}
