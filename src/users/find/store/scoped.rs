//! A search through the users of some practices, or through all users in an order of their own.

use super::{Row, Sought, cursor};
use crate::{
    access::Scope,
    database::{Db, Failure, Query},
    users::find::Sort,
};

/// A page of results and where it ended.
pub(super) async fn rows(
    db: &Db,
    sought: &Sought<'_>,
    page: usize,
) -> Result<(Vec<Row>, String), Failure> {
    let sort = Sort::from_code(&sought.search.sort);
    // The users of some practices are counted on the way: they are found and sorted as a whole for each page anyway.
    let total = match sought.scope {
        Scope::Practices(_) => "count(*) OVER ()",
        Scope::Everyone => "CAST(0 AS BIGINT)",
    };
    let mut query = sought.select();
    query
        .push(
            "SELECT u.* FROM (SELECT u.id, u.email, u.title, u.first_name, u.last_name, u.sort_name, u.gmc_number,
                    u.last_sign_in_at, '' AS token, ",
        )
        .push(total)
        .push(" AS total, ");
    // The order tells no more than the rows do.
    match sort {
        Sort::Name => {
            query.push("u.sort_name");
        }
        Sort::Email => sought.told(&mut query, "u.email", "''"),
        Sort::LatestSignIn | Sort::EarliestSignIn => {
            sought.told(&mut query, "COALESCE(u.last_sign_in_at, 0)", "0");
        }
    }
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
    let next = rows.last().filter(|_| more).map(|last| {
        let id = last.id.to_string();
        match sort {
            Sort::Name => cursor(&[&last.sort_name, &id]),
            Sort::Email if last.works_here => cursor(&[&last.email, &id]),
            Sort::Email => cursor(&["", &id]),
            Sort::LatestSignIn | Sort::EarliestSignIn => {
                let at = last.last_sign_in_at.filter(|_| last.works_here);
                cursor(&[&at.map_or(0, |at| at.0).to_string(), &id])
            }
        }
    });
    Ok((rows, next.unwrap_or_default()))
}

/// In which order the inner rows come, and the outer ones.
fn order(sort: Sort) -> [&'static str; 2] {
    match sort {
        Sort::LatestSignIn => [
            " ORDER BY u.place DESC, u.id DESC",
            " ORDER BY r.place DESC, r.id DESC",
        ],
        Sort::Name | Sort::Email | Sort::EarliestSignIn => {
            [" ORDER BY u.place, u.id", " ORDER BY r.place, r.id"]
        }
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
    query.push(match sort {
        Sort::LatestSignIn => " AND (u.place, u.id) < (",
        Sort::Name | Sort::Email | Sort::EarliestSignIn => " AND (u.place, u.id) > (",
    });
    match sort {
        Sort::Name | Sort::Email => query.push_bind(key),
        Sort::LatestSignIn | Sort::EarliestSignIn => {
            query.push_bind(key.parse::<i64>().unwrap_or(0))
        }
    };
    query.push(", ").push_bind(id).push(")");
}
