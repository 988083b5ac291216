//! Who has to look at what a GP asks for.

use crate::{
    access::{Role, Service},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
    performers::escalation::There,
};

/// Someone with their name.
pub(super) type Person = (UserId, String);

/// Those at a practice who are told, besides the GP.
#[derive(Clone, Debug, Default)]
pub(super) struct People {
    /// Who confirm links.
    pub reviewers: Vec<Person>,
    /// Who can give somebody the role that confirms links: the administrators of the Performers List.
    pub administrators: Vec<Person>,
}

impl People {
    pub(super) fn there(&self) -> There {
        There {
            reviewers: self.reviewers.len(),
            administrators: self.administrators.len(),
        }
    }
}

/// Who is there at a practice today.
pub(super) async fn people_at(
    tx: &mut Tx,
    practice: &OdsCode,
    gp: UserId,
    today: Date,
) -> Result<People, Failure> {
    let confirms = Role::confirms_links();
    let gives = Service::Pl.administrator();
    let mut query = Query::new(
        "SELECT g.role, g.user_id, u.first_name, u.last_name FROM role_grant g
         JOIN membership m ON m.user_id = g.user_id AND m.ods = g.ods AND m.status <> 'deactivated'
         JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.starts_on <= $1 AND (g.ends_on IS NULL OR g.ends_on >= $1)
           AND g.user_id <> $2 AND g.ods = $3 AND g.role IN ",
    )
    .bind(today)
    .bind(gp)
    .bind(practice);
    query
        .push_list([gives, confirms])
        .push(" ORDER BY u.sort_name, u.id");
    let rows: Vec<(Role, UserId, String, String)> = tx.all(query).await?;
    let mut people = People::default();
    for (role, user, first, last) in rows {
        let person = (user, crate::base::text::shown_name(&first, &last));
        let of = if role == confirms {
            &mut people.reviewers
        } else {
            &mut people.administrators
        };
        if !of.contains(&person) {
            of.push(person);
        }
    }
    Ok(people)
}

/// The registration team.
pub(super) async fn officers(tx: &mut Tx) -> Result<Vec<Person>, Failure> {
    let rows: Vec<(UserId, String, String)> = tx
        .all(Query::new(
            "SELECT id, first_name, last_name FROM app_user
             WHERE is_registration_officer AND password_hash IS NOT NULL ORDER BY sort_name, id",
        ))
        .await?;
    Ok(rows
        .into_iter()
        .map(|(user, first, last)| (user, crate::base::text::shown_name(&first, &last)))
        .collect())
}
