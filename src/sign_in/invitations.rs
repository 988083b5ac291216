//! Inviting people to set up their account.

use super::{
    closed::is_closed,
    links::{self, Purpose},
};
use crate::{
    base::{clock::in_words, ids::UserId},
    database::{Failure, Query, Tx},
    mail::{self, InvitationLetter, Letter, Recipient},
    web::AuditContext,
};

/// Whether an invitation takes the place of an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reissue {
    /// It is the first.
    No,
    /// The link sent before is good for nothing any more.
    Yes,
}

#[derive(sqlx::FromRow)]
struct Invited {
    email: String,
    first_name: String,
    last_name: String,
    has_password: bool,
    is_registration_officer: bool,
}

/// Sends the user an invitation with a link made of `secret`. Does nothing for an account that is set up or
/// closed.
pub(crate) async fn invite(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    secret: &str,
    again: Reissue,
) -> Result<(), Failure> {
    let invited: Invited = tx
        .one(
            Query::new(
                "SELECT email, first_name, last_name, password_hash IS NOT NULL AS has_password,
                        is_registration_officer
                 FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?;
    if invited.has_password || is_closed(tx, user).await? {
        return Ok(());
    }
    let practices: Vec<(String,)> = tx
        .all(
            Query::new(
                "SELECT p.name FROM membership m JOIN practice p ON p.ods = m.ods
                 WHERE m.user_id = $1 AND m.status <> 'deactivated' ORDER BY p.name",
            )
            .bind(user),
        )
        .await?;
    let until = links::issue(tx, user, Purpose::Invitation, secret, None, audit.at).await?;
    let letter = letter(Invitation {
        name: crate::base::text::greeting(&invited.first_name, &invited.last_name).to_owned(),
        invited_by: audit.by.map(|_| audit.by_name.clone()),
        practices: practices.into_iter().map(|(name,)| name).collect(),
        officer: invited.is_registration_officer,
        secret,
        valid_until: in_words(until),
        again,
    });
    let to = Recipient {
        address: invited.email,
        name: crate::base::text::full_name(&invited.first_name, &invited.last_name),
    };
    mail::post(tx, audit, &to, &letter).await
}

/// What an invitation says.
pub(crate) struct Invitation<'a> {
    /// Whom it is for.
    pub name: String,
    /// Who made the account, if somebody did by hand.
    pub invited_by: Option<String>,
    /// Where they are to work, by name.
    pub practices: Vec<String>,
    /// Whether they are to belong to the registration team.
    pub officer: bool,
    /// Of its link.
    pub secret: &'a str,
    /// Until when the link is good, in words.
    pub valid_until: String,
    /// Whether it takes the place of an earlier one.
    pub again: Reissue,
}

/// An invitation as it is sent.
pub(crate) fn letter(invitation: Invitation<'_>) -> Letter {
    Letter::Invitation(InvitationLetter {
        name: invitation.name,
        invited_by: invitation.invited_by,
        practices: invitation.practices,
        link: ["/invitation?key=", invitation.secret].concat(),
        valid_until: invitation.valid_until,
        again: invitation.again == Reissue::Yes,
        officer: invitation.officer,
    })
}
