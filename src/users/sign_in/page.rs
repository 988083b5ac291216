//! How a user gets in, and the buttons that help.

use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

use super::{Invitation, InvitedTo, NewestMail, SignInView, api::open_sign_in};
use crate::{
    access::list,
    base::{error::AppError, ids::UserId},
    ui::{
        BackLink, ErrorSummary, Field, Hidden, Page, Submitted, Success, Warning, addresses, load,
        summary_row, use_query_map, use_submitted, view,
    },
};

/// One user's way in.
#[component]
pub fn UserSignInPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let submitted = use_submitted();
    load(
        move || params.read().get("id").unwrap_or_default(),
        |user| async move {
            let user = user.parse().map_err(|_| AppError::NotFound)?;
            open_sign_in(user).await
        },
        move |view: SignInView| {
            let done = query.read_untracked().get("done");
            view! { <WayIn view done submitted /> }
        },
    )
}

#[component]
fn WayIn(view: SignInView, done: Option<String>, submitted: RwSignal<Submitted>) -> impl IntoView {
    let wrong = Signal::derive(move || submitted.with(|form| !form.form_state.errors.is_empty()));
    let user = addresses::user(view.user);
    let asking = submitted.with_untracked(|form| form.form_state.step == "ask");
    let title = ["Help with logging in: ", &view.name].concat();
    let failed = matches!(view.mail, Some(NewestMail::NotArrived(_)));
    // An address that keeps the reader's mark may be opened again when it is known that the invitation did not arrive.
    let done = done.filter(|done| !failed || !matches!(done.as_str(), "resend" | "correct"));
    let done = done.map(|done| {
        let text = match done.as_str() {
            "resend" => "The invitation will be sent again. The earlier link no longer works.",
            "correct" => "The address was corrected, and the invitation will be sent there.",
            "withdraw" => "The invitation was withdrawn. Its link no longer works.",
            _ => "The account was unlocked. They can try again at once.",
        };
        view! { <Success><p class="nhsuk-notification-banner__heading">{text}</p></Success> }
    });
    let content = if asking {
        view! { <Withdraw view=view.clone() /> }
    } else {
        view! { <Ways view=view.clone() submitted /> }
    };
    view! {
        <Page title wrong above=move || view! {
            <BackLink href=user.clone() text="Back to the roles" />
            <ErrorSummary submitted />
        }>
            {done}
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">{content}</div>
            </div>
        </Page>
    }
}

#[component]
fn Ways(view: SignInView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let (set_up, has_left) = (view.invitation.is_none(), view.email.is_empty());
    let locked = (!view.locked_until.is_empty()).then(|| view! { <Locked view=view.clone() /> });
    let others = (set_up && !view.may_help).then(|| others(has_left));
    let officer = (!set_up && view.officer).then(|| officer(view.user));
    let nowhere = view.invited_to == InvitedTo::Nowhere;
    let gone = (!set_up && nowhere && !view.officer).then(gone);
    let help = (!set_up && !has_left && !view.officer && !nowhere)
        .then(|| view! { <Help view=view.clone() submitted /> });
    let forgotten = set_up.then(|| {
        view! {
            <p>
                "If this user has forgotten their password, they choose " <strong>"I have forgotten my password"</strong>
                " on the log in page. You can't see or set it for them."
            </p>
        }
    });
    let lost = (!view.factors.is_empty()).then(|| {
        let reset = addresses::user_page(view.user, "second-factor");
        view! {
            <p>
                "If this user has lost their phone or their passkey and has no recovery code left, "
                <a href=reset>"reset their second factor"</a> "."
            </p>
        }
    });
    let exempt = (view.may_exempt && view.factors.is_empty()).then(|| {
        let exemption = addresses::user_page(view.user, "exemption");
        view! {
            <p>
                "They have no second factor yet. If they manage access, you can "
                <a href=exemption>"let them log in without one for a while"</a> "."
            </p>
        }
    });
    view! {
        {not_arrived(&view)}
        {locked}
        <Facts view />
        {others}
        {officer}
        {gone}
        {help}
        {forgotten}
        {lost}
        {exempt}
    }
}

/// What is known of the account and of the mail to it.
#[component]
fn Facts(view: SignInView) -> impl IntoView {
    let set_up = view.invitation.is_none();
    let state = match &view.invitation {
        Some(Invitation { sent, .. }) if sent.is_empty() => {
            "Not set up. No invitation was sent".to_owned()
        }
        Some(Invitation { sent, .. }) => ["Not set up. Invited on ", sent].concat(),
        None => "Set up".to_owned(),
    };
    let link = view
        .invitation
        .filter(|invitation| !invitation.sent.is_empty());
    let link = link.map(|Invitation { until, good, .. }| {
        let words = if good {
            ["Works until ", &until].concat()
        } else {
            "No longer works".to_owned()
        };
        summary_row("Link in the invitation", words)
    });
    let mail = view.mail.map(|mail| {
        let key = if set_up {
            "Newest email to them"
        } else {
            "Invitation email"
        };
        summary_row(key, became_of(mail))
    });
    let factors = match view.factors.as_slice() {
        [] => "None".to_owned(),
        factors => list(factors),
    };
    view! {
        <dl class="nhsuk-summary-list">
            {(!view.email.is_empty()).then(|| summary_row("Email address", view.email))}
            {summary_row("Account", state)}
            {link}
            {mail}
            {(view.may_help || !set_up).then(|| view! {
                {summary_row("Second factor", factors)}
                {(!view.exemption.is_empty()).then(|| summary_row("Exemption", view.exemption))}
                {summary_row("Last logged in", view.last_sign_in)}
            })}
        </dl>
    }
}

