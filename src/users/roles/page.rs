//! One user's page: who they are, and their role table.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::use_params_map;

use super::{
    Person, RoleTable, RolesFields, TableQuery, UserView,
    api::{UpdateRoles, read_user},
    edit_conflict::{Meanwhile, times_told},
    use_table_query,
};
use crate::{
    access::{Column, MembershipStatus, Role, list},
    base::{error::AppError, ids::UserId},
    ui::{
        BackLink, CheckList, ErrorSummary, Hidden, Page, PostForm, SkipLink, Submitted, Success,
        addresses, ask_before_leaving, load, summary_row, use_done, use_submitted, view,
    },
};

/// A user's account and role table.
#[component]
pub fn UserPage() -> impl IntoView {
    let submitted = use_submitted();
    let (params, done, query) = (use_params_map(), use_done(), use_table_query(submitted));
    let told = times_told(submitted);
    let key = move || {
        (
            params.read().get("id").unwrap_or_default(),
            query.get(),
            done.get(),
            told.with(|(times, _)| *times),
        )
    };
    load(
        key,
        |(id, query, done, _)| async move {
            let TableQuery {
                narrow, keep, fill, ..
            } = query;
            let user: UserId = id.parse().map_err(|_| AppError::NotFound)?;
            read_user(
                user,
                narrow,
                keep.into(),
                fill.set,
                fill.colleague,
                fill.at,
                fill.role,
                done,
            )
            .await
        },
        move |view: UserView| {
            let narrow = query.read_untracked().narrow.clone();
            view! { <User view submitted narrow /> }
        },
    )
}

#[component]
fn User(view: UserView, submitted: RwSignal<Submitted>, narrow: String) -> impl IntoView {
    let UserView {
        person,
        table,
        saved,
        action,
    } = view;
    let changes = RwSignal::new(Vec::<super::ChangedBox>::new());
    ask_before_leaving(Signal::derive(move || !changes.with(Vec::is_empty)));
    let address = addresses::user(table.subject.user);
    let checking = Memo::new(move |_| submitted.with(|form| form.form_state.step == "check"));
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let name = person.heading();
    let title = Signal::derive(move || {
        if checking.get() {
            ["Check the changes for ", &name].concat()
        } else {
            name.clone()
        }
    });
    let on_done = Callback::new(move |()| {
        changes.set(Vec::new());
        submitted.set(Submitted::default());
    });
    let shown = table.clone();
    let above_the_form = move || {
        view! {
            <SkipLink href="#role-table" text="Skip to the role table" />
            <SkipLink href="#changes" text="Skip to your changes" />
            {notice(&saved, &address)}
            <About person=person.clone() address=address.clone() />
            {deactivated(&shown)}
            {leaving(&shown)}
        }
    };
    view! {
        <Page title wrong wide=true above=move || view! {
            <BackLink href="/users" text="Find users" />
            <ErrorSummary submitted />
        }>
            <Meanwhile submitted below="The table shows the roles as they are now, with your changes kept. Nothing of yours is saved yet." />
            {move || (!checking.get()).then(&above_the_form)}
            <PostForm function=UpdateRoles::PATH class="app-changes" action submitted on_done>
                {move || if checking.get() {
                    view! { <CheckList submitted button="Update user" /> }
                } else {
                    view! {
                        <Hidden name="user" value=table.subject.user.to_string() />
                        <RolesFields table=table.clone() narrow=narrow.clone() submitted changes button="Update user" />
                    }
                }}
            </PostForm>
        </Page>
    }
}

/// Where the user no longer works, before anybody ticks a role there.
fn deactivated(table: &RoleTable) -> Option<AnyView> {
    let names: Vec<_> = table
        .columns
        .iter()
        .filter(|column| column.membership == Some(MembershipStatus::Deactivated))
        .map(|column| column.name.clone())
        .collect();
    (!names.is_empty()).then(|| {
        view! {
            <div class="nhsuk-inset-text">
                <p>"Deactivated at " {list(&names)} ". Ticking a role there makes this user active again."</p>
            </div>
        }
    })
}

