//! Several servers of PostgreSQL, of which one takes changes: which one that is, found out again whenever it may be another.
//!
//! An address may name several hosts, as PostgreSQL's own programs read it: `postgres://user@a,b:5433,c/name`. Connections go to
//! the one that takes changes. Where none does, they go to one that reads, until there is one again.

use std::{str::FromStr as _, sync::Arc, time::Duration};

use futures::{StreamExt as _, stream::FuturesUnordered};
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool, postgres::PgConnectOptions,
};
use tokio::{
    sync::{Notify, watch},
    time::{sleep, timeout},
};

use super::state::ONLY_READS;

/// How long a host may take to say what it is.
const LONGEST_ASKING: Duration = Duration::from_secs(2);
/// How long a host that takes changes is compared with the answers of others: one that was the primary and came back may
/// take changes for a moment, of an older history.
const STRAGGLERS: Duration = Duration::from_millis(200);
/// The pause between two searches while no host takes changes.
const PAUSE: Duration = Duration::from_millis(300);
/// How long a connection may take to say whether it only reads.
const LONGEST_CHECK: Duration = Duration::from_secs(2);

/// Where the history of the changes stands, for a server that takes them: the greater of two is the later.
const TAKES_CHANGES: &str = "SELECT CASE WHEN pg_is_in_recovery() OR current_setting('transaction_read_only') = 'on' THEN NULL
                                    ELSE substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8) END";

/// What was found out last.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// One of the hosts takes changes: connections go there.
    TakesChanges,
    /// None does, and one reads.
    OnlyReads,
    /// None answers: why.
    Away(String),
}

/// The hosts, and what is known of them.
pub(super) struct Hosts {
    each: Vec<PgConnectOptions>,
    /// Somebody met what makes a search worth it.
    wanted: Notify,
    standing: watch::Sender<Standing>,
}

/// The address of each host in an address that names several.
pub(super) fn addresses(url: &str) -> Vec<String> {
    let Some((scheme, rest)) = url.split_once("://") else {
        return vec![url.to_owned()];
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(end);
    let (user, hosts) = authority
        .rsplit_once('@')
        .map_or(("", authority), |(user, hosts)| {
            (&authority[..=user.len()], hosts)
        });
    let address = |host: &str| [scheme, "://", user, host, path].concat();
    hosts.split(',').map(address).collect()
}

/// How to reach each host of an address.
pub(super) fn options(url: &str) -> sqlx::Result<Vec<PgConnectOptions>> {
    let each = addresses(url);
    each.iter()
        .map(|url| PgConnectOptions::from_str(url))
        .collect()
}

impl Hosts {
    /// Nothing is known of them yet.
    pub(super) fn new(each: Vec<PgConnectOptions>) -> Self {
        Self {
            each,
            wanted: Notify::new(),
            standing: watch::Sender::new(Standing::Away("no server was asked yet".to_owned())),
        }
    }

    /// Whether a connection may be used: it takes changes, or nobody does.
    pub(super) async fn fits(&self, connection: &mut PgConnection) -> sqlx::Result<bool> {
        let asked = sqlx::query_as(ONLY_READS).fetch_one(connection);
        let asked = timeout(LONGEST_CHECK, asked).await;
        let told = asked.unwrap_or(Err(sqlx::Error::PoolTimedOut));
        if !matches!(told, Ok((false,))) {
            self.wanted.notify_one();
        }
        let (only_reads,) = told?;
        Ok(!only_reads || *self.standing.borrow() == Standing::OnlyReads)
    }

    /// What the next search finds.
    pub(super) async fn found_next(&self) -> Standing {
        let mut standing = self.standing.subscribe();
        self.wanted.notify_one();
        match standing.changed().await {
            Ok(()) => standing.borrow().clone(),
            Err(_) => Standing::Away("the program ends".to_owned()),
        }
    }

    /// Searches whenever it is worth it, for as long as the pool is open.
    pub(super) async fn keep_watch(self: Arc<Self>, pool: PgPool) {
        let mut closed = pool.close_event();
        loop {
            let settled = *self.standing.borrow() == Standing::TakesChanges;
            let again = async {
                if settled {
                    self.wanted.notified().await;
                }
                sleep(PAUSE).await;
            };
            tokio::select! {
                () = &mut closed => return,
                () = again => self.search(&pool).await,
            }
        }
    }

    /// Asks every host what it is, and lets connections go where they should.
    pub(super) async fn search(&self, pool: &PgPool) {
        let asked = self.each.iter().map(async |host| {
            let answer = timeout(LONGEST_ASKING, history_of(host)).await;
            (host, answer.unwrap_or(Err(sqlx::Error::PoolTimedOut)))
        });
        let mut asked: FuturesUnordered<_> = asked.collect();
        let mut primary: Option<(String, &PgConnectOptions)> = None;
        let mut reads = None;
        let mut cause = String::new();
        loop {
            let patience = if primary.is_some() {
                STRAGGLERS
            } else {
                2 * LONGEST_ASKING
            };
            let Ok(Some((host, answer))) = timeout(patience, asked.next()).await else {
                break;
            };
            match answer {
                Ok(Some(history)) if primary.as_ref().is_none_or(|(known, _)| *known < history) => {
                    primary = Some((history, host));
                }
                Ok(Some(_)) => {}
                Ok(None) => reads = Some(host),
                Err(error) => cause = error.to_string(),
            }
        }
        let (host, standing) = match (primary, reads) {
            (Some((_, host)), _) => (Some(host), Standing::TakesChanges),
            (None, Some(host)) => (Some(host), Standing::OnlyReads),
            (None, None) => (None, Standing::Away(cause)),
        };
        if let Some(host) = host {
            pool.set_connect_options(host.clone());
        }
        let before = self.standing.send_replace(standing.clone());
        if before != standing {
            let host = host.map(|host| format!("{}:{}", host.get_host(), host.get_port()));
            tracing::warn!(?host, ?standing, "The servers of the database were asked");
        }
    }
}

/// The history of the changes that a server takes; nothing if it only reads.
async fn history_of(host: &PgConnectOptions) -> sqlx::Result<Option<String>> {
    let mut connection = host.connect().await?;
    let (history,): (Option<String>,) = sqlx::query_as(TAKES_CHANGES)
        .fetch_one(&mut connection)
        .await?;
    drop(connection.close().await);
    Ok(history)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_name_several_hosts() {
        for (url, each) in [
            ("postgres://a/n", vec!["postgres://a/n"]),
            (
                "postgres://me:p,w@a:1,b/n?sslmode=disable",
                vec![
                    "postgres://me:p,w@a:1/n?sslmode=disable",
                    "postgres://me:p,w@b/n?sslmode=disable",
                ],
            ),
            (
                "postgres://a,[::1]:2",
                vec!["postgres://a", "postgres://[::1]:2"],
            ),
            ("sqlite:a,b.db", vec!["sqlite:a,b.db"]),
        ] {
            assert_eq!(addresses(url), each);
        }
    }
}
