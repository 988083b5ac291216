//! Delivery: takes what is due from the outbox and hands it over, several at a time.
//!
//! Each lane is one connection with its own kind of messages, so that neither many letters nor slow recipients hold up
//! what somebody waits for, and recipients that failed before hold up nobody who did not.

mod conversation;
mod fault;
mod patience;
mod relay;

use std::{
    convert::Infallible,
    path::{Path, PathBuf},
    time::Duration,
};

use lettre::{Message, message::Mailbox};
use metrics::counter;
use tokio::{
    io::AsyncWriteExt as _,
    sync::{Mutex, watch},
};

use self::{conversation::Conversation, relay::Relay};
pub use self::{patience::Patience, relay::NotAMailServer};
use super::{
    Letter,
    message::{message, message_id},
    reasons,
    store::{
        DeliveryOutcome, Hold, Lane, RecordDelivery, Take, Waiting, next_due, next_try,
        on_hold_since,
    },
};
use crate::{
    base::clock::up_to,
    database::Failure,
    web::{App, count_failure, rest as rest_of_job, round_done},
};

/// The connections, all to the one mail server.
const LANES: [Lane; 6] = [
    Lane::Urgent,
    Lane::New,
    Lane::New,
    Lane::Any,
    Lane::Any,
    Lane::Any,
];
/// How often the server looks for messages, when none was due.
const LOOK: Duration = Duration::from_secs(5);
/// How long a lane rests after the mail server did not let it in: at first, and at most.
const FIRST_REST: Duration = Duration::from_secs(5);
const LONGEST_REST: Duration = Duration::from_mins(1);
/// How long until what became of a message is noted again, where the database did not take it.
const NOTE_AGAIN: Duration = Duration::from_secs(1);

/// Who carries messages away.
#[derive(Clone, Debug)]
pub enum MailTransport {
    /// A mail server.
    Smtp(Box<Relay>),
    /// A folder, one file a message.
    Folder(PathBuf),
}

impl MailTransport {
    /// A mail server at `smtp://HOST`, `smtps://HOST` or with a user and password. Without TLS only on this machine.
    pub fn smtp(url: &str) -> Result<Self, NotAMailServer> {
        Self::smtp_with(url, Patience::RFC_5321)
    }

    /// The same, with another patience for its answers.
    pub fn smtp_with(url: &str, patience: Patience) -> Result<Self, NotAMailServer> {
        Ok(Self::Smtp(Box::new(Relay::at(url, patience)?)))
    }

    async fn carry(
        &self,
        kept: &mut Option<Conversation>,
        message: &Message,
        name: &str,
    ) -> DeliveryOutcome {
        match self {
            Self::Smtp(relay) => relay.carry(kept, message).await,
            Self::Folder(folder) => match keep(folder, name, &message.formatted()).await {
                Ok(()) => DeliveryOutcome::Sent,
                Err(error) => DeliveryOutcome::NotBegun(error.to_string()),
            },
        }
    }
}

/// Keeps a message as a file. A second copy takes the place of the first.
async fn keep(folder: &Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let begun = folder.join([name, ".part"].concat());
    let mut file = tokio::fs::File::create(&begun).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(begun, folder.join([name, ".eml"].concat())).await
}

/// Delivers what is due, for ever, until it is asked to `stop`: then it finishes the messages under way, so that nobody
/// gets a second copy of one. `keep` keeps what was said, to be shown.
pub(crate) async fn keep_delivering(
    app: App,
    transport: MailTransport,
    from: Mailbox,
    keep: bool,
    stop: watch::Receiver<bool>,
) {
    if let Ok(mut tx) = app.db.read().await
        && let Ok(Some(_)) = on_hold_since(&mut tx).await
    {
        tracing::warn!(
            "No mail is sent: the outbox is on hold since a restore, until `practice-access mail release`"
        );
    }
    let delivery = Delivery::new(&app, &transport, &from, keep);
    let lanes = LANES.map(|lane| delivery.keep_working(lane, stop.clone()));
    futures::future::join_all(lanes).await;
}

/// Lets the count of tries begin at nothing, so that the first of a kind is seen as one more.
pub(crate) fn begin_to_count() {
    for outcome in DeliveryOutcome::NAMES {
        counter!("mail_tries_total", "outcome" => outcome).absolute(0);
    }
}

/// Delivers what is due now.
pub async fn deliver_due(
    app: &App,
    transport: &MailTransport,
    from: &Mailbox,
    keep: bool,
) -> Result<(), Failure> {
    let delivery = Delivery::new(app, transport, from, keep);
    let lanes = LANES.map(|lane| delivery.work_through(lane, FIRST_REST, || false));
    let worked = futures::future::join_all(lanes).await;
    worked.into_iter().try_for_each(|lane| lane.map(drop))
}

/// Why a lane works no further.
enum Worked {
    /// Nothing more is due, or it was asked to stop.
    Through,
    /// The mail server did not let it in.
    NotLetIn,
}

struct Delivery<'a> {
    app: &'a App,
    transport: &'a MailTransport,
    from: &'a Mailbox,
    keep: bool,
    /// Held while a lane takes a message: two that looked at once would take the same.
    taking: Mutex<()>,
}

