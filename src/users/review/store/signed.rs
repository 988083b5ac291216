//! Reviews that were signed.

use uuid::Uuid;

use crate::{
    access::SeesPractice,
    base::{dates::Instant, error::AppError, ids::UserId},
    database::{Failure, Query, Tx},
};

/// A review that was signed, as it is kept.
pub(in crate::users::review) struct Signed {
    pub at: Instant,
    pub by: String,
    pub by_username: String,
    /// What was decided about each, by name.
    pub lines: Vec<SignedLine>,
}

/// What was decided about one person.
#[derive(sqlx::FromRow)]
pub(in crate::users::review) struct SignedLine {
    pub user_id: UserId,
    pub name: String,
    pub email: String,
    /// What they held then, in words.
    pub roles: String,
    /// When they had logged in last, as in a file.
    pub last_sign_in: String,
    verdict: String,
    /// The roles that somebody who was kept lost, in words.
    pub removed: String,
}

impl SignedLine {
    /// Whether they were kept.
    pub fn kept(&self) -> bool {
        self.verdict == "keep"
    }
}

/// A review of a practice that was signed.
pub(in crate::users::review) async fn signed(
    tx: &mut Tx,
    permit: &SeesPractice,
    id: Uuid,
) -> Result<Signed, Failure> {
    let review: Option<(Instant, String, String)> = tx
        .optional(
            Query::new(
                "SELECT r.signed_at, r.signed_name, u.email FROM access_review r JOIN app_user u ON u.id = r.signed_by
                 WHERE r.id = $1 AND r.ods = $2",
            )
            .bind(id)
            .bind(permit.practice()),
        )
        .await?;
    let (at, by, by_username) = review.ok_or(Failure::Public(AppError::NotFound))?;
    let lines = tx
        .all(
            Query::new(
                "SELECT l.user_id, l.name, u.email, l.roles, l.last_sign_in, l.verdict, l.removed
                 FROM access_review_line l JOIN app_user u ON u.id = l.user_id
                 WHERE l.review_id = $1 ORDER BY l.name, l.user_id",
            )
            .bind(id),
        )
        .await?;
    Ok(Signed {
        at,
        by,
        by_username,
        lines,
    })
}
