//! Anything that can go wrong on the server, until it is turned into what the asker may know.

use crate::{
    access::Refusal,
    base::error::AppError,
    database::{
        doubt::is_unknown,
        retry::{Retryable, is_conflict},
    },
};

/// Why work on the server was not done.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The asker is told this as it is.
    #[error(transparent)]
    Public(#[from] AppError),
    /// The rules say no, for one or several reasons.
    #[error("refused: {0:?}")]
    Refused(Vec<Refusal>),
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// Something that should not happen.
    #[error("internal: {0}")]
    Internal(String),
}

impl Failure {
    /// Something that should not happen.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self::Internal(cause.to_string())
    }

    /// What the asker is told. Causes are logged here, once, under the request's id.
    pub fn public(self, request_id: &str) -> AppError {
        match self {
            Self::Public(error) => error,
            Self::Refused(refusals) => {
                let sentences: Vec<_> = refusals.iter().map(ToString::to_string).collect();
                AppError::Invalid(sentences.join(". "))
            }
            Self::Database(error) if is_unknown(&error) => {
                tracing::error!(request.id = request_id, error = %error, "A change is in doubt");
                AppError::InDoubt(request_id.to_owned())
            }
            Self::Database(error) if is_outage(&error) => {
                tracing::error!(request.id = request_id, error = %error, "The database can't answer");
                AppError::Unavailable(request_id.to_owned())
            }
            error => {
                tracing::error!(request.id = request_id, error = %error, "A request failed");
                AppError::Internal(request_id.to_owned())
            }
        }
    }
}

impl Failure {
    /// Whether it passes without a change to the program or to the data: then whatever else is tried fails too.
    pub(crate) fn is_outage(&self) -> bool {
        matches!(self, Self::Database(error) if is_outage(error) || is_unknown(error))
    }

    /// Whether another transaction was in the way.
    pub(crate) fn is_conflict(&self) -> bool {
        matches!(self, Self::Database(error) if is_conflict(error))
    }
}

/// Why a change was not made, where its rules have reasons of their own. Nothing of it stays.
#[derive(Debug)]
pub enum NotDone<R> {
    /// The rules say no.
    Refused(R),
    /// Anything else.
    Failed(Failure),
}

impl<R, E: Into<Failure>> From<E> for NotDone<R> {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

impl<R> Retryable for NotDone<R> {
    fn by_database(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Failed(failure) => failure.by_database(),
            Self::Refused(_) => None,
        }
    }
}

impl From<tokio::task::JoinError> for Failure {
    fn from(panicked: tokio::task::JoinError) -> Self {
        Self::internal(panicked)
    }
}

impl Retryable for Failure {
    fn by_database(&self) -> Option<&sqlx::Error> {
        match self {
            Self::Database(error) => Some(error),
            _ => None,
        }
    }
}

/// Whether the database is away, locked, read-only or full: states that pass without a change to the program.
pub(super) fn is_outage(error: &sqlx::Error) -> bool {
    match error {
        // The last: a proxy whose server is away answers something else than a database would.
        sqlx::Error::Io(_)
        | sqlx::Error::Protocol(_)
        | sqlx::Error::Tls(_)
        | sqlx::Error::PoolTimedOut
        | sqlx::Error::PoolClosed
        | sqlx::Error::WorkerCrashed
        | sqlx::Error::BeginFailed => true,
        // PostgreSQL classes 08 connection, 3D no such database, 40 rollback, 53 resources, 57 intervention, 58 system;
        // 0A000 what a replica can't do, 25006 read-only, 25P03 stood still in a transaction, 55P03 locked for too long.
        // SQLite primary codes 5 busy, 6 locked, 8 read-only, 10 I/O, 13 full, 14 can't open, 26 not a database.
        sqlx::Error::Database(error) => error.code().is_some_and(|code| {
            let sqlite = code
                .parse::<u32>()
                .ok()
                .filter(|_| code.len() < 5)
                .map(|code| code & 0xff);
            sqlite.is_some_and(|code| [5, 6, 8, 10, 13, 14, 26].contains(&code))
                || code.len() == 5
                    && (["0A000", "25006", "25P03", "55P03"].contains(&code.as_ref())
                        || ["08", "3D", "40", "53", "57", "58"]
                            .iter()
                            .any(|class| code.starts_with(class)))
        }),
        _ => false,
    }
}
