//! Giving roles outside a role table: those that two registration officers have approved, when the time has come, and the role of
//! an accountant who was named. And making the account of somebody who has none.

use uuid::Uuid;

use crate::{
    access::{Certified, DesiredRoles, Permissions, Plan, Refusal, Role, Terms, plan},
    base::{
        clock::new_id,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    people::store::{NewAccount, new_account, user_with},
    sign_in::{
        self,
        invitations::{Reissue, invite},
    },
    users::roles::store::{apply, read_columns, read_subject},
    web::{AuditContext, session::new_secret},
};

/// Somebody who may have an account or not.
pub(crate) struct Nominee<'a> {
    pub title: &'a str,
    pub first: &'a str,
    pub last: &'a str,
    /// First and last.
    pub name: &'a str,
    pub email: &'a str,
    pub phone: &'a str,
}

/// An account, and whether it was made just now.
pub(crate) struct NomineeAccount {
    pub id: UserId,
    pub is_new: bool,
}

/// The nominee's account, made now if they have none.
pub(crate) async fn account_of(
    tx: &mut Tx,
    audit: &AuditContext,
    practice: &OdsCode,
    nominee: &Nominee<'_>,
) -> Result<NomineeAccount, Failure> {
    if let Some(id) = user_with(tx, nominee.email).await? {
        return Ok(NomineeAccount { id, is_new: false });
    }
    let account = NewAccount {
        id: UserId(new_id()),
        title: nominee.title,
        first: nominee.first,
        last: nominee.last,
        email: nominee.email,
        phone: nominee.phone,
        officer: false,
        password_hash: None,
    };
    new_account(tx, &account, audit.at).await?;
    let event = NewEvent {
        action: Action::UserCreated,
        subject: Some((account.id, nominee.name)),
        practice: Some(practice),
        detail: Detail::default(),
        reason: "",
    };
    append(tx, audit, event).await?;
    Ok(NomineeAccount {
        id: account.id,
        is_new: true,
    })
}

/// Invites whoever got a new account: after they were given their roles, which the invitation names.
pub(crate) async fn invite_new(
    tx: &mut Tx,
    audit: &AuditContext,
    account: &NomineeAccount,
) -> Result<(), Failure> {
    if account.is_new {
        sign_in::store::accept_places(tx, account.id, audit.at).await?;
        invite(tx, audit, account.id, &new_secret(), Reissue::No).await?;
    }
    Ok(())
}

/// Plans and does a change of somebody's roles at the practice of the permit: what `stays` of those held, and what comes. Gives
/// what was done, if anything.
pub(crate) async fn change(
    tx: &mut Tx,
    audit: &AuditContext,
    certified: &Certified,
    user: UserId,
    stays: impl Fn(&Role) -> bool,
    comes: &[Role],
    reason: String,
) -> Result<Option<Plan>, Failure> {
    let permissions = certified.permissions();
    let practice = certified.practice();
    decide(
        tx,
        audit,
        &permissions,
        (user, practice),
        stays,
        comes,
        reason,
    )
    .await
}

/// Plans and does a change of somebody's roles at a practice, as far as `permissions` go: what `stays` of those held, and what
/// comes. Gives what was done, if anything.
pub(crate) async fn decide(
    tx: &mut Tx,
    audit: &AuditContext,
    permissions: &Permissions,
    (user, at): (UserId, &OdsCode),
    stays: impl Fn(&Role) -> bool,
    comes: &[Role],
    reason: String,
) -> Result<Option<Plan>, Failure> {
    let practice = std::slice::from_ref(at);
    let subject = read_subject(tx, user).await?.ok_or(AppError::NotFound)?;
    let columns = read_columns(tx, user, practice, audit.today).await?;
    let column = columns.first().ok_or(AppError::NotFound)?;
    let held = column.grants.iter().map(|grant| grant.role).filter(stays);
    let wanted = DesiredRoles {
        practice: at.clone(),
        version: column.version,
        ticked: held.chain(comes.iter().copied()).collect(),
    };
    let terms = Terms {
        reason,
        accepts_no_administrator: true,
        ..Terms::default()
    };
    match plan(
        &columns,
        &[wanted],
        &terms,
        &subject,
        permissions,
        audit.today,
    ) {
        Ok(plan) => {
            apply(tx, audit, &plan).await?;
            Ok(Some(plan))
        }
        Err(refusals) if refusals == [Refusal::NothingChanged] => Ok(None),
        Err(refusals) => Err(Failure::Refused(refusals)),
    }
}

/// Why the account with this username can't be given `roles` beside what it holds at a practice, if nobody holds two of them together.
pub(crate) async fn kept_apart(
    tx: &mut Tx,
    audit: &AuditContext,
    practice: &OdsCode,
    username: &str,
    roles: &[Role],
) -> Result<Option<Refusal>, Failure> {
    // Whoever has no account yet holds nothing.
    let user = user_with(tx, username).await?;
    let user = user.unwrap_or(UserId(Uuid::nil()));
    let practice = std::slice::from_ref(practice);
    let columns = read_columns(tx, user, practice, audit.today).await?;
    let column = columns.first().ok_or(AppError::NotFound)?;
    let held: Vec<_> = column.grants.iter().map(|grant| grant.role).collect();
    let new = roles.iter().copied().filter(|role| !held.contains(role));
    let given: Vec<_> = new.collect();
    let after = [held, given.clone()].concat();
    Ok(column.together(&after, &given).into_iter().next())
}

/// Whether both officers still are.
pub(crate) async fn are_officers(tx: &mut Tx, both: [UserId; 2]) -> Result<bool, Failure> {
    let mut query = Query::new("SELECT count(*) FROM app_user WHERE is_registration_officer = ");
    query.push_bind(true).push(" AND id IN ").push_list(both);
    let (count,): (i64,) = tx.one(query).await?;
    Ok(count == 2)
}
