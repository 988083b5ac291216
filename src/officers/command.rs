//! Accounts from the command line, by the rules of the browser: the first registration officer, and the last way in of one.

mod typed;

use clap::Subcommand;

use super::{
    rules::Taken,
    store::{First, Invite, NewOfficer, NotFirst, count_active},
};
use crate::{
    access::{ManagesOfficers, ResetsFactors},
    base::{
        clock::new_id,
        ids::UserId,
        text::{Email, PersonName, Reason, username},
    },
    database::{Db, Failure, NotDone},
    passwords::{NewPassword, hash_now},
    people::store::user_with,
    sign_in::factor::store::Reset,
    web::{AuditContext, session::new_secret, tell_operator},
};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make the account of a registration officer. The first one of an installation gets a password here; each further one is
    /// invited by email.
    CreateRegistrationOfficer {
        /// Their e-mail address, which is their username
        #[arg(long)]
        email: String,
        /// Given name; left out for somebody who has one name only
        #[arg(long, default_value = "")]
        first_name: String,
        /// Family name
        #[arg(long)]
        last_name: String,
    },
    /// Take away a second factor that was lost, where nobody is left who can do it in the browser.
    ResetSecondFactor {
        /// Their e-mail address
        #[arg(long)]
        email: String,
        /// What was lost, and how you made sure that it is them
        #[arg(long)]
        reason: String,
    },
}

/// Does it, or says why not.
pub(crate) async fn run(command: UserCommand, db: &Db, audit: &AuditContext) -> Result<(), String> {
    match command {
        UserCommand::CreateRegistrationOfficer {
            email,
            first_name,
            last_name,
        } => create_officer(db, audit, &email, &first_name, &last_name).await,
        UserCommand::ResetSecondFactor { email, reason } => {
            reset_factor(db, audit, &email, &reason).await
        }
    }
}

async fn create_officer(
    db: &Db,
    audit: &AuditContext,
    email: &str,
    first_name: &str,
    last_name: &str,
) -> Result<(), String> {
    let email = Email::parse(email).map_err(|why| why.to_string())?;
    let name = PersonName::read("", first_name, last_name).map_err(|wrong| {
        let told: Vec<_> = wrong.iter().map(|(field, why)| why.of(field)).collect();
        told.join(". ")
    })?;
    let id = UserId(new_id());
    let officer = NewOfficer { id, email, name };
    let (active, taken) = look(db, &officer).await.map_err(|why| why.to_string())?;
    match taken {
        Some(taken) => Err(told(&officer, taken)),
        None if active == 0 => first(db, audit, &officer).await,
        None => invite(db, audit, &officer).await,
    }
}

/// How many officers can log in, and whose the address is, if it can't be that of a new one.
async fn look(db: &Db, officer: &NewOfficer) -> Result<(usize, Option<Taken>), Failure> {
    let mut tx = db.read().await?;
    Ok((count_active(&mut tx).await?, officer.taken(&mut tx).await?))
}

fn told(officer: &NewOfficer, taken: Taken) -> String {
    let more = match taken {
        Taken::Officer(_) => ". The page /officers shows how they stand",
        _ => "",
    };
    [officer.email.as_ref(), ": ", taken.sentence(), more].concat()
}

/// The first one chooses a password.
async fn first(db: &Db, audit: &AuditContext, officer: &NewOfficer) -> Result<(), String> {
    let (address, name) = (officer.email.as_ref(), &officer.name);
    let own = [name.first(), name.last(), address].map(str::to_owned);
    let typed = typed::password(address).await?;
    let password = NewPassword::read(typed, &own).map_err(|weak| weak.to_string())?;
    let first = First {
        permit: ManagesOfficers::by_operator(),
        officer,
        password_hash: &hash_now(password.text()).map_err(|error| error.to_string())?,
        audit,
    };
    match db.write(&first).await {
        Ok(()) => {
            tell_operator(&format!(
                "{address} can now log in as a registration officer. They invite the others in the browser, at /officers."
            ));
            Ok(())
        }
        Err(NotDone::Refused(NotFirst::Taken(taken))) => Err(told(officer, taken)),
        Err(NotDone::Refused(NotFirst::Another)) => Err(
            "somebody else has made the first registration officer in the meantime. Run the command again, and it invites this \
             one"
            .to_owned(),
        ),
        Err(NotDone::Failed(failure)) => Err(failure.to_string()),
    }
}

/// Each further one is invited.
async fn invite(db: &Db, audit: &AuditContext, officer: &NewOfficer) -> Result<(), String> {
    let invite = Invite {
        permit: ManagesOfficers::by_operator(),
        officer,
        secret: &new_secret(),
        reason: "Invited from the command line",
        audit,
    };
    match db.write(&invite).await {
        Ok(()) => {
            tell_operator(&format!(
                "There is a registration officer already, so no password is asked for. The server sends {} an invitation by \
                 email. Its link works for 72 hours.",
                officer.email.as_ref()
            ));
            Ok(())
        }
        Err(NotDone::Refused(taken)) => Err(told(officer, taken)),
        Err(NotDone::Failed(failure)) => Err(failure.to_string()),
    }
}

async fn reset_factor(
    db: &Db,
    audit: &AuditContext,
    email: &str,
    reason: &str,
) -> Result<(), String> {
    let missing = "Enter the reason, and how you made sure that it is them";
    let reason = Reason::read(reason, missing)?;
    let email = username(email);
    let done = by_operator(db, &email, reason.as_ref(), audit).await;
    if done.map_err(|error| error.to_string())? {
        tell_operator(&format!(
            "{email} has no second factor any more and is logged out everywhere."
        ));
        Ok(())
    } else {
        Err(["there is no account ", &email].concat())
    }
}

/// Resets the second factor of an account for the operator: the last way in of the only registration officer. Gives
/// whether there is such an account.
async fn by_operator(
    db: &Db,
    email: &str,
    reason: &str,
    audit: &AuditContext,
) -> Result<bool, Failure> {
    let found = user_with(&mut db.read().await?, email).await?;
    let Some(user) = found else {
        return Ok(false);
    };
    let reset = Reset {
        permit: &ResetsFactors::by_operator(user),
        reason,
        audit,
    };
    db.write(&reset).await?;
    Ok(true)
}