impl<'a> Delivery<'a> {
    fn new(app: &'a App, transport: &'a MailTransport, from: &'a Mailbox, keep: bool) -> Self {
        Self {
            app,
            transport,
            from,
            keep,
            taking: Mutex::new(()),
        }
    }

    async fn keep_working(&self, lane: Lane, mut stop: watch::Receiver<bool>) {
        let mut rest = FIRST_REST;
        loop {
            let stopped = || *stop.borrow();
            let pause = match self.work_through(lane, rest, stopped).await {
                Ok(Worked::Through) => {
                    round_done();
                    rest = FIRST_REST;
                    LOOK
                }
                Ok(Worked::NotLetIn) => {
                    round_done();
                    rest = (2 * rest).min(LONGEST_REST);
                    rest
                }
                Err(error) => {
                    count_failure();
                    tracing::error!(%error, "The outbox could not be read or written");
                    LOOK
                }
            };
            tokio::select! {
                _ = stop.wait_for(|stopped| *stopped) => return,
                () = rest_of_job(pause) => {}
            }
        }
    }

    /// Delivers one message after the other as long as any is due, over one connection where that stays in order.
    async fn work_through(
        &self,
        lane: Lane,
        rest: Duration,
        stopped: impl Fn() -> bool,
    ) -> Result<Worked, Failure> {
        let mut kept = None;
        let mut worked = Worked::Through;
        while !stopped() {
            let Some(waiting) = self.take_next(lane).await? else {
                break;
            };
            if let DeliveryOutcome::NotBegun(_) = self.deliver(&mut kept, &waiting, rest).await {
                worked = Worked::NotLetIn;
                break;
            }
        }
        if let Some(conversation) = kept {
            conversation.close().await;
        }
        Ok(worked)
    }

    async fn take_next(&self, lane: Lane) -> Result<Option<Waiting>, Failure> {
        let _taking = self.taking.lock().await;
        loop {
            let now = self.app.clock.now();
            let Some(mut waiting) = next_due(&self.app.db, lane, now).await? else {
                return Ok(None);
            };
            if waiting.message_id.is_empty() {
                waiting.message_id = message_id(waiting.id, self.from);
            }
            let take = Take {
                waiting: &waiting,
                now,
            };
            if self.app.db.write(&take).await? {
                return Ok(Some(waiting));
            }
        }
    }

    async fn deliver(
        &self,
        kept: &mut Option<Conversation>,
        waiting: &Waiting,
        rest: Duration,
    ) -> DeliveryOutcome {
        let contact = self.app.contact.in_words();
        let around = (self.app.public_url.as_str(), contact.as_str());
        let made = serde_json::from_str::<Letter>(&waiting.letter)
            .map_err(Failure::internal)
            .and_then(|letter| message(waiting, self.from, &letter, around));
        let outcome = match made {
            Ok(message) => {
                let name = waiting.id.to_string();
                tokio::select! {
                    outcome = self.transport.carry(kept, &message, &name) => outcome,
                    never = self.hold(waiting) => match never {},
                }
            }
            Err(_) => DeliveryOutcome::Refused(reasons::NO_MESSAGE.to_owned()),
        };
        match &outcome {
            DeliveryOutcome::Sent => {
                tracing::info!(mail.id = %waiting.id, mail.kind = waiting.kind, "Sent");
            }
            DeliveryOutcome::NotBegun(problem)
            | DeliveryOutcome::Failed(problem)
            | DeliveryOutcome::Refused(problem) => {
                tracing::warn!(mail.id = %waiting.id, mail.kind = waiting.kind, problem, "Not sent");
            }
        }
        counter!("mail_tries_total", "outcome" => outcome.name()).increment(1);
        self.note(waiting, &outcome, rest).await;
        outcome
    }

    /// Says again and again that the message is still being sent.
    async fn hold(&self, waiting: &Waiting) -> Infallible {
        loop {
            tokio::time::sleep(Hold::EVERY).await;
            let now = self.app.clock.now();
            if let Err(error) = self.app.db.write(&Hold { waiting, now }).await {
                tracing::warn!(mail.id = %waiting.id, %error, "It could not be noted that this is being sent");
            }
        }
    }

    /// Notes what became of a try. What was handed over and is not noted would be sent again, so it is noted as soon as
    /// the database takes it, however long that is.
    async fn note(&self, waiting: &Waiting, outcome: &DeliveryOutcome, rest: Duration) {
        let now = self.app.clock.now();
        let again = match outcome {
            DeliveryOutcome::NotBegun(_) => crate::base::dates::Instant(
                now.0 + i64::try_from(rest.as_micros()).unwrap_or_default(),
            ),
            _ => next_try(now, waiting.attempts, up_to),
        };
        let note = RecordDelivery {
            waiting,
            outcome,
            again,
            keep: self.keep,
            now,
        };
        while let Err(error) = self.app.db.write(&note).await {
            tracing::warn!(mail.id = %waiting.id, %error, "What became of a message could not be noted yet");
            tokio::time::sleep(NOTE_AGAIN).await;
        }
    }
}
