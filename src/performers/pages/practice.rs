//! A practice's GPs, and what waits about them.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use crate::{
    access::{Role, list},
    base::error::AppError,
    performers::{
        GpHere, LinkLine, LinkQueue, PracticeView, Sessions, TaskLink, api::read_practice,
        days_in_words,
    },
    practices::PracticeHead,
    ui::{
        ErrorSummary, Field, Hidden, Page, Submitted, Success, Tag, addresses, load, use_query_map,
        use_submitted, view,
    },
};

/// A practice's GPs, past and present.
#[component]
pub fn PracticePerformersPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("ods").unwrap_or_default(),
        |ods| async move { read_practice(ods.parse().map_err(|_| AppError::NotFound)?).await },
        move |view: PracticeView| {
            let done = query.read_untracked().get("done").is_some();
            view! { <Practice view done submitted /> }
        },
    )
}

#[component]
fn Practice(view: PracticeView, done: bool, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let done = done.then(|| {
        view! {
            <Success>
                <p class="nhsuk-notification-banner__heading">"We are asking the GP by email."</p>
                <p>"They decide what to change. We will tell you when they ask for a change."</p>
            </Success>
        }
    });
    let content = if view.all {
        view! { <Gps view=view.clone() submitted /> }.into_any()
    } else {
        view! { <QueueOnly queue=view.queue.clone() /> }.into_any()
    };
    view! {
        <Page title=["GPs at ", &view.about.name].concat() wrong above=move || view! { <ErrorSummary submitted /> }>
            <PracticeHead practice=view.about here="performers" alone=view.alone />
            {done}
            {content}
        </Page>
    }
}

/// For administrators who do not confirm links: that something waits, and how it gets on.
#[component]
pub(crate) fn QueueOnly(queue: LinkQueue) -> impl IntoView {
    let who = if queue.reviewers.is_empty() {
        "Nobody here has the role PL Practice Manager, so nobody can confirm what GPs ask for."
            .to_owned()
    } else {
        [
            &list(&queue.reviewers),
            " can confirm or reject what GPs ask for.",
        ]
        .concat()
    };
    let give = addresses::give(&queue.practice, Role::confirms_links());
    let how = if queue.gives_role {
        view! { <p><a href=give>"Give somebody the role PL Practice Manager"</a></p> }.into_any()
    } else if queue.givers.is_empty() {
        view! { <p>"Nobody here administers the Performers List either, so the registration team looks after these requests."</p> }
            .into_any()
    } else {
        view! { <p>{list(&queue.givers)} " can give somebody the role PL Practice Manager."</p> }
            .into_any()
    };
    view! {
        <p class="nhsuk-body-l">{queue.in_words()} "."</p>
        <p>{who}</p>
        {how}
    }
}

#[component]
fn Gps(view: PracticeView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let PracticeView {
        about,
        confirms,
        queue,
        open,
        told,
        now,
        to_come,
        before,
        ..
    } = view;
    let practice = about.ods;
    let waiting = if open.is_empty() {
        view! { <p>"No requests are waiting."</p> }.into_any()
    } else {
        open.into_iter()
            .map(|task| view! { <Waiting task /> })
            .collect_view()
            .into_any()
    };
    let reviewers = if queue.reviewers.is_empty() {
        "Nobody here has the role PL Practice Manager, so nobody can confirm what GPs ask for."
            .to_owned()
    } else {
        ["Who confirms: ", &list(&queue.reviewers), "."].concat()
    };
    let to_come = (!to_come.is_empty())
        .then(|| view! { <Table title="Starting or changing later" gps=to_come practice=practice.to_string() confirms /> });
    let told = (!told.is_empty()).then(|| view! { <Public told /> });
    let before = (!before.is_empty()).then(|| view! { <Before gps=before /> });
    let nudge = confirms.then(|| view! { <NudgeForm practice=practice.to_string() submitted /> });
    let none = now
        .is_empty()
        .then(|| view! { <p>"The Performers List shows no GP here today."</p> });
    let now = (!now.is_empty()).then(
        || view! { <Table title="Linked today" gps=now practice=practice.to_string() confirms /> },
    );
    view! {
        <h2 class="nhsuk-heading-m">"Waiting for an answer"</h2>
        {waiting}
        <p>{reviewers}</p>
        {told}
        <h2 class="nhsuk-heading-m">"GPs here"</h2>
        {none}
        {now}
        {to_come}
        {nudge}
        {before}
    }
}

/// A request that waits.
#[component]
pub(crate) fn Waiting(task: TaskLink) -> impl IntoView {
    let late = task
        .late
        .then(|| view! { " " <Tag text="Long wait" colour="yellow" /> });
    let approve = task
        .approve
        .then(|| view! { " " <Tag text="To approve" colour="blue" /> });
    let waited = days_in_words(task.days);
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">
                    <a href=addresses::link_request(task.id)>{task.gp} " asks to " {task.asks}</a> {late} {approve}
                </h3>
                <p class="nhsuk-card__description">"GMC number " {task.gmc_number} ". Asked on " {task.asked} ". Waiting for " {waited} "."</p>
            </div>
        </div>
    }
}

