//! Links in the database. Only the hash of a link's secret is kept.

use super::{End, Purpose, Worth, worth};
use crate::{
    base::{
        dates::Instant,
        ids::UserId,
        kept::{Keeps, LINKS},
    },
    database::{Failure, Query, Tx, bulk},
    web::session::{hash, secret_of_link},
};

/// How many links of a kind somebody is sent in an hour without an administrator's doing.
const AN_HOUR: i64 = 4;

/// A link that somebody opened.
#[derive(Clone, Debug)]
pub(crate) struct Link {
    /// Whose account it is for.
    pub user: UserId,
    /// The address it confirms.
    pub address: Option<String>,
    /// What it is worth now.
    pub worth: Worth,
    /// When its time is over.
    pub expires_at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    user_id: UserId,
    address: Option<String>,
    expires_at: Instant,
    ended_by: Option<End>,
}

/// A link that is made good.
#[derive(Clone, Debug)]
pub(crate) struct NewLink {
    /// Whose account it is for.
    pub user: UserId,
    /// What it is for.
    pub purpose: Purpose,
    /// The address it confirms, if that is its purpose.
    pub address: Option<String>,
    /// When it is made.
    pub now: Instant,
}

impl NewLink {
    /// When its time is over.
    pub(crate) fn expires_at(&self) -> Instant {
        Instant(self.now.0 + self.purpose.lasts())
    }
}

/// Makes links good, each with its secret. Those before of the same purpose must have ended.
pub(crate) async fn issue_all(tx: &mut Tx, links: &[(NewLink, String)]) -> Result<(), Failure> {
    let rows = links.iter().map(|(link, secret)| {
        [
            hash(secret).into(),
            link.user.into(),
            link.purpose.code().into(),
            link.address.clone().into(),
            link.now.into(),
            link.expires_at().into(),
        ]
    });
    bulk::insert(
        tx,
        "INSERT INTO account_link (token_hash, user_id, purpose, address, created_at, expires_at) VALUES",
        rows.collect(),
        "",
    )
    .await?;
    Ok(())
}

/// Makes a link good, in place of any open one of the same purpose. `address` is the one it confirms, if that is its
/// purpose. Gives the moment its time is over.
pub(crate) async fn issue(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    secret: &str,
    address: Option<&str>,
    now: Instant,
) -> Result<Instant, Failure> {
    end(tx, user, purpose, End::NewerLink, now).await?;
    let link = NewLink {
        user,
        purpose,
        address: address.map(str::to_owned),
        now,
    };
    let expires_at = link.expires_at();
    issue_all(tx, &[(link, secret.to_owned())]).await?;
    Ok(expires_at)
}

/// Ends the user's open link of this purpose, if there is one; whether there was.
pub(crate) async fn end(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    why: End,
    now: Instant,
) -> Result<bool, Failure> {
    let ended = tx
        .execute(
            Query::new(
                "UPDATE account_link SET ended_at = $3, ended_by = $4
                 WHERE user_id = $1 AND purpose = $2 AND ended_at IS NULL",
            )
            .bind(user)
            .bind(purpose.code())
            .bind(now)
            .bind(why.code()),
        )
        .await?;
    Ok(ended == 1)
}

/// The link with this secret, if there is one.
pub(crate) async fn open(
    tx: &mut Tx,
    purpose: Purpose,
    secret: &str,
    now: Instant,
) -> Result<Option<Link>, Failure> {
    let row: Option<Row> = tx
        .optional(
            Query::new(
                "SELECT user_id, address, expires_at, ended_by FROM account_link
                 WHERE token_hash = $1 AND purpose = $2",
            )
            .bind(hash(secret_of_link(secret)))
            .bind(purpose.code()),
        )
        .await?;
    Ok(row.map(|row| Link {
        user: row.user_id,
        address: row.address,
        worth: worth(row.expires_at, row.ended_by, now),
        expires_at: row.expires_at,
    }))
}

/// The address that an open link would keep for the user, if there is one.
pub(crate) async fn address_kept(
    tx: &mut Tx,
    user: UserId,
    now: Instant,
) -> Result<Option<String>, Failure> {
    let kept: Option<(String,)> = tx
        .optional(
            Query::new(
                "SELECT address FROM account_link
                 WHERE user_id = $1 AND purpose = $2 AND ended_at IS NULL AND expires_at > $3",
            )
            .bind(user)
            .bind(Purpose::KeepAddress.code())
            .bind(now),
        )
        .await?;
    Ok(kept.map(|(address,)| address))
}

/// Whether the user was sent few enough links lately to be sent one more: nobody can fill somebody's mailbox.
pub(crate) async fn few_lately(
    tx: &mut Tx,
    user: UserId,
    purpose: Purpose,
    now: Instant,
) -> Result<bool, Failure> {
    let (lately,): (i64,) = tx
        .one(
            Query::new(
                "SELECT CAST(count(*) AS BIGINT) FROM account_link
                 WHERE user_id = $1 AND purpose = $2 AND created_at > $3 AND created_at <= $4",
            )
            .bind(user)
            .bind(purpose.code())
            .bind(now.0 - Instant::HOUR)
            .bind(now.0 + Instant::DRIFT),
        )
        .await?;
    Ok(lately < AN_HOUR)
}

/// Removes links that are long over. Until then they can say what became of them.
pub(crate) fn forget_links(now: Instant, keeps: Keeps) -> Query {
    Query::new("DELETE FROM account_link WHERE expires_at < $1").bind(now.0 - keeps.of(LINKS))
}
