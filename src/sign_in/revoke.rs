//! Taking back what lets somebody into an account, once it should no longer.

use super::links::{self, End, Purpose};
use crate::{
    base::{dates::Instant, ids::UserId},
    database::{Failure, Query, Tx},
    web::session::hash,
};

/// What happened to an account.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Because<'a> {
    /// Its owner changed the password in the session with this secret.
    PasswordChanged { here: &'a str },
    /// A password was set by a link.
    PasswordSet,
    /// Its owner logged out everywhere but in the session with this secret.
    LoggedOutElsewhere { here: &'a str },
    /// Another address is the username now.
    AddressChanged,
    /// Its owner kept the address that somebody was about to change, or had changed.
    AddressKept,
    /// Its second factors were taken away.
    FactorReset,
    /// Its last place at a practice has ended.
    Deactivated,
    /// It no longer belongs to the registration team.
    OfficerDeactivated,
}

/// Which sessions end. What was kept of a form goes with its session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sessions<'a> {
    All,
    AllBut(&'a str),
    None,
}

impl<'a> Because<'a> {
    fn sessions(self) -> Sessions<'a> {
        match self {
            Self::PasswordChanged { here } | Self::LoggedOutElsewhere { here } => {
                Sessions::AllBut(here)
            }
            Self::AddressChanged => Sessions::None,
            Self::PasswordSet
            | Self::AddressKept
            | Self::FactorReset
            | Self::Deactivated
            | Self::OfficerDeactivated => Sessions::All,
        }
    }

    /// The link that keeps an address outlives everything but its use: whoever has taken an account over could else cut
    /// its owner off.
    fn links(self) -> &'static [Purpose] {
        match self {
            Self::PasswordChanged { .. } | Self::PasswordSet | Self::OfficerDeactivated => {
                &[Purpose::Invitation, Purpose::Reset, Purpose::Address]
            }
            // An invitation may be for another practice, and comes to its address alone.
            Self::LoggedOutElsewhere { .. }
            | Self::AddressKept
            | Self::FactorReset
            | Self::Deactivated => &[Purpose::Reset, Purpose::Address],
            Self::AddressChanged => &[Purpose::Reset],
        }
    }

    /// Whether whoever knew the password until now is to be kept out: they may have added a passkey.
    fn passkeys_need_the_password(self) -> bool {
        match self {
            Self::PasswordChanged { .. } | Self::PasswordSet | Self::AddressKept => true,
            Self::LoggedOutElsewhere { .. }
            | Self::AddressChanged
            | Self::FactorReset
            | Self::Deactivated
            | Self::OfficerDeactivated => false,
        }
    }
}

/// Ends what `because` of this lets nobody into the account of `user` any more: sessions with the forms kept for them,
/// links, what browsers were asked of its passkeys, and their way in without the password.
pub(crate) async fn revoke(
    tx: &mut Tx,
    user: UserId,
    because: Because<'_>,
    now: Instant,
) -> Result<(), Failure> {
    let sessions = "DELETE FROM session WHERE user_id = $1";
    match because.sessions() {
        Sessions::All => {
            tx.execute(Query::new(sessions).bind(user)).await?;
        }
        Sessions::AllBut(here) => {
            let others = "DELETE FROM session WHERE user_id = $1 AND token_hash <> $2";
            tx.execute(Query::new(others).bind(user).bind(hash(here)))
                .await?;
        }
        Sessions::None => {}
    }
    for purpose in because.links() {
        links::end(tx, user, *purpose, End::Revocation, now).await?;
    }
    let ceremonies = "DELETE FROM passkey_ceremony WHERE user_id = $1";
    tx.execute(Query::new(ceremonies).bind(user)).await?;
    if because.passkeys_need_the_password() {
        let alone = "UPDATE passkey SET alone = $2 WHERE user_id = $1";
        tx.execute(Query::new(alone).bind(user).bind(false)).await?;
    }
    Ok(())
}

/// Ends what lets somebody into an account whose place at a practice has just ended, if it was their last one. Whoever works
/// elsewhere goes on there: what they may do is read anew with every request, so nothing is left of the place that ended.
pub(crate) async fn revoke_after_the_last_place(
    tx: &mut Tx,
    user: UserId,
    now: Instant,
) -> Result<(), Failure> {
    let query = "SELECT is_registration_officer
                     OR EXISTS (SELECT 1 FROM membership m WHERE m.user_id = app_user.id AND m.status <> 'deactivated')
                 FROM app_user WHERE id = $1";
    let (more,): (bool,) = tx.one(Query::new(query).bind(user)).await?;
    if more {
        return Ok(());
    }
    revoke(tx, user, Because::Deactivated, now).await
}
