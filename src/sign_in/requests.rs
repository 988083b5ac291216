//! What somebody who is not signed in asked about an account.
//!
//! It is only noted while they wait, and looked into afterwards: neither the answer nor the time it takes tells whether
//! the account exists.

use std::time::Duration;

use uuid::Uuid;

use super::{
    closed::is_closed,
    invitations::{Reissue, invite},
    links::{self, Purpose},
    throttle,
};
use crate::{
    base::{
        clock::{in_words, new_id, up_to},
        dates::Instant,
        ids::UserId,
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, NoReset, Recipient},
    web::{
        App, AuditContext, Request,
        budget::{Spending, spend_or_refuse},
        count_failure, rest_unless, round_done,
        session::new_secret,
    },
};

/// How often the server looks for what was asked on another server, or before it was started.
const LOOK: Duration = Duration::from_secs(30);
/// How long the server waits at most before it looks into what it was just asked. Work for an account that exists would
/// slow the next request, and tell of it, if one knew when.
const SOON: Duration = Duration::from_secs(2);
/// How many are read at once.
const AT_ONCE: i64 = 50;

/// Notes a request.
pub(super) async fn ask(
    tx: &mut Tx,
    id: Uuid,
    kind: &'static str,
    email: &str,
    now: Instant,
    request_id: &str,
) -> Result<(), Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO account_request (id, kind, email, asked_at, request_id) VALUES ($1, $2, $3, $4, $5)",
        )
        .bind(id)
        .bind(kind)
        .bind(email)
        .bind(now)
        .bind(request_id),
    )
    .await?;
    Ok(())
}

/// Notes that the password of the account with `email` is forgotten.
pub(super) async fn ask_for_reset(request: &Request, email: &str) -> Result<(), Failure> {
    let note = NoteReset {
        id: new_id(),
        email,
        request_id: &request.id(),
        peer: &request.peer(),
        now: request.app.clock.now(),
    };
    request.app.db.write(&note).await?;
    request.app.asked.notify_one();
    Ok(())
}

struct NoteReset<'a> {
    id: Uuid,
    email: &'a str,
    request_id: &'a str,
    /// The address it is asked from.
    peer: &'a str,
    now: Instant,
}

impl UnitOfWork for NoteReset<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let spending = Spending::ForgottenPasswords(self.peer);
        spend_or_refuse(tx, spending, 1, self.now).await?;
        ask(tx, self.id, "reset", self.email, self.now, self.request_id).await
    }
}

/// Looks into what was asked, as soon as it was asked, for ever.
pub(crate) async fn keep_answering(app: App) {
    loop {
        match answer_all(&app.db, app.clock.now()).await {
            Ok(()) => round_done(),
            Err(error) => {
                count_failure();
                tracing::error!(%error, "What was asked about accounts could not be looked into");
            }
        }
        let asked = async {
            app.asked.notified().await;
            tokio::time::sleep(up_to(SOON)).await;
        };
        rest_unless(LOOK, asked).await;
    }
}

#[derive(sqlx::FromRow)]
struct AccountRequest {
    id: Uuid,
    kind: String,
    email: String,
    request_id: String,
}

/// Looks into everything that was asked up to now.
pub async fn answer_all(db: &Db, now: Instant) -> Result<(), Failure> {
    // What is left out is still there: the next part begins behind it.
    let mut last = Uuid::nil();
    loop {
        let asked: Vec<AccountRequest> = db
            .all(
                Query::new(
                    "SELECT id, kind, email, request_id FROM account_request WHERE id > $2 ORDER BY id LIMIT $1",
                )
                .bind(AT_ONCE)
                .bind(last),
            )
            .await?;
        let Some(newest) = asked.last() else {
            return Ok(());
        };
        last = newest.id;
        for asked in &asked {
            let secret = new_secret();
            let look = LookInto {
                asked,
                secret: &secret,
                now,
            };
            match db.write(&look).await {
                Err(error) if error.is_outage() => return Err(error),
                Err(error) => {
                    count_failure();
                    tracing::error!(%error, request.id = asked.request_id, "What was asked about an account is left out");
                }
                Ok(()) => {}
            }
        }
    }
}

struct LookInto<'a> {
    asked: &'a AccountRequest,
    secret: &'a str,
    now: Instant,
}

#[derive(sqlx::FromRow)]
struct Account {
    id: UserId,
    first_name: String,
    last_name: String,
    is_registration_officer: bool,
    /// Whether the Performers List knows them.
    is_gp: bool,
    has_password: bool,
    places: i64,
    working_places: i64,
}

/// What somebody is sent who forgot their password.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    /// A link to a new password.
    Reset,
    /// A new invitation: they have not set up their account, and nobody else may be there to invite them.
    Invitation,
    /// Why there is neither.
    None(NoReset),
}

impl Account {
    fn name(&self) -> String {
        crate::base::text::full_name(&self.first_name, &self.last_name)
    }

