//! What a user's page shows, as far as its reader may see it.

use uuid::Uuid;

use super::{just_saved, read_columns, read_subject};
use crate::{
    access::{Actor, ManagesUsers, Refusal, Scope, Subject},
    base::{
        clock::{date_of, new_id},
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        search_words::words,
        text::{SearchText, full_name, shown_name},
    },
    database::{Db, Failure, Query, Tx},
    history,
    performers::store::gp_links,
    practices,
    ui::{Outcome, addresses},
    users::roles::{Person, RoleTable, UserView, form, model::masked},
    web::{AuditContext, Request},
};

/// As many columns as a page shows at once. Those with more practices narrow them.
const COLUMNS: usize = 25;

#[derive(sqlx::FromRow)]
struct AccountRow {
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    gmc_number: Option<String>,
    is_registration_officer: bool,
    last_sign_in_at: Option<i64>,
}

impl AccountRow {
    async fn read(tx: &mut Tx, user: UserId) -> Result<Self, Failure> {
        let query = Query::new(
            "SELECT email, title, first_name, last_name, phone, gmc_number, is_registration_officer, last_sign_in_at
             FROM app_user WHERE id = $1",
        );
        let found = tx.optional(query.bind(user)).await?;
        found.ok_or(Failure::Public(AppError::NotFound))
    }

    /// How the table calls them.
    fn subject(&self, user: UserId, known: bool) -> Subject {
        let name = if known {
            full_name(&self.first_name, &self.last_name)
        } else {
            "This user".to_owned()
        };
        Subject {
            user,
            name,
            registration_officer: known && self.is_registration_officer,
        }
    }

    /// What a reader sees who knows them: who is nobody's user there shows little more than that the account exists.
    fn person(self, known: bool, links: Vec<String>) -> Person {
        if !known {
            return Person {
                email: masked(&self.email),
                ..Person::default()
            };
        }
        let last_sign_in = self.last_sign_in_at.map(Instant).map(date_of);
        Person {
            known,
            name: shown_name(&self.title, &full_name(&self.first_name, &self.last_name)),
            email: self.email,
            phone: self.phone,
            gmc_number: self.gmc_number,
            links,
            last_sign_in: last_sign_in.map_or_else(|| "Never".to_owned(), Date::in_words),
            registration_officer: self.is_registration_officer,
        }
    }
}

/// A user's account and role table, as far as `permit` lets the actor see them.
pub(crate) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &ManagesUsers,
    user: UserId,
    choice: Choice<'_>,
    done: &str,
) -> Result<UserView, Failure> {
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let account = AccountRow::read(&mut tx, user).await?;
    let places: Vec<(OdsCode,)> = tx
        .all(Query::new("SELECT ods FROM membership WHERE user_id = $1").bind(user))
        .await?;
    let places: Vec<OdsCode> = places.into_iter().map(|(ods,)| ods).collect();
    let (known, practices) = match permit.scope() {
        Scope::Everyone => (true, choice.added_to(places.clone())),
        Scope::Practices(all) => (
            all.iter().any(|practice| places.contains(practice)),
            all.clone(),
        ),
    };
    let shown = choose(actor, &practices, &places, choice);
    let path = addresses::user(user);
    let saved = just_saved(&mut tx, request.app.clock.now(), actor, &path, done).await?;
    let columns = read_columns(&mut tx, user, &shown, today).await?;
    let links = match (known, &account.gmc_number) {
        (true, Some(_)) => gp_links(&mut tx, &[user], permit.scope(), today)
            .await?
            .remove(&user),
        _ => None,
    };
    Ok(UserView {
        table: RoleTable {
            subject: account.subject(user, known),
            columns,
            practices: u32::try_from(practices.len()).unwrap_or(u32::MAX),
            permissions: actor.permissions(),
            today,
            idempotency_key: new_id().to_string(),
        },
        person: account.person(known, links.unwrap_or_default()),
        saved,
    })
}

/// Which practices the reader of a table chose.
#[derive(Clone, Copy)]
pub(crate) struct Choice<'a> {
    /// Part of a name, or a code.
    pub narrow: &'a str,
    /// Those that stay whatever was typed: boxes were changed there that are not saved.
    pub keep: &'a [OdsCode],
}

impl Choice<'_> {
    /// For those who may choose any practice: the chosen ones beside `practices`.
    fn added_to(self, mut practices: Vec<OdsCode>) -> Vec<OdsCode> {
        let chosen = self.keep.iter().take(COLUMNS).cloned();
        for code in chosen.chain(self.narrow.parse()) {
            if !practices.contains(&code) {
                practices.push(code);
            }
        }
        practices
    }
}