/// Ways to the page on which somebody leaves a practice, or all of them, or comes back.
fn leaving(table: &RoleTable) -> Option<AnyView> {
    let is_open = |column: &&Column| column.membership.is_some_and(MembershipStatus::is_open);
    let mut open = table.columns.iter().filter(is_open);
    let first = open.next();
    let everywhere = first.filter(|_| open.next().is_some()).map(|first| {
        let href = [
            &addresses::leave(table.subject.user, &first.practice),
            "&leaving=everywhere",
        ]
        .concat();
        view! { <a href=href>"Deactivate everywhere"</a> }
    });
    let links: Vec<_> = table
        .columns
        .iter()
        .filter_map(|column| {
            let (words, leaving) = match column.membership? {
                MembershipStatus::Deactivated => ("Bring back at ", ""),
                _ => ("Deactivate at ", "&leaving=here"),
            };
            let leave = addresses::leave(table.subject.user, &column.practice);
            let href = [&leave, leaving].concat();
            let words = [words, &column.name].concat();
            Some(view! { <a href=href>{words}</a> })
        })
        .chain(everywhere)
        .chain(covered(table))
        .collect();
    (!links.is_empty()).then(|| view! { <p class="app-links">{links}</p> })
}

/// The way to the members whom an accountant covers: the role alone lets them see nothing.
fn covered(table: &RoleTable) -> Option<AnyView> {
    let held = |column: &Column| column.grant(Role::GppAccountant).is_some();
    table.columns.iter().any(held).then(|| {
        let href = ["/accountants?accountant=", &table.subject.user.to_string()].concat();
        view! { <a href=href>"Members this accountant covers"</a> }
    })
}

/// That it is done.
fn notice(saved: &[String], address: &str) -> Option<AnyView> {
    let [heading, next, rest @ ..] = saved else {
        return None;
    };
    let (heading, next) = (heading.clone(), next.clone());
    let undo = rest.first().cloned();
    let undo = undo.map(|href| view! { " " <a href=href>"Undo this change"</a> });
    let history = [address, "/history"].concat();
    Some(view! {
        <Success>
            <p class="nhsuk-notification-banner__heading">{heading}</p>
            <p>{next} " " <a href=history>"See the history"</a> {undo}</p>
        </Success>
    })
}

/// Who it is.
#[component]
fn About(person: Person, address: String) -> impl IntoView {
    let note = (!person.note.is_empty())
        .then(|| view! { <div class="nhsuk-inset-text"><p>{person.note}</p></div> });
    if !person.known {
        return note.into_any();
    }
    let row = |key: &'static str, value: String| {
        let value = if value.is_empty() {
            "None".to_owned()
        } else {
            value
        };
        summary_row(key, value)
    };
    let history = [&address, "/history"].concat();
    let sign_in = [&address, "/sign-in"].concat();
    let details = [&address, "/details"].concat();
    let number = person.gmc_number.map(|number| row("GMC number", number));
    let explain = number.is_some().then(|| gp(person.links));
    let officer = person.registration_officer.then(|| {
        view! { <div class="nhsuk-inset-text"><p>"This user belongs to the registration team."</p></div> }
    });
    view! {
        {note}
        <dl class="nhsuk-summary-list nhsuk-summary-list--no-border">
            {row("Email address", person.email)}
            {row("Phone", person.phone)}
            {number}
            {row("Last logged in", person.last_sign_in)}
        </dl>
        <p class="app-links">
            <a href=history>"History of this user"</a>
            <a href=sign_in>"Help with logging in"</a>
            <a href=details>"Correct details"</a>
        </p>
        {explain}
        {officer}
    }
    .into_any()
}

/// Where the roles of a GP come from.
fn gp(links: Vec<String>) -> AnyView {
    let links = if links.is_empty() {
        view! { <p>"The list links them with none of these practices."</p> }
    } else {
        let links = links.into_iter().map(|link| view! { <li>{link}</li> });
        view! { <ul class="nhsuk-list nhsuk-list--bullet">{links.collect_view()}</ul> }
    };
    view! {
        <div class="nhsuk-inset-text">
            <p>
                "This user is a GP. GP roles come from the Performers List: the GP updates their entry there, and a user with PL Practice Manager at the practice confirms it. You can add other roles below."
            </p>
            {links}
        </div>
    }
}
