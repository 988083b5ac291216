//! Changing one's address: asked for at one's account, proved by a link sent to the new address.

use super::change::record;
use crate::{
    access::Actor,
    account::AddressLink,
    base::{
        clock::in_words,
        dates::Instant,
        error::AppError,
        ids::UserId,
        search_words::Names,
        text::{Email, full_name, greeting},
    },
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::Action,
    mail::{self, Letter, Recipient},
    people::store::readdress,
    people::{Readdressed, readdressed},
    sign_in::{
        links::{self, End, NewLink, Purpose, Worth},
        revoke::{Because, revoke},
        set_password::LinkState,
    },
    web::AuditContext,
};

/// Asking for another address.
pub(crate) struct AskForAddress<'a> {
    pub actor: &'a Actor,
    pub email: &'a Email,
    /// Of the link that confirms the new address.
    pub secret: &'a str,
    /// Of the link that keeps the address until now.
    pub keep: &'a str,
    pub audit: &'a AuditContext,
}

const CHANGED: &str = "Your address was changed in the last three days, and the change can still be undone from your old address. Ask for another one after that.";
const GP: &str = "Your username is the address registered with the GMC. Change it there first.";
const OFTEN: &str =
    "You were sent several links in the last hour. Use the newest, or try again in an hour.";

impl UnitOfWork for AskForAddress<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (actor, now) = (self.actor, self.audit.at);
        let (gp, gmc_email): (bool, Option<String>) = tx
            .one(
                Query::new(
                    "SELECT u.gmc_number IS NOT NULL, f.gmc_email FROM app_user u
                     LEFT JOIN performer f ON f.user_id = u.id WHERE u.id = $1",
                )
                .bind(actor.id),
            )
            .await?;
        if let Some(why) = self.why_not(tx, gmc_email, gp).await? {
            return Err(Failure::Public(AppError::Invalid(why.to_owned())));
        }
        let address = self.email.as_ref();
        let until = links::issue(
            tx,
            actor.id,
            Purpose::Address,
            self.secret,
            Some(address),
            now,
        )
        .await?;
        record(
            tx,
            self.audit,
            actor,
            Action::AddressAsked,
            ["To ", address].concat(),
        )
        .await?;
        self.prove(tx, gp, until).await?;
        self.warn(tx).await
    }
}

impl AskForAddress<'_> {
    /// Why the address can't be asked for, if it can't.
    async fn why_not(
        &self,
        tx: &mut Tx,
        gmc_email: Option<String>,
        gp: bool,
    ) -> Result<Option<&'static str>, Failure> {
        let (actor, now) = (self.actor, self.audit.at);
        if gp && gmc_email.as_deref() != Some(self.email.as_ref()) {
            return Ok(Some(GP));
        }
        if !links::few_lately(tx, actor.id, Purpose::Address, now).await? {
            return Ok(Some(OFTEN));
        }
        // The one who has the old address could else be cut off by a second change.
        let kept = links::address_kept(tx, actor.id, now).await?;
        Ok(kept.filter(|kept| *kept != actor.email).map(|_| CHANGED))
    }

    /// Sends the link that confirms the new address. Whether another account has it shows only to whoever can open mail
    /// sent there.
    async fn prove(&self, tx: &mut Tx, gp: bool, until: Instant) -> Result<(), Failure> {
        let name = self.actor.name.clone();
        let to = Recipient {
            address: self.email.as_ref().to_owned(),
            name: name.clone(),
        };
        let (link, valid_until) = (links::confirm_address(self.secret), in_words(until));
        let letter = if gp {
            Letter::GmcAddressProof {
                name,
                link,
                valid_until,
            }
        } else {
            Letter::EmailChangeProof {
                name,
                link,
                valid_until,
            }
        };
        mail::post(tx, self.audit, &to, &letter).await
    }

    /// Tells the owner of the address until now at once, with a link that keeps it.
    async fn warn(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (actor, now) = (self.actor, self.audit.at);
        let until = links::issue(
            tx,
            actor.id,
            Purpose::KeepAddress,
            self.keep,
            Some(&actor.email),
            now,
        )
        .await?;
        let letter = Letter::EmailChangeAsked {
            name: actor.name.clone(),
            new: self.email.as_ref().to_owned(),
            link: ["/account/address/keep?key=", self.keep].concat(),
            valid_until: in_words(until),
        };
        let to = Recipient {
            address: actor.email.clone(),
            name: actor.name.clone(),
        };
        mail::post(tx, self.audit, &to, &letter).await
    }
}

