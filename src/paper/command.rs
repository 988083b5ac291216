//! `practice-access letters`: one file of letters for a printer.

use std::path::PathBuf;

use clap::Args;

use super::{
    model::{LetterFilter, PaperLetter},
    sheet,
    store::{MarkPrinted, to_print},
};
use crate::{
    database::{Db, Failure},
    ui::Contact,
    web::{AuditContext, log::tell_operator},
};

/// Which letters, and where to.
#[derive(Debug, Args)]
pub(crate) struct Letters {
    /// The file that is written: HTML on A4, a sheet for each letter, in the order of practice codes
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Only those of this launch or certification, by its reference
    #[arg(long, value_name = "REFERENCE", default_value = "")]
    reference: String,
    /// Only those to this practice
    #[arg(long, value_name = "CODE", default_value = "")]
    practice: String,
    /// Those too that were printed before
    #[arg(long)]
    again: bool,
    /// Say in the database that they are printed
    #[arg(long)]
    mark_printed: bool,
}

/// Why no file was written.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Trouble {
    #[error("{file} can't be written: {why}. No letter was marked as printed")]
    File { file: String, why: std::io::Error },
    #[error(transparent)]
    Database(#[from] Failure),
}

/// Writes the file.
pub(crate) async fn run(
    wanted: &Letters,
    contact: &Contact,
    db: &Db,
    audit: &AuditContext,
) -> Result<(), Trouble> {
    let show = if wanted.again { "all" } else { "" };
    let filter = LetterFilter {
        show: show.to_owned(),
        reference: wanted.reference.clone(),
        practice: wanted.practice.clone(),
        ..LetterFilter::default()
    };
    let letters = read(db, &filter).await?;
    let newest = letters.iter().map(|letter| letter.id).max();
    let html = sheet::document(&letters, contact, &sheet::embedded());
    std::fs::write(&wanted.out, html).map_err(|why| Trouble::File {
        file: wanted.out.display().to_string(),
        why,
    })?;
    if wanted.mark_printed && newest.is_some() {
        let mark = MarkPrinted {
            filter: &filter,
            newest,
            permit: None,
            audit,
        };
        db.write(&mark).await?;
    }
    tell_operator(&format!(
        "{} letters are in {}.",
        letters.len(),
        wanted.out.display()
    ));
    Ok(())
}

async fn read(db: &Db, filter: &LetterFilter) -> Result<Vec<PaperLetter>, Failure> {
    to_print(&mut db.read().await?, filter).await
}
