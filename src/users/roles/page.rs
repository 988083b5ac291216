//! One user's page: who they are, and their role table.

use leptos::{prelude::*, server_fn::ServerFn as _};
use leptos_router::hooks::{use_params_map, use_query_map};

use super::{
    ChangeBar, Person, RoleTable, RoleTableFields, TermsFields, UserView,
    api::{UpdateUser, open_user},
    dates::SAVED,
    meanwhile::{Meanwhile, times_told},
};
use crate::{
    access::{MembershipStatus, UserId, list},
    error::AppError,
    ui::{
        BackLink, CheckList, ErrorSummary, Hidden, Page, PostForm, Submitted, Success,
        ask_before_leaving, load, use_submitted, view,
    },
};

/// A user's account and role table.
#[component]
pub fn UserPage() -> impl IntoView {
    let submitted = use_submitted();
    let (params, query) = (use_params_map(), use_query_map());
    let told = times_told(submitted);
    let key = move || {
        let query = query.read();
        (
            params.read().get("id").unwrap_or_default(),
            query.get("practices").unwrap_or_default(),
            query.get("done").unwrap_or_default(),
            told.with(|(times, _)| *times),
        )
    };
    load(
        key,
        |(id, practices, _, _)| async move {
            let user: UserId = id.parse().map_err(|_| AppError::NotFound)?;
            open_user(user, practices).await
        },
        move |view: UserView| {
            let query = query.read_untracked();
            let done = query.get("done");
            let narrow = query.get("practices").unwrap_or_default();
            view! { <User view submitted done narrow /> }
        },
    )
}

