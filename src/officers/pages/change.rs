//! What can be done about a registration officer, with the reason.

use leptos::prelude::*;

use crate::{
    officers::{
        model::OfficerView,
        rules::{Refused, STAY, Standing, Step},
    },
    ui::{CodeField, Hidden, Submitted, TextareaField, addresses, view},
};

/// The form that fits how they stand, or why there is none.
#[component]
pub(super) fn Changes(view: OfficerView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let why_not = |refused: Refused| view! { <p>{refused.sentence()} "."</p> };
    match view.officer.standing {
        Standing::Active if view.own => why_not(Refused::Oneself),
        Standing::Active if view.active <= STAY => why_not(Refused::TooFew),
        Standing::Active => view! { <Deactivate view submitted /> },
        Standing::Invited => view! { <Invited view submitted /> },
        Standing::Deactivated => view! { <Reactivate view submitted /> },
        Standing::Withdrawn => view! { <InviteAgain view submitted /> },
    }
}

#[component]
fn Invited(view: OfficerView, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"Has the email not arrived, or the link expired?"</h2>
        <p>"Ask them to look in the junk folder first. A new link works for 72 hours."</p>
        <p>
            "Is the address wrong, or was it a mistake? Withdraw the invitation. You can then invite them at the right address."
        </p>
        <Form view submitted hint="This is recorded.">
            <Button step=Step::Resend words="Send the invitation again" />
            " "
            <Button step=Step::Withdraw words="Withdraw the invitation" red=true />
        </Form>
    }
}

#[component]
fn Deactivate(view: OfficerView, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"Deactivate this officer"</h2>
        <p>"Do this when they leave the registration team. You can undo it."</p>
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li>"They are logged out everywhere at once and can no longer log in."</li>
            <li>"We tell them and every registration officer by email."</li>
            <li>"What they did stays in the record."</li>
        </ul>
        <Form view submitted>
            <Button step=Step::Deactivate words="Deactivate" red=true />
        </Form>
    }
}

#[component]
fn Reactivate(view: OfficerView, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"Reactivate this officer"</h2>
        <p>
            "They are a registration officer again, and log in with the password and the second factor that they had. We tell them and every registration officer by email."
        </p>
        <Form view submitted>
            <Button step=Step::Reactivate words="Reactivate" />
        </Form>
    }
}

#[component]
fn InviteAgain(view: OfficerView, submitted: RwSignal<Submitted>) -> impl IntoView {
    view! {
        <h2 class="nhsuk-heading-m">"Invite them again"</h2>
        <p>"We send them a new link, which works for 72 hours. We tell every registration officer by email."</p>
        <Form view submitted>
            <Button step=Step::Reactivate words="Invite again" />
        </Form>
    }
}

/// The form around the buttons.
#[component]
fn Form(
    view: OfficerView,
    submitted: RwSignal<Submitted>,
    /// Who reads the reason.
    #[prop(default = "This is recorded, and told to every registration officer.")]
    hint: &'static str,
    children: Children,
) -> impl IntoView {
    let user = view.officer.id;
    let code = view.asks_code.then(|| view! { <CodeField submitted /> });
    view! {
        <form method="post" action=addresses::officer(user) novalidate>
            <Hidden name="user" value=user.to_string() />
            <Hidden name="idempotency_key" value=view.idempotency_key />
            <TextareaField submitted name="reason" label="Reason" hint />
            {code}
            {children()}
        </form>
    }
}

#[component]
fn Button(step: Step, words: &'static str, #[prop(optional)] red: bool) -> impl IntoView {
    let class = if red {
        "nhsuk-button nhsuk-button--warning"
    } else {
        "nhsuk-button"
    };
    view! { <button class=class type="submit" name="step" value=step.code()>{words}</button> }
}
