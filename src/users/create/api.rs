//! Making a new user, step by step.

use leptos::prelude::*;

#[cfg(feature = "ssr")]
use crate::web::{Request, answer};
use crate::{
    base::{codec::Wire, error::AppError, ids::OdsCode},
    ui::{DateBoxes, Distinct, Outcome},
    users::roles::{MOST_COLUMNS, MOST_TICKS, RoleTable},
};

/// An empty role table for somebody new, with the actor's practices. Everything as in `read_user`.
#[server(prefix = "/api", output = Wire, endpoint = "users/blank")]
pub async fn blank_table(
    /// Part of a practice's name, or its code.
    #[server(default)]
    practices: String,
    /// Where boxes were ticked.
    #[server(default)]
    keep: Distinct<MOST_COLUMNS, OdsCode>,
    /// What boxes are filled from: the name of a role set.
    #[server(default)]
    set: String,
    /// A colleague's name or e-mail address.
    #[server(default)]
    colleague: String,
    /// The practice whose boxes are filled from these; empty for all that are shown.
    #[server(default)]
    at: String,
    /// A role that is ticked at every practice.
    #[server(default)]
    role: String,
) -> Result<RoleTable, AppError> {
    use crate::users::roles::{Fill, store};
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.create_users()?;
        let choice = store::Choice {
            narrow: &practices,
            keep: &keep,
            fill: &Fill {
                set,
                colleague,
                at,
                role,
            },
        };
        store::blank(&request, &actor, &permit, choice).await
    })
    .await
}

/// Makes a user. An address that has an account leads there; a new one goes on to name and roles, is checked, and
/// saved when confirmed.
#[server(prefix = "/api", output = Wire, endpoint = "users/create")]
pub async fn create_user(
    #[server(default)] email: String,
    /// Dr, Mrs and so on.
    #[server(default)]
    title: String,
    #[server(default)] first_name: String,
    #[server(default)] last_name: String,
    #[server(default)] phone: String,
    /// As in `update_roles`.
    #[server(default)]
    seen: Distinct<MOST_COLUMNS>,
    /// As in `update_roles`.
    #[server(default)]
    ticks: Distinct<MOST_TICKS>,
    /// As in `update_roles`.
    #[server(default)]
    starts: DateBoxes,
    /// As in `update_roles`.
    #[server(default)]
    ends: DateBoxes,
    #[server(default)] reason: String,
    /// "" after the address, "details" to show the details again, the others as in `update_roles`.
    #[server(default)]
    step: String,
    /// As in `update_roles`.
    #[server(default)]
    code: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
    /// As in `blank_table`: shown with an account that is there already.
    #[server(default)]
    practices: String,
) -> Result<Outcome, AppError> {
    let form = CreateUser {
        email,
        title,
        first_name,
        last_name,
        phone,
        seen,
        ticks,
        starts,
        ends,
        reason,
        step,
        code,
        idempotency_key,
        practices,
    };
    answer(form.go_on()).await
}