/// What became of a message, in words.
fn became_of(mail: NewestMail) -> String {
    match mail {
        NewestMail::OnItsWay(why) if why.is_empty() => "Waits to be sent".to_owned(),
        NewestMail::OnItsWay(why) => ["Waits to be sent. ", &why].concat(),
        NewestMail::HandedOver(at) => ["Handed to the mail server on ", &at].concat(),
        NewestMail::NotArrived(_) => "Did not arrive".to_owned(),
    }
}

/// That the newest message did not arrive, and what to do about it.
fn not_arrived(view: &SignInView) -> Option<AnyView> {
    let Some(NewestMail::NotArrived(why)) = view.mail.clone() else {
        return None;
    };
    let (title, help) = if view.invitation.is_some() {
        (
            "The invitation did not arrive",
            ". Check the address with the user, letter by letter. If it is wrong, correct it below; if it is \
             right, send the invitation again.",
        )
    } else {
        (
            "The newest email to this user did not arrive",
            ". If the address has changed, the user logs in with the old one and changes it on the page of \
             their account.",
        )
    };
    Some(view! { <Warning title><p>{why} {help}</p></Warning> })
}

#[component]
fn Locked(view: SignInView) -> impl IntoView {
    view! {
        <Warning title="Locked after wrong passwords">
            <p>
                "Someone entered a wrong password for this account 10 times. Nobody can log in to it from there until "
                {view.locked_until.clone()} ". If it was this user, you can let them try again at once."
            </p>
            <Button view=view.clone() step="unlock" words="Unlock" />
        </Warning>
    }
}

/// Who helps where the reader does not.
fn others(has_left: bool) -> AnyView {
    let why = if has_left {
        "This user has left your practice. If they work there again, bring them back first."
    } else {
        "This user has not logged in since they were given a role at your practice. Until they do, an administrator of another practice where they work, or the registration team, can help them log in."
    };
    view! { <p>{why}</p> }
}

/// Where the invitation of a registration officer is dealt with.
fn officer(user: UserId) -> AnyView {
    let href = addresses::officer(user);
    view! {
        <p>
            "This is the account of a registration officer, or of somebody who was one. The registration team looks after its "
            "invitation: " <a href=href>"see their page in the team"</a> "."
        </p>
    }
}

/// Where somebody is invited again whose invitation was taken back.
fn gone() -> AnyView {
    view! {
        <p>
            "This user was invited and has no roles any more, so there is nothing to log in for. Do they need access after all? "
            <a href="/users/new">"Create the user again"</a> " with the same email address. They are sent a new invitation."
        </p>
    }
    .into_any()
}

/// What can be done about an invitation.
#[component]
fn Help(view: SignInView, submitted: RwSignal<Submitted>) -> impl IntoView {
    let action = addresses::user_page(view.user, "sign-in");
    let own = view.invited_to == InvitedTo::Own;
    let others = (!own).then(|| {
        view! {
            <p>"This user is also invited by a practice that you do not administer. Only the registration team can correct the address. To take your own roles back, untick them in the role table."</p>
        }
    });
    let alone = own.then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Is the address wrong?"</h2>
            <form method="post" action=action novalidate>
                <Sent view=view.clone() step="correct" />
                <Field submitted name="email" label="Correct email address" kind="email" value=view.email.clone()
                    hint="The invitation is sent there. The first one no longer works." />
                <button class="nhsuk-button nhsuk-button--secondary" type="submit">"Correct and send"</button>
            </form>
            <h2 class="nhsuk-heading-m">"Was it a mistake?"</h2>
            <Button view=view.clone() step="ask" words="Withdraw the invitation" />
        }
    });
    view! {
        <h2 class="nhsuk-heading-m">"Has the email not arrived, or the link expired?"</h2>
        <p>"Ask them to look in the junk folder first. A new link works for 72 hours."</p>
        <Button view=view.clone() step="resend" words="Send the invitation again" />
        {alone}
        {others}
    }
}

/// Asks before an invitation is taken back.
#[component]
fn Withdraw(view: SignInView) -> impl IntoView {
    let back = addresses::user_page(view.user, "sign-in");
    view! {
        <h2 class="nhsuk-heading-m">"Withdraw the invitation?"</h2>
        <p>"The link in the invitation to " <strong>{view.email.clone()}</strong> " stops working, and the roles that were given end. You can create the user again later."</p>
        <Button view step="withdraw" words="Withdraw" red=true />
        <p><a href=back>"Keep the invitation"</a></p>
    }
}

/// A form that is one button.
#[component]
fn Button(
    view: SignInView,
    step: &'static str,
    words: &'static str,
    #[prop(optional)] red: bool,
) -> impl IntoView {
    let action = addresses::user_page(view.user, "sign-in");
    let class = if red {
        "nhsuk-button nhsuk-button--warning"
    } else {
        "nhsuk-button nhsuk-button--secondary"
    };
    view! {
        <form method="post" action=action>
            <Sent view step />
            <button class=class type="submit">{words}</button>
        </form>
    }
}

/// What every form of this page sends.
#[component]
fn Sent(view: SignInView, step: &'static str) -> impl IntoView {
    view! {
        <Hidden name="user" value=view.user.to_string() />
        <Hidden name="step" value=step />
        <Hidden name="idempotency_key" value=view.idempotency_key />
    }
}
