//! What the operator does with the record, and what the server does with it by itself.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    time::Duration,
};

use clap::Subcommand;
use indicatif::{ProgressBar, ProgressStyle};

use super::{
    anchor_file::AnchorFile,
    store::{self, AnchorMark, Verdict},
};
use crate::{
    base::{clock::Clock, dates::Instant, error::AppError, text::Reason},
    database::{Db, Failure},
    web::{AuditContext, count_failure, rest, round_done, tell_operator},
};

/// The record of changes.
#[derive(Debug, Subcommand)]
pub enum HistoryCommand {
    /// Check that no event was altered, removed or inserted, and that places and roles are what the record says; say
    /// what is not. Exits with 1 then.
    Verify {
        /// An anchor noted elsewhere, as `history anchor` and the server's log give it. May be given several times
        #[arg(long, value_name = "NUMBER:HASH")]
        anchor: Vec<AnchorMark>,
        /// A file of anchors, as `serve --anchor-file` writes it
        #[arg(long, value_name = "FILE")]
        anchors: Option<PathBuf>,
    },
    /// Take over places and roles as they are, wherever the record says otherwise. Each is recorded with the reason.
    Accept {
        /// Why they differ: an update, a restored backup, a repair
        #[arg(long)]
        reason: String,
    },
    /// Make an anchor over everything recorded since the last one, and print it for keeping elsewhere.
    Anchor,
}

/// Runs a command, `stamp` on what it writes. `false` if the record was tampered with.
pub async fn run(
    command: HistoryCommand,
    db: &Db,
    clock: &Clock,
    audit: &AuditContext,
) -> Result<bool, Failure> {
    match command {
        HistoryCommand::Verify {
            mut anchor,
            anchors,
        } => {
            if let Some(file) = anchors {
                anchor.extend(kept_in(&file)?);
            }
            verify(db, &anchor, clock).await
        }
        HistoryCommand::Accept { reason } => accept(db, &reason, audit).await,
        HistoryCommand::Anchor => {
            let new = store::anchor(db, clock.now()).await?;
            let newest = store::newest(&mut db.read().await?).await?;
            match (new, newest) {
                (Some(mark), _) => say(&mark.to_string())?,
                (None, Some((mark, _))) => {
                    tell_operator("Nothing was recorded since the last anchor, which is:");
                    say(&mark.to_string())?;
                }
                (None, None) => {
                    tell_operator("Nothing has been recorded yet, so there is no anchor.");
                }
            }
            Ok(true)
        }
    }
}

/// The anchors of a file.
fn kept_in(file: &Path) -> Result<Vec<AnchorMark>, Failure> {
    AnchorFile::read(file).map_err(|error| {
        let file = file.display().to_string();
        Failure::Public(AppError::Invalid(
            [&file, ": ", &error.to_string(), "."].concat(),
        ))
    })
}

async fn accept(db: &Db, reason: &str, audit: &AuditContext) -> Result<bool, Failure> {
    let missing = "Say why: the administrators of the practices read it";
    let reason =
        Reason::read(reason, missing).map_err(|why| AppError::Invalid([why, "."].concat()))?;
    let verdict = store::verify(&mut db.read().await?, &[], |_| {}).await?;
    for difference in verdict.differences.iter().take(MOST_LINES) {
        say(&difference.to_string())?;
    }
    let accepted = store::accept(db, &verdict, audit, reason.as_ref()).await?;
    let places = count(accepted as u64, "difference");
    say(&[&places, " accepted as found."].concat())?;
    Ok(true)
}

/// The most differences that are listed.
const MOST_LINES: usize = 1000;

async fn verify(db: &Db, kept: &[AnchorMark], clock: &Clock) -> Result<bool, Failure> {
    let style = ProgressStyle::with_template("{human_pos} events checked in {elapsed}");
    let bar = ProgressBar::new_spinner().with_style(style.map_err(Failure::internal)?);
    let begun = clock.now();
    let verdict = store::verify(&mut db.read().await?, kept, |events| {
        bar.set_position(events);
    })
    .await?;
    bar.finish_and_clear();
    for finding in &verdict.findings {
        say(&finding.to_string())?;
    }
    for difference in verdict.differences.iter().take(MOST_LINES) {
        say(&difference.to_string())?;
    }
    say(&summary(&verdict, clock.now().0 - begun.0))?;
    Ok(verdict.in_order())
}

/// One line: how much was checked, how long it took in microseconds, and what came of it.
fn summary(verdict: &Verdict, took: i64) -> String {
    let listed = verdict.findings.len() + verdict.differences.len().min(MOST_LINES);
    let problems = (verdict.findings.len() + verdict.differences.len()) as u64 + verdict.more;
    let outcome = match problems {
        0 => "nothing was altered, removed or inserted, and access is what the record says"
            .to_owned(),
        1 => "1 PROBLEM".to_owned(),
        many if many == listed as u64 => format!("{many} PROBLEMS"),
        many => format!("{many} PROBLEMS, of which {listed} are listed"),
    };
    format!(
        "Checked {}, {}, {} and {} in {}.{} seconds: {outcome}.",
        count(verdict.events, "event"),
        count(verdict.chains, "chain"),
        count(verdict.anchors, "anchor"),
        count(verdict.places, "place"),
        took / 1_000_000,
        took / 100_000 % 10,
    )
}

