//! Reading the record.

use super::chain_of;
use crate::{
    access::{OdsCode, UserId},
    dates::Instant,
    history::{Action, Change, Detail, Line, rules},
    server::{Failure, Query, Tx, date_of, time_of},
};

/// An event as stored, with the practice's present name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(super) struct Recorded {
    pub chain: String,
    pub seq: i64,
    pub at: Instant,
    pub actor_name: String,
    pub subject_id: Option<UserId>,
    pub subject_name: String,
    pub ods: Option<String>,
    pub practice_name: Option<String>,
    pub action: String,
    pub detail: String,
    pub reason: String,
    pub request_id: String,
}

/// The columns of a [`Recorded`], from `history_event e LEFT JOIN practice p`.
const RECORDED: &str =
    "SELECT e.chain, e.seq, e.at, e.actor_name, e.subject_id, e.subject_name, e.ods,
        p.name AS practice_name, e.action, e.detail, e.reason, e.request_id
 FROM history_event e LEFT JOIN practice p ON p.ods = e.ods ";

impl Recorded {
    /// Its content, if it is one that this version of the program can read.
    fn detail(&self) -> Option<Detail> {
        serde_json::from_str(&self.detail).ok()
    }

    /// As people read it.
    pub(super) fn line(self) -> Line {
        let action = Action::from_code(&self.action);
        let unreadable = || vec![Change::Note("What changed can't be read".to_owned())];
        let changes = self
            .detail()
            .map_or_else(unreadable, |detail| rules::changes(&detail));
        let by = match self.actor_name {
            name if name.is_empty() => "Practice Access".to_owned(),
            name => name,
        };
        Line {
            title: rules::title(action, &by, &self.subject_name),
            changes,
            chain: self.chain,
            number: self.seq,
            at: self.at,
            on: date_of(self.at),
            time: time_of(self.at),
            by,
            action,
            user: self.subject_id,
            user_name: self.subject_name,
            practice: self.ods.and_then(|code| code.parse::<OdsCode>().ok()),
            practice_name: self.practice_name.unwrap_or_default(),
            reason: self.reason,
            request_id: self.request_id,
        }
    }
}

/// The most that is told to someone whose save came too late.
const MEANWHILE: i64 = 20;

/// What happened to `subject`'s place at `practice` since it had `version`, the oldest first: for someone whose save
/// was made from that version. At most the 20 latest events.
pub async fn since(
    tx: &mut Tx,
    subject: UserId,
    practice: &OdsCode,
    version: i64,
) -> Result<Vec<Line>, Failure> {
    let mut query = Query::new(RECORDED);
    query
        .push("WHERE e.subject_id = ")
        .push_bind(subject)
        .push(" AND e.chain = ")
        .push_bind(chain_of(Some(practice), None))
        .push(" AND e.action <> 'refused' ORDER BY e.at DESC, e.seq DESC LIMIT ")
        .push_bind(MEANWHILE);
    let latest: Vec<Recorded> = tx.all(query).await?;
    let mut lines: Vec<_> = latest
        .into_iter()
        .filter(|event| {
            event
                .detail()
                .is_some_and(|detail| detail.version > version)
        })
        .map(Recorded::line)
        .collect();
    lines.reverse();
    Ok(lines)
}