/// The columns of a page: all, or when there are too many those that are kept, those that were chosen, and those where
/// the user has a place, in this order until the page is full.
fn choose(
    actor: &Actor,
    practices: &[OdsCode],
    places: &[OdsCode],
    choice: Choice<'_>,
) -> Vec<OdsCode> {
    if practices.len() <= COLUMNS {
        return practices.to_vec();
    }
    let sought = words(SearchText::read(choice.narrow).as_ref());
    let named = |practice: &OdsCode| {
        let name = actor
            .places
            .iter()
            .find(|place| place.practice == *practice)
            .map(|place| &place.name);
        let mut found = words(practice.as_ref());
        found.extend(name.map(|name| words(name)).unwrap_or_default());
        sought
            .iter()
            .all(|word| found.iter().any(|found| found.starts_with(word.as_str())))
    };
    let rank = |practice: &OdsCode| match (named(practice), places.contains(practice)) {
        _ if choice.keep.contains(practice) => Some(0),
        (true, true) => Some(1),
        (true, false) => Some(2),
        (false, true) => Some(3),
        (false, false) => None,
    };
    let mut ranked: Vec<_> = practices
        .iter()
        .filter_map(|practice| Some((rank(practice)?, practice)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    // What is kept takes no room from what was asked for.
    let kept = ranked.iter().filter(|(rank, _)| *rank == 0).count();
    let shown = ranked.into_iter().take(kept + COLUMNS);
    shown.map(|(_, practice)| practice.clone()).collect()
}

/// What a refused save is answered with. What somebody else did since `versions` were shown is told; an attempt at something the
/// actor has no right to is recorded.
pub(crate) async fn refused<'a>(
    request: &Request,
    actor: &Actor,
    audit: &AuditContext,
    user: UserId,
    versions: impl Iterator<Item = (&'a OdsCode, i64)> + Send,
    refusals: Vec<Refusal>,
) -> Result<Outcome, Failure> {
    let mut form_state = form::form_state(&refusals);
    let mut tx = request.app.db.read().await?;
    if refusals
        .iter()
        .any(|refusal| matches!(refusal, Refusal::Stale { .. }))
    {
        for (practice, version) in versions {
            // A forged form must not read the record of a practice that is not the actor's.
            if actor.see_practice(practice).is_err() {
                continue;
            }
            let lines = history::since(&mut tx, user, practice, version).await?;
            form_state
                .edit_conflict
                .extend(lines.iter().map(history::Line::in_words));
        }
    }
    let subject = read_subject(&mut tx, user).await?;
    drop(tx);
    record(request, actor, audit, subject.as_ref(), &refusals).await?;
    Ok(Outcome::Form(form_state))
}

/// Whom an attempt was aimed at, as the record of it may say: without a name where the actor does not see that person.
/// Whoever tries something could otherwise read there whose account it is.
async fn aimed_at<'a>(
    request: &Request,
    actor: &Actor,
    subject: Option<&'a Subject>,
) -> Result<Option<(UserId, &'a str)>, Failure> {
    let Some(subject) = subject else {
        return Ok(None);
    };
    let seen = sees(&request.app.db, actor, subject.user).await?;
    Ok(Some((subject.user, if seen { &subject.name } else { "" })))
}

/// Whether the actor sees somebody: themself, and whoever has or had a place where the actor administers.
async fn sees(db: &Db, actor: &Actor, user: UserId) -> Result<bool, Failure> {
    if actor.registration_officer || actor.id == user {
        return Ok(true);
    }
    let mut query = Query::new("SELECT 1 FROM membership WHERE user_id = ");
    query
        .push_bind(user)
        .push(" AND ods IN ")
        .push_list(actor.administered().map(|place| &place.practice))
        .push(" LIMIT 1");
    let found: Option<(i32,)> = db.optional(query).await?;
    Ok(found.is_some())
}

/// How many attempts of one form are recorded: a forged one may have thousands, and more say nothing more.
const MOST_RECORDED: usize = 20;

/// Records what was asked for without a right to it.
pub(crate) async fn record(
    request: &Request,
    actor: &Actor,
    audit: &AuditContext,
    subject: Option<&Subject>,
    refusals: &[Refusal],
) -> Result<(), Failure> {
    let db = &request.app.db;
    let subject = aimed_at(request, actor, subject).await?;
    let attempts = refusals.iter().filter(|refusal| {
        matches!(
            refusal,
            Refusal::NotYours { .. } | Refusal::UnknownPractice(_)
        )
    });
    for refusal in attempts.take(MOST_RECORDED) {
        let at = match refusal {
            Refusal::NotYours { at, .. } => Some(at),
            // A forged form can name any practice; only one that exists has a record.
            Refusal::UnknownPractice(at) => practices::store::find(db, at, audit.today)
                .await?
                .map(|_| at),
            _ => continue,
        };
        history::refuse(db, audit, subject, at, &refusal.to_string()).await?;
    }
    Ok(())
}

/// Leave to change roles as far as `permit` says. A form from somebody without it is recorded: no page offers one.
pub(crate) async fn may_change<P>(
    request: &Request,
    actor: &Actor,
    subject: Option<UserId>,
    permit: Result<P, AppError>,
) -> Result<P, Failure> {
    let refused = match permit {
        Ok(permit) => return Ok(permit),
        Err(refused) => refused,
    };
    let db = &request.app.db;
    let subject = match subject {
        Some(user) => read_subject(&mut db.read().await?, user).await?,
        None => None,
    };
    let subject = aimed_at(request, actor, subject.as_ref()).await?;
    history::refuse(
        db,
        &request.audit(actor),
        subject,
        None,
        &refused.to_string(),
    )
    .await?;
    Err(refused.into())
}

/// An empty role table for somebody who has no account yet.
pub(crate) async fn blank(
    request: &Request,
    actor: &Actor,
    permit: &ManagesUsers,
    choice: Choice<'_>,
) -> Result<RoleTable, Failure> {
    let today = request.app.clock.today();
    let practices = match permit.scope() {
        Scope::Everyone => choice.added_to(Vec::new()),
        Scope::Practices(all) => all.clone(),
    };
    let nobody = UserId(Uuid::nil());
    let mut tx = request.app.db.read().await?;
    let shown = choose(actor, &practices, &[], choice);
    Ok(RoleTable {
        subject: Subject {
            user: nobody,
            name: "This user".to_owned(),
            registration_officer: false,
        },
        columns: read_columns(&mut tx, nobody, &shown, today).await?,
        practices: u32::try_from(practices.len()).unwrap_or(u32::MAX),
        permissions: actor.permissions(),
        today,
        idempotency_key: new_id().to_string(),
    })
}
