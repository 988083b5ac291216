//! The scheduler: what every server does beside answering, each job with the time after which it is late.
//!
//! The supervisor (`web::Jobs`) starts one again that ends, and tells which are late. A job says itself when it has done a
//! round.

mod clock;
mod daily;
mod database;
mod lapse;

pub use daily::tidy;
pub use lapse::lapse;

use std::time::Duration;

use lettre::message::Mailbox;
use tokio::task::JoinHandle;

use crate::{
    history::{AnchorFile, commands::keep_anchored},
    mail::{self, MailTransport},
    registration, sign_in,
    web::App,
};

const MINUTE: Duration = Duration::from_mins(1);
/// When a job is late that does a round every few seconds.
pub(super) const QUICK: Duration = Duration::from_mins(5);

/// Starts all but the delivery of mail, and those of what is served.
pub(super) fn start(app: &App, anchor_file: Option<AnchorFile>) -> Vec<JoinHandle<()>> {
    let [looked_at, record, rounds, unused, asked, cases] = std::array::from_fn(|_| app.clone());
    vec![
        app.jobs.start("database", QUICK, move || {
            database::keep_looking(looked_at.db.clone())
        }),
        app.jobs.start("clock", QUICK, clock::keep_watch),
        app.jobs.start("record", 20 * MINUTE, move || {
            let file = anchor_file.clone();
            keep_anchored(record.db.clone(), record.clock.clone(), file)
        }),
        // Every hour, and when a day begins.
        app.jobs.start("daily work", 130 * MINUTE, move || {
            daily::keep_tidy(rounds.clone())
        }),
        // Every hour, once for each day.
        app.jobs
            .start("accounts nobody uses", 130 * MINUTE, move || {
                lapse::keep_lapsing(unused.clone())
            }),
        app.jobs.start("account requests", 10 * MINUTE, move || {
            sign_in::requests::keep_answering(asked.clone())
        }),
        app.jobs.start("certifications", 10 * MINUTE, move || {
            registration::keep_certifying(cases.clone())
        }),
    ]
}

/// Starts the delivery of mail, which ends by itself when everything is to stop: with the message under way.
pub(super) fn start_mail(
    app: &App,
    transport: MailTransport,
    from: Mailbox,
    keep: bool,
) -> JoinHandle<()> {
    let app = app.clone();
    app.jobs.clone().start("mail", 30 * MINUTE, move || {
        let stopped = app.jobs.stopped();
        mail::keep_delivering(app.clone(), transport.clone(), from.clone(), keep, stopped)
    })
}
