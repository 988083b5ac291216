//! New registration officers: the first one of an installation, and those who are invited.

use super::{count_active, one_at_a_time, record, tell_the_team};
use crate::{
    access::ManagesOfficers,
    base::{
        ids::UserId,
        text::{Email, PersonName},
    },
    database::{Failure, NotDone, Query, Tx, UnitOfWork},
    history::Action,
    mail::News,
    officers::rules::Taken,
    people::store::{NewAccount, new_account, user_with},
    sign_in::invitations::{Reissue, invite},
    web::AuditContext,
};

/// Who is to be an officer.
#[derive(Clone, Debug)]
pub(in crate::officers) struct NewOfficer {
    /// The new account.
    pub id: UserId,
    /// Its username.
    pub email: Email,
    /// What they are called.
    pub name: PersonName,
}

impl NewOfficer {
    /// Whose the address is, if it can't be that of a new officer.
    pub(in crate::officers) async fn taken(&self, tx: &mut Tx) -> Result<Option<Taken>, Failure> {
        let Some(user) = user_with(tx, self.email.as_ref()).await? else {
            return Ok(None);
        };
        let (officer, was_officer, has_place, is_gp): (bool, bool, bool, bool) = tx
            .one(
                Query::new(
                    "SELECT is_registration_officer,
                            EXISTS (SELECT 1 FROM officer WHERE user_id = app_user.id),
                            EXISTS (SELECT 1 FROM membership WHERE user_id = app_user.id),
                            EXISTS (SELECT 1 FROM performer WHERE user_id = app_user.id)
                     FROM app_user WHERE id = $1",
                )
                .bind(user),
            )
            .await?;
        Ok(Some(match (officer, has_place, is_gp) {
            (true, ..) => Taken::Officer(user),
            (false, true, _) => Taken::HasPlace,
            (false, false, true) => Taken::IsGp,
            (false, false, false) if was_officer => Taken::Officer(user),
            (false, false, false) => Taken::Account,
        }))
    }

    async fn insert(
        &self,
        tx: &mut Tx,
        permit: ManagesOfficers,
        password_hash: Option<&str>,
        audit: &AuditContext,
    ) -> Result<(), Failure> {
        let account = NewAccount {
            id: self.id,
            title: self.name.title(),
            first: self.name.first(),
            last: self.name.last(),
            email: self.email.as_ref(),
            phone: "",
            officer: true,
            password_hash,
        };
        new_account(tx, &account, audit.at).await?;
        let officer = "INSERT INTO officer (user_id, invited_by, invited_at) VALUES ($1, $2, $3)";
        let officer = Query::new(officer).bind(self.id).bind(permit.by());
        tx.execute(officer.bind(audit.at)).await?;
        Ok(())
    }
}

/// Invites somebody who has no account to be an officer. Gives why not, where the address is somebody's.
pub(in crate::officers) struct Invite<'a> {
    pub permit: ManagesOfficers,
    pub officer: &'a NewOfficer,
    /// Of the link in the invitation.
    pub secret: &'a str,
    pub reason: &'a str,
    pub audit: &'a AuditContext,
}

impl UnitOfWork for Invite<'_> {
    type Done = ();
    type Error = NotDone<Taken>;

    async fn run(&self, tx: &mut Tx) -> Result<(), NotDone<Taken>> {
        one_at_a_time(tx, self.audit.at).await?;
        if let Some(taken) = self.officer.taken(tx).await? {
            return Err(NotDone::Refused(taken));
        }
        let (id, name) = (self.officer.id, self.officer.name.full());
        self.officer
            .insert(tx, self.permit, None, self.audit)
            .await?;
        let subject = (id, name.as_str());
        record(tx, self.audit, Action::OfficerInvited, subject, self.reason).await?;
        invite(tx, self.audit, id, self.secret, Reissue::No).await?;
        Ok(tell_the_team(tx, self.audit, id, News::Invited, self.reason).await?)
    }
}

/// Makes the first officer of an installation, who has a password from the start.
pub(in crate::officers) struct First<'a> {
    pub permit: ManagesOfficers,
    pub officer: &'a NewOfficer,
    pub password_hash: &'a str,
    pub audit: &'a AuditContext,
}

/// Why somebody is not made the first officer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::officers) enum NotFirst {
    /// The address is somebody's.
    Taken(Taken),
    /// There is an officer who can log in, and who invites the others.
    Another,
}

impl UnitOfWork for First<'_> {
    type Done = ();
    type Error = NotDone<NotFirst>;

    async fn run(&self, tx: &mut Tx) -> Result<(), NotDone<NotFirst>> {
        one_at_a_time(tx, self.audit.at).await?;
        if let Some(taken) = self.officer.taken(tx).await? {
            return Err(NotDone::Refused(NotFirst::Taken(taken)));
        }
        if count_active(tx).await? > 0 {
            return Err(NotDone::Refused(NotFirst::Another));
        }
        let (id, name) = (self.officer.id, self.officer.name.full());
        let hash = Some(self.password_hash);
        self.officer
            .insert(tx, self.permit, hash, self.audit)
            .await?;
        Ok(record(tx, self.audit, Action::OfficerCreated, (id, &name), "").await?)
    }
}
