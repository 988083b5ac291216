//! A text among all users of the country.
//!
//! The words of all users lie sorted, with the name lists are ordered by behind each, so a page is the beginning of a
//! range. One word is one range. Of two words the pairs of a name's words are sorted too, so the users who have one
//! of them whole and another that begins with the other are again one range; those who have neither whole come last,
//! found through one word and checked for the other. The results are in that order, and the address of the next page
//! says in which of these ranges the page before ended.

use super::{Row, Sought, Word, cursor};
use crate::{
    base::{ids::UserId, search_words::range_end},
    database::{Db, Failure, Query},
};

/// One of the ranges a search goes through, in order.
struct Range<'a> {
    from: String,
    to: String,
    /// Words that are not part of the range and have to be checked for each user.
    check: Vec<&'a Word>,
    /// Ranges before this one, whose users have been listed already.
    except: Vec<(String, String)>,
}

/// A page of results and where it ended.
pub(super) async fn rows(
    db: &Db,
    sought: &Sought<'_>,
    page: usize,
) -> Result<(Vec<Row>, String), Failure> {
    let ranges = ranges(&sought.words);
    let (start, after) = start(&sought.search.after, ranges.len());
    let mut rows: Vec<Row> = Vec::new();
    let mut ends = Vec::new();
    for (number, range) in ranges.iter().enumerate().skip(start) {
        let after = after.as_ref().filter(|_| number == start);
        let wanted = page + 1 - rows.len();
        let found: Vec<Row> = db.all(query(sought, range, after, wanted)).await?;
        ends.extend(std::iter::repeat_n(number, found.len()));
        rows.extend(found);
        if rows.len() > page {
            break;
        }
    }
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows
        .last()
        .zip(ends.get(page.saturating_sub(1)))
        .filter(|_| more)
        .map(|(last, range)| {
            cursor(&[
                &range.to_string(),
                &last.token,
                &last.sort_name,
                &last.id.to_string(),
            ])
        });
    Ok((rows, next.unwrap_or_default()))
}

fn ranges(words: &[Word]) -> Vec<Range<'_>> {
    let range = |prefix: String, check| Range {
        to: range_end(&prefix),
        from: prefix,
        check,
        except: Vec::new(),
    };
    let mut ranges = Vec::new();
    let (lead, check) = match words {
        [] => return ranges,
        [word] => (word, Vec::new()),
        [first, second, rest @ ..] => {
            let rest: Vec<&Word> = rest.iter().collect();
            let pair = |whole: &Word, begun: &Word| {
                range(
                    [whole.text.as_str(), " ", &begun.text].concat(),
                    rest.clone(),
                )
            };
            ranges.push(pair(first, second));
            if first.text != second.text {
                ranges.push(pair(second, first));
            }
            // The longer word is the rarer one as a rule.
            let (lead, other) = if first.text.len() >= second.text.len() {
                (first, second)
            } else {
                (second, first)
            };
            let mut check = rest;
            check.push(other);
            (lead, check)
        }
    };
    for form in &lead.forms {
        ranges.push(range(form.clone(), check.clone()));
    }
    for number in 1..ranges.len() {
        let before = ranges
            .iter()
            .take(number)
            .map(|r| (r.from.clone(), r.to.clone()));
        let except = before.collect();
        if let Some(range) = ranges.get_mut(number) {
            range.except = except;
        }
    }
    ranges
}

/// The place after which a page begins.
struct After {
    token: String,
    sort_name: String,
    id: UserId,
}

fn start(after: &str, ranges: usize) -> (usize, Option<After>) {
    let mut parts = after.splitn(4, '~');
    let mut next = || parts.next();
    let (Some(range), Some(token), Some(sort_name), Some(id)) = (next(), next(), next(), next())
    else {
        return (0, None);
    };
    match (range.parse::<usize>(), id.parse()) {
        (Ok(range), Ok(id)) if range < ranges => {
            let (token, sort_name) = (token.to_owned(), sort_name.to_owned());
            (
                range,
                Some(After {
                    token,
                    sort_name,
                    id,
                }),
            )
        }
        _ => (0, None),
    }
}

fn query(sought: &Sought<'_>, range: &Range<'_>, after: Option<&After>, wanted: usize) -> Query {
    let mut query = sought.select();
    query
        .push(
            "SELECT u.id, u.email, u.title, u.first_name, u.last_name, u.sort_name, u.gmc_number,
                    u.last_sign_in_at, f.token, CAST(0 AS BIGINT) AS total
             FROM user_token f JOIN app_user u ON u.id = f.user_id
             WHERE f.token >= ",
        )
        .push_bind(&range.from)
        .push(" AND f.token < ")
        .push_bind(&range.to);
    if let Some(after) = after {
        query
            .push(" AND (f.token, f.sort_name, f.user_id) > (")
            .push_bind(&after.token)
            .push(", ")
            .push_bind(&after.sort_name)
            .push(", ")
            .push_bind(after.id)
            .push(")");
    }
    narrow(&mut query, sought, range);
    query
        .push(" ORDER BY f.token, f.sort_name, f.user_id LIMIT ")
        .push_bind(i64::try_from(wanted).unwrap_or(i64::MAX))
        .push(") AS r ORDER BY r.token, r.sort_name, r.id");
    query
}

/// Adds the conditions that a user whose word `f` is in a range is listed there.
fn narrow(query: &mut Query, sought: &Sought<'_>, range: &Range<'_>) {
    // A user whose words begin alike several times is listed once, where the first of them lies. Nothing lies before
    // the word itself.
    query
        .push(" AND (f.token = ")
        .push_bind(&range.from)
        .push(" OR NOT EXISTS (SELECT 1 FROM user_token d WHERE d.user_id = f.user_id AND d.token >= ")
        .push_bind(&range.from)
        .push(" AND d.token < f.token))");
    for (from, to) in &range.except {
        query
            .push(" AND NOT EXISTS (SELECT 1 FROM user_token b WHERE b.user_id = f.user_id AND b.token >= ")
            .push_bind(from)
            .push(" AND b.token < ")
            .push_bind(to)
            .push(")");
    }
    for word in &range.check {
        sought.has_word(query, word, "f.user_id");
    }
    sought.filter(query);
}

/// How many users match in all, but no more than `most`.
pub(super) async fn count(db: &Db, sought: &Sought<'_>, most: u32) -> Result<u32, Failure> {
    let mut count = 0;
    for range in ranges(&sought.words) {
        let mut query = Query::new(
            "SELECT CAST(count(*) AS BIGINT) FROM (
             SELECT 1 AS one FROM user_token f JOIN app_user u ON u.id = f.user_id WHERE f.token >= ",
        );
        query
            .push_bind(&range.from)
            .push(" AND f.token < ")
            .push_bind(&range.to);
        narrow(&mut query, sought, &range);
        query
            .push(" LIMIT ")
            .push_bind(i64::from(most - count))
            .push(") AS r");
        let (found,): (i64,) = db.read().await?.one(query).await?;
        count = most.min(count + u32::try_from(found).unwrap_or(most));
        if count == most {
            break;
        }
    }
    Ok(count)
}