/// What a link of this purpose is worth.
pub(crate) async fn address_link(
    db: &Db,
    purpose: Purpose,
    secret: &str,
    now: Instant,
) -> Result<AddressLink, Failure> {
    let link = links::open(&mut db.read().await?, purpose, secret, now).await?;
    Ok(match link {
        Some(link) => {
            let state = LinkState::of(link.worth);
            AddressLink {
                state,
                email: link
                    .address
                    .filter(|_| state == LinkState::Good)
                    .unwrap_or_default(),
            }
        }
        None => AddressLink {
            state: LinkState::Unknown,
            email: String::new(),
        },
    })
}

/// Making the new address the username.
pub(crate) struct ConfirmAddress<'a> {
    pub secret: &'a str,
    pub audit: &'a AuditContext,
}

/// Outcome.
pub(crate) enum Confirmed {
    /// It is the username now.
    Yes,
    /// Another account has it.
    Taken,
    /// The link is not good for it, or not any more.
    NotWithThis,
}

#[derive(sqlx::FromRow)]
struct Account {
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    gmc_number: Option<String>,
}

impl UnitOfWork for ConfirmAddress<'_> {
    type Done = Confirmed;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Confirmed, Failure> {
        let now = self.audit.at;
        let link = links::open(tx, Purpose::Address, self.secret, now).await?;
        let Some(link) = link.filter(|link| link.worth == Worth::Good) else {
            return Ok(Confirmed::NotWithThis);
        };
        let (user, address) = (link.user, link.address.unwrap_or_default());
        let account = account(tx, user).await?;
        if !readdress(tx, user, &account.names(&address)).await? {
            return Ok(Confirmed::Taken);
        }
        links::end(tx, user, Purpose::Address, End::Use, now).await?;
        revoke(tx, user, Because::AddressChanged, now).await?;
        let (audit, how) = (account.acts(self.audit, user), Readdressed::Confirmed);
        readdressed(tx, &audit, user, &account.email, how).await?;
        let letter = Letter::EmailChanged {
            name: account.name(),
            new: address,
        };
        let to = account.at(account.email.clone());
        mail::post(tx, self.audit, &to, &letter).await?;
        Ok(Confirmed::Yes)
    }
}

impl Account {
    fn name(&self) -> String {
        full_name(&self.first_name, &self.last_name)
    }

    fn names<'a>(&'a self, email: &'a str) -> Names<'a> {
        Names {
            title: &self.title,
            first: &self.first_name,
            last: &self.last_name,
            email,
            gmc: self.gmc_number.as_deref(),
        }
    }

    /// The stamp of what the owner of a link did with it.
    fn acts(&self, audit: &AuditContext, user: UserId) -> AuditContext {
        AuditContext {
            by: Some(user),
            by_name: self.name(),
            ..audit.clone()
        }
    }

    fn at(&self, address: String) -> Recipient {
        Recipient {
            address,
            name: self.name(),
        }
    }
}

async fn account(tx: &mut Tx, user: UserId) -> Result<Account, Failure> {
    Ok(tx
        .one(
            Query::new(
                "SELECT email, title, first_name, last_name, gmc_number FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?)
}

/// Keeping the address until now: the change that was asked for, or made, was somebody else's. Whoever that was is put
/// out, and the owner is sent a link to a new password.
pub(crate) struct KeepAddress<'a> {
    pub secret: &'a str,
    /// Of the link to a new password.
    pub reset: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for KeepAddress<'_> {
    type Done = Confirmed;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Confirmed, Failure> {
        let now = self.audit.at;
        let link = links::open(tx, Purpose::KeepAddress, self.secret, now).await?;
        let Some(link) = link.filter(|link| link.worth == Worth::Good) else {
            return Ok(Confirmed::NotWithThis);
        };
        let (user, address) = (link.user, link.address.unwrap_or_default());
        let there = account(tx, user).await?;
        if there.email != address {
            if !readdress(tx, user, &there.names(&address)).await? {
                return Ok(Confirmed::Taken);
            }
            let (audit, how) = (there.acts(self.audit, user), Readdressed::Kept);
            readdressed(tx, &audit, user, &there.email, how).await?;
        }
        links::end(tx, user, Purpose::KeepAddress, End::Use, now).await?;
        revoke(tx, user, Because::AddressKept, now).await?;
        let link = NewLink {
            user,
            purpose: Purpose::Reset,
            address: None,
            now,
        };
        let letter = Letter::PasswordReset {
            name: greeting(&there.first_name, &there.last_name).to_owned(),
            link: ["/reset-password?key=", self.reset].concat(),
            valid_until: in_words(link.expires_at()),
        };
        links::issue_all(tx, &[(link, self.reset.to_owned())]).await?;
        mail::post(tx, self.audit, &there.at(address), &letter).await?;
        Ok(Confirmed::Yes)
    }
}
