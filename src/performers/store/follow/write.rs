//! Writing what follows, with few statements however many places there are.

use super::changes::{Move, PlaceChange};
use crate::{
    accountant_links,
    base::{
        clock::new_id,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx, Value, bulk},
    history::{Action, NewEvent, append_all},
    still_here::{ask_at, ask_where_unlinked},
    web::AuditContext,
};

/// Why a place ended that only a link had given.
const LINK_ENDED: &str = "The link on the Performers List ended";

/// Writes grants, places and the record.
pub(super) async fn write(
    tx: &mut Tx,
    audit: &AuditContext,
    changes: &[PlaceChange],
    why: &str,
) -> Result<(), Failure> {
    if changes.is_empty() {
        return Ok(());
    }
    // Before grants, which refer to them.
    write_places(tx, audit, changes).await?;
    end(tx, audit, changes).await?;
    for (id, last) in changes.iter().filter_map(|change| change.following.redate) {
        let redate = Query::new("UPDATE role_grant SET ends_on = $2 WHERE id = $1");
        tx.execute(redate.bind(id).bind(last)).await?;
    }
    bulk::insert(
        tx,
        "INSERT INTO role_grant (id, user_id, ods, role, holder_limit, origin, granted_at, reason, starts_on, ends_on)
         VALUES",
        changes
            .iter()
            .filter_map(|change| grant(change, audit))
            .collect(),
        "",
    )
    .await?;
    record(tx, audit, changes, why).await?;
    let less = |change: &PlaceChange| change.moves == Move::Go || !change.following.end.is_empty();
    accountant_links::follow(tx, audit, &places(changes, less)).await
}

async fn end(tx: &mut Tx, audit: &AuditContext, changes: &[PlaceChange]) -> Result<(), Failure> {
    let ended = || changes.iter().flat_map(|change| &change.following.end);
    if ended().next().is_none() {
        return Ok(());
    }
    let mut query = Query::new("UPDATE role_grant SET ended_at = $1, ended_by = $2 WHERE id IN ")
        .bind(audit.at)
        .bind(audit.by);
    query.push_list(ended().map(|grant| grant.id));
    tx.execute(query).await?;
    Ok(())
}

fn grant(change: &PlaceChange, audit: &AuditContext) -> Option<[Value; 10]> {
    let implied = change.following.add?;
    let reason = match &change.case {
        Some(case) => ["Confirmed link, case ", case].concat(),
        None => String::new(),
    };
    Some([
        new_id().into(),
        change.user.into(),
        (&change.practice).into(),
        implied.role.into(),
        0_i64.into(),
        "performers list".into(),
        audit.at.into(),
        reason.into(),
        audit.today.into(),
        implied.last.into(),
    ])
}

/// Somebody's place.
type Place<'a> = (UserId, &'a OdsCode);

/// The places of the changes for which something holds.
fn places(changes: &[PlaceChange], of: impl Fn(&PlaceChange) -> bool) -> Vec<Place<'_>> {
    let changes = changes.iter().filter(|change| of(change));
    changes
        .map(|change| (change.user, &change.practice))
        .collect()
}

async fn write_places(
    tx: &mut Tx,
    audit: &AuditContext,
    changes: &[PlaceChange],
) -> Result<(), Failure> {
    let of = |moves: Move| places(changes, |change| change.moves == moves);
    come(tx, audit, changes).await?;
    let stay = Query::new("UPDATE membership SET version = version + 1");
    update(tx, stay, &of(Move::Stay)).await?;
    come_back(tx, audit, &of(Move::Return)).await?;
    go(tx, audit, &of(Move::Go)).await?;
    let new: Vec<_> = [of(Move::Come), of(Move::Return)].concat();
    ask_where_unlinked(tx, audit, &new).await?;
    ask_at(tx, audit, &places(changes, |change| change.leaves_others)).await
}

async fn come(tx: &mut Tx, audit: &AuditContext, changes: &[PlaceChange]) -> Result<(), Failure> {
    let come = changes.iter().filter(|change| change.moves == Move::Come);
    let rows = come.map(|change| {
        let status = if change.has_signed_in {
            "active"
        } else {
            "invited"
        };
        [
            change.user.into(),
            (&change.practice).into(),
            status.into(),
            audit.at.into(),
            "".into(),
            1_i64.into(),
        ]
    });
    bulk::insert(
        tx,
        "INSERT INTO membership (user_id, ods, status, since, reason, version) VALUES",
        rows.collect(),
        "",
    )
    .await?;
    Ok(())
}

async fn come_back(tx: &mut Tx, audit: &AuditContext, places: &[Place<'_>]) -> Result<(), Failure> {
    let come_back = Query::new(
        "UPDATE membership SET version = version + 1, since = $1, reason = '', leaves_on = NULL,
                accepted_at = NULL,
                status = CASE WHEN (SELECT last_sign_in_at FROM app_user WHERE id = user_id) IS NULL THEN 'invited'
                              ELSE 'active' END",
    );
    update(tx, come_back.bind(audit.at), places).await
}

/// Whoever goes stays logged in: as a GP they look after their entry, and may work elsewhere.
async fn go(tx: &mut Tx, audit: &AuditContext, places: &[Place<'_>]) -> Result<(), Failure> {
    let go = Query::new(
        "UPDATE membership SET version = version + 1, since = $1, reason = $2, leaves_on = NULL,
                status = 'deactivated'",
    );
    update(tx, go.bind(audit.at).bind(LINK_ENDED), places).await
}

/// Runs an update at these places.
async fn update(tx: &mut Tx, mut query: Query, places: &[Place<'_>]) -> Result<(), Failure> {
    if places.is_empty() {
        return Ok(());
    }
    query.push(" WHERE (user_id, ods) IN ").push_pairs(places);
    tx.execute(query).await?;
    Ok(())
}

async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    changes: &[PlaceChange],
    why: &str,
) -> Result<(), Failure> {
    let mut events = Vec::with_capacity(changes.len());
    for change in changes {
        let dates_only = change.following.add.is_none() && change.following.end.is_empty();
        events.push(NewEvent {
            action: if dates_only {
                Action::DatesChanged
            } else {
                Action::RolesChanged
            },
            subject: Some((change.user, &change.name)),
            practice: Some(&change.practice),
            detail: change.detail.clone(),
            reason: why,
        });
        if change.moves == Move::Go {
            events.push(NewEvent {
                action: Action::Deactivated,
                subject: Some((change.user, &change.name)),
                practice: Some(&change.practice),
                detail: crate::history::Detail::default(),
                reason: LINK_ENDED,
            });
        }
    }
    append_all(tx, audit, events).await
}
