//! Reading the record back in time, a page at a time.

use std::collections::BTreeSet;

use super::{
    chain_of,
    sight::{Accounts, Sight},
};
use crate::{
    base::{
        clock::{date_of, time_of},
        dates::Instant,
        ids::{OdsCode, UserId},
    },
    database::{Db, Failure, Query, Tx},
    history::{Action, Change, Cursor, Detail, Line, Narrow, rules},
};

/// How many events one page looks through at most before it shows what it has found.
const BUDGET: usize = 20_000;

/// How many events are read at once where not every one of them is wanted.
const BATCH: usize = 500;

/// An event as stored, with the practice's present name.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(in crate::history) struct Recorded {
    pub chain: String,
    pub seq: i64,
    pub at: Instant,
    pub actor_id: Option<UserId>,
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

/// The columns of a [`Recorded`]; what they come from, called `e`, follows.
const RECORDED: &str =
    "SELECT e.chain, e.seq, e.at, e.actor_id, e.actor_name, e.subject_id, e.subject_name, e.ods,
        p.name AS practice_name, e.action, e.detail, e.reason, e.request_id
 FROM ";
const WITH_PRACTICE: &str = " e LEFT JOIN practice p ON p.ods = e.ods WHERE ";

impl Recorded {
    /// Its content, if it is one that this version of the program can read.
    fn detail(&self) -> Option<Detail> {
        serde_json::from_str(&self.detail).ok()
    }

    fn place(&self) -> Cursor {
        Cursor {
            at: self.at,
            chain: self.chain.clone(),
            number: self.seq,
        }
    }

    fn fits(&self, narrow: &Narrow, accounts: &Accounts) -> bool {
        let mut names = vec![&self.actor_name, &self.subject_name];
        for account in [self.actor_id, self.subject_id].into_iter().flatten() {
            let now = accounts
                .get(&account)
                .and_then(|known| known.account.as_ref());
            names.extend(now.iter().flat_map(|now| [&now.name, &now.username]));
        }
        narrow.names(names)
            && narrow
                .action
                .is_none_or(|action| action.code() == self.action)
            && narrow.service.is_none_or(|service| {
                self.detail()
                    .is_some_and(|detail| rules::concerns(&detail, service))
            })
    }

    /// Takes out whom an attempt was aimed at where the reader may not see that person: whoever tries something with
    /// somebody's account must not learn from their own record who that is.
    fn conceal(&mut self, accounts: &Accounts, sight: &Sight) {
        let Some(subject) = self.subject_id.filter(|_| self.action == REFUSED) else {
            return;
        };
        let known = accounts
            .get(&subject)
            .and_then(|known| known.account.as_ref());
        match (known, sight) {
            (Some(account), _) if self.subject_name.is_empty() => {
                self.subject_name.clone_from(&account.name);
            }
            (Some(_), _) | (None, Sight::Everyone) => {}
            (None, Sight::Some { .. }) => {
                self.subject_id = None;
                rules::SOMEBODY.clone_into(&mut self.subject_name);
            }
        }
    }

    /// As people read it.
    fn line(self, accounts: &Accounts) -> Line {
        let of = |account: Option<UserId>| accounts.get(&account?);
        let account = |id| of(id).and_then(|known| known.account.clone());
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
            by_account: account(self.actor_id),
            by_team: of(self.actor_id).is_some_and(|known| known.team),
            user_account: account(self.subject_id),
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
            undo: false,
        }
    }
}

/// How a refused attempt is stored.
const REFUSED: &str = "refused";

/// Which index of the record is read along.
#[derive(Clone, Debug)]
pub(in crate::history) enum Source {
    /// All of it.
    Everything,
    /// Events of one kind, a rare one.
    Rare(Action),
    /// What happened at a practice.
    Practice(OdsCode),
    /// What happened to a user, perhaps only at these practices.
    Subject(UserId, Option<Vec<OdsCode>>),
    /// What these users did and what happened to them.
    People(Vec<UserId>),
}

/// A part of the record that is being read, from the newest event to the oldest.
#[derive(Clone, Debug)]
pub(in crate::history) struct Reading {
    pub source: Source,
    pub narrow: Narrow,
    /// Where it has got to.
    pub before: Option<Cursor>,
    /// Whether there may be more.
    pub more: bool,
    sight: Sight,
    accounts: Accounts,
}

impl Reading {
    pub(in crate::history) fn new(
        source: Source,
        narrow: Narrow,
        before: Option<Cursor>,
        sight: Sight,
    ) -> Self {
        Self {
            sight,
            accounts: Accounts::new(),
            source,
            narrow,
            before,
            more: true,
        }
    }

