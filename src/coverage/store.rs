//! Who administers what, from the database, in a fixed number of queries.

use std::collections::BTreeMap;

use super::{Cover, Works};
use crate::{
    access::{Actor, Membership, Role, Service},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
};

/// Who administers each service at each practice where `actor` works, in the order of their places.
pub(crate) async fn covers(
    tx: &mut Tx,
    actor: &Actor,
    today: Date,
) -> Result<Vec<Vec<Cover>>, Failure> {
    let codes: Vec<_> = actor
        .working_places()
        .map(|place| place.practice.clone())
        .collect();
    let known = Coverage::of(tx, actor, &codes, today).await?;
    Ok(codes.iter().map(|code| known.covers(code)).collect())
}

/// Someone who holds a role at a practice.
pub(crate) struct Holder {
    user: UserId,
    name: String,
    /// When it is only promised.
    later: Option<Date>,
}

pub(crate) type Holders = BTreeMap<(OdsCode, Role), Vec<Holder>>;

/// Who administers the services at some practices, as one of their users sees it.
pub(crate) struct Coverage {
    me: UserId,
    closed: Vec<OdsCode>,
    /// Those that open on a later day.
    to_open: Vec<OdsCode>,
    pub(crate) holders: Holders,
}

impl Coverage {
    /// What is known of these practices to `actor`.
    pub(crate) async fn of(
        tx: &mut Tx,
        actor: &Actor,
        codes: &[OdsCode],
        today: Date,
    ) -> Result<Self, Failure> {
        Ok(Self {
            me: actor.id,
            closed: closed(tx, codes).await?,
            to_open: to_open(tx, codes, today).await?,
            holders: holders(tx, codes, Role::administers, today).await?,
        })
    }

    /// Those of `holders` who hold a role at a practice today.
    pub(crate) fn in_force<'a>(
        holders: &'a Holders,
        practice: &OdsCode,
        role: Role,
    ) -> impl Iterator<Item = &'a Holder> {
        let all = holders.get(&(practice.clone(), role));
        all.into_iter()
            .flatten()
            .filter(|holder| holder.later.is_none())
    }

    /// How many services nobody administers, or one person alone where more may.
    pub(crate) fn gaps_in_administration(&self, practice: &OdsCode) -> usize {
        if !self.is_open(practice) {
            return 0;
        }
        let few = |service: &Service| {
            let role = service.administrator();
            let holders = Self::in_force(&self.holders, practice, role).count();
            holders == 0 || holders == 1 && role.limit() != Some(1)
        };
        Service::ALL.iter().filter(|service| few(service)).count()
    }

    /// Who administers each service.
    pub(crate) fn covers(&self, practice: &OdsCode) -> Vec<Cover> {
        let cover = |service: Service| {
            let role = service.administrator();
            let all = self.holders.get(&(practice.clone(), role));
            let taken = all.map_or(0, Vec::len);
            let free = role.limit().unwrap_or_default().saturating_sub(taken);
            let later = all.into_iter().flatten();
            let (me, others): (Vec<_>, Vec<_>) = Self::in_force(&self.holders, practice, role)
                .partition(|holder| holder.user == self.me);
            Cover {
                service,
                others: others
                    .into_iter()
                    .map(|holder| holder.name.clone())
                    .collect(),
                later: later
                    .filter_map(|holder| Some((holder.name.clone(), holder.later?)))
                    .collect(),
                me: !me.is_empty(),
                free: u8::try_from(free).unwrap_or_default(),
            }
        };
        Service::ALL.into_iter().map(cover).collect()
    }

    /// Whether the practice has closed.
    pub(crate) fn is_closed(&self, practice: &OdsCode) -> bool {
        self.closed.contains(practice)
    }

    /// Whether it works today. One that does not is not asked to find new people.
    pub(crate) fn is_open(&self, practice: &OdsCode) -> bool {
        !self.closed.contains(practice) && !self.to_open.contains(practice)
    }

    /// A place of the user with whom to ask for more.
    pub(crate) fn works(&self, place: &Membership) -> Works {
        Works {
            practice: place.practice.clone(),
            name: place.name.clone(),
            closed: self.is_closed(&place.practice),
            status: place.status,
            roles: place.roles.clone(),
            covers: self.covers(&place.practice),
        }
    }
}

async fn closed(tx: &mut Tx, practices: &[OdsCode]) -> Result<Vec<OdsCode>, Failure> {
    let mut query = Query::new("SELECT ods FROM practice WHERE status = 'closed' AND ods IN ");
    query.push_list(practices);
    let rows: Vec<(OdsCode,)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(ods,)| ods).collect())
}

async fn to_open(tx: &mut Tx, practices: &[OdsCode], today: Date) -> Result<Vec<OdsCode>, Failure> {
    let mut query = Query::new("SELECT ods FROM practice WHERE opened_on > ");
    query
        .push_bind(today)
        .push(" AND ods IN ")
        .push_list(practices);
    let rows: Vec<(OdsCode,)> = tx.all(query).await?;
    Ok(rows.into_iter().map(|(ods,)| ods).collect())
}

/// Who holds the critical roles of one kind, today or from a later day. A deactivated place holds none.
pub(crate) async fn holders(
    tx: &mut Tx,
    practices: &[OdsCode],
    kind: impl Fn(Role) -> bool,
    today: Date,
) -> Result<Holders, Failure> {
    let mut query = Query::new(
        "SELECT g.ods, g.role, g.user_id, u.first_name, u.last_name, g.starts_on
         FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods AND m.status <> 'deactivated'
         JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.ods IN ",
    );
    query
        .push_list(practices)
        .push(" AND g.role IN ")
        .push_list(Role::all().filter(|role| role.is_critical() && kind(*role)))
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") ORDER BY u.sort_name, u.id");
    let rows: Vec<(OdsCode, Role, UserId, String, String, Date)> = tx.all(query).await?;
    let mut holders = Holders::new();
    for (practice, role, user, first, last, starts_on) in rows {
        holders.entry((practice, role)).or_default().push(Holder {
            user,
            name: shown_name(&first, &last),
            later: Some(starts_on).filter(|first| *first > today),
        });
    }
    Ok(holders)
}
