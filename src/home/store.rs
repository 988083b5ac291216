//! What a signed-in user's start page needs from the database, in a fixed number of queries.

use std::collections::BTreeMap;

use super::{Cover, Left, Managed, Signed, Works};
use crate::{
    access::{Actor, MembershipStatus, OdsCode, Place, Role, Service, UserId},
    dates::{Date, Instant},
    performers, practices, requests,
    server::{Failure, Query, Tx, date_of},
    users::summary::gaps,
};

/// Reads what waits for `actor`.
pub(super) async fn read(tx: &mut Tx, actor: &Actor, today: Date) -> Result<Signed, Failure> {
    let lists = match actor.registration() {
        Ok(_) => Some(practices::find::list_counts(tx, &actor.manage_users()?, today).await?),
        Err(_) => None,
    };
    let working: Vec<_> = actor.working_places().collect();
    let codes: Vec<_> = working.iter().map(|place| place.practice.clone()).collect();
    let known = Known::of(tx, actor, &codes, today).await?;
    let administers = |place: &&&Place| place.roles.iter().any(|role| role.administers());
    let mut managed: Vec<_> = working.iter().filter(administers).copied().collect();
    let in_all = u32::try_from(managed.len()).unwrap_or(u32::MAX);
    // With many practices the ones without enough administrators come first; the rest are listed elsewhere.
    managed.sort_by_key(|place| std::cmp::Reverse(known.gaps_in_administration(&place.practice)));
    managed.truncate(Signed::SHOWN);
    let shown: Vec<_> = managed.iter().map(|place| place.practice.clone()).collect();
    let ordinary = holders(tx, &shown, |role| !role.administers(), today).await?;
    Ok(Signed {
        name: actor.name.clone(),
        tasks: requests::store::tasks(tx, actor, today).await?.count(),
        entry: match actor.own_entry() {
            Ok(own) => performers::store::entry_in_short(tx, &own, &actor.places, today).await?,
            Err(_) => None,
        },
        lists,
        managed: managed
            .into_iter()
            .map(|place| known.managed(place, &ordinary))
            .collect(),
        manages: in_all,
        works: working
            .iter()
            .filter(|place| !administers(place))
            .map(|place| known.works(place))
            .collect(),
        left: left(tx, actor).await?,
    })
}

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
    let known = Known::of(tx, actor, &codes, today).await?;
    Ok(codes.iter().map(|code| known.covers(code)).collect())
}

/// Someone who holds a role at a practice.
struct Holder {
    user: UserId,
    name: String,
    /// When it is only promised.
    later: Option<Date>,
}

type Holders = BTreeMap<(OdsCode, Role), Vec<Holder>>;

struct Known {
    me: UserId,
    closed: Vec<OdsCode>,
    holders: Holders,
}

impl Known {
    /// What is known of these practices to `actor`.
    async fn of(
        tx: &mut Tx,
        actor: &Actor,
        codes: &[OdsCode],
        today: Date,
    ) -> Result<Self, Failure> {
        Ok(Self {
            me: actor.id,
            closed: closed(tx, codes).await?,
            holders: holders(tx, codes, Role::administers, today).await?,
        })
    }

    fn in_force<'a>(
        holders: &'a Holders,
        practice: &OdsCode,
        role: Role,
    ) -> impl Iterator<Item = &'a Holder> {
        let all = holders.get(&(practice.clone(), role));
        all.into_iter()
            .flatten()
            .filter(|holder| holder.later.is_none())
    }

    fn gaps_in_administration(&self, practice: &OdsCode) -> usize {
        let few = |service: &Service| {
            let role = service.administrator();
            let holders = Self::in_force(&self.holders, practice, role).count();
            holders == 0 || holders == 1 && role.limit() != Some(1)
        };
        Service::ALL.iter().filter(|service| few(service)).count()
    }

    fn covers(&self, practice: &OdsCode) -> Vec<Cover> {
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

    fn managed(&self, place: &Place, ordinary: &Holders) -> Managed {
        let closed = self.closed.contains(&place.practice);
        let holders = |role: Role| {
            let among = if role.administers() {
                &self.holders
            } else {
                ordinary
            };
            Self::in_force(among, &place.practice, role).count()
        };
        Managed {
            practice: place.practice.clone(),
            name: place.name.clone(),
            closed,
            mine: place
                .roles
                .iter()
                .filter(|role| role.administers())
                .map(|role| role.service())
                .collect(),
            covers: self.covers(&place.practice),
            // A closed practice is not asked to find new people.
            gaps: if closed { Vec::new() } else { gaps(holders) },
        }
    }

    fn works(&self, place: &Place) -> Works {
        Works {
            practice: place.practice.clone(),
            name: place.name.clone(),
            closed: self.closed.contains(&place.practice),
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

/// Who holds the critical roles of one kind, today or from a later day. A deactivated place holds none.
async fn holders(
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
    let rows: Vec<(OdsCode, String, UserId, String, String, String)> = tx.all(query).await?;
    let mut holders = Holders::new();
    for (practice, role, user, first, last, starts_on) in rows {
        if let Some(role) = Role::from_code(&role) {
            holders.entry((practice, role)).or_default().push(Holder {
                user,
                name: crate::text::full_name(&first, &last),
                later: starts_on.parse().ok().filter(|first| *first > today),
            });
        }
    }
    Ok(holders)
}

/// Where the user no longer works.
async fn left(tx: &mut Tx, actor: &Actor) -> Result<Vec<Left>, Failure> {
    let query = Query::new(
        "SELECT p.name, m.since FROM membership m JOIN practice p ON p.ods = m.ods
         WHERE m.user_id = $1 AND m.status = $2 ORDER BY m.since DESC, p.name",
    );
    let rows: Vec<(String, i64)> = tx
        .all(
            query
                .bind(actor.id)
                .bind(MembershipStatus::Deactivated.code()),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|(name, since)| Left {
            name,
            since: date_of(Instant(since)),
        })
        .collect())
}
