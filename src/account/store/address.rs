//! Changing one's address: asked for at one's account, proved by a link sent to the new address.

use super::change::record;
use crate::{
    access::{Actor, UserId},
    account::AddressLink,
    dates::Instant,
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter, Recipient},
    server::{Db, Failure, Query, Stamp, Tx, Work, in_words},
    sign_in::{
        links::{self, End, Purpose, Worth},
        set_password::LinkState,
    },
    text::Email,
    users::{store::write_tokens, tokens::Names},
};

/// Asking for another address.
pub(crate) struct AskForAddress<'a> {
    pub actor: &'a Actor,
    pub email: &'a Email,
    pub secret: &'a str,
    pub stamp: &'a Stamp,
}

const GP: &str = "Your username is the address registered with the GMC. Change it there first.";
const OFTEN: &str =
    "You were sent several links in the last hour. Use the newest, or try again in an hour.";

impl Work for AskForAddress<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let (actor, now) = (self.actor, self.stamp.at);
        let (gp, gmc_email): (bool, Option<String>) = tx
            .one(
                Query::new(
                    "SELECT u.gmc_number IS NOT NULL, f.gmc_email FROM app_user u
                     LEFT JOIN performer f ON f.user_id = u.id WHERE u.id = $1",
                )
                .bind(actor.id),
            )
            .await?;
        let refuse = |why: &str| Err(Failure::Told(AppError::Invalid(why.to_owned())));
        if gp && gmc_email.as_deref() != Some(self.email.as_ref()) {
            return refuse(GP);
        }
        if !links::few_lately(tx, actor.id, Purpose::Address, now).await? {
            return refuse(OFTEN);
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
            self.stamp,
            actor,
            Action::AddressAsked,
            ["To ", address].concat(),
        )
        .await?;
        // Whether another account has the address shows only to whoever can open mail sent there.
        let (name, link) = (actor.name.clone(), confirm_address(self.secret));
        let valid_until = in_words(until);
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
        let to = Recipient {
            address: address.to_owned(),
            name: actor.name.clone(),
        };
        mail::post(tx, self.stamp, &to, &letter).await
    }
}

/// Where a new address is confirmed.
pub(crate) fn confirm_address(secret: &str) -> String {
    ["/account/address/confirm?key=", secret].concat()
}

/// What the link is worth.
pub(crate) async fn address_link(
    db: &Db,
    secret: &str,
    now: Instant,
) -> Result<AddressLink, Failure> {
    let link = links::open(&mut db.read().await?, Purpose::Address, secret, now).await?;
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
    pub stamp: &'a Stamp,
}

/// What became of it.
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
    first_name: String,
    last_name: String,
    gmc_number: Option<String>,
}

impl Work for ConfirmAddress<'_> {
    type Done = Confirmed;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Confirmed, Failure> {
        let now = self.stamp.at;
        let link = links::open(tx, Purpose::Address, self.secret, now).await?;
        let Some(link) = link.filter(|link| link.worth == Worth::Good) else {
            return Ok(Confirmed::NotWithThis);
        };
        let (user, address) = (link.user, link.address.unwrap_or_default());
        let taken: Option<(UserId,)> = tx
            .optional(Query::new("SELECT id FROM app_user WHERE email = $1").bind(&address))
            .await?;
        if taken.is_some() {
            return Ok(Confirmed::Taken);
        }
        let account: Account = tx
            .one(
                Query::new(
                    "SELECT email, first_name, last_name, gmc_number FROM app_user WHERE id = $1",
                )
                .bind(user),
            )
            .await?;
        links::end(tx, user, Purpose::Address, End::Use, now).await?;
        // A link to a new password that went to the old address must not outlive it.
        links::end(tx, user, Purpose::Reset, End::Withdrawal, now).await?;
        let change = Query::new("UPDATE app_user SET email = $2 WHERE id = $1");
        tx.execute(change.bind(user).bind(&address)).await?;
        let names = Names {
            first: &account.first_name,
            last: &account.last_name,
            email: &address,
            gmc: account.gmc_number.as_deref(),
        };
        write_tokens(tx, user, &names).await?;
        let name = crate::text::full_name(&account.first_name, &account.last_name);
        let stamp = Stamp {
            by: Some(user),
            by_name: name.clone(),
            ..self.stamp.clone()
        };
        let event = NewEvent {
            action: Action::AddressChanged,
            subject: Some((user, &name)),
            practice: None,
            detail: Detail {
                note: ["From ", &account.email, " to ", &address].concat(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, &stamp, event).await?;
        let letter = Letter::EmailChanged {
            name: name.clone(),
            new: address,
        };
        let to = Recipient {
            address: account.email,
            name,
        };
        mail::post(tx, &stamp, &to, &letter).await?;
        Ok(Confirmed::Yes)
    }
}
