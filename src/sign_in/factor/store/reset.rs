//! Taking the second factors of somebody away who has lost them.

use crate::{
    access::{ResetsFactors, Role, UserId},
    error::AppError,
    history::{Action, Detail, NewEvent, append},
    mail::{self, Letter},
    server::{Failure, Query, Stamp, Tx, Work},
    sign_in::revoke::{Because, revoke},
    users::roles::store::read_subject,
};

/// Takes all second factors and recovery codes of an account away and ends its sessions at once.
pub(in crate::sign_in::factor) struct Reset<'a> {
    pub user: UserId,
    pub permit: &'a ResetsFactors,
    pub reason: &'a str,
    pub stamp: &'a Stamp,
}

impl Work for Reset<'_> {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        let subject = read_subject(tx, self.user)
            .await?
            .ok_or(Failure::Told(AppError::NotFound))?;
        for statement in [
            "DELETE FROM authenticator_app WHERE user_id = $1",
            "DELETE FROM passkey WHERE user_id = $1",
            "DELETE FROM recovery_code WHERE user_id = $1",
            "DELETE FROM factor_try WHERE user_id = $1",
        ] {
            tx.execute(Query::new(statement).bind(self.user)).await?;
        }
        revoke(tx, self.user, Because::FactorReset, self.stamp.at).await?;
        let event = NewEvent {
            action: Action::FactorReset,
            subject: Some((self.user, &subject.name)),
            practice: self.permit.practice(),
            detail: Detail::default(),
            reason: self.reason,
        };
        append(tx, self.stamp, event).await?;
        let (by, reason) = (&self.stamp.by_name, self.reason);
        let letter = |name| Letter::FactorReset {
            name,
            by: by.clone(),
            reason: reason.to_owned(),
        };
        mail::tell(tx, self.stamp, self.user, letter).await?;
        for administrator in administrators_beside(tx, self.user, self.stamp).await? {
            let letter = |name| Letter::FactorResetOf {
                name,
                of: subject.name.clone(),
                by: by.clone(),
                reason: reason.to_owned(),
            };
            mail::tell(tx, self.stamp, administrator, letter).await?;
        }
        Ok(())
    }
}

/// Who else manages access where a user works, but for whoever acts.
async fn administrators_beside(
    tx: &mut Tx,
    user: UserId,
    stamp: &Stamp,
) -> Result<Vec<UserId>, Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT g.user_id FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         JOIN membership place ON place.ods = g.ods
         WHERE place.user_id = $1 AND place.status <> 'deactivated' AND m.status = 'active' AND g.user_id <> $1
           AND g.ended_at IS NULL AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.role IN ",
    )
    .bind(user)
    .bind(stamp.today);
    query.push_list(Role::all().filter(|role| role.administers()));
    let found: Vec<(UserId,)> = tx.all(query).await?;
    Ok(found
        .into_iter()
        .map(|(administrator,)| administrator)
        .filter(|administrator| Some(*administrator) != stamp.by)
        .collect())
}
