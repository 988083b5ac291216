//! Whose accounts a reader of the record may see, and how those are called now.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::ids::{OdsCode, UserId},
    database::{Db, Failure, Query},
    history::Account,
};

/// Whose accounts a reader of the record may see.
#[derive(Clone, Debug)]
pub(in crate::history) enum Sight {
    /// Everybody's.
    Everyone,
    /// One's own, those of the practices one administers, and of those where one works the name alone.
    Some {
        own: UserId,
        administers: Vec<OdsCode>,
        works: Vec<OdsCode>,
    },
}

/// An account that is met in the record, as far as the reader may see it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    /// As they are now, if the reader may see it.
    pub account: Option<Account>,
    /// Whether they belong to the registration team.
    pub team: bool,
}

/// Accounts by their ids.
pub(super) type Accounts = BTreeMap<UserId, Known>;

impl Sight {
    /// Looks up accounts.
    pub(super) async fn look(&self, db: &Db, ids: &[UserId]) -> Result<Accounts, Failure> {
        let mut query = Query::new(
            "SELECT id, first_name, last_name, email, is_registration_officer FROM app_user WHERE id IN ",
        );
        query.push_list(ids.iter().copied());
        let rows: Vec<(UserId, String, String, String, bool)> = db.all(query).await?;
        let (full, name_alone) = match self {
            Self::Everyone => (None, BTreeSet::new()),
            Self::Some {
                own,
                administers,
                works,
            } => {
                let mut full = placed(db, ids, administers, "1 = 1").await?;
                full.insert(*own);
                (
                    Some(full),
                    placed(db, ids, works, "status <> 'deactivated'").await?,
                )
            }
        };
        let known = |(id, first, last, email, team): (UserId, String, String, String, bool)| {
            let full = full.as_ref().is_none_or(|full| full.contains(&id));
            let account = (full || name_alone.contains(&id)).then(|| Account {
                id,
                name: crate::base::text::full_name(&first, &last),
                username: if full { email } else { String::new() },
            });
            (id, Known { account, team })
        };
        Ok(rows.into_iter().map(known).collect())
    }
}

/// Those of some accounts who have a place at one of these practices.
async fn placed(
    db: &Db,
    ids: &[UserId],
    practices: &[OdsCode],
    how: &'static str,
) -> Result<BTreeSet<UserId>, Failure> {
    let mut query = Query::new("SELECT DISTINCT user_id FROM membership WHERE ");
    query.push(how).push(" AND user_id IN ");
    query.push_list(ids.iter().copied());
    query.push(" AND ods IN ").push_list(practices);
    let rows: Vec<(UserId,)> = db.all(query).await?;
    Ok(rows.into_iter().map(|(user,)| user).collect())
}
