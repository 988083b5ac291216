//! Searching practices in the database.
//!
//! A word is a range of `practice_token`; administrators are read from an index that holds them and nothing else,
//! `role_grant_administrators`, as long as a query says `holder_limit > 0`. So none touches the ordinary grants.

mod slips;

use std::collections::BTreeMap;

pub(super) use slips::put_right;

use super::{
    Administrators, FoundPractice, List, ListCounts, PracticeSearch, PracticesFound, Sort,
};
use crate::{
    access::{ManagesUsers, Role, Scope, Service},
    base::{dates::Date, ids::OdsCode, search_words::sought_place},
    database::{Failure, Query, Tx},
    practices::{Pcn, PracticeStatus},
    ui::ON_A_PAGE,
};

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    name: String,
    status: PracticeStatus,
    opened_on: Option<Date>,
    town: String,
    postcode: String,
}

impl Row {
    /// The day on which it opens, if that is yet to come.
    fn opens_on(&self, today: Date) -> Option<Date> {
        let is_to_open = self.status == PracticeStatus::Active;
        self.opened_on.filter(|first| is_to_open && *first > today)
    }

    /// "Closed", or when it opens; empty if it is open.
    fn state(&self, today: Date) -> String {
        match self.opens_on(today) {
            Some(first) => ["Opens on ", &first.in_words()].concat(),
            None if self.status == PracticeStatus::Closed => "Closed".to_owned(),
            None => String::new(),
        }
    }
}

/// Adds the condition that the practice `p` is open.
fn is_open(query: &mut Query, today: Date) {
    query
        .push("(p.status = 'active' AND (p.opened_on IS NULL OR p.opened_on <= ")
        .push_bind(today)
        .push("))");
}

/// One page of a search. Its total and the lengths of the lists are left to be counted.
pub(super) async fn search(
    tx: &mut Tx,
    permit: &ManagesUsers,
    search: &PracticeSearch,
    today: Date,
    page: usize,
) -> Result<PracticesFound, Failure> {
    let mut query = Query::new(
        "SELECT p.ods, p.name, p.status, p.opened_on, p.town, p.postcode FROM practice p",
    );
    narrow(&mut query, permit, search, today);
    let sort = Sort::from_code(&search.sort);
    if let Some((ods, name)) = page_before(tx, &search.after).await? {
        match sort {
            Sort::Name => query
                .push(" AND (p.name, p.ods) > (")
                .push_bind(name)
                .push(", "),
            Sort::Code => query.push(" AND (p.ods) > ("),
        }
        .push_bind(&ods)
        .push(")");
    }
    query.push(match sort {
        Sort::Name => " ORDER BY p.name, p.ods LIMIT ",
        Sort::Code => " ORDER BY p.ods LIMIT ",
    });
    query.push_bind(i64::try_from(page + 1).unwrap_or(i64::MAX));
    let mut rows: Vec<Row> = tx.all(query).await?;
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| row.ods.to_string());
    Ok(PracticesFound {
        found: with_people(tx, rows, today).await?,
        next: next.unwrap_or_default(),
        ..PracticesFound::default()
    })
}

/// Where the page before ended. An address that names no practice begins at the first page.
async fn page_before(tx: &mut Tx, after: &str) -> Result<Option<(OdsCode, String)>, Failure> {
    let Ok(ods) = after.parse::<OdsCode>() else {
        return Ok(None);
    };
    let query = Query::new("SELECT ods, name FROM practice WHERE ods = $1").bind(&ods);
    Ok(tx.optional(query).await?)
}

/// How many practices a search finds.
pub(super) async fn count(
    tx: &mut Tx,
    permit: &ManagesUsers,
    search: &PracticeSearch,
    today: Date,
    lists: Option<&ListCounts>,
) -> Result<u32, Failure> {
    if let (Some(lists), Some(list), None) = (lists, search.list(), search.service()) {
        return Ok(lists.of(list));
    }
    let mut query = Query::new("SELECT CAST(count(*) AS BIGINT) FROM practice p");
    narrow(&mut query, permit, search, today);
    let (count,): (i64,) = tx.one(query).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Adds the conditions of a search.
fn narrow(query: &mut Query, permit: &ManagesUsers, search: &PracticeSearch, today: Date) {
    query.push(" WHERE ");
    in_scope(query, permit);
    has_words(query, &search.q);
    let Some(list) = search.list() else { return };
    if list == List::ClosedWithUsers {
        query.push(" AND p.status = 'closed'");
    } else {
        query.push(" AND ");
        is_open(query, today);
    }
    match list {
        List::NoAdministrator => {
            query.push(" AND NOT ");
            push_has_administrators(query, 1, search.service(), today);
        }
        List::OneAdministrator => {
            query.push(" AND ");
            push_has_administrators(query, 1, search.service(), today);
            query.push(" AND NOT ");
            push_has_administrators(query, 2, search.service(), today);
        }
        List::NoUsers => {
            query.push(" AND NOT ").push(HAS_USERS);
        }
        List::ClosedWithUsers => {
            query.push(" AND ").push(HAS_USERS);
        }
    }
}

/// Adds that the practice `p` is found by every word, in one of its forms, or by words that begin so.
fn has_words(query: &mut Query, text: &str) {
    for forms in sought_place(text) {
        query
            .push(" AND p.ods IN (SELECT t.ods FROM practice_token t WHERE ")
            .push_beginnings("t.token", &forms)
            .push(")");
    }
}

/// What everybody may know of a practice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PublicPractice {
    pub ods: OdsCode,
    pub name: String,
    /// Its town, its postcode and the PCN it belongs to, whose name may be what found it.
    pub place: String,
    pub closed: bool,
}

