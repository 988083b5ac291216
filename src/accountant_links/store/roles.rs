//! The role Accountant ends with the last link.

use super::AT_ONCE;
use crate::{
    access::{MembershipStatus, Role},
    base::{
        ids::{OdsCode, UserId},
        text::full_name,
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append_all},
    web::AuditContext,
};

/// Why the role and the place end, as the record says.
const NO_LINK: &str = "No longer the accountant of any member here";

#[derive(sqlx::FromRow)]
struct Holder {
    user_id: UserId,
    ods: OdsCode,
    status: MembershipStatus,
    first_name: String,
    last_name: String,
}

/// Ends the role of those who hold it at these practices without an open link there. A place that nothing else was given for
/// ends with it.
pub(super) async fn end_without_links(
    tx: &mut Tx,
    audit: &AuditContext,
    places: &[(UserId, &OdsCode)],
) -> Result<(), Failure> {
    let audit = audit.by_itself();
    for some in places.chunks(AT_ONCE) {
        let mut query = Query::new(
            "SELECT s.user_id, s.ods, s.status, u.first_name, u.last_name
             FROM membership s JOIN app_user u ON u.id = s.user_id
             WHERE EXISTS (SELECT 1 FROM role_grant g WHERE g.user_id = s.user_id AND g.ods = s.ods
                           AND g.ended_at IS NULL AND g.role = 'gpp-accountant')
               AND NOT EXISTS (SELECT 1 FROM accountant_link l WHERE l.accountant_id = s.user_id AND l.ods = s.ods
                               AND l.ended_at IS NULL)
               AND (s.user_id, s.ods) IN ",
        );
        query.push_pairs(some).push(" ORDER BY s.ods, s.user_id");
        let holders: Vec<Holder> = tx.all(query).await?;
        for holder in &holders {
            end_role(tx, &audit, holder).await?;
        }
    }
    Ok(())
}

async fn end_role(tx: &mut Tx, audit: &AuditContext, holder: &Holder) -> Result<(), Failure> {
    let (user, practice) = (holder.user_id, &holder.ods);
    let held = "SELECT role FROM role_grant WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL ORDER BY role";
    let held = Query::new(held).bind(user).bind(practice);
    let held: Vec<(Role,)> = tx.all(held).await?;
    let before: Vec<_> = held.into_iter().map(|(role,)| role).collect();
    let after = before.iter().copied();
    let after: Vec<_> = after.filter(|role| *role != Role::GppAccountant).collect();
    let end = "UPDATE role_grant SET ended_at = $3
               WHERE user_id = $1 AND ods = $2 AND ended_at IS NULL AND role = 'gpp-accountant'";
    let end = Query::new(end).bind(user).bind(practice).bind(audit.at);
    tx.execute(end).await?;
    let leaves = after.is_empty() && holder.status.is_open();
    let place = if leaves {
        Query::new(
            "UPDATE membership SET version = version + 1, since = $3, reason = $4, leaves_on = NULL, status = 'deactivated'
             WHERE user_id = $1 AND ods = $2 RETURNING version",
        )
        .bind(user)
        .bind(practice)
        .bind(audit.at)
        .bind(NO_LINK)
    } else {
        Query::new("UPDATE membership SET version = version + 1 WHERE user_id = $1 AND ods = $2 RETURNING version")
            .bind(user)
            .bind(practice)
    };
    let (version,): (i64,) = tx.one(place).await?;
    if leaves {
        log_out(tx, user).await?;
    }
    let name = full_name(&holder.first_name, &holder.last_name);
    let event = |action, detail| NewEvent {
        action,
        subject: Some((user, name.as_str())),
        practice: Some(practice),
        detail,
        reason: NO_LINK,
    };
    let detail = Detail {
        before,
        after,
        version,
        ..Detail::default()
    };
    let mut events = vec![event(Action::RolesChanged, detail)];
    events.extend(leaves.then(|| event(Action::Deactivated, Detail::default())));
    append_all(tx, audit, events).await
}

/// Whoever has no place any more is logged out.
async fn log_out(tx: &mut Tx, user: UserId) -> Result<(), Failure> {
    let end = "DELETE FROM session WHERE user_id = $1
               AND NOT EXISTS (SELECT 1 FROM membership WHERE user_id = $1 AND status <> 'deactivated')
               AND NOT EXISTS (SELECT 1 FROM app_user WHERE id = $1 AND is_registration_officer)";
    tx.execute(Query::new(end).bind(user)).await?;
    Ok(())
}
