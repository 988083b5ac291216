//! Whose accounts a reader of the record may see, and how those are called now.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{
        ids::{OdsCode, UserId},
        text::{full_name, masked},
    },
    database::{Db, Failure, Query},
    history::Account,
};

/// Whose accounts a reader of the record may see.
#[derive(Clone, Debug)]
pub(in crate::history) enum Sight {
    /// Everybody's.
    Everyone,
    /// One's own and those of the practices one administers; of whoever has left one the name and a part of the address,
    /// and of those where one works the name alone.
    Some {
        own: UserId,
        administers: Vec<OdsCode>,
        works: Vec<OdsCode>,
    },
}

/// An account that is met in the record, as far as the reader may see it.
#[derive(Clone, Debug)]
pub(super) struct SeenAccount {
    /// As they are now, if the reader may see it.
    pub account: Option<Account>,
    /// Whether they belong to the registration team, or did when they acted as one.
    pub team: bool,
}

/// Accounts by their ids.
pub(super) type Accounts = BTreeMap<UserId, SeenAccount>;

impl Sight {
    /// Looks up accounts.
    pub(super) async fn look(&self, db: &Db, ids: &[UserId]) -> Result<Accounts, Failure> {
        let mut query = Query::new(
            "SELECT id, first_name, last_name, email,
                    is_registration_officer OR id IN (SELECT user_id FROM officer) FROM app_user WHERE id IN ",
        );
        query.push_list(ids.iter().copied());
        let rows: Vec<(UserId, String, String, String, bool)> = db.all(query).await?;
        let (full, left, name_alone) = match self {
            Self::Everyone => (None, BTreeSet::new(), BTreeSet::new()),
            Self::Some {
                own,
                administers,
                works,
            } => {
                let (mut full, left) = placed(db, ids, administers).await?;
                full.insert(*own);
                (Some(full), left, placed(db, ids, works).await?.0)
            }
        };
        let known = |(id, first, last, email, team): (UserId, String, String, String, bool)| {
            let full = full.as_ref().is_none_or(|full| full.contains(&id));
            let left = left.contains(&id);
            let account = (full || left || name_alone.contains(&id)).then(|| Account {
                id,
                name: full_name(&first, &last),
                username: match (full, left) {
                    (true, _) => email,
                    (false, true) => masked(&email),
                    (false, false) => String::new(),
                },
            });
            (id, SeenAccount { account, team })
        };
        Ok(rows.into_iter().map(known).collect())
    }
}

/// Those of some accounts who work, or are to work, at one of these practices, and those who have left one.
async fn placed(
    db: &Db,
    ids: &[UserId],
    practices: &[OdsCode],
) -> Result<(BTreeSet<UserId>, BTreeSet<UserId>), Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT user_id, status <> 'deactivated' FROM membership WHERE user_id IN ",
    );
    query.push_list(ids.iter().copied());
    query.push(" AND ods IN ").push_list(practices);
    let rows: Vec<(UserId, bool)> = db.all(query).await?;
    let (open, left): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, open)| *open);
    let users = |rows: Vec<(UserId, bool)>| rows.into_iter().map(|(user, _)| user).collect();
    Ok((users(open), users(left)))
}
