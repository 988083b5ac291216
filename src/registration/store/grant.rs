//! Giving what two officers have approved, once nobody can object any more.

use uuid::Uuid;

use super::case::{Case, Doing, open_practice};
use crate::{
    access::{Certified, Role, Service},
    base::{
        error::AppError,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Tx, UnitOfWork},
    mail::CertificationNews,
    paper::{self, NewPaperLetter, SetUp},
    people::store::user_with,
    registration::{
        model::{RefusalCode, State},
        rules::Step,
    },
    users::{
        certified::{
            Nominee, NomineeAccount, account_of, are_officers, change, invite_new, kept_apart,
        },
        roles::store::{end_due, read_columns},
    },
    web::AuditContext,
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
        let both = case.first.zip(case.second);
        let approved = match both {
            Some((first, second)) => are_officers(tx, [first, second]).await?,
            None => false,
        };
        if approved {
            give(tx, self.audit, &mut case, Step::Grant, None).await
        } else {
            let doing = Doing {
                note: "One of the two officers has left the team. The checks have to be made again.",
                ..Doing::step(Step::Lapse)
            };
            case.go(tx, self.audit, doing).await.map(|_| ())
        }
    }
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
        let why = RefusalCode::PracticeClosed;
        return refuse(tx, audit, case, why, why.told()).await;
    }
    let by_itself = audit.by_itself();
    end_due(tx, std::slice::from_ref(&case.practice), &by_itself).await?;
    if has_no_place(tx, case, audit).await? {
        let why = RefusalCode::NoPlace;
        return refuse(tx, audit, case, why, why.told()).await;
    }
    let email = &case.form.nominee.email;
    if let Some(apart) = kept_apart(tx, audit, &case.practice, email, &case.roles).await? {
        let why = RefusalCode::KeptApart;
        let told = [&apart.to_string(), ". ", why.told()].concat();
        return refuse(tx, audit, case, why, &told).await;
    }
    case.go(tx, audit, doing).await?;
    let nominee = nominee(tx, &by_itself, case).await?;
    let certified = certified(case, nominee.id)?;
    take_from_outgoing(tx, &by_itself, case, &certified).await?;
    let first_of = first_administrators(tx, case, audit).await?;
    let (why, roles) = (reason(case), &case.roles);
    change(tx, &by_itself, &certified, nominee.id, |_| true, roles, why).await?;
    invite_new(tx, &by_itself, &nominee).await?;
    leave_letters(tx, audit, case, first_of).await?;
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
    told: &str,
) -> Result<(), Failure> {
    let doing = Doing {
        words: Some(told),
        note: why.words(),
        ..Doing::step(Step::Refuse(why))
    };
    case.go(tx, audit, doing).await?;
    case.tell(tx, audit, case.asker(), CertificationNews::Refused, told)
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
    change(tx, audit, certified, user, stays, &[], reason(case)).await?;
    Ok(())
}

fn reason(case: &Case) -> String {
    ["Certification ", &case.reference].concat()
}

async fn nominee(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &Case,
) -> Result<NomineeAccount, Failure> {
    let nominee = &case.form.nominee;
    let name = nominee.name();
    let nominee = Nominee {
        title: &nominee.title,
        first: &nominee.first_name,
        last: &nominee.last_name,
        name: &name,
        email: &nominee.email,
        phone: &nominee.phone,
    };
    account_of(tx, audit, &case.practice, &nominee).await
}

/// The services of which the case makes the first administrator there is at the practice.
async fn first_administrators(
    tx: &mut Tx,
    case: &Case,
    audit: &AuditContext,
) -> Result<Vec<Service>, Failure> {
    let practice = std::slice::from_ref(&case.practice);
    let columns = read_columns(tx, UserId(Uuid::nil()), practice, audit.today).await?;
    let column = columns.first().ok_or(AppError::NotFound)?;
    let has_none = |role: &&Role| !column.holders.iter().any(|holder| holder.role == **role);
    let administrators = case.roles.iter().filter(|role| role.administers());
    Ok(administrators
        .filter(has_none)
        .map(|role| role.service())
        .collect())
}

/// Leaves the practice a letter for each service that it has an administrator of from now on.
async fn leave_letters(
    tx: &mut Tx,
    audit: &AuditContext,
    case: &Case,
    services: Vec<Service>,
) -> Result<(), Failure> {
    let letter = |service| NewPaperLetter {
        practice: case.practice.clone(),
        service,
        administrators: vec![SetUp {
            name: case.form.nominee.name(),
            username: case.form.nominee.email.clone(),
        }],
        starts_on: audit.today,
        contact: String::new(),
        reference: case.reference.clone(),
    };
    paper::store::make(tx, services.into_iter().map(letter).collect(), audit.at).await
}