#[component]
fn User(
    view: UserView,
    submitted: RwSignal<Submitted>,
    done: Option<String>,
    narrow: String,
) -> impl IntoView {
    let UserView { person, table } = view;
    let changes = RwSignal::new(Vec::new());
    ask_before_leaving(Signal::derive(move || !changes.with(Vec::is_empty)));
    let address = ["/users/", &table.subject.user.to_string()].concat();
    let checking = Memo::new(move |_| submitted.with(|form| form.again.step == "check"));
    let wrong = Signal::derive(move || submitted.with(|form| !form.again.errors.is_empty()));
    let name = person.heading();
    let whose = name.clone();
    let saved = done.map(|done| {
        let history = [&address, "/history"].concat();
        let what = if done.starts_with(SAVED) {
            "The dates of a role of "
        } else {
            "The roles of "
        };
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">{what} {whose} " are saved."</p>
                <p>"They are in force now, or from the date you gave. " <a href=history>"See the history"</a></p>
            </Success>
        }
    });
    let on_done = Callback::new(move |()| {
        changes.set(Vec::new());
        submitted.set(Submitted::default());
    });
    let (action, about, narrowing) = (address.clone(), address.clone(), table.clone());
    view! {
        <Page title=name.clone() wrong wide=true above=move || view! {
            <BackLink href="/users" text="Find users" />
            <ErrorSummary submitted />
        }>
            {saved}
            <Meanwhile submitted below="The table below shows the roles as they are now, with your own changes kept. Nothing of yours is saved yet." />
            <About person address=about />
            {deactivated(&table)}
            <Narrow table=narrowing narrow address />
            <PostForm function=UpdateUser::PATH class="app-changes" action submitted on_done>
                {move || if checking.get() {
                    view! {
                        <h2 class="nhsuk-heading-m">"Check the changes before you save them"</h2>
                        <CheckList submitted button="Update user" />
                    }.into_any()
                } else {
                    view! { <Table table=table.clone() submitted changes /> }.into_any()
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

/// The fields of the table step.
#[component]
fn Table(
    table: RoleTable,
    submitted: RwSignal<Submitted>,
    changes: RwSignal<Vec<super::Change>>,
) -> impl IntoView {
    if table.columns.is_empty() {
        return view! { <p>"There is no practice to show roles for yet. Enter a practice code above."</p> }
            .into_any();
    }
    let reason_needed = table.powers.registration_officer;
    let user = table.subject.user.to_string();
    let receipt = table.receipt.clone();
    view! {
        <Hidden name="user" value=user />
        <Hidden name="receipt" value=receipt />
        <RoleTableFields table=table.clone() submitted changes />
        <TermsFields submitted reason_needed />
        <ChangeBar table changes button="Update user" />
    }
    .into_any()
}

/// Who it is.
#[component]
fn About(person: Person, address: String) -> impl IntoView {
    if !person.known {
        return view! {
            <div class="nhsuk-inset-text">
                <p>
                    "Someone with the address " <strong>{person.email}</strong>
                    " already has an account. Tick the roles they need at your practice and press Update user. "
                    "You see their name once they belong to your practice."
                </p>
            </div>
        }
        .into_any();
    }
    let row = |key: &'static str, value: String| {
        let value = if value.is_empty() {
            "None".to_owned()
        } else {
            value
        };
        view! {
            <div class="nhsuk-summary-list__row">
                <dt class="nhsuk-summary-list__key">{key}</dt>
                <dd class="nhsuk-summary-list__value">{value}</dd>
            </div>
        }
    };
    let history = [&address, "/history"].concat();
    let factor = [&address, "/second-factor"].concat();
    let gp = person
        .gmc_number
        .clone()
        .map(|number| row("GMC number", number));
    let explain = person.gmc_number.is_some().then(|| {
        view! {
            <div class="nhsuk-inset-text">
                <p>
                    "This user is a GP. GP roles follow from the Performers List by themselves: the GP updates their entry "
                    "there, and a user with PL Practice Manager at the practice confirms it. Below you can add the other roles."
                </p>
            </div>
        }
    });
    let officer = person.registration_officer.then(|| {
        view! { <div class="nhsuk-inset-text"><p>"This user belongs to the registration team."</p></div> }
    });
    view! {
        <dl class="nhsuk-summary-list nhsuk-summary-list--no-border">
            {row("Email address", person.email)}
            {row("Phone", person.phone)}
            {gp}
            {row("Last signed in", person.last_sign_in)}
        </dl>
        <p><a href=history>"History of this user"</a></p>
        <p><a href=factor>"Reset second factor"</a></p>
        {explain}
        {officer}
    }
    .into_any()
}

/// Choosing which practices to show, for those who have more than a page holds, and for the registration team.
#[component]
pub fn Narrow(
    /// The table.
    table: RoleTable,
    /// What was typed.
    narrow: String,
    /// The page.
    address: String,
) -> impl IntoView {
    let shown = u32::try_from(table.columns.len()).unwrap_or(u32::MAX);
    let officer = table.powers.registration_officer;
    if shown >= table.practices && !officer {
        return ().into_any();
    }
    let label = if officer {
        "Add a practice by its code"
    } else {
        "Show practices by name or code"
    };
    let sought = narrow.trim();
    let unknown = officer
        && !sought.is_empty()
        && !table
            .columns
            .iter()
            .any(|column| column.practice.as_ref().eq_ignore_ascii_case(sought));
    let error = unknown.then(|| {
        view! {
            <span class="nhsuk-error-message" id="practices-error">
                <span class="nhsuk-u-visually-hidden">"Error: "</span>
                "No practice has the code " {sought.to_owned()} ". Enter a code like A81001."
            </span>
        }
    });
    let count = (shown < table.practices).then(|| {
        let text = [
            "Showing ",
            &shown.to_string(),
            " of your ",
            &table.practices.to_string(),
            " practices.",
        ]
        .concat();
        view! { <p>{text}</p> }
    });
    view! {
        <form class="app-search" method="get" action=address>
            <label class="nhsuk-label app-search__label" for="practices">{label}</label>
            {error}
            <div class="app-search__row">
                <input class="nhsuk-input app-search__input" id="practices" name="practices" value=narrow autocomplete="off" />
                <button class="nhsuk-button nhsuk-button--secondary app-search__button" type="submit">"Show"</button>
            </div>
        </form>
        {count}
    }
    .into_any()
}
