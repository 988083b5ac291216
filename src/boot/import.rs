//! `practice-access import`: what the operator types and is told.

use std::{
    fmt::Display,
    io::{Read as _, Write as _},
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use indicatif::{ProgressBar, ProgressStyle};

use crate::{
    access::Service,
    base::dates::Date,
    database::{Db, Failure},
    launches::command as launches,
    ods::{
        FileImport, LARGEST_FILE, NotUsable, Unreadable, number, pcn_file, pcn_store::ImportPcns,
        practice_file, store::ImportPractices, successor_file, successor_store::ImportSuccessors,
    },
    pensions::contributions::command as contributions,
    performers::{import as performers, import::ImportPerformers},
    web::AuditContext,
};

/// Which file is imported.
#[derive(Debug, Subcommand)]
pub(crate) enum Import {
    /// GP practices, from the ODS file epraccur
    Practices(Source),
    /// Primary Care Networks, from the ODS file epcncorepartnerdetails
    Pcns(Source),
    /// Which practice took the place of which, from the ODS file succ (or the older succarc)
    Successors(Source),
    /// GPs and their links with practices, from a file of the Performers List
    Performers(Source),
    /// The first administrators of a service at many practices, for two registration officers to approve
    Nominations(Nominations),
    /// Pension contributions that were paid, from a file of contribution statements
    Contributions(Contributions),
}

#[derive(Debug, Args)]
pub(crate) struct Source {
    /// The file: CSV, as ODS publishes it without a header, the Performers List with one
    file: PathBuf,
    /// Say what would be done, and change nothing
    #[arg(long)]
    dry_run: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Nominations {
    #[command(flatten)]
    source: Source,
    /// The service: gpp, pl or mrs
    #[arg(long, value_parser = service)]
    service: Service,
    /// The day on which they become administrators, like 2027-05-24
    #[arg(long, value_name = "DAY", value_parser = day)]
    go_live: Date,
    /// Put in what can be used, where some lines can't be
    #[arg(long)]
    leave_out_faults: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Contributions {
    #[command(flatten)]
    source: Source,
    /// Put in what can be used, where some lines can't be
    #[arg(long)]
    leave_out_faults: bool,
}

fn service(typed: &str) -> Result<Service, &'static str> {
    Service::from_code(typed).ok_or("it is gpp, pl or mrs")
}

fn day(typed: &str) -> Result<Date, &'static str> {
    typed.parse().map_err(|_| "it is not a day like 2027-05-24")
}

/// Why nothing was imported. Nothing was changed in any of these cases.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{file} can't be read: {why}. Nothing was changed")]
    File { file: String, why: String },
    #[error("{file}: {why}. Nothing was changed")]
    Unreadable { file: String, why: Unreadable },
    #[error("{file}: {why}. Nothing was changed")]
    Unusable { file: String, why: NotUsable },
    #[error("{file}: {why}. Nothing was changed")]
    NotNominations {
        file: String,
        why: launches::Trouble,
    },
    #[error("{file}: {why}. Nothing was changed")]
    NotContributions {
        file: String,
        why: contributions::Trouble,
    },
    #[error("{0}. Nothing was changed")]
    Database(#[from] Failure),
    #[error("the report can't be written: {0}. The import itself is complete")]
    Report(#[from] std::io::Error),
    /// Scripts have to notice it, too.
    #[error("{0} could not be used: the report says why of each")]
    Rejected(String),
}

/// Imports a file and prints the report.
pub(crate) async fn run(import: Import, db: &Db, audit: AuditContext) -> Result<(), Trouble> {
    let source = import.source();
    let bytes = read(&source.file)?;
    let file = || source.file.display().to_string();
    let unreadable = |why| Trouble::Unreadable { file: file(), why };
    let name = source
        .file
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
        .unwrap_or_default();
    let (dry_run, progress) = (source.dry_run, progress_bar());
    // Each kind of import has the same four fields.
    macro_rules! import {
        ($Import:ident, $file:expr) => {{
            let work = $Import {
                file: $file,
                source: name,
                audit,
                progress: progress.clone(),
            };
            let report = done(&work, db, dry_run).await?;
            progress.finish_and_clear();
            print(&report)?;
            match report.rejected.len() {
                0 => Ok(()),
                1 => Err(Trouble::Rejected("1 line".to_owned())),
                lines => Err(Trouble::Rejected([&number(lines), " lines"].concat())),
            }
        }};
    }
    match &import {
        Import::Practices(_) => {
            import!(
                ImportPractices,
                practice_file::read(&bytes).map_err(unreadable)?
            )
        }
        Import::Pcns(_) => import!(ImportPcns, pcn_file::read(&bytes).map_err(unreadable)?),
        Import::Successors(_) => import!(
            ImportSuccessors,
            successor_file::read(&bytes).map_err(unreadable)?
        ),
        Import::Performers(_) => import!(
            ImportPerformers,
            performers::read(&bytes).map_err(|why| Trouble::Unusable { file: file(), why })?
        ),
        Import::Nominations(wanted) => {
            let report = nominations(wanted, &bytes, &name, db, &audit).await;
            let trouble = |why| Trouble::NotNominations { file: file(), why };
            print(&report.map_err(trouble)?)
        }
        Import::Contributions(wanted) => {
            let report = contributions(wanted, &bytes, db, &audit).await;
            let trouble = |why| Trouble::NotContributions { file: file(), why };
            print(&report.map_err(trouble)?)
        }
    }
}

async fn nominations(
    wanted: &Nominations,
    bytes: &[u8],
    source: &str,
    db: &Db,
    audit: &AuditContext,
) -> Result<launches::Report, launches::Trouble> {
    let dry_run = wanted.source.dry_run;
    let wanted = launches::Wanted {
        bytes,
        source,
        service: wanted.service,
        go_live: wanted.go_live,
        leave_out: wanted.leave_out_faults,
        dry_run,
    };
    launches::put_in(wanted, db, audit).await
}

async fn contributions(
    wanted: &Contributions,
    bytes: &[u8],
    db: &Db,
    audit: &AuditContext,
) -> Result<contributions::Report, contributions::Trouble> {
    let wanted = contributions::Wanted {
        bytes,
        leave_out: wanted.leave_out_faults,
        dry_run: wanted.source.dry_run,
    };
    contributions::put_in(wanted, db, audit).await
}

impl Import {
    fn source(&self) -> &Source {
        match self {
            Self::Practices(source)
            | Self::Pcns(source)
            | Self::Successors(source)
            | Self::Performers(source)
            | Self::Nominations(Nominations { source, .. })
            | Self::Contributions(Contributions { source, .. }) => source,
        }
    }
}

/// Does it, or says what it would do.
async fn done<I: FileImport>(import: &I, db: &Db, dry_run: bool) -> Result<I::Done, Failure> {
    if dry_run {
        import.dry_run(&mut db.read().await?).await
    } else {
        db.write(import).await
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Trouble> {
    let trouble = |why: String| Trouble::File {
        file: path.display().to_string(),
        why,
    };
    let file = std::fs::File::open(path).map_err(|error| trouble(error.to_string()))?;
    let mut bytes = Vec::new();
    file.take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| trouble(error.to_string()))?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(trouble(
            "it is larger than 64 MB, which no file of this kind is".to_owned(),
        ));
    }
    Ok(bytes)
}

/// Seen only where there is a terminal to see it.
fn progress_bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    if let Ok(style) = ProgressStyle::with_template("Writing {bar:40} {human_pos} of {human_len}") {
        bar.set_style(style);
    }
    bar
}

fn print(report: &impl Display) -> Result<(), Trouble> {
    let mut out = std::io::stdout().lock();
    match out
        .write_all(report.to_string().as_bytes())
        .and_then(|()| out.flush())
    {
        // Whoever reads only the first lines has read enough.
        Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => Ok(done?),
    }
}