    /// Whoever works nowhere any more has nothing to log in for, but a GP has: they ask for their links themselves, also
    /// between two practices, and after one of them has taken their access away.
    fn way_in(&self) -> Way {
        let works = self.places == 0 || self.working_places > 0;
        match (self.has_password, self.is_gp) {
            (true, true) => Way::Reset,
            (false, true) => Way::Invitation,
            (true, false) if works || self.is_registration_officer => Way::Reset,
            (true, false) => Way::None(NoReset::Deactivated),
            (false, false) => Way::None(NoReset::Invited),
        }
    }
}

impl UnitOfWork for LookInto<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        // Another server may have been faster.
        let taken = Query::new("DELETE FROM account_request WHERE id = $1").bind(self.asked.id);
        if tx.execute(taken).await? == 0 {
            return Ok(());
        }
        let account: Option<Account> = tx
            .optional(
                Query::new(
                    "SELECT id, first_name, last_name, is_registration_officer,
                            EXISTS (SELECT 1 FROM performer WHERE user_id = app_user.id) AS is_gp,
                            password_hash IS NOT NULL AS has_password,
                            (SELECT CAST(count(*) AS BIGINT) FROM membership WHERE user_id = app_user.id) AS places,
                            (SELECT CAST(count(*) AS BIGINT) FROM membership
                             WHERE user_id = app_user.id AND status <> 'deactivated') AS working_places
                     FROM app_user WHERE email = $1",
                )
                .bind(&self.asked.email),
            )
            .await?;
        let Some(account) = account else {
            return Ok(());
        };
        if self.asked.kind == "locked" {
            self.locked(tx, &account).await
        } else {
            self.reset(tx, &account).await
        }
    }
}

impl LookInto<'_> {
    fn audit(&self) -> AuditContext {
        AuditContext::of_visitor(self.now, self.asked.request_id.clone())
    }

    async fn send(&self, tx: &mut Tx, account: &Account, letter: &Letter) -> Result<(), Failure> {
        let to = Recipient {
            address: self.asked.email.clone(),
            name: account.name(),
        };
        mail::post(tx, &self.audit(), &to, letter).await
    }

    async fn locked(&self, tx: &mut Tx, account: &Account) -> Result<(), Failure> {
        let event = NewEvent {
            action: Action::SignInLocked,
            subject: Some((account.id, &account.name())),
            practice: None,
            detail: Detail::default(),
            reason: "",
        };
        append(tx, &self.audit(), event).await?;
        let until = in_words(Instant(self.now.0 + throttle::LOCK));
        let letter = Letter::SignInLocked {
            name: crate::base::text::greeting(&account.first_name, &account.last_name).to_owned(),
            until,
        };
        self.send(tx, account, &letter).await
    }

    async fn reset(&self, tx: &mut Tx, account: &Account) -> Result<(), Failure> {
        let way = if is_closed(tx, account.id).await? {
            Way::None(NoReset::OfficerDeactivated)
        } else {
            account.way_in()
        };
        let purpose = match way {
            Way::Invitation => Purpose::Invitation,
            Way::Reset | Way::None(_) => Purpose::Reset,
        };
        if !links::few_lately(tx, account.id, purpose, self.now).await? {
            return Ok(());
        }
        let name = crate::base::text::greeting(&account.first_name, &account.last_name).to_owned();
        let letter = match way {
            Way::Invitation => {
                return invite(tx, &self.audit(), account.id, self.secret, Reissue::Yes).await;
            }
            Way::None(reason) => Letter::NoReset { name, reason },
            Way::Reset => {
                let until =
                    links::issue(tx, account.id, purpose, self.secret, None, self.now).await?;
                Letter::PasswordReset {
                    name,
                    link: ["/reset-password?key=", self.secret].concat(),
                    valid_until: in_words(until),
                }
            }
        };
        self.send(tx, account, &letter).await
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_gp_always_has_a_way_in_and_others_where_they_work(
            has_password in any::<bool>(), is_registration_officer in any::<bool>(), is_gp in any::<bool>(),
            places in 0..4_i64, working in 0..4_i64,
        ) {
            let working_places = working.min(places);
            let account = Account {
                id: UserId(Uuid::nil()),
                first_name: String::new(),
                last_name: String::new(),
                is_registration_officer,
                is_gp,
                has_password,
                places,
                working_places,
            };
            let way = account.way_in();
            if is_gp {
                prop_assert!(!matches!(way, Way::None(_)));
            }
            // Nobody gets a new password who has none, and nobody an invitation who has one.
            prop_assert!(has_password || way != Way::Reset);
            prop_assert!(!has_password || way != Way::Invitation);
            let left = places > 0 && working_places == 0;
            if has_password && !is_gp && !is_registration_officer {
                prop_assert_eq!(way == Way::None(NoReset::Deactivated), left);
            }
        }
    }
}
