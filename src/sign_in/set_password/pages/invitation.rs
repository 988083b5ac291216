//! Where an invitation leads.

use leptos::prelude::*;

use super::{NewPasswordFields, Over};
use crate::{
    sign_in::set_password::{LinkState, LinkView, api::open_invitation},
    ui::{
        ErrorSummary, Hidden, Page, ReachRegistrationTeam, Submitted, escape, load, use_query_map,
        use_submitted, view,
    },
};

/// Sets up an account, or says what became of the invitation.
#[component]
pub fn InvitationPage() -> impl IntoView {
    let query = use_query_map();
    let sent = move || query.read().get("sent").is_some();
    let key = move || query.read().get("key").unwrap_or_default();
    let submitted = use_submitted();
    move || {
        if sent() {
            return view! { <Sent /> };
        }
        load(key, open_invitation, move |link: LinkView| {
            match link.state {
                LinkState::Good => view! { <SetUp submitted key=key() link /> },
                _ => view! { <NotGood key=key() link /> },
            }
        })
    }
}

#[component]
fn SetUp(submitted: RwSignal<Submitted>, key: String, link: LinkView) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let action = ["/invitation?key=", &escape(&key)].concat();
    let error = move || submitted.with(|form| form.error("terms"));
    let accepted = move || submitted.with(|form| form.value("terms") == "yes");
    view! {
        <Page title="Set up your account" wrong above=move || view! { <ErrorSummary submitted /> }>
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    <p>"Choose a password. From now on you log in with it and your email address."</p>
                    <form method="post" action=action novalidate>
                        <NewPasswordFields submitted key email=link.email />
                        <div class="nhsuk-form-group" class=("nhsuk-form-group--error", move || error().is_some())>
                            <fieldset class="nhsuk-fieldset">
                                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">"Terms of use"</legend>
                                <ul class="nhsuk-list nhsuk-list--bullet">
                                    <li>"The account is yours alone. Do not share your password, not even with a colleague."</li>
                                    <li>"Use what you see only for your work at your practices."</li>
                                    <li>"Every change you make to someone's access is recorded with your name."</li>
                                    <li>"Tell an administrator of your practice when you leave."</li>
                                </ul>
                                {move || error().map(|message| view! {
                                    <span class="nhsuk-error-message">
                                        <span class="nhsuk-u-visually-hidden">"Error: "</span>{message}
                                    </span>
                                })}
                                <div class="nhsuk-checkboxes">
                                    <div class="nhsuk-checkboxes__item">
                                        <input class="nhsuk-checkboxes__input" id="terms" name="terms" type="checkbox"
                                            value="yes" checked=accepted() />
                                        <label class="nhsuk-label nhsuk-checkboxes__label" for="terms">
                                            "I accept the terms of use"
                                        </label>
                                    </div>
                                </div>
                            </fieldset>
                        </div>
                        <button class="nhsuk-button" type="submit">"Set up account"</button>
                    </form>
                    <p>"This link works until " {link.when} "."</p>
                </div>
            </div>
        </Page>
    }
}

#[component]
fn NotGood(key: String, link: LinkView) -> impl IntoView {
    let log_in = || view! { <p><a class="nhsuk-button" href="/sign-in">"Log in"</a></p> };
    let form_state = move || {
        view! {
            <form method="post" action="/invitation">
                <Hidden name="key" value=key />
                <Hidden name="step" value="again" />
                <button class="nhsuk-button" type="submit">"Email me a new link"</button>
            </form>
        }
    };
    match link.state {
        LinkState::Expired => view! {
            <Page title="This invitation has expired">
                <Over text=["It was valid until ", &link.when, ". We can send a new link to the same email address."].concat()>
                    {form_state()}
                </Over>
            </Page>
        },
        LinkState::Replaced => view! {
            <Page title="There is a newer invitation">
                <Over text="A newer email was sent to you. Use the link in that email. Only the newest link works. If you can't find it, we can send another.">
                    {form_state()}
                </Over>
            </Page>
        },
        LinkState::Used => view! {
            <Page title="This account is set up already">
                <Over text="This link was used to set up the account. Log in with the password that was chosen then.">
                    {log_in()}
                    <p><a href="/forgotten-password">"I have forgotten my password"</a></p>
                </Over>
            </Page>
        },
        LinkState::Withdrawn => view! {
            <Page title="This invitation was withdrawn">
                <Over text="The person who invited you withdrew the invitation. If you think that this is a mistake, ask them. If you are a GP, ask for a new password instead: a GP on the Performers List can always log in.">
                    <p><a href="/forgotten-password">"Ask for a new password"</a></p>
                </Over>
            </Page>
        },
        LinkState::Unknown | LinkState::Good => view! {
            <Page title="This link does not work">
                <Over text="The address may be incomplete. Open the link from the email again, or copy all of it.">
                    {log_in()}
                    <ReachRegistrationTeam />
                </Over>
            </Page>
        },
    }
}

/// A newer link is on its way.
#[component]
fn Sent() -> impl IntoView {
    view! {
        <Page title="Check your email">
            <Over text="If a new link can be sent, it arrives within a few minutes. Look in the junk folder too. Older links no longer work.">
                ""
            </Over>
        </Page>
    }
}
