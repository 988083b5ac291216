//! `practice-access import contributions`: what the operator types and is told.

use std::fmt;

use super::{
    file,
    store::{Import, Importing, Plan},
};
use crate::{
    database::{Db, Failure},
    ods::{NotUsable, Rejected, number},
    web::AuditContext,
};

/// What is put in.
pub(crate) struct Wanted<'a> {
    pub bytes: &'a [u8],
    pub leave_out: bool,
    pub dry_run: bool,
}

/// Why nothing could be put in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    File(#[from] NotUsable),
    #[error(transparent)]
    Database(#[from] Failure),
}

/// What became of an import.
#[derive(Clone, Copy)]
enum Became {
    Done,
    /// It was only asked what it would do.
    DryRun,
    /// There were faults.
    Refused,
}

/// What was done, or would be.
pub(crate) struct Report {
    became: Became,
    lines: usize,
    members: usize,
    new: usize,
    changed: usize,
    unchanged: usize,
    faults: Vec<Rejected>,
}

/// Puts a file in, or says what would be done.
pub(crate) async fn put_in(
    wanted: Wanted<'_>,
    db: &Db,
    audit: &AuditContext,
) -> Result<Report, Trouble> {
    let file = file::read(wanted.bytes, audit.today)?;
    let import = Import::of_operator(&file, wanted.leave_out);
    let (plan, became) = if wanted.dry_run {
        let mut tx = db.read().await.map_err(Failure::from)?;
        (import.plan(&mut tx).await?, Became::DryRun)
    } else {
        let plan = db.write(&Importing { import, audit }).await?;
        let became = if import.may_be_done(&plan) {
            Became::Done
        } else {
            Became::Refused
        };
        (plan, became)
    };
    Ok(Report::of(plan, became))
}

impl Report {
    fn of(plan: Plan<'_>, became: Became) -> Self {
        Self {
            became,
            lines: plan.lines,
            members: plan.members,
            new: plan.new,
            changed: plan.changed,
            unchanged: plan.unchanged,
            faults: plan.faults,
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (what, count) in [
            ("Lines", self.lines),
            ("New", self.new),
            ("Changed", self.changed),
            ("Unchanged", self.unchanged),
            ("Members", self.members),
            ("Faults", self.faults.len()),
        ] {
            writeln!(f, "{what:<11} {:>9}", number(count))?;
        }
        for fault in &self.faults {
            writeln!(f, "  line {}: {}", fault.line, fault.reason)?;
        }
        match self.became {
            Became::Done if self.faults.is_empty() => Ok(()),
            Became::Done => writeln!(f, "\nThe lines with faults were left out."),
            Became::DryRun => writeln!(f, "\nNothing was changed."),
            Became::Refused => writeln!(
                f,
                "\nNothing was saved. Correct the lines, or leave them out with --leave-out-faults."
            ),
        }
    }
}
