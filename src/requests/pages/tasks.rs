//! What waits for those who manage access.

use leptos::prelude::*;

use crate::{
    access::list,
    performers::pages::{QueueOnly, Waiting},
    requests::{StillHere, TaskElsewhere, TaskRequest, Tasks, Undelivered, api::list_tasks},
    ui::{
        ErrorSummary, Hidden, Page, Success, Tag, addresses, load, use_query_map, use_submitted,
        view,
    },
    users::review::Due,
};

/// The reader's tasks.
#[component]
pub fn TasksPage() -> impl IntoView {
    let query = use_query_map();
    load(
        || (),
        |()| list_tasks(),
        move |tasks: Tasks| {
            let done = query.read_untracked().get("done").is_some();
            view! { <List tasks done /> }
        },
    )
}

// Long: one list after the other.
#[component]
fn List(tasks: Tasks, done: bool) -> impl IntoView {
    let submitted = use_submitted();
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let done = done.then(|| {
        view! { <Success><p class="nhsuk-notification-banner__heading">"Noted. They keep their access."</p></Success> }
    });
    let nothing = (tasks.count() == 0).then(|| view! { <p>"You have no tasks."</p> });
    let requests = (!tasks.requests.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"People who ask for access"</h2>
            {tasks.requests.into_iter().map(|request| view! { <Asked request /> }).collect_view()}
        }
    });
    let still_here = (!tasks.still_here.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Still with you?"</h2>
            <p>"These people were given access at another practice, or their link on the Performers List has ended. If they have left yours, end their access here."</p>
            {tasks.still_here.into_iter().map(|person| view! { <Person person /> }).collect_view()}
        }
    });
    let undelivered = (!tasks.undelivered.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Invitations that did not arrive"</h2>
            {tasks.undelivered.into_iter().map(|one| view! { <NotArrived one /> }).collect_view()}
        }
    });
    let reviews = (!tasks.reviews.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Access reviews"</h2>
            <p>"Twice a year you go through everybody who has access at your practice."</p>
            <ul class="nhsuk-list">
                {tasks.reviews.into_iter().map(|due| view! { <Review due /> }).collect_view()}
            </ul>
        }
    });
    let certifications = (!tasks.certifications.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"People who have asked the registration team for access"</h2>
            <p>"You can give this access yourselves, so you are asked first."</p>
            <ul class="nhsuk-list">
                {tasks.certifications.into_iter().map(|case| view! {
                    <li><a href=["/certifications/", &case.id.to_string()].concat()>{["Access for ", &case.nominee, " at ", &case.practice].concat()}</a> ", asked " {case.asked}</li>
                }).collect_view()}
            </ul>
        }
    });
    let successions = (!tasks.successions.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Closing practices"</h2>
            <ul class="nhsuk-list">
                {tasks.successions.into_iter().map(|task| view! { <li><a href=task.link>{task.what}</a></li> }).collect_view()}
            </ul>
        }
    });
    let pensions = (!tasks.pensions.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Pension forms"</h2>
            <ul class="nhsuk-list">
                {tasks.pensions.into_iter().map(|task| view! { <li><a href=task.link>{task.what}</a></li> }).collect_view()}
            </ul>
        }
    });
    let links = (!tasks.links.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"What GPs ask for"</h2>
            {tasks.links.into_iter().map(|task| view! { <Waiting task /> }).collect_view()}
        }
    });
    let queues = (!tasks.queues.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"GPs' requests that others decide"</h2>
            {tasks.queues.into_iter().map(|queue| view! {
                <h3 class="nhsuk-heading-s">{queue.name.clone()}</h3>
                <QueueOnly queue />
            }).collect_view()}
        }
    });
    view! {
        <Page title="Tasks" wrong above=move || view! { <ErrorSummary submitted /> }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{nothing} {links} {requests} {certifications} {successions} {pensions} {queues} {undelivered} {still_here} {reviews} <Unused ends=tasks.unused all=tasks.all_unused /></div>
            </div>
        </Page>
    }
}

/// Access that is about to end because nobody uses it, and where to look at all of it.
#[component]
fn Unused(ends: Vec<TaskElsewhere>, all: Vec<TaskElsewhere>) -> impl IntoView {
    let links = |tasks: Vec<TaskElsewhere>| {
        let links = tasks
            .into_iter()
            .map(|task| view! { <li><a href=task.link>{task.what}</a></li> });
        view! { <ul class="nhsuk-list">{links.collect_view()}</ul> }
    };
    let ends = (!ends.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Access that ends soon"</h2>
            <p>"Access that nobody uses ends by itself. To keep it, these people have to log in."</p>
            {links(ends)}
        }
    });
    let all = (!all.is_empty()).then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"To look at now and then"</h2>
            {links(all)}
        }
    });
    view! { <div>{ends} {all}</div> }
}

#[component]
fn Review(due: Due) -> impl IntoView {
    let last = if due.last.is_empty() {
        ". There has been none yet".to_owned()
    } else {
        [". The last one was on ", &due.last].concat()
    };
    view! { <li><a href=addresses::practice_page(&due.practice, "review")>"Review " {due.name}</a> {last}</li> }
}

#[component]
fn Asked(request: TaskRequest) -> impl IntoView {
    let late = request
        .late
        .then(|| view! { " " <Tag text="Long wait" colour="yellow" /> });
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">
                    <a href=addresses::role_request(request.id)>{request.asker} " at " {request.practice}</a> {late}
                </h3>
                <p class="nhsuk-card__description">{request.username} ". " {list(&request.roles)} ". Asked on " {request.asked} ". " {request.due}</p>
            </div>
        </div>
    }
}

#[component]
fn NotArrived(one: Undelivered) -> impl IntoView {
    let way_in = addresses::user_page(one.user, "sign-in");
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s"><a href=way_in>{one.name}</a></h3>
                <p class="nhsuk-card__description">"To " {one.address} ". " {one.why} "."</p>
            </div>
        </div>
    }
}

#[component]
fn Person(person: StillHere) -> impl IntoView {
    let gone = addresses::leave(person.user, &person.practice);
    view! {
        <div class="nhsuk-card">
            <div class="nhsuk-card__content">
                <h3 class="nhsuk-card__heading nhsuk-heading-s">{person.name.clone()} " at " {person.practice_name}</h3>
                <p>{person.username} ". Asked on " {person.asked} "."</p>
                <form method="post" action="/tasks">
                    <Hidden name="user" value=person.user.to_string() />
                    <Hidden name="practice" value=person.practice.to_string() />
                    <button class="nhsuk-button nhsuk-button--secondary nhsuk-u-margin-bottom-3" type="submit">
                        "Yes, still with us" <span class="nhsuk-u-visually-hidden">": " {person.name.clone()}</span>
                    </button>
                </form>
                <a href=gone>"No, end their access" <span class="nhsuk-u-visually-hidden">": " {person.name}</span></a>
            </div>
        </div>
    }
}
