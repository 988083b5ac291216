//! Telling people what became of their roles, and administrators who administers beside them.

use crate::{
    access::{ColumnPlan, MembershipStatus, Plan, RedatePlan, Role, Terms, dates_of},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::full_name,
    },
    database::{Failure, Query, Tx},
    mail::{self, ChangedBy, Comes, Letter, NewAdministrator, PlaceChanged, RolesChanged},
    ui::addresses,
    web::AuditContext,
};

/// Tells a user what one save changed, in one letter, and the administrators beside them if they become one. The plans are
/// all of this user.
pub(crate) async fn tell_changed(
    tx: &mut Tx,
    audit: &AuditContext,
    plans: &[Plan],
) -> Result<(), Failure> {
    for plan in plans {
        tell_administrators(tx, audit, plan).await?;
    }
    let by = ChangedBy::Person(audit.by_name.clone());
    tell_changed_by(tx, audit, plans, by).await
}

/// Tells a user alone, of what was decided by somebody else than the actor.
pub(crate) async fn tell_changed_by(
    tx: &mut Tx,
    audit: &AuditContext,
    plans: &[Plan],
    by: ChangedBy,
) -> Result<(), Failure> {
    let Some(first) = plans.first() else {
        return Ok(());
    };
    let user = first.subject().user;
    let mut places: Vec<(&OdsCode, PlaceChanged)> = Vec::new();
    for plan in plans {
        for change in plan.columns() {
            let place = place_of(change, plan.terms());
            match places.iter_mut().find(|(at, _)| **at == change.practice) {
                Some((_, there)) => there.and(place),
                None => places.push((&change.practice, place)),
            }
        }
    }
    tell_user(tx, audit, user, by, places).await
}

/// Tells a user that the dates of one of their roles were changed.
pub(crate) async fn tell_redated(
    tx: &mut Tx,
    audit: &AuditContext,
    redating: &RedatePlan,
) -> Result<(), Failure> {
    let place = PlaceChanged {
        practice: redating.practice_name.clone(),
        redated: redating.dates.in_words(),
        ..PlaceChanged::default()
    };
    let by = ChangedBy::Person(audit.by_name.clone());
    let places = vec![(&redating.practice, place)];
    tell_user(tx, audit, redating.user, by, places).await
}

/// Tells a user what became of their place, where no role was given: they stay after all, or are back.
pub(crate) async fn tell_place(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    (practice, name): (&OdsCode, &str),
    comes: Comes,
) -> Result<(), Failure> {
    let place = PlaceChanged {
        practice: name.to_owned(),
        comes,
        ..PlaceChanged::default()
    };
    let by = ChangedBy::Person(audit.by_name.clone());
    tell_user(tx, audit, user, by, vec![(practice, place)]).await
}

/// The services that these roles administer, by name.
pub(super) fn services(roles: impl Iterator<Item = Role>) -> Vec<String> {
    let administers = roles.filter(|role| role.administers());
    administers
        .map(|role| role.service().name().to_owned())
        .collect()
}

fn place_of(change: &ColumnPlan, terms: &Terms) -> PlaceChanged {
    PlaceChanged {
        practice: change.name.clone(),
        comes: match change.membership {
            _ if !change.is_new() => Comes::No,
            Some(MembershipStatus::Deactivated) => Comes::Back,
            _ => Comes::New,
        },
        given: change.additions(terms),
        ended: change.removals(),
        redated: Vec::new(),
        administers: services(change.add.iter().map(|given| given.role)),
        administered: services(change.remove.iter().map(|grant| grant.role)),
    }
}

/// Tells a user what was changed at these practices.
pub(super) async fn tell_user(
    tx: &mut Tx,
    audit: &AuditContext,
    user: UserId,
    by: ChangedBy,
    places: Vec<(&OdsCode, PlaceChanged)>,
) -> Result<(), Failure> {
    let (set_up,): (bool,) = tx
        .one(Query::new("SELECT password_hash IS NOT NULL FROM app_user WHERE id = $1").bind(user))
        .await?;
    let by = match by {
        ChangedBy::Person(_) if audit.by == Some(user) => ChangedBy::Themselves,
        by => by,
    };
    let practices: Vec<_> = places.iter().map(|(practice, _)| *practice).collect();
    let administrators = Role::all().filter(|role| role.administers());
    let ask = holders(tx, &practices, administrators, audit.today).await?;
    let others = ask
        .into_iter()
        .filter(|(holder, _)| *holder != user && Some(*holder) != audit.by);
    let letter = |name| {
        Letter::RolesChanged(RolesChanged {
            name,
            by,
            places: places.into_iter().map(|(_, place)| place).collect(),
            ask: others.map(|(_, name)| name).collect(),
            set_up,
        })
    };
    mail::tell(tx, audit, user, letter).await
}

/// Tells those who administer a service that somebody else does so now, or will.
pub(crate) async fn tell_administrators(
    tx: &mut Tx,
    audit: &AuditContext,
    plan: &Plan,
) -> Result<(), Failure> {
    let (subject, terms) = (plan.subject(), plan.terms());
    let (username,): (String,) = tx
        .one(Query::new("SELECT email FROM app_user WHERE id = $1").bind(subject.user))
        .await?;
    for change in plan.columns() {
        let given = change.add.iter().map(|given| given.role);
        for role in given.filter(|role| role.administers()) {
            let news = |name| {
                Letter::NewAdministrator(NewAdministrator {
                    name,
                    of: subject.name.clone(),
                    username: username.clone(),
                    practice: change.name.clone(),
                    service: role.service().name().to_owned(),
                    days: dates_of(terms.starts_on, terms.ends_on),
                    by: audit.by_name.clone(),
                    link: addresses::user(subject.user),
                })
            };
            let there = [&change.practice];
            for (holder, _) in holders(tx, &there, std::iter::once(role), audit.today).await? {
                if holder != subject.user && Some(holder) != audit.by {
                    mail::tell(tx, audit, holder, news).await?;
                }
            }
        }
    }
    Ok(())
}

/// Who holds one of these roles at one of these practices today, each once, by name.
async fn holders(
    tx: &mut Tx,
    practices: &[&OdsCode],
    roles: impl Iterator<Item = Role>,
    today: Date,
) -> Result<Vec<(UserId, String)>, Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT u.sort_name, u.id, u.first_name, u.last_name FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods AND m.status <> 'deactivated'
         JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.starts_on <= $1 AND (g.ends_on IS NULL OR g.ends_on >= $1) AND g.ods IN ",
    )
    .bind(today);
    query
        .push_list(practices.iter().copied())
        .push(" AND g.role IN ")
        .push_list(roles)
        .push(" ORDER BY u.sort_name, u.id");
    let rows: Vec<(String, UserId, String, String)> = tx.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|(_, user, first, last)| (user, full_name(&first, &last)))
        .collect())
}