    /// At most `wanted` of the next events that fit, found among the next 20,000 or so.
    pub(in crate::history) async fn next(
        &mut self,
        db: &Db,
        wanted: usize,
    ) -> Result<Vec<Line>, Failure> {
        let mut lines = Vec::new();
        let mut seen = 0;
        while self.more && lines.len() < wanted && seen < BUDGET {
            let batch = if self.narrow.reads_every() {
                wanted - lines.len()
            } else {
                BATCH
            };
            // One more than needed tells whether there is another page.
            let events: Vec<Recorded> = db.all(self.query(batch + 1)).await?;
            let last = events.len() <= batch;
            self.meet(db, &events).await?;
            let mut events = events.into_iter().take(batch);
            for mut event in events.by_ref() {
                seen += 1;
                self.before = Some(event.place());
                event.conceal(&self.accounts, &self.sight);
                if event.fits(&self.narrow, &self.accounts) {
                    lines.push(event.line(&self.accounts));
                    if lines.len() == wanted {
                        break;
                    }
                }
            }
            self.more = !last || events.next().is_some();
        }
        Ok(lines)
    }

    /// Looks up the accounts in these events that were not met before.
    async fn meet(&mut self, db: &Db, events: &[Recorded]) -> Result<(), Failure> {
        let ids: BTreeSet<UserId> = events
            .iter()
            .flat_map(|event| [event.actor_id, event.subject_id])
            .flatten()
            .filter(|id| !self.accounts.contains_key(id))
            .collect();
        let ids: Vec<_> = ids.into_iter().collect();
        for chunk in ids.chunks(BATCH) {
            self.accounts.extend(self.sight.look(db, chunk).await?);
        }
        Ok(())
    }

    fn query(&self, most: usize) -> Query {
        let mut query = Query::new(RECORDED);
        match &self.source {
            Source::People(people) => {
                self.union(&mut query, people, most);
                query.push(WITH_PRACTICE).push("1 = 1");
            }
            source => {
                query.push("history_event").push(WITH_PRACTICE);
                match source {
                    Source::Practice(ods) => query
                        .push("e.chain = ")
                        .push_bind(chain_of(Some(ods), None)),
                    Source::Subject(user, practices) => {
                        query.push("e.subject_id = ").push_bind(*user);
                        if let Some(practices) = practices {
                            query.push(" AND e.ods IN ").push_list(practices);
                        }
                        &mut query
                    }
                    // The second condition is what lets the partial index be used.
                    Source::Rare(action) => query
                        .push("e.action = ")
                        .push_bind(action.code())
                        .push(" AND e.action <> 'roles-changed'"),
                    Source::Everything | Source::People(_) => query.push("1 = 1"),
                };
                self.bounds(&mut query);
            }
        }
        self.order(&mut query, most);
        query
    }

    /// The newest events of each of these people, each read along its own index.
    fn union(&self, query: &mut Query, people: &[UserId], most: usize) {
        query.push("(SELECT * FROM history_event WHERE 1 = 0");
        for person in people {
            for column in ["subject_id", "actor_id"] {
                query
                    .push(" UNION SELECT * FROM (SELECT * FROM history_event e WHERE e.")
                    .push(column)
                    .push(" = ")
                    .push_bind(*person);
                self.bounds(query);
                self.order(query, most);
                query.push(") AS newest");
            }
        }
        query.push(")");
    }

    fn bounds(&self, query: &mut Query) {
        if let Some(from) = self.narrow.from {
            query.push(" AND e.at >= ").push_bind(from);
        }
        if let Some(until) = self.narrow.until {
            query.push(" AND e.at < ").push_bind(until);
        }
        match (&self.before, &self.source) {
            (Some(place), Source::Practice(_)) => {
                query.push(" AND e.seq < ").push_bind(place.number);
            }
            (Some(place), _) => {
                query
                    .push(" AND (e.at, e.chain, e.seq) < (")
                    .push_bind(place.at);
                query.push(", ").push_bind(&place.chain);
                query.push(", ").push_bind(place.number).push(")");
            }
            (None, _) => {}
        }
    }

    fn order(&self, query: &mut Query, most: usize) {
        query.push(match self.source {
            Source::Practice(_) => " ORDER BY e.seq DESC LIMIT ",
            _ => " ORDER BY e.at DESC, e.chain DESC, e.seq DESC LIMIT ",
        });
        query.push_bind(i64::try_from(most).unwrap_or(i64::MAX));
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
        .push("history_event")
        .push(WITH_PRACTICE)
        .push("e.subject_id = ")
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
        .map(|event| event.line(&Accounts::new()))
        .collect();
    lines.reverse();
    Ok(lines)
}
