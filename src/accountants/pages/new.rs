//! Naming an accountant for members of a practice.

use leptos::prelude::*;

use crate::{
    accountant_links::Scope,
    accountants::{
        api::naming_form,
        model::{Member, NamingView},
    },
    base::ids::OdsCode,
    ui::{
        BackLink, CheckList, DateFields, ErrorSummary, Field, Hidden, Page, Submitted,
        error_message, load, use_query_map, use_submitted, view,
    },
};

/// The form by which an accountant is named.
#[component]
pub fn NameAccountantPage() -> impl IntoView {
    let submitted = use_submitted();
    let query = use_query_map();
    load(
        move || {
            let sent = submitted.with_untracked(|form| form.sent("practice"));
            sent.or_else(|| query.read().get("practice"))
                .unwrap_or_default()
        },
        naming_form,
        move |view: NamingView| {
            let email = query.read_untracked().get("email").unwrap_or_default();
            match view.practice.clone() {
                Some(practice) => view! { <Naming view practice email submitted /> },
                None => view! { <Choose practices=view.practices email /> },
            }
        },
    )
}

/// At which practice.
#[component]
fn Choose(practices: Vec<(OdsCode, String)>, email: String) -> impl IntoView {
    let links = practices.into_iter().map(move |(ods, name)| {
        let mut query = vec![("practice", ods.as_ref())];
        if !email.is_empty() {
            query.push(("email", &email));
        }
        let to = crate::ui::with_query("/accountants/new", &query);
        view! { <li><a href=to>{[&name, " (", ods.as_ref(), ")"].concat()}</a></li> }
    });
    view! {
        <Page title="Name an accountant" above=move || view! { <BackLink href="/accountants" text="Accountants" /> }>
            <p>"Choose the practice whose members the accountant acts for."</p>
            <ul class="nhsuk-list nhsuk-list--bullet">{links.collect_view()}</ul>
            <p><a href="/accountants/upload">"Add accountants for several practices at once"</a></p>
        </Page>
    }
}

#[component]
fn Naming(
    view: NamingView,
    practice: (OdsCode, String),
    email: String,
    submitted: RwSignal<Submitted>,
) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let checking = submitted.with_untracked(|form| form.form_state.step == "check");
    let (ods, name) = practice;
    let back = ["/accountants?practice=", ods.as_ref()].concat();
    let content = if checking {
        view! { <CheckList submitted button="Name the accountant" /> }.into_any()
    } else {
        view! {
            <Hidden name="practice" value=ods.to_string() />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            <Hidden name="step" value="check" />
            <People members=view.members submitted />
            <Accountant email submitted />
            <Boxes submitted />
            <DateFields submitted name="starts" legend="First day (optional)" hint="Leave it empty to begin today. For example, 1 4 2027" />
            <DateFields submitted name="ends" legend="Last day (optional)" hint="Leave it empty if there is no last day" />
            <button class="nhsuk-button" type="submit">"Continue"</button>
        }
        .into_any()
    };
    let title = if checking {
        "Check before you name the accountant"
    } else {
        "Name an accountant"
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=back.clone() text="Accountants" />
            <ErrorSummary submitted />
        }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p class="nhsuk-body-l">{[&name, " (", ods.as_ref(), ")"].concat()}</p>
                    <form method="post" action="/accountants/new" novalidate autocomplete="off">{content}</form>
                </div>
            </div>
        </Page>
    }
}

/// A group of boxes to tick, with what is wrong with it.
fn group(
    name: &'static str,
    legend: &'static str,
    submitted: RwSignal<Submitted>,
    boxes: AnyView,
) -> AnyView {
    let error = submitted.with_untracked(|form| form.error(name));
    let class = if error.is_some() {
        "nhsuk-form-group nhsuk-form-group--error"
    } else {
        "nhsuk-form-group"
    };
    let described = error.is_some().then(|| [name, "-error"].concat());
    let error = error.map(|message| error_message(Some([name, "-error"].concat()), message));
    view! {
        <div class=class>
            <fieldset class="nhsuk-fieldset" aria-describedby=described>
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{legend}</legend>
                {error}
                <div class="nhsuk-checkboxes nhsuk-checkboxes--small">{boxes}</div>
            </fieldset>
        </div>
    }
}

/// One box to tick. The first of a group carries its name as its id, for the link in the error summary.
fn tick(id: String, name: &'static str, value: String, words: String, on: bool) -> AnyView {
    view! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" id=id.clone() name=name type="checkbox" value=value checked=on />
            <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{words}</label>
        </div>
    }
}

#[component]
fn People(members: Vec<Member>, submitted: RwSignal<Submitted>) -> impl IntoView {
    if members.is_empty() {
        return view! {
            <p id="people" tabindex="-1">
                "This practice has no GP and no non-GP partner. GPs appear here once the Performers List links them with the practice. Give partners who are not GPs the role Non-GP Partner in the role table."
            </p>
        }
        .into_any();
    }
    let chosen: Vec<String> =
        submitted.with_untracked(|form| form.values_of("people[]").map(str::to_owned).collect());
    let all = submitted.with_untracked(|form| form.values_of("all[]").next().is_some());
    let every = "All members who do not have this accountant".to_owned();
    let every = tick("people".to_owned(), "all[]", "yes".to_owned(), every, all);
    let boxes = members.into_iter().map(|member| {
        let id = member.id.to_string();
        let mut words = [&member.name, " (", &member.roles, "), ", &member.email].concat();
        if !member.accountants.is_empty() {
            words.extend([". Has ", &member.accountants]);
        }
        let on = chosen.contains(&id);
        tick(["people-", &id].concat(), "people[]", id, words, on)
    });
    let boxes = view! { {every} {boxes.collect_view()} }.into_any();
    group(
        "people",
        "Members the accountant acts for",
        submitted,
        boxes,
    )
}

#[component]
fn Accountant(email: String, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"The accountant"</h2>
        <Field submitted name="email" label="Email address" kind="email" value=email
            hint="If they already act for members elsewhere, enter the address they log in with" />
        <Field submitted name="first_name" label="First name" hint="Only needed if they have no account yet" />
        <Field submitted name="last_name" label="Last name" />
        <Field submitted name="firm" label="Firm (optional)" />
        <Field submitted name="phone" label="Phone (optional)" kind="tel" width="nhsuk-input--width-20" />
    }
}

#[component]
fn Boxes(submitted: RwSignal<Submitted>) -> impl IntoView {
    let chosen: Vec<String> =
        submitted.with_untracked(|form| form.values_of("scope[]").map(str::to_owned).collect());
    let boxes = Scope::PARTS
        .into_iter()
        .enumerate()
        .map(|(index, (code, words))| {
            let id = if index == 0 {
                "scope".to_owned()
            } else {
                ["scope-", code].concat()
            };
            let on = chosen.iter().any(|chosen| chosen == code);
            tick(id, "scope[]", code.to_owned(), words.to_owned(), on)
        });
    let boxes = boxes.collect_view().into_any();
    group(
        "scope",
        "What the accountant can see and fill in",
        submitted,
        boxes,
    )
}
