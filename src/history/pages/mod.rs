//! Reading the record.

mod filters;
mod lines;

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use self::{filters::Filters, lines::Lines};
use super::{
    About, FilterQuery, HistoryView,
    api::{read_everything, read_practice, read_user},
};
use crate::{
    practices::PracticeHead,
    ui::{
        BackLink, Chosen, ErrorSummary, FormState, Page, Pager, Submitted, addresses, load,
        use_query_map, view,
    },
};

/// Everything, for the registration team.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let filter_query = use_asked();
    load(
        move || filter_query.get(),
        read_everything,
        |view| view! { <History view /> },
    )
}

/// What happened at a practice.
#[component]
pub fn PracticeHistoryPage() -> impl IntoView {
    let filter_query = use_asked();
    let params = use_params_map();
    let ods = Memo::new(move |_| params.read().get("ods").unwrap_or_default());
    load(
        move || (ods.get(), filter_query.get()),
        |(ods, filter_query)| read_practice(ods, filter_query),
        |view| view! { <History view /> },
    )
}

/// What happened to a user.
#[component]
pub fn UserHistoryPage() -> impl IntoView {
    let filter_query = use_asked();
    let params = use_params_map();
    let id = Memo::new(move |_| params.read().get("id").unwrap_or_default());
    load(
        move || (id.get(), filter_query.get()),
        |(id, filter_query)| read_user(id, filter_query),
        |view| view! { <History view /> },
    )
}

fn use_asked() -> Memo<FilterQuery> {
    let query = use_query_map();
    Memo::new(move |_| query.with(FilterQuery::of))
}

impl About {
    /// The address of the page without anything asked for.
    fn path(&self) -> String {
        match self {
            Self::Everything => "/history".to_owned(),
            Self::Practice(practice) => addresses::practice_page(&practice.ods, "history"),
            Self::User { id, .. } => addresses::user_page(*id, "history"),
        }
    }

    fn title(&self) -> String {
        match self {
            Self::Everything => "History".to_owned(),
            Self::Practice(practice) => ["History of ", &practice.name].concat(),
            Self::User { own: true, .. } => "Your history".to_owned(),
            Self::User { name, .. } => ["History of ", name].concat(),
        }
    }
}

#[component]
fn History(view: HistoryView) -> impl IntoView {
    let (path, filter_query) = (view.about.path(), view.filter_query.clone());
    let pages = filter_query.pages(&path, &view.next);
    let title = [view.about.title(), pages.in_title()].concat();
    let failed = !view.errors.is_empty();
    let submitted = RwSignal::new(Submitted {
        form_state: FormState {
            errors: view.errors.clone(),
            ..FormState::default()
        },
        values: filter_query.days_in_boxes(),
    });
    let back = match &view.about {
        About::User { id, own: false, .. } => Some(addresses::user(*id)),
        _ => None,
    };
    let toolbar = (!failed).then(|| toolbar(&path, &view, &filter_query));
    let chips = filter_query.chosen().into_iter();
    let chips = chips.map(|(words, without)| (words, without.address(&path)));
    let chips = chips.collect();
    let filters = view! { <Filters submitted filter_query=filter_query.clone() path=path.clone() about=view.about.clone() /> };
    let above = move || {
        view! {
            {back.clone().map(|href| view! { <BackLink href /> })}
            <ErrorSummary submitted />
        }
    };
    view! {
        <Page title wrong=failed above>
            <Head about=view.about.clone() />
            {filters}
            <Chosen chips clear=path />
            {toolbar}
            {(!failed).then(|| view! { <Lines view /> })}
            <Pager pages next="Older" label="Pages of the history" />
        </Page>
    }
}

/// How many events the page shows, and the ways to others of them.
fn toolbar(path: &str, view: &HistoryView, filter_query: &FilterQuery) -> AnyView {
    let csv = filter_query.first_page().address(&[path, ".csv"].concat());
    let first = filter_query.before.is_empty();
    let count = match view.lines.len() {
        0 => String::new(),
        _ if !first => "Older events".to_owned(),
        several if !view.next.is_empty() => {
            ["The newest ", &several.to_string(), " events"].concat()
        }
        1 => "1 event".to_owned(),
        several => [&several.to_string(), " events"].concat(),
    };
    let first = (!first).then(|| {
        let href = filter_query.first_page().address(path);
        view! { <li><a class="nhsuk-link" href=href>"First page"</a></li> }
    });
    view! {
        <div class="app-toolbar">
            <p class="app-toolbar__text" role="status">{count}</p>
            <ul class="app-toolbar__actions">
                {first}
                <li><a class="nhsuk-link" href=csv download>
                    "Download this history as a spreadsheet (CSV)"
                </a></li>
            </ul>
        </div>
    }
}

/// What stands below the heading.
#[component]
fn Head(about: About) -> impl IntoView {
    match about {
        About::Practice(practice) => view! { <PracticeHead practice here="history" /> }.into_any(),
        About::User {
            everywhere: false, ..
        } => view! { <p>"What happened at the practices you administer."</p> }.into_any(),
        _ => ().into_any(),
    }
}
