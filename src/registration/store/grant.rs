//! Giving what two officers have approved, once nobody can object any more.

use uuid::Uuid;

use super::case::{Case, Doing, open_practice};
use crate::{
    access::{Certified, DesiredRoles, Refusal, Role, Terms, plan},
    base::{
        clock::new_id,
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::CertificationNews,
    people::store::{NewAccount, new_account, user_with},
    registration::{
        model::{RefusalCode, State},
        rules::Step,
    },
    sign_in::{
        self,
        invitations::{Reissue, invite},
    },
    users::roles::store::{apply, end_due, read_columns, read_subject},
    web::{AuditContext, session::new_secret},
};

/// Gives what a case asks for, if its time has come.
pub(crate) struct GrantDue<'a> {
    pub id: Uuid,
    /// Where.
    pub practice: &'a OdsCode,
    /// The program itself, now.
    pub audit: &'a AuditContext,
}

impl UnitOfWork for GrantDue<'_> {
    type Done = ();
    type Error = Failure;

    fn practices(&self) -> Vec<OdsCode> {
        vec![self.practice.clone()]
    }

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let mut case = Case::find(tx, self.id).await?;
        let over = case.standing.due.is_some_and(|due| self.audit.at >= due);
        if case.state() != State::Cooling || !over {
            return Ok(());
        }
        if are_officers(tx, &case).await? {
            give(tx, self.audit, &mut case, Step::Grant, None).await
        } else {
            let doing = Doing {
                note: "One of the two officers is none any more. The checks are made again.",
                ..Doing::step(Step::Lapse)
            };
            case.go(tx, self.audit, doing).await.map(|_| ())
        }
    }
}

/// Whether both officers still are.
async fn are_officers(tx: &mut Tx, case: &Case) -> Result<bool, Failure> {
    let mut query = Query::new("SELECT count(*) FROM app_user WHERE is_registration_officer = ");
    query
        .push_bind(true)
        .push(" AND id IN ")
        .push_list(case.first.into_iter().chain(case.second));
    let (count,): (i64,) = tx.one(query).await?;
    Ok(count == 2)
}

/// Gives the roles and moves the case on by `step`, or refuses it where it can't be done any more.
pub(super) async fn give(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &mut Case,
    step: Step,
    officer: Option<UserId>,
) -> Result<(), Failure> {
    let doing = Doing {
        officer,
        ..Doing::step(step)
    };
    if open_practice(tx, &case.practice).await?.is_none() {
        return refuse(tx, audit, case, RefusalCode::PracticeClosed).await;
    }
    let by_itself = AuditContext {
        by: None,
        by_name: "Practice Access".to_owned(),
        recent_factor: None,
        ..audit.clone()
    };
    end_due(tx, std::slice::from_ref(&case.practice), &by_itself).await?;
    if has_no_place(tx, case, audit).await? {
        return refuse(tx, audit, case, RefusalCode::NoPlace).await;
    }
    case.go(tx, audit, doing).await?;
    let (nominee, is_new) = nominee(tx, &by_itself, case).await?;
    let certified = certified(case, nominee)?;
    take_from_outgoing(tx, &by_itself, case, &certified).await?;
    give_to(tx, &by_itself, case, nominee, &certified).await?;
    if is_new {
        sign_in::store::accept_places(tx, nominee, audit.at).await?;
        invite(tx, &by_itself, nominee, &new_secret(), Reissue::No).await?;
    }
    let (readers, news) = (
        case.everybody(tx, audit.today).await?,
        CertificationNews::Given,
    );
    case.tell_all(tx, audit, readers, news, "").await
}

async fn refuse(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &mut Case,
    why: RefusalCode,
) -> Result<(), Failure> {
    let doing = Doing {
        words: Some(why.told()),
        note: why.words(),
        ..Doing::step(Step::Refuse(why))
    };
    case.go(tx, audit, doing).await?;
    case.tell(
        tx,
        audit,
        case.asker(),
        CertificationNews::Refused,
        why.told(),
    )
    .await
}

