//! What somebody who is not signed in asked about an account.
//!
//! It is only noted while they wait, and looked into afterwards: neither the answer nor the time it takes tells whether
//! the account exists.

use std::time::Duration;

use uuid::Uuid;

use super::{
    links::{self, Purpose},
    store::new_secret,
    throttle,
};
use crate::{
    access::UserId,
    dates::Instant,
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, NoReset, Recipient},
    server::{App, Db, Failure, Query, Request, Stamp, Tx, Work, in_words, new_id, up_to},
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
    now: Instant,
}

impl Work for NoteReset<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        ask(tx, self.id, "reset", self.email, self.now, self.request_id).await
    }
}

/// Looks into what was asked, as soon as it was asked, for ever.
pub(crate) async fn keep_answering(app: App) {
    loop {
        if let Err(error) = answer_all(&app.db, app.clock.now()).await {
            tracing::warn!(%error, "What was asked about accounts could not be looked into");
        }
        let _ = tokio::time::timeout(LOOK, app.asked.notified()).await;
        tokio::time::sleep(up_to(SOON)).await;
    }
}

#[derive(sqlx::FromRow)]
struct Asked {
    id: Uuid,
    kind: String,
    email: String,
    request_id: String,
}

/// Looks into everything that was asked up to now.
pub async fn answer_all(db: &Db, now: Instant) -> Result<(), Failure> {
    loop {
        let asked: Vec<Asked> = db
            .all(
                Query::new(
                    "SELECT id, kind, email, request_id FROM account_request ORDER BY id LIMIT $1",
                )
                .bind(AT_ONCE),
            )
            .await?;
        if asked.is_empty() {
            return Ok(());
        }
        for asked in &asked {
            let secret = new_secret();
            db.write(&LookInto {
                asked,
                secret: &secret,
                now,
            })
            .await?;
        }
    }
}

struct LookInto<'a> {
    asked: &'a Asked,
    secret: &'a str,
    now: Instant,
}

#[derive(sqlx::FromRow)]
struct Account {
    id: UserId,
    first_name: String,
    last_name: String,
    is_registration_officer: bool,
    has_password: bool,
    places: i64,
    working_places: i64,
}

impl Account {
    fn name(&self) -> String {
        [self.first_name.as_str(), &self.last_name].join(" ")
    }

    /// Why there is no new password for it, if there is none.
    fn refusal(&self) -> Option<NoReset> {
        if !self.has_password {
            Some(NoReset::Invited)
        } else if !self.is_registration_officer && self.places > 0 && self.working_places == 0 {
            Some(NoReset::Deactivated)
        } else {
            None
        }
    }
}

impl Work for LookInto<'_> {
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
    fn stamp(&self) -> Stamp {
        Stamp::of_visitor(self.now, self.asked.request_id.clone())
    }

    async fn send(&self, tx: &mut Tx, account: &Account, letter: &Letter) -> Result<(), Failure> {
        let to = Recipient {
            address: self.asked.email.clone(),
            name: account.name(),
        };
        mail::post(tx, &self.stamp(), &to, letter).await
    }

    async fn locked(&self, tx: &mut Tx, account: &Account) -> Result<(), Failure> {
        let event = NewEvent {
            action: Action::SignInLocked,
            subject: Some((account.id, &account.name())),
            practice: None,
            detail: Detail::default(),
            reason: "",
        };
        append(tx, &self.stamp(), event).await?;
        let until = in_words(Instant(self.now.0 + throttle::LOCK));
        let letter = Letter::SignInLocked {
            name: account.first_name.clone(),
            until,
        };
        self.send(tx, account, &letter).await
    }

    async fn reset(&self, tx: &mut Tx, account: &Account) -> Result<(), Failure> {
        if !links::few_lately(tx, account.id, Purpose::Reset, self.now).await? {
            return Ok(());
        }
        let name = account.first_name.clone();
        let letter = if let Some(reason) = account.refusal() {
            Letter::NoReset { name, reason }
        } else {
            let until =
                links::issue(tx, account.id, Purpose::Reset, self.secret, None, self.now).await?;
            Letter::PasswordReset {
                name,
                link: ["/reset-password?key=", self.secret].concat(),
                valid_until: in_words(until),
            }
        };
        self.send(tx, account, &letter).await
    }
}
