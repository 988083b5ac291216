//! The links by which those whom a case concerns see where it stands. Only the hash of a link's secret is kept.

use uuid::Uuid;

use crate::{
    base::{dates::Instant, kept},
    database::{Failure, Query, Tx},
    registration::model::Party,
    web::session::{hash, secret_of_link},
};

/// How long a link opens its page.
const LASTS: i64 = kept::CASE_LINKS.lasts;

/// What a link opens, and for whom.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct CaseLink {
    pub certification: Uuid,
    pub party: Party,
    pub email: String,
}

/// Makes a link of `secret` good. Gives its address.
pub(crate) async fn issue(
    tx: &mut Tx,
    link: &CaseLink,
    secret: &str,
    now: Instant,
) -> Result<String, Failure> {
    tx.execute(
        Query::new(
            "INSERT INTO certification_link (token_hash, certification, party, email, created_at, expires_at)
             VALUES ($1, $2, $3, $4, $5, $6)",
        )
        .bind(hash(secret))
        .bind(link.certification)
        .bind(link.party.code())
        .bind(&link.email)
        .bind(now)
        .bind(now.0 + LASTS),
    )
    .await?;
    Ok(address(secret))
}

/// Where a link leads.
pub(crate) fn address(secret: &str) -> String {
    ["/certifications/case?key=", secret].concat()
}

/// What a secret opens, if it is good.
pub(crate) async fn open(
    tx: &mut Tx,
    secret: &str,
    now: Instant,
) -> Result<Option<CaseLink>, Failure> {
    let query = "SELECT certification, party, email FROM certification_link WHERE token_hash = $1 AND expires_at > $2";
    Ok(tx
        .optional(
            Query::new(query)
                .bind(hash(secret_of_link(secret)))
                .bind(now),
        )
        .await?)
}

/// Removes links whose time is over.
pub(crate) fn forget_links(now: Instant) -> Query {
    Query::new("DELETE FROM certification_link WHERE expires_at <= $1").bind(now)
}
