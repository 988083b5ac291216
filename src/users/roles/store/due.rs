//! Grants whose last day has passed.

use uuid::Uuid;

use crate::{
    access::Role,
    accountant_links,
    base::ids::{OdsCode, UserId},
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append},
    web::AuditContext,
};

#[derive(sqlx::FromRow)]
struct DueRow {
    id: Uuid,
    user_id: UserId,
    ods: OdsCode,
    role: Role,
    first_name: String,
    last_name: String,
}

/// Ends the grants at these practices whose last day has passed, so that their places are free and the record says so.
/// Those that follow from the Performers List end there.
pub(crate) async fn end_due(
    tx: &mut Tx,
    practices: &[OdsCode],
    audit: &AuditContext,
) -> Result<(), Failure> {
    let mut query = Query::new(
        "SELECT g.id, g.user_id, g.ods, g.role, u.first_name, u.last_name
         FROM role_grant g JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.origin <> 'performers list' AND g.ends_on IS NOT NULL AND g.ends_on < ",
    );
    query
        .push_bind(audit.today)
        .push(" AND g.ods IN ")
        .push_list(practices)
        .push(" ORDER BY g.ods, g.id");
    let due: Vec<DueRow> = tx.all(query).await?;
    for row in &due {
        tx.execute(
            Query::new("UPDATE role_grant SET ended_at = $2 WHERE id = $1 AND ended_at IS NULL")
                .bind(row.id)
                .bind(audit.at),
        )
        .await?;
        let name = crate::base::text::full_name(&row.first_name, &row.last_name);
        let event = NewEvent {
            action: Action::RolesEnded,
            subject: Some((row.user_id, &name)),
            practice: Some(&row.ods),
            detail: Detail {
                before: vec![row.role],
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, &audit.by_itself(), event).await?;
    }
    let places: Vec<_> = due.iter().map(|row| (row.user_id, &row.ods)).collect();
    accountant_links::follow(tx, audit, &places).await
}
