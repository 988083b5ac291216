//! `practice-access import nominations`: what the operator types and is told.

use std::fmt;

use super::{
    file,
    store::{IsPutIn, PutIn},
};
use crate::{
    access::Service,
    base::dates::Date,
    database::{Db, Failure},
    ods::{NotUsable, number},
    web::AuditContext,
};

/// What is put in.
pub(crate) struct Wanted<'a> {
    pub bytes: &'a [u8],
    pub source: &'a str,
    pub service: Service,
    pub go_live: Date,
    pub leave_out: bool,
    pub dry_run: bool,
}

/// Why nothing could be put in.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error(transparent)]
    File(#[from] NotUsable),
    #[error("the day on which it goes live must be after today")]
    Day,
    #[error(transparent)]
    Database(#[from] Failure),
}

/// What was done, or would be.
pub(crate) struct Report {
    put_in: IsPutIn,
    dry_run: bool,
}

/// Puts a file in, or says what would be done. Two officers still have to approve it.
pub(crate) async fn put_in(
    wanted: Wanted<'_>,
    db: &Db,
    audit: &AuditContext,
) -> Result<Report, Trouble> {
    let file = file::read(wanted.bytes)?;
    if wanted.go_live <= audit.today {
        return Err(Trouble::Day);
    }
    let work = PutIn {
        permit: None,
        service: wanted.service,
        go_live: wanted.go_live,
        file: &file,
        source: wanted.source,
        leave_out: wanted.leave_out,
        audit,
    };
    let put_in = if wanted.dry_run {
        told(db, &work).await?
    } else {
        db.write(&work).await?
    };
    Ok(Report {
        put_in,
        dry_run: wanted.dry_run,
    })
}

async fn told(db: &Db, work: &PutIn<'_>) -> Result<IsPutIn, Failure> {
    let mut tx = db.read().await?;
    Ok(work.judge(&mut tx).await?.1)
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let told = &self.put_in;
        writeln!(f, "Nominations {:>9}", number(told.nominations))?;
        writeln!(f, "Practices   {:>9}", number(told.practices))?;
        writeln!(f, "Faults      {:>9}", number(told.faults.len()))?;
        for fault in &told.faults {
            writeln!(f, "  line {}: {}", fault.line, fault.reason)?;
        }
        match (&told.launch, self.dry_run) {
            (Some((_, reference)), _) => writeln!(
                f,
                "\nPut in as {reference}. Two registration officers have to approve it, at /launches."
            ),
            (None, true) => writeln!(f, "\nNothing was changed."),
            (None, false) => writeln!(
                f,
                "\nNothing was saved. Correct the lines, or leave them out with --leave-out-faults."
            ),
        }
    }
}
