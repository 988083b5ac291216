//! Setting a password in the database.

use super::{LinkState, LinkView};
use crate::{
    base::{clock::in_words, dates::Instant, ids::UserId},
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    passwords::{NewPassword, Weak},
    sign_in::{
        invitations::{Reissue, invite},
        links::{self, End, Purpose, Worth},
        revoke::{Because, revoke},
        throttle,
    },
    web::{AuditContext, Request, session::new_secret},
};

/// What a link shows its reader.
pub(super) async fn view(
    db: &Db,
    purpose: Purpose,
    secret: &str,
    now: Instant,
) -> Result<LinkView, Failure> {
    let mut tx = db.read().await?;
    let Some(link) = links::open(&mut tx, purpose, secret, now).await? else {
        return Ok(LinkView {
            state: LinkState::Unknown,
            email: String::new(),
            when: String::new(),
        });
    };
    let state = LinkState::of(link.worth);
    let email = if state == LinkState::Good {
        account(&mut tx, link.user).await?.email
    } else {
        String::new()
    };
    Ok(LinkView {
        state,
        email,
        when: in_words(link.expires_at),
    })
}

#[derive(sqlx::FromRow)]
struct Account {
    email: String,
    first_name: String,
    last_name: String,
}

impl Account {
    fn name(&self) -> String {
        crate::base::text::full_name(&self.first_name, &self.last_name)
    }
}

async fn account(tx: &mut Tx, user: UserId) -> Result<Account, Failure> {
    Ok(tx
        .one(
            Query::new("SELECT email, first_name, last_name FROM app_user WHERE id = $1")
                .bind(user),
        )
        .await?)
}

/// What a password must not be made of: names, address and practices of a user.
pub(crate) async fn own_words(tx: &mut Tx, user: UserId) -> Result<Vec<String>, Failure> {
    let account = account(tx, user).await?;
    let practices: Vec<(String, String)> = tx
        .all(
            Query::new(
                "SELECT p.ods, p.name FROM membership m JOIN practice p ON p.ods = m.ods WHERE m.user_id = $1",
            )
            .bind(user),
        )
        .await?;
    let mut words = vec![account.name(), account.email];
    words.extend(practices.into_iter().flat_map(|(ods, name)| [ods, name]));
    Ok(words)
}

/// Somebody with a link.
pub(super) struct ByLink<'a> {
    request: &'a Request,
    purpose: Purpose,
    secret: &'a str,
}

impl<'a> ByLink<'a> {
    pub(super) fn new(request: &'a Request, purpose: Purpose, secret: &'a str) -> Self {
        Self {
            request,
            purpose,
            secret,
        }
    }

    /// The password they typed, if it is good enough for them.
    pub(super) async fn read(&self, typed: String) -> Result<Result<NewPassword, Weak>, Failure> {
        let app = &self.request.app;
        let mut tx = app.db.read().await?;
        let link = links::open(&mut tx, self.purpose, self.secret, app.clock.now()).await?;
        let own = match link {
            Some(link) => own_words(&mut tx, link.user).await?,
            None => Vec::new(),
        };
        app.passwords.read(typed, own).await
    }

    /// Makes it theirs.
    pub(super) async fn set(&self, password: NewPassword) -> Result<Set, Failure> {
        let app = &self.request.app;
        let Ok(_turn) = app.passwords.turn(&self.request.peer()).await else {
            return Ok(Set::Busy);
        };
        // A link that is good for nothing is not worth the work of hashing.
        let shown = view(&app.db, self.purpose, self.secret, app.clock.now()).await?;
        if shown.state != LinkState::Good {
            return Ok(Set::NotWith);
        }
        let password_hash = app.passwords.hash(password).await?;
        let set = SetPassword {
            purpose: self.purpose,
            secret: self.secret,
            password_hash: &password_hash,
            audit: &self.request.audit_of_visitor(),
        };
        app.db.write(&set).await
    }

    /// Sends them a newer link in place of one whose time is over.
    pub(super) async fn invite_again(&self) -> Result<(), Failure> {
        let invite = InviteAgain {
            old: self.secret,
            secret: &new_secret(),
            audit: &self.request.audit_of_visitor(),
        };
        self.request.app.db.write(&invite).await
    }
}

/// A new password, by a link.
struct SetPassword<'a> {
    purpose: Purpose,
    secret: &'a str,
    password_hash: &'a str,
    audit: &'a AuditContext,
}

/// Outcome.
pub(super) enum Set {
    /// It is the password of this account now.
    Done(UserId),
    /// The link is not good for it, or not any more.
    NotWith,
    /// More passwords wait from this address than can be looked after soon.
    Busy,
}

impl UnitOfWork for SetPassword<'_> {
    type Done = Set;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Set, Failure> {
        let now = self.audit.at;
        let user = match links::open(tx, self.purpose, self.secret, now).await? {
            Some(link) if link.worth == Worth::Good => link.user,
            _ => return Ok(Set::NotWith),
        };
        let account = account(tx, user).await?;
        links::end(tx, user, self.purpose, End::Use, now).await?;
        let first = self.purpose == Purpose::Invitation;
        let set = if first {
            "UPDATE app_user SET password_hash = $2, password_set_at = $3, terms_accepted_at = $3 WHERE id = $1"
        } else {
            "UPDATE app_user SET password_hash = $2, password_set_at = $3 WHERE id = $1"
        };
        let set = Query::new(set).bind(user).bind(self.password_hash);
        tx.execute(set.bind(now)).await?;
        // Whoever knew the password before knows it no longer, wherever they are signed in.
        revoke(tx, user, Because::PasswordSet, now).await?;
        throttle::release(tx, &account.email).await?;
        let name = account.name();
        let audit = AuditContext {
            by: Some(user),
            by_name: name.clone(),
            ..self.audit.clone()
        };
        let event = NewEvent {
            action: if first {
                Action::AccountSetUp
            } else {
                Action::PasswordReset
            },
            subject: Some((user, &name)),
            practice: None,
            detail: Detail::default(),
            reason: "",
        };
        append(tx, &audit, event).await?;
        if !first {
            let letter = |name| Letter::PasswordChanged {
                name,
                when: in_words(now),
            };
            mail::tell(tx, &audit, user, letter).await?;
        }
        Ok(Set::Done(user))
    }
}

struct InviteAgain<'a> {
    old: &'a str,
    secret: &'a str,
    audit: &'a AuditContext,
}

impl UnitOfWork for InviteAgain<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let link = links::open(tx, Purpose::Invitation, self.old, self.audit.at).await?;
        let Some(link) = link else {
            return Ok(());
        };
        let over = matches!(link.worth, Worth::Expired | Worth::Ended(End::NewerLink));
        if over && links::few_lately(tx, link.user, Purpose::Invitation, self.audit.at).await? {
            invite(tx, self.audit, link.user, self.secret, Reissue::Yes).await?;
        }
        Ok(())
    }
}