/// Retirements and resignations.
#[component]
fn Public(told: Vec<LinkLine>) -> impl IntoView {
    let lines = told.into_iter().map(|line| {
        view! { <li><a href=addresses::link_request(line.id)>{line.asks}</a> ". Told on " {line.asked} "."</li> }
    });
    view! {
        <h2 class="nhsuk-heading-m">"For information"</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">{lines.collect_view()}</ul>
    }
}

#[component]
fn Table(title: &'static str, gps: Vec<GpHere>, practice: String, confirms: bool) -> impl IntoView {
    let head = |words: &'static str| {
        view! { <th scope="col" role="columnheader" class="nhsuk-table__header">{words}</th> }
    };
    let rows = gps
        .into_iter()
        .map(|gp| view! { <Gp gp practice=practice.clone() confirms /> })
        .collect_view();
    view! {
        <table class="nhsuk-table-responsive app-performers" role="table">
            <caption class="nhsuk-table__caption nhsuk-table__caption--s">{title}</caption>
            <thead role="rowgroup" class="nhsuk-table__head">
                <tr role="row">
                    {head("Name")} {head("Role")} {head("Sessions")} {head("From and until")} {head("Change")}
                </tr>
            </thead>
            <tbody class="nhsuk-table__body">{rows}</tbody>
        </table>
    }
}

fn sessions_of(gp: &GpHere) -> String {
    gp.sessions
        .map_or_else(|| "Not stated".to_owned(), Sessions::in_words)
}

fn dates_of(gp: &GpHere) -> String {
    let until = gp
        .last
        .map(|last| [" until ", &last.in_words()].concat())
        .unwrap_or_default();
    [gp.first.in_words().as_str(), &until].concat()
}

#[component]
fn Gp(gp: GpHere, practice: String, confirms: bool) -> impl IntoView {
    let (role, sessions, dates) = (gp.gp_type.label(), sessions_of(&gp), dates_of(&gp));
    let unconfirmed = (!gp.confirmed).then(|| {
        view! { <span class="app-person__detail">"From the list, not confirmed here"</span> }
    });
    let cell = |key: &'static str, value: AnyView| {
        view! {
            <td class="nhsuk-table__cell" role="cell">
                <span class="nhsuk-table-responsive__heading" aria-hidden="true">{key} " "</span>
                <div>{value}</div>
            </td>
        }
    };
    let name = view! {
        <strong>{gp.name.clone()}</strong> <br />
        <span class="app-person__detail">"GMC " {gp.gmc_number.to_string()}</span>
        {unconfirmed}
    };
    let change = view! { <Change gp practice confirms /> };
    view! {
        <tr role="row" class="nhsuk-table__row">
            {cell("Name", name.into_any())}
            {cell("Role", role.into_any())}
            {cell("Sessions", sessions.into_any())}
            {cell("From and until", dates.into_any())}
            {cell("Change", change.into_any())}
        </tr>
    }
}

/// What waits about a GP, or asking them for it.
#[component]
fn Change(gp: GpHere, practice: String, confirms: bool) -> impl IntoView {
    if let Some(id) = gp.open {
        return view! { <a href=addresses::link_request(id)>"See the request" <Of name=gp.name /></a> }
            .into_any();
    }
    let nudged = (!gp.nudged.is_empty())
        .then(|| view! { <span class="app-person__detail">"Asked on " {gp.nudged.clone()}</span> });
    let ask = (confirms && gp.may_nudge).then(|| {
        let action = addresses::practice_page(&practice, "performers");
        view! {
            <form method="post" action=action>
                <Hidden name="practice" value=practice />
                <Hidden name="gmc_number" value=gp.gmc_number.to_string() />
                <Hidden name="last_name" value=gp.last_name />
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small nhsuk-u-margin-bottom-1" type="submit">"Ask to update" <Of name=gp.name /></button>
            </form>
        }
    });
    view! { {ask} {nudged} }.into_any()
}

/// Whom a link is about, for those who do not see the row it stands in.
#[component]
fn Of(name: String) -> impl IntoView {
    view! { <span class="nhsuk-u-visually-hidden">": " {name}</span> }
}

/// Asking a GP who is not linked yet.
#[component]
fn NudgeForm(practice: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::practice_page(&practice, "performers");
    let open = submitted.with_untracked(|form| !form.form_state.errors.is_empty());
    view! {
        <details class="nhsuk-details" open=open id="ask">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"A GP is missing here"</span>
            </summary>
            <div class="nhsuk-details__text">
                <p>"Only the GP can ask to be linked. We can email them, at most once a week, to say that they are missing from your list."</p>
                <form method="post" action=action novalidate>
                    <Hidden name="practice" value=practice />
                    <Field submitted name="gmc_number" label="Their GMC number" hint="7 digits." width="nhsuk-input--width-10" />
                    <Field submitted name="last_name" label="Their last name" />
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Ask them to join"</button>
                </form>
            </div>
        </details>
    }
}

/// GPs who have left.
#[component]
fn Before(gps: Vec<GpHere>) -> impl IntoView {
    let lines = gps.into_iter().map(|gp| {
        let text = [&gp.name, ", ", gp.gp_type.label(), ", ", &dates_of(&gp)].concat();
        view! { <li>{text}</li> }
    });
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">"GPs who were here before"</span>
            </summary>
            <div class="nhsuk-details__text">
                <ul class="nhsuk-list nhsuk-list--bullet">{lines.collect_view()}</ul>
            </div>
        </details>
    }
}
