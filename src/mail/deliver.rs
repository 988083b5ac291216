//! Delivery: takes what is due from the outbox and hands it over.

use std::{path::PathBuf, time::Duration};

use lettre::{
    AsyncSmtpTransport, AsyncTransport as _, Message, Tokio1Executor, message::Mailbox,
    transport::smtp,
};
use tokio::{io::AsyncWriteExt as _, sync::watch};

use super::{
    Letter,
    message::message,
    store::{Note, Take, Try, Waiting, due},
};
use crate::server::{App, Failure, count_failure, round_done};

/// How often the server looks for messages that another server wrote, or whose next try has come.
const LOOK: Duration = Duration::from_secs(5);
/// How long a mail server may take to answer.
const PATIENCE: Duration = Duration::from_mins(1);

/// Who carries messages away.
#[derive(Clone, Debug)]
pub enum Carrier {
    /// A mail server.
    Smtp {
        /// Connections to it.
        transport: Box<AsyncSmtpTransport<Tokio1Executor>>,
        /// How long it may take over a message.
        patience: Duration,
    },
    /// A folder, one file a message.
    Folder(PathBuf),
}

impl Carrier {
    /// A mail server at `smtp://HOST`, `smtps://HOST` or with a user and password. Without TLS only on this machine.
    pub fn smtp(url: &str) -> Result<Self, smtp::Error> {
        Self::smtp_with(url, PATIENCE)
    }

    /// The same, with another patience for its answers.
    pub fn smtp_with(url: &str, patience: Duration) -> Result<Self, smtp::Error> {
        let here = [
            "@127.0.0.1",
            "//127.0.0.1",
            "@localhost",
            "//localhost",
            "[::1]",
        ];
        let bare = url.starts_with("smtp://") && !url.contains("tls=");
        let url = if bare && !here.iter().any(|host| url.contains(host)) {
            let mark = if url.contains('?') { "&" } else { "?" };
            [url, mark, "tls=required"].concat()
        } else {
            url.to_owned()
        };
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url)?
            .timeout(Some(patience))
            .build();
        Ok(Self::Smtp {
            transport: Box::new(transport),
            patience,
        })
    }

    async fn carry(&self, message: Message, name: &str) -> Try {
        match self {
            Self::Smtp {
                transport,
                patience,
            } => {
                // The transport's own limit holds for connecting only.
                match tokio::time::timeout(*patience, transport.send(message)).await {
                    Ok(Ok(_)) => Try::Sent,
                    Ok(Err(error)) if is_for_good(&error) => Try::Refused(reason(&error)),
                    Ok(Err(error)) => Try::Failed(reason(&error)),
                    Err(_) => Try::Failed(TOO_SLOW.to_owned()),
                }
            }
            Self::Folder(folder) => match keep(folder, name, &message.formatted()).await {
                Ok(()) => Try::Sent,
                Err(error) => Try::Failed(error.to_string()),
            },
        }
    }
}

/// Whether a mail server will never take this message. That it does not let this program in is no fault of the message:
/// a wrong password in the settings must not cost everything that waits.
fn is_for_good(error: &smtp::Error) -> bool {
    const NOT_LET_IN: [u16; 4] = [530, 534, 535, 538];
    error.is_permanent()
        && error
            .status()
            .is_some_and(|code| !NOT_LET_IN.contains(&u16::from(code)))
}

const TOO_SLOW: &str = "the mail server did not answer in time";

/// Why a mail server did not take a message, without what it said: that may hold the address.
fn reason(error: &smtp::Error) -> String {
    match error.status() {
        Some(code) => ["the mail server answered ", &code.to_string()].concat(),
        None if error.is_timeout() => TOO_SLOW.to_owned(),
        None if error.is_tls() => "no secure connection to the mail server".to_owned(),
        None => "the mail server could not be reached, or broke off".to_owned(),
    }
}

/// Keeps a message as a file. A second copy takes the place of the first.
async fn keep(folder: &std::path::Path, name: &str, bytes: &[u8]) -> std::io::Result<()> {
    tokio::fs::create_dir_all(folder).await?;
    let begun = folder.join([name, ".part"].concat());
    let mut file = tokio::fs::File::create(&begun).await?;
    file.write_all(bytes).await?;
    file.sync_all().await?;
    tokio::fs::rename(begun, folder.join([name, ".eml"].concat())).await
}

/// Delivers what is due, look by look, until it is asked to `stop`: then it finishes the message under way, so that
/// nobody gets a second copy of it. `keep` keeps what was said, to be shown.
pub(crate) async fn keep_delivering(
    app: App,
    carrier: Carrier,
    from: Mailbox,
    keep: bool,
    mut stop: watch::Receiver<bool>,
) {
    while !*stop.borrow() {
        let stopped = || *stop.borrow();
        match deliver_until(stopped, &app, &carrier, &from, keep).await {
            Ok(()) => round_done(),
            Err(error) => {
                count_failure();
                tracing::error!(%error, "The outbox could not be read or written");
            }
        }
        let _ = tokio::time::timeout(LOOK, stop.wait_for(|stopped| *stopped)).await;
    }
}

/// Delivers what is due now.
pub async fn deliver_due(
    app: &App,
    carrier: &Carrier,
    from: &Mailbox,
    keep: bool,
) -> Result<(), Failure> {
    deliver_until(|| false, app, carrier, from, keep).await
}

async fn deliver_until(
    stopped: impl Fn() -> bool,
    app: &App,
    carrier: &Carrier,
    from: &Mailbox,
    keep: bool,
) -> Result<(), Failure> {
    for waiting in due(&app.db, app.clock.now()).await? {
        if stopped() {
            break;
        }
        let take = Take {
            id: waiting.id,
            now: app.clock.now(),
        };
        if app.db.write(&take).await? {
            deliver(app, carrier, from, keep, &waiting).await?;
        }
    }
    Ok(())
}

async fn deliver(
    app: &App,
    carrier: &Carrier,
    from: &Mailbox,
    keep: bool,
    waiting: &Waiting,
) -> Result<(), Failure> {
    let made = serde_json::from_str::<Letter>(&waiting.letter)
        .map_err(Failure::internal)
        .and_then(|letter| {
            let to = waiting.recipient();
            message(
                waiting.id,
                waiting.created_at,
                from,
                &to,
                &letter,
                &app.public_url,
            )
        });
    let outcome = match made {
        Ok(message) => carrier.carry(message, &waiting.id.to_string()).await,
        Err(_) => Try::Refused("no message can be made of it".to_owned()),
    };
    match &outcome {
        Try::Sent => tracing::info!(mail.id = %waiting.id, mail.kind = waiting.kind, "Sent"),
        Try::Failed(problem) | Try::Refused(problem) => {
            tracing::warn!(mail.id = %waiting.id, mail.kind = waiting.kind, problem, "Not sent");
        }
    }
    let note = Note {
        id: waiting.id,
        attempts: waiting.attempts,
        outcome: &outcome,
        keep,
        now: app.clock.now(),
    };
    app.db.write(&note).await
}
