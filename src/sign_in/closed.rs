//! Accounts with which nobody logs in any more: of those who once belonged to the registration team, or were invited to, and
//! have nothing else.

use crate::{
    base::ids::UserId,
    database::{Failure, Query, Tx},
};

/// What somebody is told who knows the password of such an account.
pub(super) const CLOSED: &str = "You are no longer a registration officer, so you cannot log in with this account. If you \
    think that this is a mistake, ask a registration officer to reactivate you";

/// Whether nobody logs in with the account of `user`. A place at a practice, or an entry on the Performers List, makes it
/// an account like any other.
pub(crate) async fn is_closed(tx: &mut Tx, user: UserId) -> Result<bool, Failure> {
    let closed: Option<(i32,)> = tx
        .optional(
            Query::new(
                "SELECT 1 FROM officer o JOIN app_user u ON u.id = o.user_id
                 WHERE u.id = $1 AND NOT u.is_registration_officer
                   AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id)
                   AND NOT EXISTS (SELECT 1 FROM performer p WHERE p.user_id = u.id)",
            )
            .bind(user),
        )
        .await?;
    Ok(closed.is_some())
}
