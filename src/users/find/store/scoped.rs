//! A search through the users of some practices, or through all users in an order of their own.

use super::{Row, Sought, cursor};
use crate::{
    access::Scope,
    base::search_words::range_end,
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
        .push(" AS total FROM app_user u WHERE ");
    conditions(&mut query, sought);
    query.push(") AS u WHERE 1 = 1");
    after(&mut query, sort, &sought.search.after);
    query.push(match sort {
        Sort::Name => " ORDER BY u.sort_name, u.id",
        Sort::Email => " ORDER BY u.email",
        Sort::LatestSignIn => " ORDER BY COALESCE(u.last_sign_in_at, 0) DESC, u.id DESC",
        Sort::EarliestSignIn => " ORDER BY COALESCE(u.last_sign_in_at, 0), u.id",
    });
    query
        .push(" LIMIT ")
        .push_bind(i64::try_from(page + 1).unwrap_or(i64::MAX))
        .push(") AS r")
        .push(match sort {
            Sort::Name => " ORDER BY r.sort_name, r.id",
            Sort::Email => " ORDER BY r.email",
            Sort::LatestSignIn => " ORDER BY COALESCE(r.last_sign_in_at, 0) DESC, r.id DESC",
            Sort::EarliestSignIn => " ORDER BY COALESCE(r.last_sign_in_at, 0), r.id",
        });
    let mut rows: Vec<Row> = db.all(query).await?;
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|last| {
        let id = last.id.to_string();
        match sort {
            Sort::Name => cursor(&[&last.sort_name, &id]),
            Sort::Email => cursor(&[&last.email, &id]),
            _ => cursor(&[&last.last_sign_in_at.map_or(0, |at| at.0).to_string(), &id]),
        }
    });
    Ok((rows, next.unwrap_or_default()))
}

fn conditions(query: &mut Query, sought: &Sought<'_>) {
    match sought.scope {
        // Few enough to begin with: the index of a practice's users leads, and only the accounts of those who have
        // the words are read.
        Scope::Practices(_) => {
            query.push("u.id IN (SELECT s.user_id FROM membership s WHERE s.ods IN (SELECT ods FROM scope)");
            for word in &sought.words {
                Sought::has_word(query, word, "s.user_id");
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
                        .push(") OR u.id IN (SELECT user_id FROM user_token WHERE token >= ")
                        .push_bind(&word.text)
                        .push(" AND token < ")
                        .push_bind(range_end(&word.text))
                        .push("))");
                }
                _ => {
                    query.push("1 = 1");
                }
            }
            for word in &sought.words {
                Sought::has_word(query, word, "u.id");
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
    match sort {
        Sort::Name => {
            query
                .push(" AND (u.sort_name, u.id) > (")
                .push_bind(key)
                .push(", ")
                .push_bind(id)
                .push(")");
        }
        Sort::Email => {
            query.push(" AND u.email > ").push_bind(key);
        }
        Sort::LatestSignIn | Sort::EarliestSignIn => {
            let Ok(at) = key.parse::<i64>() else { return };
            query
                .push(" AND (COALESCE(u.last_sign_in_at, 0), u.id) ")
                .push(if sort == Sort::LatestSignIn {
                    "< ("
                } else {
                    "> ("
                })
                .push_bind(at)
                .push(", ")
                .push_bind(id)
                .push(")");
        }
    }
}
