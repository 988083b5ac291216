//! What is told of how the program runs, and what can be asked of it: no I/O, no clock.

use uuid::Uuid;

use crate::{
    base::{clock::in_words, dates::Instant, error::AppError},
    web::{LastRound, Standing},
};

use super::model::Work;

/// What the button of a form asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// That a job begins its next round at once.
    Run(String),
    /// That a message is tried again.
    Retry(Uuid),
    /// That all are.
    RetryAll,
}

impl Step {
    /// From the fields of the form.
    pub(super) fn read(step: &str, job: &str, message: &str) -> Result<Self, AppError> {
        match step {
            "run" => Ok(Self::Run(job.to_owned())),
            "retry" => message
                .parse()
                .map(Self::Retry)
                .map_err(|_| AppError::unreadable_form()),
            "retry-all" => Ok(Self::RetryAll),
            _ => Err(AppError::unreadable_form()),
        }
    }
}

/// What decides whether somebody has to look after the program. What is not known is nothing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Facts {
    /// Whether nothing can be saved.
    pub only_reads: bool,
    /// How many bytes are free where the database lies, and there in all.
    pub disk: Option<(u64, u64)>,
    /// For how many seconds the replica is behind.
    pub lag: Option<f64>,
    /// For how long the oldest message has waited, in microseconds.
    pub oldest: i64,
    pub given_up: i64,
    pub on_hold: bool,
    /// How much newer the newest event is than the newest anchor, in microseconds.
    pub not_anchored: i64,
    /// How many jobs are late or do not run.
    pub late: usize,
    /// Whether a newer program has changed the database.
    pub outdated: bool,
}

/// The bounds of docs/alerts.yml.
const OLDEST_MESSAGE: i64 = Instant::HOUR;
const NOT_ANCHORED: i64 = 2 * Instant::HOUR;
const LAG: f64 = 60.0;

/// What somebody has to look at, a sentence each, and who can help.
pub(super) fn attention(facts: &Facts) -> Vec<&'static str> {
    let full = |(free, all): (u64, u64)| free < all / 10;
    [
        (
            facts.only_reads,
            "No change can be saved just now. Tell the people who run the servers.",
        ),
        (
            facts.disk.is_some_and(full),
            "The disk is nearly full. When it is full, no change can be saved. Tell the people who run the servers.",
        ),
        (
            facts.lag.is_some_and(|lag| lag > LAG),
            "The copy of the database is more than a minute behind. Tell the people who run the servers.",
        ),
        (
            facts.on_hold,
            "No email is sent, because the database was restored from a backup. The people who run the servers can start it again.",
        ),
        (
            !facts.on_hold && facts.oldest > OLDEST_MESSAGE,
            "An email has waited for more than an hour. The mail server may be away. Tell the people who run the servers.",
        ),
        (
            facts.given_up > 0,
            "Some emails could not be sent. They are at the end of this page. You can try them again.",
        ),
        (
            facts.late > 0,
            "Some work is late. It is marked below. If it stays late, tell the people who run the servers.",
        ),
        (
            facts.not_anchored > NOT_ANCHORED,
            "The history has not been sealed for more than 2 hours. Tell the people who run the servers.",
        ),
        (
            facts.outdated,
            "This server runs an older version than the others. Tell the people who run the servers.",
        ),
    ]
    .into_iter()
    .filter(|(is_so, _)| *is_so)
    .map(|(_, sentence)| sentence)
    .collect()
}

/// What a job does, in words of people.
pub(super) fn name_of(job: &str) -> &str {
    match job {
        "mail" => "Sends emails",
        "record" => "Seals the history",
        "daily work" => "Ends what is over and begins what is due",
        "accounts nobody uses" => "Ends access that nobody uses",
        "account requests" => "Answers forgotten passwords",
        "certifications" => "Moves certifications on",
        "database" => "Checks the database",
        "clock" => "Checks the clock",
        "certificate" => "Checks the certificate",
        "numbers" => "Counts for the people who run the servers",
        "numbers page" => "Shows them the numbers",
        other => other,
    }
}

/// The result that needs nobody.
pub(super) const DONE: &str = "Done";

/// A job as it is shown.
pub(super) fn work(standing: &Standing) -> Work {
    let result = match standing.last {
        _ if standing.wrong => "Late",
        LastRound::NotYet => "Not yet",
        LastRound::Done => DONE,
        LastRound::LeftOut => "Partly done",
        LastRound::Failed => "Failed",
    };
    let at =
        |at: Option<Instant>, otherwise: &str| at.map_or_else(|| otherwise.to_owned(), in_words);
    Work {
        job: standing.name.to_owned(),
        name: name_of(standing.name).to_owned(),
        last: at(standing.last_success, "Not since the server started"),
        result: result.to_owned(),
        next: at(standing.next, "Running now"),
        may_run_now: standing.may_run_now(),
    }
}

/// A count of bytes as people read it: `1.5 GB`.
pub(super) fn size_in_words(bytes: u64) -> String {
    const UNITS: [(u64, &str); 3] = [(1 << 30, " GB"), (1 << 20, " MB"), (1 << 10, " KB")];
    let (unit, name) = UNITS
        .into_iter()
        .find(|(unit, _)| bytes >= *unit)
        .unwrap_or((1 << 10, " KB"));
    let tenths = u128::from(bytes) * 10 / u128::from(unit);
    [
        &(tenths / 10).to_string(),
        ".",
        &(tenths % 10).to_string(),
        name,
    ]
    .concat()
}

#[cfg(test)]
mod tests;
