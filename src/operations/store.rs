//! What is known of how the program runs.

use super::{
    model::{Facts, Message, Running},
    rules::{self, size_in_words},
};
use crate::{
    access::Operates,
    base::{clock::in_words, dates::Instant},
    database::{Failure, newest_schema},
    history, mail,
    web::App,
};

/// How many messages are shown.
const SHOWN: i64 = 50;

/// How the program runs now.
pub(super) async fn running(app: &App, permit: Operates) -> Result<Running, Failure> {
    let now = app.clock.now();
    let figures = app.db.figures().await?;
    let schema = app.db.schema().await?;
    let (anchor, event) = history::store::newest_moments(&app.db).await?;
    let backlog = mail::backlog(&app.db).await?;
    let given_up = mail::newest_given_up(&app.db, permit, SHOWN).await?;
    let jobs = app.jobs.standings(now);
    let disk = figures.free.zip(figures.disk);
    let facts = rules::Facts {
        only_reads: app.db.check_writable().await.is_err(),
        disk,
        lag: figures.lag,
        oldest: backlog.oldest.map_or(0, |oldest| now.0 - oldest.0),
        given_up: backlog.given_up,
        on_hold: backlog.on_hold,
        not_anchored: not_anchored(anchor, event, now),
        late: jobs.iter().filter(|job| job.wrong).count(),
        outdated: schema > newest_schema(),
    };
    let attention = rules::attention(&facts).into_iter();
    let free = disk.map(|(free, all)| [&size_in_words(free), " of ", &size_in_words(all)].concat());
    Ok(Running {
        attention: attention.map(str::to_owned).collect(),
        facts: Facts {
            database: app.db.kind().to_owned(),
            size: size_in_words(figures.size),
            free,
            behind: figures.lag.map(|lag| format!("{lag:.0} seconds")),
            anchor: anchor.map_or_else(|| "Never".to_owned(), in_words),
            version: env!("CARGO_PKG_VERSION").to_owned(),
            schema: schema.to_string(),
        },
        work: jobs.iter().map(rules::work).collect(),
        waiting: backlog.waiting,
        given_up: backlog.given_up,
        messages: given_up.into_iter().map(message).collect(),
    })
}

/// For how long the record went on after its newest anchor, in microseconds.
fn not_anchored(anchor: Option<Instant>, event: Option<Instant>, now: Instant) -> i64 {
    let after = |from: Instant, to: Instant| to.0.saturating_sub(from.0).max(0);
    match (anchor, event) {
        (_, None) => 0,
        (Some(anchor), Some(event)) => after(anchor, event),
        (None, Some(event)) => after(event, now),
    }
}

fn message(given_up: mail::GivenUp) -> Message {
    Message {
        id: given_up.id.to_string(),
        to: given_up.to,
        subject: given_up.subject,
        at: in_words(given_up.ended_at),
        why: given_up.why,
    }
}