/// Whether one of the roles is held by as many as may hold it, none of whom goes with it.
async fn has_no_place(tx: &mut Tx, case: &Case, audit: &AuditContext) -> Result<bool, Failure> {
    let outgoing = outgoing(tx, case).await?;
    let nominee = user_with(tx, &case.form.nominee.email).await?;
    let nobody = UserId(Uuid::nil());
    let practice = std::slice::from_ref(&case.practice);
    let columns = read_columns(tx, nobody, practice, audit.today).await?;
    let column = columns.first().ok_or(Failure::Public(AppError::NotFound))?;
    Ok(case.roles.iter().any(|role| {
        let counted = column.holders.iter().filter(|holder| {
            holder.role == *role && Some(holder.user) != outgoing && Some(holder.user) != nominee
        });
        role.limit().is_some_and(|limit| counted.count() >= limit)
    }))
}

/// The account of whoever's access goes with it.
async fn outgoing(tx: &mut Tx, case: &Case) -> Result<Option<UserId>, Failure> {
    match &case.form.outgoing {
        Some(outgoing) => user_with(tx, &outgoing.email).await,
        None => Ok(None),
    }
}

/// The nominee's account, made now if they have none, and whether it was.
async fn nominee(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &Case,
) -> Result<(UserId, bool), Failure> {
    let nominee = &case.form.nominee;
    if let Some(user) = user_with(tx, &nominee.email).await? {
        return Ok((user, false));
    }
    let account = NewAccount {
        id: UserId(new_id()),
        title: &nominee.title,
        first: &nominee.first_name,
        last: &nominee.last_name,
        email: &nominee.email,
        phone: &nominee.phone,
        officer: false,
        password_hash: None,
    };
    new_account(tx, &account, audit.at).await?;
    let name = nominee.name();
    let event = NewEvent {
        action: Action::UserCreated,
        subject: Some((account.id, &name)),
        practice: Some(&case.practice),
        detail: Detail::default(),
        reason: "",
    };
    append(tx, audit, event).await?;
    Ok((account.id, true))
}

fn certified(case: &Case, nominee: UserId) -> Result<Certified, Failure> {
    let by_two = case.first.zip(case.second).and_then(|(first, second)| {
        Certified::by_two(
            case.practice.clone(),
            case.roles.clone(),
            nominee,
            first,
            second,
        )
    });
    let missing =
        || Failure::internal([&case.reference, ": not approved by two officers"].concat());
    by_two.ok_or_else(missing)
}

/// Ends the roles that the nominee gets, of whoever had them until now and is named in the request.
async fn take_from_outgoing(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &Case,
    certified: &Certified,
) -> Result<(), Failure> {
    let Some(user) = outgoing(tx, case).await? else {
        return Ok(());
    };
    let stays = |role: &Role| !case.roles.contains(role);
    decide(tx, audit, case, user, certified, stays, &[]).await
}

async fn give_to(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &Case,
    nominee: UserId,
    certified: &Certified,
) -> Result<(), Failure> {
    decide(tx, audit, case, nominee, certified, |_| true, &case.roles).await
}

/// Plans and does a change of somebody's roles at the practice: what `stays` of those held, and what comes.
async fn decide(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &Case,
    user: UserId,
    certified: &Certified,
    stays: impl Fn(&Role) -> bool,
    comes: &[Role],
) -> Result<(), Failure> {
    let practice = std::slice::from_ref(&case.practice);
    let subject = read_subject(tx, user).await?.ok_or(AppError::NotFound)?;
    let columns = read_columns(tx, user, practice, audit.today).await?;
    let column = columns.first().ok_or(AppError::NotFound)?;
    let held = column.grants.iter().map(|grant| grant.role).filter(stays);
    let wanted = DesiredRoles {
        practice: case.practice.clone(),
        version: column.version,
        ticked: held.chain(comes.iter().copied()).collect(),
    };
    let terms = Terms {
        reason: ["Certification ", &case.reference].concat(),
        accepts_no_administrator: true,
        ..Terms::default()
    };
    let permissions = certified.permissions();
    match plan(
        &columns,
        &[wanted],
        &terms,
        &subject,
        &permissions,
        audit.today,
    ) {
        Ok(plan) => apply(tx, audit, &plan).await,
        Err(refusals) if refusals == [Refusal::NothingChanged] => Ok(()),
        Err(refusals) => Err(Failure::Refused(refusals)),
    }
}
