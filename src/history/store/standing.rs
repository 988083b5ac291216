//! How people stand at practices, read from the tables: what the record notes with each change and is compared with.

use std::collections::BTreeMap;

use super::append::Content;
use crate::{
    base::{
        clock::hex,
        dates::Instant,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    history::{Held, Standing},
};

/// How each of some people stands at a practice.
pub(in crate::history) type Standings<'a> = BTreeMap<(UserId, &'a OdsCode), Standing>;

/// Where a grant comes from.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Source<'a> {
    /// By which way it came.
    pub origin: &'a str,
    /// Who gave it.
    pub by: Option<UserId>,
    pub at: Instant,
    pub reason: &'a str,
}

impl Source<'_> {
    /// A hash of it, short enough to stand in every event.
    pub(crate) fn mark(&self) -> String {
        let mut content = Content::default();
        content.field(self.origin.as_bytes());
        content.optional(self.by.as_ref().map(|UserId(id)| id.as_bytes().as_slice()));
        content.field(&self.at.0.to_be_bytes());
        content.field(self.reason.as_bytes());
        short(content)
    }
}

/// A hash of why a place is as it is; nothing where nothing is said.
pub(crate) fn why(reason: &str) -> String {
    if reason.is_empty() {
        return String::new();
    }
    let mut content = Content::default();
    content.field(reason.as_bytes());
    short(content)
}

/// The first half of a hash.
pub(super) fn short(content: Content) -> String {
    hex(&content.hash()[..16])
}

/// A grant, or a place without any, as stored.
#[derive(Debug, sqlx::FromRow)]
pub(super) struct Row {
    pub user_id: UserId,
    pub ods: OdsCode,
    pub status: String,
    pub since: i64,
    pub place_reason: String,
    pub leaves_on: Option<String>,
    role: Option<String>,
    origin: Option<String>,
    granted_by: Option<UserId>,
    granted_at: Option<i64>,
    reason: Option<String>,
    starts_on: Option<String>,
    ends_on: Option<String>,
    pub ended_at: Option<i64>,
    pub ended_by: Option<UserId>,
}

/// The columns of a [`Row`]; which grants of which places follows.
pub(super) const ROWS: &str =
    "SELECT m.user_id, m.ods, m.status, m.since, m.reason AS place_reason, m.leaves_on, g.role, g.origin, g.granted_by,
            g.granted_at, g.reason, g.starts_on, g.ends_on, g.ended_at, g.ended_by
     FROM membership m LEFT JOIN role_grant g ON g.user_id = m.user_id AND g.ods = m.ods";

impl Row {
    /// The place without its grants.
    pub(super) fn place(&self) -> Standing {
        Standing {
            left_at: (self.status == "deactivated").then_some(Instant(self.since)),
            leaves_on: self.leaves_on.clone(),
            why: why(&self.place_reason),
            ..Standing::default()
        }
    }

    /// The grant, if it is the row of one.
    pub(super) fn grant(&self) -> Option<Held> {
        let source = Source {
            origin: self.origin.as_deref()?,
            by: self.granted_by,
            at: Instant(self.granted_at?),
            reason: self.reason.as_deref()?,
        };
        let mut mark = source.mark();
        if self.ended_at.is_none() && self.ended_by.is_some() {
            mark.push_str(", ended by somebody and not ended");
        }
        Some(Held {
            role: self.role.clone()?,
            first: self.starts_on.clone()?,
            last: self.ends_on.clone(),
            mark,
        })
    }
}

/// Places asked for one by one rather than together, so that every database goes along its index.
const FEW: usize = 8;

/// Places that are asked for together.
fn at_once(tx: &Tx) -> usize {
    match tx {
        Tx::Sqlite(..) => 150,
        // What an import has just written it does not know yet, and reads whole tables.
        Tx::Postgres(..) => 3_000,
    }
}

/// How these people stand at these practices. Where somebody has no place, nothing is given.
pub(super) async fn read<'a>(
    tx: &mut Tx,
    places: &[(UserId, &'a OdsCode)],
) -> Result<Standings<'a>, Failure> {
    let mut standings = Standings::new();
    let size = if places.len() <= FEW { 1 } else { at_once(tx) };
    for chunk in places.chunks(size) {
        let mut query = Query::new(ROWS);
        query.push(" AND g.ended_at IS NULL WHERE ");
        match chunk {
            [(user, practice)] => query
                .push("m.user_id = ")
                .push_bind(*user)
                .push(" AND m.ods = ")
                .push_bind(*practice),
            several => query.push("(m.user_id, m.ods) IN ").push_pairs(several),
        };
        let rows: Vec<Row> = tx.all(query).await?;
        let known: BTreeMap<(UserId, &str), &'a OdsCode> = chunk
            .iter()
            .map(|(user, practice)| ((*user, practice.as_ref()), *practice))
            .collect();
        for row in &rows {
            let Some(practice) = known.get(&(row.user_id, row.ods.as_ref())) else {
                continue;
            };
            let standing = standings
                .entry((row.user_id, *practice))
                .or_insert_with(|| row.place());
            standing.grants.extend(row.grant());
        }
    }
    for standing in standings.values_mut() {
        standing.grants.sort_unstable();
    }
    Ok(standings)
}
