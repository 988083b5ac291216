//! A search through the users of some practices, or through all users in an order of their own.

use super::{PLACE_IN_SCOPE, Row, Sought, cursor};
use crate::{
    access::Scope,
    database::{Db, Failure, Query},
    users::find::{By, Sort},
};

/// A page of results and where it ended.
pub(super) async fn rows(
    db: &Db,
    sought: &Sought<'_>,
    page: usize,
) -> Result<(Vec<Row>, String), Failure> {
    let sort = sought.sort;
    // The users of some practices are counted on the way: they are found and sorted as a whole for each page anyway.
    let total = match sought.scope {
        Scope::Practices(_) => "count(*) OVER ()",
        Scope::Everyone => "CAST(0 AS BIGINT)",
    };
    let mut query = sought.select();
    query
        .push(
            "SELECT u.*, CAST(u.place AS TEXT) AS token FROM (
             SELECT u.id, u.email, u.title, u.first_name, u.last_name, u.sort_name, u.gmc_number, u.last_sign_in_at, ",
        )
        .push(total)
        .push(" AS total, ");
    place(&mut query, sought);
    query.push(" AS place FROM app_user u WHERE ");
    conditions(&mut query, sought);
    query.push(") AS u WHERE 1 = 1");
    after(&mut query, sort, &sought.search.after);
    let order = order(sort);
    query
        .push(order[0])
        .push(" LIMIT ")
        .push_bind(i64::try_from(page + 1).unwrap_or(i64::MAX))
        .push(") AS r")
        .push(order[1]);
    let mut rows: Vec<Row> = db.all(query).await?;
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more);
    let next = next.map(|last| cursor(&[&last.token, &last.id.to_string()]));
    Ok((rows, next.unwrap_or_default()))
}

/// How many users match in all, but no more than `most`.
pub(super) async fn count(db: &Db, sought: &Sought<'_>, most: u32) -> Result<u32, Failure> {
    let mut query = Query::new("");
    sought.begin(&mut query);
    query.push("SELECT CAST(count(*) AS BIGINT) FROM (SELECT 1 AS one FROM app_user u WHERE ");
    conditions(&mut query, sought);
    query
        .push(" LIMIT ")
        .push_bind(i64::from(most))
        .push(") AS r");
    let (count,): (i64,) = db.read().await?.one(query).await?;
    Ok(u32::try_from(count).unwrap_or(most))
}

/// Adds what the user `u` is ordered by. It tells no more than the row does.
fn place(query: &mut Query, sought: &Sought<'_>) {
    match sought.sort.by {
        By::Name => {
            query.push("u.sort_name");
        }
        By::Email => sought.told(query, "u.email", "''"),
        By::SignIn => sought.told(query, "COALESCE(u.last_sign_in_at, 0)", "0"),
        By::Practice => {
            // "~" comes after every letter: those without a practice are last.
            query.push(
                "COALESCE((SELECT min(lower(p.name)) FROM membership m JOIN practice p ON p.ods = m.ods
                           WHERE m.user_id = u.id",
            );
            if let Scope::Practices(_) = sought.scope {
                query.push(PLACE_IN_SCOPE);
            }
            query.push("), '~')");
        }
        By::Status => {
            query.push(
                "COALESCE((SELECT min(CASE m.status WHEN 'active' THEN 0 WHEN 'invited' THEN 1 ELSE 2 END)
                           FROM membership m WHERE m.user_id = u.id",
            );
            if let Scope::Practices(_) = sought.scope {
                query.push(PLACE_IN_SCOPE);
            }
            query.push("), 3)");
        }
    }
}

/// In which order the inner rows come, and the outer ones.
fn order(sort: Sort) -> [&'static str; 2] {
    if sort.reversed {
        [
            " ORDER BY u.place DESC, u.id DESC",
            " ORDER BY r.place DESC, r.id DESC",
        ]
    } else {
        [" ORDER BY u.place, u.id", " ORDER BY r.place, r.id"]
    }
}

fn conditions(query: &mut Query, sought: &Sought<'_>) {
    match sought.scope {
        // Few enough to begin with: the index of a practice's users leads, and only the accounts of those who have
        // the words are read.
        Scope::Practices(_) => {
            query.push("u.id IN (SELECT s.user_id FROM membership s WHERE s.ods IN (SELECT ods FROM scope)");
            for word in &sought.words {
                sought.has_word(query, word, "s.user_id");
            }
            query.push(")");
        }
        Scope::Everyone => {
            let by_code = sought.words.iter().find(|word| !word.codes.is_empty());
            let only_code = sought.words.len() == 1;
            match by_code {
                Some(word) if only_code => {
                    query
                        .push("(u.id IN (SELECT user_id FROM membership WHERE ods IN ")
                        .push_list(&word.codes)
                        .push(") OR u.id IN (SELECT user_id FROM user_token WHERE ")
                        .push_beginnings("token", &word.forms)
                        .push("))");
                }
                _ => {
                    query.push("1 = 1");
                }
            }
            for word in &sought.words {
                sought.has_word(query, word, "u.id");
            }
        }
    }
    sought.filter(query);
}

/// Adds the condition that a row comes after the page before.
fn after(query: &mut Query, sort: Sort, after: &str) {
    let Some((key, id)) = after.rsplit_once('~') else {
        return;
    };
    let Ok(id) = id.parse::<crate::base::ids::UserId>() else {
        return;
    };
    query.push(if sort.reversed {
        " AND (u.place, u.id) < ("
    } else {
        " AND (u.place, u.id) > ("
    });
    match sort.by {
        By::Name | By::Email | By::Practice => query.push_bind(key),
        By::Status | By::SignIn => query.push_bind(key.parse::<i64>().unwrap_or(0)),
    };
    query.push(", ").push_bind(id).push(")");
}
