//! What the reader can do with a form as it stands.

use leptos::prelude::*;

use super::form_page;
use crate::{
    pensions::{
        calculation::checks::may_be_submitted,
        rules::{Stage, Step},
        views::FormView,
    },
    ui::{DateFields, Hidden, Submitted, TextareaField, view},
};

/// What is next, in a sentence, and the buttons for it.
#[component]
pub(super) fn Steps(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let sentence = sentence(&view);
    let submits = view.steps.contains(&Step::Submit) && may_be_submitted(&view.findings);
    let submit = submits.then(|| {
        view! { <p><a class="nhsuk-button" role="button" draggable="false" href=form_page(view.id, "submit")>"Check and submit"</a></p> }
    });
    let decide = view.desk && view.stage == Stage::Declared;
    let decide = decide.then(|| view! { <Decide view=view.clone() submitted /> });
    let revise = view
        .may_revise
        .then(|| view! { <Revise view=view.clone() submitted /> });
    let plain = view.steps.iter().copied().filter(|step| {
        // Who can submit needs nobody to be told that it is ready.
        let elsewhere = matches!(
            step,
            Step::Save | Step::Submit | Step::Approve | Step::Reject
        );
        !elsewhere && (*step != Step::Ready || !view.own)
    });
    let (aside, plain): (Vec<_>, Vec<_>) =
        plain.partition(|step| matches!(step, Step::Elsewhere | Step::NotRequired));
    let buttons = plain.into_iter().map(button);
    let aside = (!aside.is_empty()).then(|| {
        let buttons = aside.into_iter().map(button);
        view! {
            <details class="nhsuk-details">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"It was filed elsewhere, or none is needed"</span></summary>
                <div class="nhsuk-details__text">
                    <form method="post" action=form_page(view.id, "")>
                        <Which view=view.clone() />
                        {buttons.collect_view()}
                    </form>
                </div>
            </details>
        }
    });
    view! {
        <p class="nhsuk-body-l">{sentence}</p>
        {submit}
        {decide}
        <form method="post" action=form_page(view.id, "")>
            <Which view=view.clone() />
            {buttons.collect_view()}
        </form>
        {revise}
        {aside}
    }
}

fn button(step: Step) -> impl IntoView {
    let class = match step {
        Step::Ready => "nhsuk-button",
        _ => "nhsuk-button nhsuk-button--secondary",
    };
    view! { <button class=class type="submit" name="step" value=step.code()>{step.words()}</button> " " }
}

#[component]
fn Which(view: FormView) -> impl IntoView {
    view! {
        <Hidden name="id" value=view.id.to_string() />
        <Hidden name="version" value=view.version.to_string() />
    }
}

/// Whose turn it is.
fn sentence(view: &FormView) -> &'static str {
    let accountant = !view.own && !view.desk && view.on_behalf.is_empty();
    match view.stage {
        Stage::Draft if !may_be_submitted(&view.findings) => {
            "Fill in the sections below. Everything is kept as you go on, and you can stop at any time."
        }
        Stage::Draft if accountant => {
            "It is filled in. Mark it as ready. We then tell the member, and you can no longer change it."
        }
        Stage::Draft if view.own => "It is filled in. Check it and submit it.",
        Stage::Draft => "The member or their accountant is filling it in.",
        Stage::Ready if accountant => "The member has it now. They check it and submit it.",
        Stage::Ready if view.own => "It is ready. Check it and submit it.",
        Stage::Ready => "It is ready. You can submit it for the member.",
        Stage::Declared if view.desk => "Look at it, and approve or reject it.",
        Stage::Declared => "It is submitted. The pensions desk decides about it.",
        Stage::Approved => "It is approved. Nothing is left to do.",
        Stage::Rejected if view.desk => {
            "It was rejected. The member or their accountant can change it."
        }
        Stage::Rejected => "It was rejected, for the reason above. Change it, and submit it again.",
        Stage::Elsewhere => "It was filed elsewhere, so nothing is left to do here.",
        Stage::NotRequired => "None is needed for this year.",
    }
}

#[component]
fn Decide(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <form method="post" action=form_page(view.id, "") novalidate>
            <Which view=view.clone() />
            <TextareaField submitted name="reason" label="Reason"
                hint="Needed to reject it. The member, their accountant and the person who submitted it will read it. Say what has to be put right." />
            <button class="nhsuk-button" type="submit" name="step" value="approve">"Approve"</button>
            " "
            <button class="nhsuk-button nhsuk-button--warning" type="submit" name="step" value="reject">"Reject"</button>
        </form>
    }
}

/// A tax return with provisional figures is followed by a revised certificate.
#[component]
fn Revise(view: FormView, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"The figures have changed: file a revised form"</span></summary>
            <div class="nhsuk-details__text">
                <p>
                    "If the tax return had provisional figures, a revised form is due one month after the last day for giving HMRC the right "
                    "ones. This form stays as it is; the revised one begins with its figures."
                </p>
                <form method="post" action=form_page(view.id, "") novalidate>
                    <Which view=view.clone() />
                    <DateFields submitted name="amended" legend="The last day for giving HMRC the right figures" hint="For example, 31 1 2027" />
                    <button class="nhsuk-button nhsuk-button--secondary" type="submit" name="step" value="revise">"Begin a revised form"</button>
                </form>
            </div>
        </details>
    }
}
