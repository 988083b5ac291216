//! The second factors of one's own account.

use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::next_of;
use crate::{
    base::error::AppError,
    sign_in::factor::{Factor, Factors, Kind, store},
    ui::{Page, Success, Warning, load, use_query_map, use_submitted, view},
    web::{Request, answer},
};

/// What the page shows.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Own {
    factors: Factors,
    /// Whether the account needs a second factor.
    needed: bool,
    /// Until when it may be used without one all the same, in words.
    exempt_until: Option<String>,
}

async fn own() -> Result<Own, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let (mut tx, today) = (request.app.db.read().await?, request.app.clock.today());
        let exemption = store::exemption_on(&mut tx, actor.id, today).await?;
        drop(tx);
        Ok(Own {
            exempt_until: exemption.map(|running| running.until.in_words()),
            factors: store::factors(&request.app.db, actor.id).await?,
            needed: actor.needs_factor(),
        })
    })
    .await
}

/// The second factors of one's own account.
#[component]
pub fn FactorsPage() -> impl IntoView {
    load(|| (), |()| own(), |own: Own| view! { <List own /> })
}

#[component]
fn List(own: Own) -> impl IntoView {
    let done = use_query_map().read_untracked().get("done");
    let done = done.as_deref().and_then(|done| match done {
        "added" => Some("Your second factor is added."),
        "removed" => Some("The second factor is removed."),
        "named" => Some("The name is saved."),
        "codes" => Some("Your new recovery codes now work."),
        _ => None,
    });
    let done = done.map(|words| {
        view! { <Success><p class="nhsuk-notification-banner__heading">{words}</p></Success> }
    });
    let next = next_of(use_submitted());
    let go_on = (!next.is_empty())
        .then(|| view! { <p><a class="nhsuk-button" href=next>"Continue"</a></p> });
    let about = if own.needed {
        "You manage other people’s access, so you need a second factor as well as your password. We ask for it when you log in \
         and before you make somebody an administrator."
    } else {
        "With a second factor, nobody gets in with your password alone. We ask for it when you log in."
    };
    let exempt = own.exempt_until.map(exempt);
    let some = !own.factors.factors.is_empty();
    let few = own
        .factors
        .has_few_codes()
        .then(|| few(own.factors.codes_left));
    let codes = some.then(|| {
        view! {
            <h2 class="nhsuk-heading-m">"Recovery codes"</h2>
            <p>"For when you lose your phone or your passkey. You have " {own.factors.codes_left} " left."</p>
            <p><a href="/account/second-factor/recovery-codes">"Make new recovery codes"</a></p>
        }
    });
    let list = if some {
        let rows = own.factors.factors.into_iter().map(row).collect_view();
        view! { <dl class="nhsuk-summary-list">{rows}</dl> }
    } else {
        view! { <p>"You have no second factor yet."</p> }
    };
    view! {
        <Page title="Your second factor">
            <div class="nhsuk-grid-row">
                <div class="nhsuk-grid-column-two-thirds">
                    {done}
                    {few}
                    {go_on}
                    <p>{about}</p>
                    {exempt}
                    {list}
                    <ul class="nhsuk-list">
                        <li><a href="/account/second-factor/app">"Add an authenticator app"</a></li>
                        <li><a href="/account/second-factor/passkey">"Add a passkey"</a></li>
                    </ul>
                    {codes}
                </div>
            </div>
        </Page>
    }
}

/// Until when the account may be used without one though it needs one.
fn exempt(until: String) -> impl IntoView {
    view! {
        <p>
            "You may log in without one until the end of " {until}
            ". Set one up before then. Until you have, you cannot make anybody an administrator."
        </p>
    }
}

fn few(left: usize) -> impl IntoView {
    let title = match left {
        0 => "You have no recovery codes".to_owned(),
        1 => "You have 1 recovery code left".to_owned(),
        left => ["You have ", &left.to_string(), " recovery codes left"].concat(),
    };
    view! {
        <Warning title>
            <p>"Without one you cannot get in when you lose your phone or your passkey, until somebody resets it for you."</p>
            <p><a href="/account/second-factor/recovery-codes">"Make new recovery codes now"</a></p>
        </Warning>
    }
}

fn row(factor: Factor) -> impl IntoView {
    let change = ["/account/second-factor/factors/", &factor.id.to_string()].concat();
    let since = ["Added on ", &factor.added].concat();
    let which = [" ", &factor.name].concat();
    let asks = (factor.kind == Kind::Passkey && !factor.alone).then(|| {
        view! { <p>"Your password has changed since you last used it. Log in once with the new password and then this passkey. After that the passkey alone is enough."</p> }
    });
    view! {
        <div class="nhsuk-summary-list__row">
            <dt class="nhsuk-summary-list__key">{factor.kind.name()}</dt>
            <dd class="nhsuk-summary-list__value">
                <p class="nhsuk-u-margin-bottom-1"><strong>{factor.name}</strong></p>
                <p>{since}</p>
                {asks}
            </dd>
            <dd class="nhsuk-summary-list__actions">
                <a href=change>"Change"<span class="nhsuk-u-visually-hidden">{which}</span></a>
            </dd>
        </div>
    }
}
