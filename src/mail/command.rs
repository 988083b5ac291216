//! `practice-access mail`.

use clap::Subcommand;
use uuid::Uuid;

use super::{
    Letter,
    store::{Release, Revive, dead, on_hold_since, waiting},
};
use crate::{
    base::{clock::in_words, dates::Instant},
    database::{Db, Failure},
    web::tell_operator,
};

/// What the operator can do about mail.
#[derive(Debug, Subcommand)]
pub enum MailCommand {
    /// Show a letter with invented values, or the names of all letters. Needs no database.
    Preview {
        /// Which: one of the names that are listed without it
        letter: Option<String>,
        /// As HTML instead of plain text
        #[arg(long)]
        html: bool,
    },
    /// List the messages that wait to be sent, and say whether the outbox is on hold since a restore.
    Waiting,
    /// Let the outbox go on, which a restore puts on hold: the messages that wait are sent.
    Release {
        /// Give up those that were in the backup instead, because they were sent before
        #[arg(long)]
        give_up_restored: bool,
    },
    /// List the messages that were given up, each with the reason.
    Dead,
    /// Send messages again that were given up.
    Retry {
        /// Which one
        #[arg(required_unless_present = "all")]
        id: Option<Uuid>,
        /// All of them
        #[arg(long, conflicts_with = "id")]
        all: bool,
    },
}

impl MailCommand {
    /// Shows what needs no database. Whether that was all.
    pub fn preview(&self) -> Result<bool, Failure> {
        match self {
            Self::Preview { letter: None, .. } => {
                for kind in Letter::KINDS {
                    say(kind)?;
                }
            }
            Self::Preview {
                letter: Some(letter),
                html,
            } => preview(letter, *html)?,
            Self::Waiting | Self::Release { .. } | Self::Dead | Self::Retry { .. } => {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Does what needs the database.
pub async fn run(command: MailCommand, db: &Db, now: Instant) -> Result<(), Failure> {
    match command {
        MailCommand::Preview { .. } => {}
        MailCommand::Waiting => list_waiting(db).await?,
        MailCommand::Release { give_up_restored } => {
            let release = Release {
                give_up_restored,
                now,
            };
            tell_operator(&match db.write(&release).await? {
                None => "The outbox was not on hold.".to_owned(),
                Some(released) => format!(
                    "The outbox goes on: {} messages are sent, {} were given up. `mail dead` lists those, `mail retry` \
                     sends them after all.",
                    released.going, released.given_up
                ),
            });
        }
        MailCommand::Dead => {
            let dead = dead(db).await?;
            for message in &dead {
                say(&format!(
                    "{} {} written {} given up {} after {} tries: {}",
                    message.id,
                    message.kind,
                    in_words(message.created_at),
                    in_words(message.ended_at),
                    message.attempts,
                    message.problem
                ))?;
            }
            tell_operator(&format!("{} messages were given up.", dead.len()));
        }
        MailCommand::Retry { id, .. } => {
            let revived = db.write(&Revive { id, now }).await?;
            tell_operator(&format!("{revived} messages will be sent again."));
        }
    }
    Ok(())
}

async fn list_waiting(db: &Db) -> Result<(), Failure> {
    let messages = waiting(db).await?;
    for message in &messages {
        let written = in_words(message.created_at);
        say(&[
            &message.id.to_string(),
            " ",
            &message.kind,
            " written ",
            &written,
        ]
        .concat())?;
    }
    let since = on_hold_since(&mut db.read().await?).await?;
    let state = match since {
        Some(since) => [
            "The outbox is on hold since a restore on ",
            &in_words(since),
            ": none is sent until `mail release`.",
        ]
        .concat(),
        None => "The outbox is not on hold.".to_owned(),
    };
    tell_operator(&format!("{} messages wait. {state}", messages.len()));
    Ok(())
}

/// What was asked for goes to standard output, where it can be piped; everything else does not.
fn say(line: &str) -> Result<(), Failure> {
    use std::io::Write as _;
    writeln!(std::io::stdout(), "{line}").map_err(Failure::internal)
}

fn preview(kind: &str, html: bool) -> Result<(), Failure> {
    let site = "https://access.example";
    let contact = "To reach the registration team, call 01632 960 900.";
    let letters: Vec<_> = Letter::samples()
        .into_iter()
        .filter(|letter| letter.kind() == kind)
        .collect();
    if letters.is_empty() {
        let known = Letter::KINDS.join(", ");
        return Err(Failure::internal(
            ["there is no such letter; there are ", &known].concat(),
        ));
    }
    for letter in letters {
        let body = letter.body();
        if html {
            say(&body.html(site, contact))?;
        } else {
            say(&[
                "Subject: ",
                &body.subject,
                "\n\n",
                &body.text(site, contact),
            ]
            .concat())?;
        }
    }
    Ok(())
}