fn count(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// To standard output, which others may read on; it may be closed early by them.
fn say(line: &str) -> Result<(), Failure> {
    writeln!(std::io::stdout(), "{line}").map_err(Failure::internal)
}

/// How often the server looks whether an anchor is due.
const LOOK: Duration = Duration::from_mins(5);

/// Makes an anchor every hour in which something was recorded, and logs it, for ever.
///
/// Several servers may do this on one database: the first to look makes it, the others find it made. With a file, every
/// anchor that is not in it yet is added to it, whichever server made it.
pub async fn keep_anchored(db: Db, clock: Clock, file: Option<AnchorFile>) {
    loop {
        match anchor_if_due(&db, clock.now()).await {
            Ok(mark) => {
                if let Some(mark) = mark {
                    tracing::info!(history.anchor = %mark, "Anchored the record");
                }
                round_done();
            }
            Err(error) => {
                count_failure();
                tracing::error!(%error, "The record could not be anchored");
            }
        }
        if let Some(file) = &file
            && let Err(error) = note_new(&db, file).await
        {
            tracing::error!(%error, "Anchors of the record could not be written to their file");
        }
        rest(LOOK).await;
    }
}

async fn note_new(db: &Db, file: &AnchorFile) -> Result<(), Failure> {
    let newest = store::newest(&mut db.read().await?).await?;
    let newest = newest.map_or(0, |(mark, _)| mark.number);
    if newest < file.newest() {
        return Err(Failure::internal(format!(
            "the file knows anchor {}, the database is at {newest}: if it was restored from a backup, give a new file",
            file.newest()
        )));
    }
    let anchors = store::anchors_since(db, file.newest()).await?;
    if anchors.is_empty() {
        return Ok(());
    }
    let file = file.clone();
    tokio::task::spawn_blocking(move || file.add(&anchors))
        .await
        .map_err(Failure::internal)?
        .map_err(Failure::internal)
}

async fn anchor_if_due(db: &Db, now: Instant) -> Result<Option<AnchorMark>, Failure> {
    let newest = store::newest(&mut db.read().await?).await?;
    if newest.is_some_and(|(_, at)| !at.is_ahead_of(now) && now.0 < at.0 + Instant::HOUR) {
        return Ok(None);
    }
    store::anchor(db, now).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        base::ids::UserId, database::databases::fresh, history::refuse, web::AuditContext,
    };

    #[tokio::test]
    async fn an_anchor_is_due_when_an_hour_has_passed_and_something_was_recorded() {
        for fresh in fresh().await {
            let db = Db::open(&fresh.url).await.unwrap();
            let record = async |at: i64| {
                let audit = AuditContext {
                    at: Instant(at),
                    today: crate::base::clock::date_of(Instant(at)),
                    by: Some(UserId(uuid::Uuid::nil())),
                    by_name: "Ann Lee".to_owned(),
                    request_id: String::new(),
                    recent_factor: None,
                };
                refuse(&db, &audit, None, None, "something").await.unwrap();
            };
            let due = async |at: i64| {
                let mark = anchor_if_due(&db, Instant(at)).await.unwrap();
                mark.map(|mark| mark.number)
            };
            assert_eq!(due(0).await, None);
            record(1).await;
            assert_eq!(due(2).await, Some(1));
            record(3).await;
            assert_eq!(due(Instant::HOUR).await, None);
            assert_eq!(due(Instant::HOUR + 2).await, Some(2));
            assert_eq!(due(3 * Instant::HOUR).await, None);
            // A clock that was wrong for a while does not stop the anchors until its time has come.
            record(9000 * Instant::HOUR).await;
            assert_eq!(due(9000 * Instant::HOUR).await, Some(3));
            record(4 * Instant::HOUR).await;
            assert_eq!(due(4 * Instant::HOUR).await, Some(4));
        }
    }

    #[test]
    fn the_summary_says_how_much_is_wrong() {
        let mut verdict = Verdict {
            events: 350_000,
            chains: 6_463,
            anchors: 1,
            places: 90_000,
            ..Verdict::default()
        };
        assert_eq!(
            summary(&verdict, 1_940_000),
            "Checked 350000 events, 6463 chains, 1 anchor and 90000 places in 1.9 seconds: \
             nothing was altered, removed or inserted, and access is what the record says."
        );
        verdict.more = 3;
        assert!(summary(&verdict, 0).contains("3 PROBLEMS"));
    }
}
