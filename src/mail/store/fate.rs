//! What became of messages, for those who want them to arrive.

use super::super::reasons;
use crate::{
    base::{
        clock::in_words,
        dates::Instant,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Query, Tx},
};

/// What became of the newest message to somebody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Fate {
    /// It waits, or is being sent: why it has not gone yet, if it was tried.
    OnItsWay(String),
    /// The mail server has it: since when, in words.
    HandedOver(String),
    /// It was given up: why.
    NotArrived(String),
}

#[derive(sqlx::FromRow)]
struct Row {
    state: String,
    problem: String,
    ended_at: Option<i64>,
}

/// What became of the newest message to an address. One of long ago is not remembered.
pub(crate) async fn newest_to(tx: &mut Tx, address: &str) -> Result<Option<Fate>, Failure> {
    let query = Query::new(
        "SELECT state, problem, ended_at FROM mail WHERE to_address = $1 ORDER BY id DESC LIMIT 1",
    );
    let newest: Option<Row> = tx.optional(query.bind(address)).await?;
    Ok(newest.map(|row| match row.state.as_str() {
        "sent" => {
            let at = row.ended_at.map(|at| in_words(Instant(at)));
            Fate::HandedOver(at.unwrap_or_default())
        }
        "dead" => Fate::NotArrived(reasons::given_up(&row.problem)),
        _ if row.problem.is_empty() => Fate::OnItsWay(String::new()),
        _ => Fate::OnItsWay(reasons::not_yet(&row.problem)),
    }))
}

/// Somebody invited whose invitation did not arrive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NotArrived {
    pub user: UserId,
    pub name: String,
    /// The address it was for.
    pub address: String,
    /// Why: a sentence without its stop.
    pub why: String,
}

/// Which of these people have not set up their account because the newest message to them did not arrive.
pub(crate) fn undelivered_to(people: impl IntoIterator<Item = UserId>) -> Query {
    let mut query = Query::new("SELECT u.id FROM app_user u CROSS JOIN mail d WHERE u.id IN ");
    query.push_list(people);
    query.push(NOT_ARRIVED);
    query
}

/// That the newest message `d` to the user `u` was given up before they set up their account.
const NOT_ARRIVED: &str =
    " AND u.password_hash IS NULL AND d.to_address = u.email AND d.state = 'dead'
      AND NOT EXISTS (SELECT 1 FROM mail n WHERE n.to_address = d.to_address AND n.id > d.id)";

/// Those who have not set up their account because the newest message to them did not arrive, the newest first: at
/// these practices, or everywhere.
pub(crate) async fn not_arrived(
    tx: &mut Tx,
    practices: Option<&[OdsCode]>,
    at_most: i64,
) -> Result<Vec<NotArrived>, Failure> {
    // Seen from the side that is short: the people of some practices, or all messages that were given up.
    let mut query = Query::new(
        "SELECT DISTINCT u.id, u.first_name, u.last_name, u.email, d.problem, d.ended_at FROM ",
    );
    if let Some(practices) = practices {
        query
            .push("membership m CROSS JOIN app_user u CROSS JOIN mail d WHERE m.status = 'invited' AND m.ods IN ")
            .push_list(practices)
            .push(" AND u.id = m.user_id");
    } else {
        query.push(
            "mail d CROSS JOIN app_user u
             WHERE (EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id AND m.status = 'invited')
                    OR NOT EXISTS (SELECT 1 FROM membership m WHERE m.user_id = u.id))",
        );
    }
    query
        .push(NOT_ARRIVED)
        .push(" ORDER BY d.ended_at DESC, u.id LIMIT ")
        .push_bind(at_most);
    let found: Vec<(UserId, String, String, String, String, Instant)> = tx.all(query).await?;
    Ok(found
        .into_iter()
        .map(|(user, first, last, address, problem, _)| NotArrived {
            user,
            name: crate::base::text::shown_name(&first, &last),
            address,
            why: reasons::given_up(&problem),
        })
        .collect())
}
