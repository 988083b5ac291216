//! Reading and changing a practice's role sets.

use leptos::prelude::*;
use uuid::Uuid;

use super::{
    model::{RoleSetsView, fits},
    rules::{Asked, NotChanged},
    store,
};
use crate::{
    access::Role,
    base::{clock::new_id, codec::Wire, error::AppError, ids::OdsCode, text::Label},
    database::Failure,
    ui::{Distinct, FormState, Outcome, addresses},
    users::{
        confirmed::{NotMade, WhyNot as _},
        roles::store::may_change,
    },
    web::{Request, answer},
};

/// As many ticks as a form has.
const MOST_ROLES: usize = 100;

/// What the page shows.
pub(super) async fn read_sets(practice: OdsCode) -> Result<RoleSetsView, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = actor.add_people(&practice)?;
        let mut tx = request.app.db.read().await?;
        let sets = store::sets(&mut tx, &permit).await?;
        let permissions = actor.permissions();
        let mine = |role: &Role| fits(*role) && permissions.administers(&practice, role.service());
        Ok::<_, Failure>(RoleSetsView {
            name: permit.practice_name().to_owned(),
            mine: Role::all().filter(mine).collect(),
            sets,
            practice: practice.clone(),
            idempotency_key: new_id().to_string(),
        })
    })
    .await
}

/// Adds a role set to a practice, changes one, or removes it.
#[server(prefix = "/api", output = Wire, endpoint = "role-sets/change")]
pub async fn change_role_set(
    practice: OdsCode,
    /// The set.
    set: Uuid,
    /// The version that was shown; 0 for a new one.
    #[server(default)]
    version: i64,
    /// What it is called.
    #[server(default)]
    name: String,
    /// The codes of the roles that are ticked. Roles of services that the actor does not administer stay as they are.
    #[server(default)]
    roles: Distinct<MOST_ROLES>,
    /// "save", or "remove".
    #[server(default)]
    step: String,
    /// Makes a save of this form happen once.
    #[server(default)]
    idempotency_key: String,
) -> Result<Outcome, AppError> {
    answer(async {
        let request = Request::current();
        let actor = request.actor().await?;
        let permit = may_change(&request, &actor, None, actor.add_people(&practice)).await?;
        let unreadable = |_| AppError::unreadable_form();
        let idempotency_key: Uuid = idempotency_key.parse().map_err(unreadable)?;
        let asked = match asked(&step, &name, &roles)? {
            Ok(asked) => asked,
            Err(form_state) => return Ok(Outcome::Form(form_state)),
        };
        let done = if asked == Asked::Remove {
            "removed"
        } else {
            "saved"
        };
        let page = addresses::practice_page(&practice, "role-sets?done=");
        let change = store::ChangeSet {
            permit: &permit,
            permissions: &actor.permissions(),
            audit: &request.audit(&actor),
            id: set,
            seen: version,
            asked: &asked,
            idempotency_key,
            location: &[&page, done].concat(),
        };
        match request.app.db.write(&change).await {
            Ok(to) => Ok(Outcome::Done { to }),
            Err(NotMade::Refused(reasons)) => Ok(Outcome::Form(NotChanged::form_state(&reasons))),
            Err(NotMade::Instead(outcome)) => Ok(outcome),
            Err(NotMade::Failed(failure)) => Err(failure),
        }
    })
    .await
}

/// Reads what is asked for.
fn asked(step: &str, name: &str, roles: &[String]) -> Result<Result<Asked, FormState>, AppError> {
    let roles: Option<Vec<_>> = roles.iter().map(|code| Role::from_code(code)).collect();
    let ticked = roles.ok_or_else(AppError::unreadable_form)?;
    match step {
        "remove" => Ok(Ok(Asked::Remove)),
        "save" | "" => Ok(Label::read(name)
            .map(|name| Asked::Put { name, ticked })
            .map_err(|_| {
                FormState::wrong(
                    "name",
                    "Enter a name of 60 characters or fewer, for example Receptionist",
                )
            })),
        _ => Err(AppError::unreadable_form()),
    }
}
