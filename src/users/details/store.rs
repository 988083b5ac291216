//! A user's details in the database.

use sha2::{Digest as _, Sha256};

use super::{
    DetailsView,
    rules::{Whose, why_not},
};
use crate::{
    access::{Actor, LooksAfter, OverAccount},
    base::{
        clock::hex,
        error::AppError,
        ids::UserId,
        text::{PersonName, Phone, full_name, isolated},
    },
    database::{Failure, Query, Tx, UnitOfWork},
    mail::{self, DetailsCorrected, Letter},
    people::{change_details, details_corrected, renamed, store::user_places},
    web::{AuditContext, Request},
};

#[derive(sqlx::FromRow)]
struct Account {
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    gmc_number: Option<String>,
    is_registration_officer: bool,
    has_password: bool,
}

impl Account {
    async fn read(tx: &mut Tx, user: UserId) -> Result<Self, Failure> {
        let query = Query::new(
            "SELECT title, first_name, last_name, phone, gmc_number, is_registration_officer,
                    password_hash IS NOT NULL AS has_password
             FROM app_user WHERE id = $1",
        );
        let found = tx.optional(query.bind(user)).await?;
        found.ok_or(Failure::Public(AppError::NotFound))
    }

    /// A mark of the details: another one after any change.
    fn mark(&self) -> String {
        let (title, phone) = (&self.title, &self.phone);
        let all = [title, &self.first_name, &self.last_name, phone].map(String::as_str);
        hex(&Sha256::digest(all.join("\n"))[..8])
    }

    fn is(&self, [title, first, last, phone]: [&str; 4]) -> bool {
        self.title == title
            && self.first_name == first
            && self.last_name == last
            && self.phone == phone
    }

    fn in_words(&self) -> String {
        let parts = [&self.title, &self.first_name, &self.last_name, &self.phone];
        let parts = parts.into_iter().filter(|part| !part.is_empty());
        let parts: Vec<_> = parts.map(String::as_str).collect();
        isolated(&parts.join(" ")).into_owned()
    }

    fn why_not(&self, actor: &Actor, user: UserId) -> Option<&'static str> {
        why_not(Whose {
            own: actor.id == user,
            gp: self.gmc_number.is_some(),
            officer: self.is_registration_officer,
        })
    }
}

async fn looks_after(
    tx: &mut Tx,
    actor: &Actor,
    user: UserId,
) -> Result<Result<LooksAfter, AppError>, Failure> {
    let places = user_places(tx, user).await?;
    Ok(actor.look_after(&places))
}

/// Leave to put the details of `user` right.
pub(super) async fn permit(
    request: &Request,
    actor: &Actor,
    user: UserId,
) -> Result<Result<OverAccount, AppError>, Failure> {
    let mut tx = request.app.db.read().await?;
    Account::read(&mut tx, user).await?;
    let looks_after = looks_after(&mut tx, actor, user).await?;
    Ok(looks_after.and_then(LooksAfter::over_account))
}

/// What the page shows.
pub(super) async fn view(
    request: &Request,
    actor: &Actor,
    user: UserId,
) -> Result<DetailsView, Failure> {
    let mut tx = request.app.db.read().await?;
    let account = Account::read(&mut tx, user).await?;
    let looks_after = looks_after(&mut tx, actor, user).await??;
    let denied = match looks_after.over_account() {
        Ok(_) => account.why_not(actor, user).map(str::to_owned),
        Err(denied) => Some(denied.to_string()),
    };
    let name = full_name(&account.first_name, &account.last_name);
    let view = DetailsView {
        user,
        name: isolated(&name).into_owned(),
        why_not: denied.unwrap_or_default(),
        title: String::new(),
        first_name: String::new(),
        last_name: String::new(),
        phone: String::new(),
        seen: String::new(),
        invited: false,
    };
    if !view.why_not.is_empty() {
        return Ok(view);
    }
    Ok(DetailsView {
        seen: account.mark(),
        title: account.title,
        first_name: account.first_name,
        last_name: account.last_name,
        phone: account.phone,
        invited: !account.has_password,
        ..view
    })
}

/// Somebody's name and phone number are put right.
pub(super) struct Correct<'a> {
    pub user: UserId,
    pub actor: &'a Actor,
    pub name: &'a PersonName,
    pub phone: &'a Phone,
    /// The mark of the details that were shown; empty if none was.
    pub seen: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Correct<'_> {
    /// The details as somebody else left them meanwhile: then nothing was done.
    type Done = Option<String>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Option<String>, Failure> {
        // Asked again where it is done: their places may be others by now.
        let permit = looks_after(tx, self.actor, self.user)
            .await??
            .over_account()?;
        let account = Account::read(tx, self.user).await?;
        if let Some(why) = account.why_not(self.actor, self.user) {
            return Err(Failure::Public(AppError::Invalid(why.to_owned())));
        }
        let wanted = [
            self.name.title(),
            self.name.first(),
            self.name.last(),
            self.phone.as_ref(),
        ];
        let (stale, same) = (
            !self.seen.is_empty() && self.seen != account.mark(),
            account.is(wanted),
        );
        if stale && !same {
            return Ok(Some(account.in_words()));
        }
        self.correct(tx, permit).await?;
        Ok(None)
    }
}

impl Correct<'_> {
    async fn correct(&self, tx: &mut Tx, _permit: OverAccount) -> Result<(), Failure> {
        let changed = change_details(tx, self.user, Some(self.name), self.phone).await?;
        let Some(changed) = changed else {
            return Ok(());
        };
        let note = changed.changes.join(". ");
        details_corrected(tx, self.audit, self.user, &note).await?;
        if changed.renamed {
            renamed(tx, self.audit, self.user, &changed.before).await?;
        }
        let letter = |name| {
            Letter::DetailsCorrected(DetailsCorrected {
                name,
                by: self.audit.by_name.clone(),
                changes: changed.changes,
            })
        };
        mail::tell(tx, self.audit, self.user, letter).await
    }
}
