//! Accounts from the command line, by the rules of the browser.

use clap::Subcommand;

use super::{CreateOfficer, factor::store};
use crate::{
    access::ResetsFactors,
    base::{
        clock::new_id,
        text::{Email, PersonName, Reason, username},
    },
    database::{Db, Failure},
    passwords::{NewPassword, hash_now},
    people::store::user_with,
    web::{AuditContext, tell_operator},
};

/// What can be done with accounts.
#[derive(Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// Make the account of a registration officer: the first account of an installation.
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
    let address = email.as_ref().to_owned();
    tell_operator(&format!(
        "Password for {address} (at least 12 characters), then Enter:"
    ));
    let own = [
        name.first().to_owned(),
        name.last().to_owned(),
        address.clone(),
    ];
    let password = NewPassword::read(typed_line()?, &own).map_err(|weak| weak.to_string())?;
    let officer = CreateOfficer {
        id: new_id(),
        email,
        name,
        password_hash: hash_now(password.text()).map_err(|error| error.to_string())?,
        audit: audit.clone(),
    };
    db.write(&officer)
        .await
        .map_err(|error| error.to_string())?;
    tell_operator(&format!(
        "{address} can now log in as a registration officer."
    ));
    Ok(())
}

/// The line that is typed, without its end.
fn typed_line() -> Result<String, String> {
    use std::io::BufRead as _;
    let mut line = String::new();
    let read = std::io::stdin().lock().read_line(&mut line);
    read.map_err(|error| error.to_string())?;
    let end = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(end);
    Ok(line)
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
    let reset = store::Reset {
        permit: &ResetsFactors::by_operator(user),
        reason,
        audit,
    };
    db.write(&reset).await?;
    Ok(true)
}
