//! The summary page, both ways round, and the change of several people's roles that starts on it.

mod change;
mod filters;
mod marks;
mod overview;
mod people;
mod roles;
mod selecting;

use std::sync::Arc;

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::use_params_map;

use super::{
    Filter, FilterQuery, Summary, View,
    api::{ChangeSeveral, read_summary},
};
use crate::{
    access::Role,
    base::{error::AppError, ids::OdsCode},
    practices::PracticeHead,
    ui::{
        CheckList, Chosen, ErrorSummary, Page, PostForm, SkipLink, Submitted, Success, Trouble,
        addresses, load, use_done, use_query_map, use_submitted, view,
    },
    users::roles::Meanwhile,
};

#[cfg(feature = "ssr")]
pub(super) use change::{PEOPLE, chosen_value};

/// Everyone at a practice and everything they may do.
#[component]
pub fn SummaryPage() -> impl IntoView {
    let submitted = use_submitted();
    let (params, query, done) = (use_params_map(), use_query_map(), use_done());
    let key = move || {
        let ods = params.read().get("ods").unwrap_or_default();
        let query = query.read();
        let filter_query = FilterQuery::read(|name| query.get(name));
        let give = query.get("give").unwrap_or_default();
        // What somebody else changed in the meantime has to be read again before it is decided again.
        let edit_conflict = submitted.with(|form| form.form_state.edit_conflict.clone());
        (ods, filter_query, done.get(), give, edit_conflict)
    };
    load(
        key,
        |(ods, filter_query, done, ..)| async move {
            let practice: OdsCode = ods.parse().map_err(|_| AppError::NotFound)?;
            read_summary(practice, filter_query, done).await
        },
        move |summary: Summary| {
            let query = query.read_untracked();
            let filter_query = FilterQuery::read(|name| query.get(name));
            let give = query.get("give").and_then(|code| Role::from_code(&code));
            match filter_query.parse() {
                Ok(filter) => {
                    let shown = Shown(Arc::new(Contents {
                        summary,
                        filter_query,
                        filter,
                        give,
                    }));
                    view! { <Contained shown submitted /> }.into_any()
                }
                Err(error) => view! { <Trouble error /> }.into_any(),
            }
        },
    )
}

/// What the page shows and how it was asked for, shared by its parts.
#[derive(Clone)]
struct Shown(Arc<Contents>);

struct Contents {
    summary: Summary,
    filter_query: FilterQuery,
    filter: Filter,
    /// The role that the change of several people begins with.
    give: Option<Role>,
}

impl std::ops::Deref for Shown {
    type Target = Contents;

    fn deref(&self) -> &Contents {
        &self.0
    }
}

impl Contents {
    /// The address of the page as it is asked for now, or of a download of it.
    fn address(&self, ending: &str, filter_query: &FilterQuery) -> String {
        let users = addresses::practice_page(&self.summary.practice.ods, "users");
        filter_query.address(&[&users, ending].concat())
    }
}

#[component]
fn Contained(shown: Shown, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = Memo::new(move |_| submitted.with(|form| form.form_state.step == "check"));
    let name = shown.summary.practice.name.clone();
    let title = Signal::derive(move || {
        if checking.get() {
            ["Check the changes at ", &name].concat()
        } else {
            ["Users of ", &name].concat()
        }
    });
    let on_done = Callback::new(move |()| submitted.set(Submitted::default()));
    let action = shown.address("", &shown.filter_query);
    let banner = shown.clone();
    let saved = move || {
        let history = addresses::practice_page(&banner.summary.practice.ods, "history");
        let undo = banner.summary.saved.clone();
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"The roles are saved."</p>
                <p>"The changes are in force now. " <a href=history>"See the history"</a> " " <a href=undo>"Undo this change"</a></p>
            </Success>
        }
    };
    let changing = !shown.summary.may.is_empty();
    let has_people = shown.filter.view == View::People && !shown.summary.members.is_empty();
    let skips = move |checking: bool| {
        (has_people && !checking).then(|| view! {
            <SkipLink href="#people-table" text="Skip to the list of people" />
            {changing.then(|| view! { <SkipLink href="#change" text="Skip to changing a role" /> })}
        })
    };
    let (above, table) = (shown.clone(), shown.clone());
    view! {
        <Page title wrong wide=true above=move || view! { <ErrorSummary submitted /> }>
            {move || skips(checking.get())}
            <PracticeHead practice=shown.summary.practice.clone() here="users" />
            {move || (!shown.summary.saved.is_empty() && !checking.get()).then(&saved)}
            <Meanwhile submitted below="The table below shows the roles as they are now, with the people you selected. Nothing of yours is saved yet." />
            {move || (!checking.get()).then(|| view! {
                <overview::Overview shown=above.clone() />
                <filters::Filters shown=above.clone() />
                <Chosen chips=filters::chips(&above) clear=above.address("", &above.filter_query.unfiltered()) />
                <filters::Toolbar shown=above.clone() />
            })}
            <PostForm function=ChangeSeveral::PATH action submitted on_done>
                {move || if checking.get() {
                    view! { <CheckList submitted button="Confirm and save" /> }.into_any()
                } else if table.filter.view == View::Roles {
                    view! { <roles::Roles shown=table.clone() /> }.into_any()
                } else {
                    view! { <people::People shown=table.clone() submitted /> }.into_any()
                }}
            </PostForm>
        </Page>
    }
}
