//! What was answered about those who may move.

use uuid::Uuid;

use crate::{
    access::{Service, list},
    base::{
        clock::in_words,
        dates::Instant,
        ids::{OdsCode, UserId},
        text::{full_name, isolated, known_as},
    },
    database::{Failure, Query, RoleCodes, Tx},
    successions::{fate::names, store::stored::named},
};

/// An answer about somebody and one service.
pub(super) struct Answered {
    pub user: UserId,
    name: String,
    username: String,
    /// Where: a practice that follows.
    pub practice: OdsCode,
    /// By name and code.
    pub practice_name: String,
    pub service: Service,
    roles: Vec<String>,
    by: String,
    at: Instant,
}

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    practice: String,
    user_id: UserId,
    first_name: String,
    last_name: String,
    email: String,
    service: Service,
    roles: RoleCodes,
    by_first: String,
    by_last: String,
    answered_at: Instant,
}

impl Answered {
    /// Them, as somebody is told who may not know them.
    pub(super) fn account(&self) -> String {
        known_as(&self.name, &self.username)
    }

    /// A sentence, which begins with `about`.
    pub(super) fn in_words(&self, about: &str) -> String {
        let given = if self.roles.is_empty() {
            ["nothing of ", self.service.name()].concat()
        } else {
            list(&self.roles)
        };
        let by = isolated(&self.by);
        [
            about,
            ": ",
            &given,
            ", by ",
            &by,
            " on ",
            &in_words(self.at),
        ]
        .concat()
    }
}

/// All answers, by people's names.
pub(super) async fn answers(tx: &mut Tx, succession: Uuid) -> Result<Vec<Answered>, Failure> {
    let rows: Vec<Row> = tx
        .all(
            Query::new(
                "SELECT a.ods, p.name AS practice, a.user_id, u.first_name, u.last_name, u.email, a.service, a.roles,
                        b.first_name AS by_first, b.last_name AS by_last, a.answered_at
                 FROM succession_answer a JOIN practice p ON p.ods = a.ods JOIN app_user u ON u.id = a.user_id
                 JOIN app_user b ON b.id = a.answered_by
                 WHERE a.succession = $1 ORDER BY u.sort_name, u.id, a.ods, a.service",
            )
            .bind(succession),
        )
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| Answered {
            user: row.user_id,
            name: full_name(&row.first_name, &row.last_name),
            username: row.email,
            practice_name: named(&row.practice, &row.ods),
            practice: row.ods,
            service: row.service,
            roles: names(&row.roles.0),
            by: full_name(&row.by_first, &row.by_last),
            at: row.answered_at,
        })
        .collect())
}
