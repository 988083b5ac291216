//! `practice-access performers`: what the operator types and is told.

use std::io::Write as _;

use clap::Subcommand;

use super::store::{Followed, Reconciled, disagreements, reconcile};
use crate::{
    access::Role,
    database::{Db, Failure},
    web::AuditContext,
};

/// What is to be done.
#[derive(Debug, Subcommand)]
pub enum PerformersCommand {
    /// Compare every automatic role with the Performers List, and mend what disagrees
    Reconcile {
        /// Say what disagrees, and change nothing
        #[arg(long)]
        dry_run: bool,
    },
}

/// Why it was not done.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    #[error("{0}")]
    Database(#[from] Failure),
    /// Some of it, because of what is wrong there.
    #[error("nothing could be mended at {0} practices: see above")]
    Left(usize),
    /// The output.
    #[error("the report can't be written: {0}")]
    Report(#[from] std::io::Error),
}

/// Does it and says what was found.
pub async fn run(
    command: &PerformersCommand,
    db: &Db,
    audit: &AuditContext,
) -> Result<(), Trouble> {
    let PerformersCommand::Reconcile { dry_run } = command;
    let Reconciled {
        mended: found,
        left,
    } = if *dry_run {
        Reconciled {
            mended: disagreements(db, audit.today).await?,
            left: Vec::new(),
        }
    } else {
        reconcile(db, audit).await?
    };
    let mut out = std::io::stdout().lock();
    for place in &found {
        writeln!(out, "{}", sentence(place))?;
    }
    let end = match (found.len(), dry_run) {
        (0, _) => "Every automatic role agrees with the Performers List.".to_owned(),
        (1, true) => "1 place disagrees. Nothing was changed.".to_owned(),
        (many, true) => format!("{many} places disagree. Nothing was changed."),
        (1, false) => "1 place disagreed. It was mended, and that is recorded.".to_owned(),
        (many, false) => {
            format!("{many} places disagreed. They were mended, and that is recorded.")
        }
    };
    writeln!(out, "{end}")?;
    for (practice, why) in &left {
        writeln!(out, "{practice}: nothing could be mended: {why}")?;
    }
    match left.len() {
        0 => Ok(()),
        count => Err(Trouble::Left(count)),
    }
}

fn sentence(place: &Followed) -> String {
    let ended = place
        .ended
        .iter()
        .map(|role| [role.name(), " is held, but no link implies it"].concat());
    let given = place
        .given
        .map(Role::name)
        .map(|role| [role, " is implied by a link, but not held"].concat());
    let mut what: Vec<_> = ended.chain(given).collect();
    if what.is_empty() {
        what.push("the role's last day is not the link's".to_owned());
    }
    let number = place.gmc_number.as_ref();
    let number = number.map_or("not on the list".to_owned(), |number| {
        ["GMC ", number.as_ref()].concat()
    });
    format!(
        "{} {} ({number}): {}",
        place.practice,
        place.name,
        what.join("; ")
    )
}