/// The first practices that these words find, those that are open first; if none, those that the words find with a slip of
/// the pen put right. Nothing for no words.
pub(crate) async fn by_words(
    tx: &mut Tx,
    text: &str,
    today: Date,
) -> Result<Vec<PublicPractice>, Failure> {
    if sought_place(text).is_empty() {
        return Ok(Vec::new());
    }
    let found = with_words(tx, text, today).await?;
    if !found.is_empty() {
        return Ok(found);
    }
    match put_right(tx, text).await? {
        Some(right) => with_words(tx, &right, today).await,
        None => Ok(found),
    }
}

async fn with_words(tx: &mut Tx, text: &str, today: Date) -> Result<Vec<PublicPractice>, Failure> {
    let mut query = Query::new(
        "SELECT p.ods, p.name, p.status, p.opened_on, p.town, p.postcode FROM practice p WHERE p.ods IS NOT NULL",
    );
    has_words(&mut query, text);
    query.push(" ORDER BY p.status, p.name, p.ods LIMIT ");
    query.push_bind(i64::try_from(ON_A_PAGE).unwrap_or(i64::MAX));
    let rows: Vec<Row> = tx.all(query).await?;
    let codes: Vec<_> = rows.iter().map(|row| row.ods.clone()).collect();
    let mut pcns = pcns(tx, &codes, today).await?;
    let practices = rows.into_iter().map(|row| {
        let pcn = pcns
            .remove(&row.ods)
            .map(|pcn| [&pcn.name, " (", pcn.code.as_ref(), ")"].concat());
        let place = [Some(row.town), Some(row.postcode), pcn]
            .into_iter()
            .flatten();
        PublicPractice {
            closed: row.status == PracticeStatus::Closed,
            ods: row.ods,
            name: row.name,
            place: place.collect::<Vec<_>>().join(", "),
        }
    });
    Ok(practices.collect())
}

const HAS_USERS: &str = "((SELECT 1 FROM membership u
     WHERE u.ods = p.ods AND u.status <> 'deactivated' LIMIT 1) IS NOT NULL)";

fn in_scope(query: &mut Query, permit: &ManagesUsers) {
    match permit.scope() {
        Scope::Everyone => query.push("p.ods IS NOT NULL"),
        Scope::Practices(practices) => query.push("p.ods IN ").push_list(practices),
    };
}

/// Adds whether at least one person, or at least two, administer a service, or any, at the practice `p`. Asked like
/// this, the database stops at the second person it meets instead of counting all of them. Not EXISTS: PostgreSQL
/// would rather read every membership of the country once than a few of each practice.
fn push_has_administrators(query: &mut Query, least: u8, service: Option<Service>, today: Date) {
    query.push(
        "((SELECT 1 FROM role_grant g
             JOIN membership a ON a.user_id = g.user_id AND a.ods = g.ods AND a.status <> 'deactivated'
             WHERE g.ods = p.ods AND g.ended_at IS NULL AND g.holder_limit > 0 AND g.starts_on <= ",
    );
    query
        .push_bind(today)
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") AND g.role IN ")
        .push_list(administrator_roles(service));
    if least > 1 {
        query.push(
            " AND EXISTS (SELECT 1 FROM role_grant h
                 JOIN membership b ON b.user_id = h.user_id AND b.ods = h.ods AND b.status <> 'deactivated'
                 WHERE h.ods = p.ods AND h.user_id <> g.user_id
                   AND h.ended_at IS NULL AND h.holder_limit > 0 AND h.starts_on <= ",
        );
        query
            .push_bind(today)
            .push(" AND (h.ends_on IS NULL OR h.ends_on >= ")
            .push_bind(today)
            .push(") AND h.role IN ")
            .push_list(administrator_roles(service))
            .push(")");
    }
    query.push(" LIMIT 1) IS NOT NULL)");
}

fn administrator_roles(service: Option<Service>) -> impl Iterator<Item = Role> {
    Service::ALL
        .into_iter()
        .filter(move |candidate| service.is_none_or(|service| service == *candidate))
        .map(Service::administrator)
}

