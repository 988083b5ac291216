//! `practice-access separate-roles`: which roles nobody holds at one practice at the same time. The pairs are rows; the rules of
//! `access/plan` read them with each column, so that no way of giving a role passes by them.

use clap::Subcommand;

use super::roles::store::kept_apart;
use crate::{
    access::Role,
    base::text::Reason,
    database::{Db, Failure, Query, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    web::AuditContext,
};

/// What is to be done.
#[derive(Clone, Debug, Subcommand)]
pub enum SeparateRolesCommand {
    /// Say which roles are kept apart, and why
    List,
    /// Keep two roles apart from now on. Who holds both already keeps them, and is named
    Add {
        /// The code of a role, for example `gpp-claims-admin`
        role: String,
        /// The code of the other one
        other: String,
        /// Why, in words that end a sentence: "nobody approves their own claims"
        #[arg(long)]
        why: String,
    },
    /// Let people hold both roles again
    Remove {
        /// The code of a role
        role: String,
        /// The code of the other one
        other: String,
    },
}

/// Does it, or says why not.
pub async fn run(
    command: &SeparateRolesCommand,
    db: &Db,
    audit: &AuditContext,
) -> Result<(), String> {
    let failed = |failure: Failure| failure.to_string();
    match command {
        SeparateRolesCommand::List => list(db).await.map_err(failed),
        SeparateRolesCommand::Add { role, other, why } => {
            let why = Reason::read(why, "say why with --why")?;
            let pair = read(role, other)?;
            let change = Change {
                pair,
                why: Some(why.as_ref()),
                audit,
            };
            if !db.write(&change).await.map_err(failed)? {
                return Err("these roles are kept apart already".to_owned());
            }
            both(db, pair).await.map_err(failed)
        }
        SeparateRolesCommand::Remove { role, other } => {
            let change = Change {
                pair: read(role, other)?,
                why: None,
                audit,
            };
            if db.write(&change).await.map_err(failed)? {
                Ok(())
            } else {
                Err("these roles are not kept apart".to_owned())
            }
        }
    }
}

/// Two roles by their codes, in the order in which they are stored.
fn read(role: &str, other: &str) -> Result<(Role, Role), String> {
    let known =
        |code: &str| Role::from_code(code).ok_or_else(|| ["there is no role ", code].concat());
    let (role, other) = (known(role)?, known(other)?);
    match role.code().cmp(other.code()) {
        std::cmp::Ordering::Less => Ok((role, other)),
        std::cmp::Ordering::Greater => Ok((other, role)),
        std::cmp::Ordering::Equal => Err("name two different roles".to_owned()),
    }
}

/// A pair that comes, or goes.
struct Change<'a> {
    pair: (Role, Role),
    /// Why the roles are kept apart; none where they are no longer.
    why: Option<&'a str>,
    audit: &'a AuditContext,
}

impl UnitOfWork for Change<'_> {
    /// Whether anything changed.
    type Done = bool;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<bool, Failure> {
        let (role, other) = self.pair;
        let query = match self.why {
            Some(why) => Query::new(
                "INSERT INTO kept_apart (role, other, why, added_at) VALUES ($1, $2, $3, $4)
                 ON CONFLICT (role, other) DO NOTHING",
            )
            .bind(role)
            .bind(other)
            .bind(why)
            .bind(self.audit.at),
            None => Query::new("DELETE FROM kept_apart WHERE role = $1 AND other = $2")
                .bind(role)
                .bind(other),
        };
        if tx.execute(query).await? == 0 {
            return Ok(false);
        }
        let kept = match self.why {
            Some(_) => "Nobody can hold both ",
            None => "People can hold both ",
        };
        let event = NewEvent {
            action: Action::RolesKeptApart,
            subject: None,
            practice: None,
            detail: Detail {
                note: [kept, role.name(), " and ", other.name()].concat(),
                ..Detail::default()
            },
            reason: self.why.unwrap_or_default(),
        };
        append(tx, self.audit, event).await?;
        Ok(true)
    }
}

/// What was asked for goes to standard output.
fn say(line: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}").map_err(Failure::internal)
}

async fn list(db: &Db) -> Result<(), Failure> {
    for apart in kept_apart(&mut db.read().await?).await? {
        let (role, other) = (apart.role.code(), apart.other.code());
        say(&[role, " ", other, ": ", &apart.why].concat())?;
    }
    Ok(())
}

/// Names those who hold both: nothing is taken from them.
async fn both(db: &Db, (role, other): (Role, Role)) -> Result<(), Failure> {
    let query = "SELECT a.ods, u.email FROM role_grant a
                 JOIN role_grant b ON b.user_id = a.user_id AND b.ods = a.ods AND b.role = $2 AND b.ended_at IS NULL
                 JOIN app_user u ON u.id = a.user_id
                 WHERE a.role = $1 AND a.ended_at IS NULL ORDER BY a.ods, u.email";
    let rows: Vec<(String, String)> = db.all(Query::new(query).bind(role).bind(other)).await?;
    for (practice, email) in rows {
        say(&[&practice, " ", &email, " holds both"].concat())?;
    }
    Ok(())
}
