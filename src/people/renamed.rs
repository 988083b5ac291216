//! Somebody has another name: their practices read it in their own record, and those who manage access there are told.
//! A name is what colleagues know a person by, so nobody takes another one unseen.

use crate::{
    access::Role,
    base::{
        ids::{OdsCode, UserId},
        text::{full_name, greeting},
    },
    database::{Failure, Query, Tx},
    history::{Action, Detail, NewEvent, append_all},
    mail::{Letter, Recipient, post_all},
    web::Stamp,
};

/// Records at each practice where `user` has a place that their name was `before` and is another one now, and tells the
/// administrators there. Does nothing where it is the same.
pub(crate) async fn renamed(
    tx: &mut Tx,
    stamp: &Stamp,
    user: UserId,
    before: &str,
) -> Result<(), Failure> {
    let (first, last, username): (String, String, String) = tx
        .one(
            Query::new("SELECT first_name, last_name, email FROM app_user WHERE id = $1")
                .bind(user),
        )
        .await?;
    let now = full_name(&first, &last);
    if now == before {
        return Ok(());
    }
    let practices: Vec<(OdsCode,)> = tx
        .all(
            Query::new(
                "SELECT ods FROM membership WHERE user_id = $1 AND status <> 'deactivated' ORDER BY ods",
            )
            .bind(user),
        )
        .await?;
    let note = ["From ", before, " to ", &now].concat();
    let events = practices.iter().map(|(practice,)| NewEvent {
        action: Action::NameChanged,
        subject: Some((user, before)),
        practice: Some(practice),
        detail: Detail {
            note: note.clone(),
            ..Detail::default()
        },
        reason: "",
    });
    append_all(tx, stamp, events.collect()).await?;
    let letters: Vec<_> = administrators(tx, user, stamp)
        .await?
        .into_iter()
        .map(|(address, first, last)| {
            let letter = Letter::NameChanged {
                name: greeting(&first, &last).to_owned(),
                before: before.to_owned(),
                now: now.clone(),
                username: username.clone(),
            };
            let name = full_name(&first, &last);
            (Recipient { address, name }, letter)
        })
        .collect();
    post_all(tx, stamp, &letters).await
}

/// Address and names of those who manage access where the user works, but for the user and whoever acts.
async fn administrators(
    tx: &mut Tx,
    user: UserId,
    stamp: &Stamp,
) -> Result<Vec<(String, String, String)>, Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT u.email, u.first_name, u.last_name, u.id FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods
         JOIN membership place ON place.ods = g.ods
         JOIN app_user u ON u.id = g.user_id
         WHERE place.user_id = $1 AND place.status <> 'deactivated' AND m.status = 'active' AND g.user_id <> $1
           AND g.ended_at IS NULL AND g.starts_on <= $2 AND (g.ends_on IS NULL OR g.ends_on >= $2) AND g.role IN ",
    )
    .bind(user)
    .bind(stamp.today);
    query.push_list(Role::all().filter(|role| role.administers()));
    let found: Vec<(String, String, String, UserId)> = tx.all(query).await?;
    Ok(found
        .into_iter()
        .filter(|(.., administrator)| Some(*administrator) != stamp.by)
        .map(|(address, first, last, _)| (address, first, last))
        .collect())
}