/// How long the standing lists are, for the practices the reader may see.
pub(crate) async fn list_counts(
    tx: &mut Tx,
    permit: &ManagesUsers,
    today: Date,
) -> Result<ListCounts, Failure> {
    let mut query = Query::new("SELECT p.status, ");
    is_open(&mut query, today);
    query
        .push(" AS is_open, ")
        .push(HAS_USERS)
        .push(" AS users, CASE WHEN ");
    push_has_administrators(&mut query, 2, None, today);
    query.push(" THEN 'several' WHEN ");
    push_has_administrators(&mut query, 1, None, today);
    query.push(" THEN 'one' ELSE 'none' END AS administrators, CAST(count(*) AS BIGINT) FROM practice p WHERE ");
    in_scope(&mut query, permit);
    query.push(" GROUP BY 1, 2, 3, 4");
    let groups: Vec<(PracticeStatus, bool, bool, String, i64)> = tx.all(query).await?;
    let sum = |belongs: fn(&(PracticeStatus, bool, bool, String, i64)) -> bool| {
        let counts = groups.iter().filter(|group| belongs(group));
        u32::try_from(counts.map(|(.., count)| count).sum::<i64>()).unwrap_or(u32::MAX)
    };
    Ok(ListCounts {
        no_administrator: sum(|(_, open, _, administrators, _)| *open && administrators == "none"),
        one_administrator: sum(|(_, open, _, administrators, _)| *open && administrators == "one"),
        no_users: sum(|(_, open, users, ..)| *open && !users),
        closed_with_users: sum(|(status, _, users, ..)| {
            *status == PracticeStatus::Closed && *users
        }),
    })
}

/// Adds to each practice its PCN, its number of users and its administrators.
async fn with_people(
    tx: &mut Tx,
    rows: Vec<Row>,
    today: Date,
) -> Result<Vec<FoundPractice>, Failure> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let codes: Vec<_> = rows.iter().map(|row| row.ods.clone()).collect();
    let mut pcns = pcns(tx, &codes, today).await?;
    let users = users(tx, &codes).await?;
    let mut administrators = administrators(tx, &codes, today).await?;
    Ok(rows
        .into_iter()
        .map(|row| FoundPractice {
            pcn: pcns.remove(&row.ods),
            users: users.get(&row.ods).copied().unwrap_or_default(),
            administrators: Service::ALL
                .map(|service| Administrators {
                    service,
                    names: administrators
                        .remove(&(row.ods.clone(), service))
                        .unwrap_or_default(),
                })
                .into(),
            state: row.state(today),
            opens_on: row.opens_on(today),
            ods: row.ods,
            name: row.name,
            town: row.town,
            postcode: row.postcode,
        })
        .collect())
}

async fn pcns(
    tx: &mut Tx,
    practices: &[OdsCode],
    today: Date,
) -> Result<BTreeMap<OdsCode, Pcn>, Failure> {
    let mut query = Query::new(
        "SELECT m.ods, n.code, n.name FROM pcn_member m JOIN pcn n ON n.code = m.pcn WHERE m.ods IN ",
    );
    query
        .push_list(practices)
        .push(" AND m.joined_on <= ")
        .push_bind(today)
        .push(" AND (m.left_on IS NULL OR m.left_on >= ")
        .push_bind(today)
        // Of two at once the one that began last stands, as on the practice's own pages: it overwrites the others.
        .push(") ORDER BY m.joined_on, m.left_on IS NULL, m.left_on");
    let rows: Vec<(OdsCode, OdsCode, String)> = tx.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|(ods, code, name)| (ods, Pcn { code, name }))
        .collect())
}

async fn users(tx: &mut Tx, practices: &[OdsCode]) -> Result<BTreeMap<OdsCode, u32>, Failure> {
    let mut query = Query::new(
        "SELECT ods, CAST(count(*) AS BIGINT) FROM membership WHERE status <> 'deactivated' AND ods IN ",
    );
    query.push_list(practices).push(" GROUP BY ods");
    let rows: Vec<(OdsCode, i64)> = tx.all(query).await?;
    Ok(rows
        .into_iter()
        .map(|(ods, count)| (ods, u32::try_from(count).unwrap_or(u32::MAX)))
        .collect())
}

async fn administrators(
    tx: &mut Tx,
    practices: &[OdsCode],
    today: Date,
) -> Result<BTreeMap<(OdsCode, Service), Vec<String>>, Failure> {
    let mut query = Query::new(
        "SELECT g.ods, g.role, u.first_name, u.last_name FROM role_grant g
         JOIN membership a ON a.user_id = g.user_id AND a.ods = g.ods AND a.status <> 'deactivated'
         JOIN app_user u ON u.id = g.user_id
         WHERE g.ended_at IS NULL AND g.holder_limit > 0 AND g.starts_on <= ",
    );
    query
        .push_bind(today)
        .push(" AND (g.ends_on IS NULL OR g.ends_on >= ")
        .push_bind(today)
        .push(") AND g.ods IN ")
        .push_list(practices)
        .push(" AND g.role IN ")
        .push_list(administrator_roles(None))
        .push(" ORDER BY g.ods, u.sort_name, u.id");
    let rows: Vec<(OdsCode, Role, String, String)> = tx.all(query).await?;
    let mut administrators: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (ods, role, first, last) in rows {
        let name = crate::base::text::shown_name(&first, &last);
        administrators
            .entry((ods, role.service()))
            .or_default()
            .push(name);
    }
    Ok(administrators)
}

#[cfg(test)]
mod tests;
