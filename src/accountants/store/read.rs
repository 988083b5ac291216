//! Links as pages show them.

use std::collections::BTreeMap;

use uuid::Uuid;

use super::{
    super::{
        model::{
            ANY_STATE, LinkFilter, LinkLine, LinkView, LinksView, MemberFilter, MemberFormLine,
            MemberLine, MembersView,
        },
        rules::{Past, may_take},
    },
    find,
};
use crate::{
    access::{Actor, Scope as Whose, Service},
    accountant_links::{Link, LinkState, SELECT, Why},
    base::{
        clock::in_words,
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
    pensions::{self, calculation::year::SchemeYear, time_left, views::MemberForm},
};

/// Links on a page of those of practices.
const PAGE: usize = 100;
/// Members of one accountant: all of them stand on one page.
const MOST: i64 = 5_000;

/// Whose links the actor sees: those of the practices where they administer payments and pensions, the registration team all.
fn whose(actor: &Actor) -> Result<Whose, AppError> {
    if actor.registration().is_ok() {
        return Ok(Whose::Everyone);
    }
    let practices: Vec<_> = actor
        .administered_for(Service::Gpp)
        .into_iter()
        .map(|(ods, _)| ods)
        .collect();
    if practices.is_empty() {
        return Err(AppError::Forbidden(
            "Only an administrator of GP Payments and Pensions can see a practice's accountants. Your own accountants are on your account page."
                .to_owned(),
        ));
    }
    Ok(Whose::Practices(practices))
}

/// A page of the links that the actor sees, the newest first; all of them for a file.
pub(in crate::accountants) async fn links(
    tx: &mut Tx,
    actor: &Actor,
    filter: LinkFilter,
    all: bool,
) -> Result<LinksView, Failure> {
    let mut query = Query::new(SELECT);
    query.push(" WHERE l.ods = l.ods");
    let mut email = String::new();
    let whose = whose(actor)?;
    if let Whose::Practices(practices) = &whose {
        query.push(" AND l.ods IN ").push_list(practices.iter());
    }
    if let Ok(accountant) = filter.accountant.parse::<Uuid>() {
        let accountant = UserId(accountant);
        query.push(" AND l.accountant_id = ").push_bind(accountant);
        if let Whose::Practices(practices) = &whose {
            email = email_at(tx, accountant, practices).await?;
        }
    }
    narrow(&mut query, &filter.practice, &filter.state, &filter.find);
    if let Ok(after) = filter.after.parse::<Uuid>() {
        query.push(" AND l.id < ").push_bind(after);
    }
    query.push(" ORDER BY l.id DESC");
    if !all {
        let limit = i64::try_from(PAGE + 1).unwrap_or(i64::MAX);
        query.push(" LIMIT ").push_bind(limit);
    }
    let mut links: Vec<Link> = tx.all(query).await?;
    let more = !all && links.len() > PAGE;
    if more {
        links.truncate(PAGE);
    }
    let next = links.last().filter(|_| more);
    Ok(LinksView {
        next: next.map(|link| link.id.to_string()).unwrap_or_default(),
        links: links.into_iter().map(line).collect(),
        names: !actor.administered_for(Service::Gpp).is_empty(),
        email,
        filter,
    })
}

/// The address of somebody who has a place at one of these practices; else empty.
async fn email_at(tx: &mut Tx, user: UserId, practices: &[OdsCode]) -> Result<String, Failure> {
    let mut query = Query::new(
        "SELECT u.email FROM app_user u WHERE EXISTS
           (SELECT 1 FROM membership s WHERE s.user_id = u.id AND s.status <> 'deactivated' AND s.ods IN ",
    );
    query.push_list(practices.iter());
    query.push(") AND u.id = ").push_bind(user);
    let found: Option<(String,)> = tx.optional(query).await?;
    Ok(found.map(|(email,)| email).unwrap_or_default())
}

/// What both lists can be narrowed to.
fn narrow(query: &mut Query, practice: &str, state: &str, find: &str) {
    if let Ok(practice) = practice.parse::<OdsCode>() {
        query.push(" AND l.ods = ").push_bind(&practice);
    }
    match LinkState::from_code(state) {
        Some(state) => {
            query.push(" AND l.state = ").push_bind(state.code());
        }
        None if state == ANY_STATE => {}
        None => {
            query.push(" AND l.ended_at IS NULL");
        }
    }
    let plain = |c: char| c.is_alphanumeric() || "@.-'\u{2019}".contains(c);
    let find = find.to_lowercase();
    let words = find.split(|c| !plain(c)).filter(|word| !word.is_empty());
    for word in words.take(MOST_WORDS) {
        query.push(
            " AND lower(m.first_name || ' ' || m.last_name || ' ' || m.sort_name || ' ' || m.email || ' ' || a.first_name || ' ' ||
                        a.last_name || ' ' || a.sort_name || ' ' || a.email || ' ' || l.firm || ' ' || p.name || ' ' || l.ods)
              LIKE ",
        );
        query.push_bind(["%", word, "%"].concat());
    }
}

/// Words that are looked for; more say nothing more.
const MOST_WORDS: usize = 10;

fn line(link: Link) -> LinkLine {
    let why = link.why.map(Why::words).unwrap_or_default();
    let why = [why, &link.reason]
        .into_iter()
        .filter(|part| !part.is_empty());
    LinkLine {
        id: link.id,
        practice: link.place(),
        member: shown_name(&link.member_first, &link.member_last),
        accountant: shown_name(&link.accountant_first, &link.accountant_last),
        scope: link.scope.in_words(),
        since: link.starts_on,
        until: link.ends_on,
        why: why.collect::<Vec<_>>().join(": "),
        along: Vec::new(),
        ods: link.ods,
        member_email: link.member_email,
        accountant_email: link.accountant_email,
        firm: link.firm,
        state: link.state,
    }
}

/// One link, for those who see the practice's.
pub(in crate::accountants) async fn view(
    tx: &mut Tx,
    actor: &Actor,
    id: Uuid,
) -> Result<LinkView, Failure> {
    let whose = whose(actor)?;
    let link = find(tx, id).await?;
    let sees = match &whose {
        Whose::Everyone => true,
        Whose::Practices(practices) => practices.contains(&link.ods),
    };
    if !sees {
        return Err(AppError::NotFound.into());
    }
    let by = "SELECT u.first_name, u.last_name FROM accountant_link l JOIN app_user u ON u.id = l.asked_by WHERE l.id = $1";
    let by: Option<(String, String)> = tx.optional(Query::new(by).bind(id)).await?;
    let mut asked = in_words(link.asked_at);
    if let Some((first, last)) = by {
        asked.extend([" by ", &shown_name(&first, &last)]);
    }
    let administers = actor.administer(&link.ods, Service::Gpp).is_ok();
    Ok(LinkView {
        accountant_id: link.accountant_id,
        asked,
        confirmed: link.confirmed_at.map(in_words).unwrap_or_default(),
        may_end: administers && link.state.is_open(),
        line: line(link),
    })
}

/// Every link of a member, open ones first, and where each accountant can be taken along to.
pub(in crate::accountants) async fn my_links(
    tx: &mut Tx,
    actor: &Actor,
    now: Instant,
) -> Result<Vec<LinkLine>, Failure> {
    let mut query = Query::new(SELECT);
    query
        .push(" WHERE l.member_id = ")
        .push_bind(actor.id)
        .push(" ORDER BY CASE WHEN l.ended_at IS NULL THEN 0 ELSE 1 END, l.id DESC");
    let links: Vec<Link> = tx.all(query).await?;
    let taken = "SELECT taken_from, ods FROM accountant_link WHERE member_id = $1 AND taken_from IS NOT NULL";
    let taken: Vec<(Uuid, OdsCode)> = tx.all(Query::new(taken).bind(actor.id)).await?;
    let open = links.iter().filter(|link| link.state.is_open());
    let open: Vec<_> = open
        .map(|link| (link.accountant_id, link.ods.clone()))
        .collect();
    let along = |link: &Link| {
        let places = actor.working_places().filter(|place| {
            let linked = open.contains(&(link.accountant_id, place.practice.clone()))
                || taken.contains(&(link.id, place.practice.clone()));
            let past = Past {
                state: link.state,
                why: link.why,
                confirmed_at: link.confirmed_at,
                ended_at: link.ended_at,
                linked,
                closed: false,
                officer: false,
            };
            actor.take_along(&place.practice).is_ok() && may_take(past, now).is_ok()
        });
        places
            .map(|place| (place.practice.clone(), place.name.clone()))
            .collect::<Vec<_>>()
    };
    let shown = links.into_iter().map(|link| LinkLine {
        along: along(&link),
        ..line(link)
    });
    Ok(shown.collect())
}

/// Those an accountant acts for, all on one page.
pub(in crate::accountants) async fn members_of(
    tx: &mut Tx,
    actor: &Actor,
    filter: MemberFilter,
    today: Date,
) -> Result<MembersView, Failure> {
    let practices =
        "SELECT DISTINCT p.ods, p.name FROM accountant_link l JOIN practice p ON p.ods = l.ods
                     WHERE l.accountant_id = $1 ORDER BY p.name, p.ods";
    let practices: Vec<(OdsCode, String)> = tx.all(Query::new(practices).bind(actor.id)).await?;
    let mut query = Query::new(SELECT);
    query.push(" WHERE l.accountant_id = ").push_bind(actor.id);
    narrow(&mut query, &filter.practice, &filter.state, &filter.find);
    query
        .push(" ORDER BY m.sort_name, l.member_id, l.id LIMIT ")
        .push_bind(MOST);
    let links: Vec<Link> = tx.all(query).await?;
    let asked = filter.year.parse().ok();
    let year = asked.or_else(|| pensions::newest_year(today));
    let mut forms = match year {
        Some(year) => pensions::forms_of_accountant(tx, actor.id, year, today).await?,
        None => BTreeMap::new(),
    };
    let members = links.into_iter().map(|link| {
        let member = link.member_id;
        let covered = forms.remove(&(member, link.ods.clone()));
        let active = covered.filter(|_| link.state == LinkState::Active);
        let forms = active.into_iter().flatten();
        MemberLine {
            forms: forms.map(|form| form_line(member, form)).collect(),
            link: line(link),
        }
    });
    Ok(MembersView {
        filter,
        members: members.collect(),
        year: year.map(SchemeYear::in_words).unwrap_or_default(),
        practices,
    })
}

fn form_line(member: UserId, form: MemberForm) -> MemberFormLine {
    let link = match form.id {
        Some(id) => ["/pensions/", &id.to_string()].concat(),
        None => ["/pensions?member=", &member.to_string()].concat(),
    };
    let mut due = form.due_on.in_words();
    if !form.is_settled() {
        due.extend([", ", &time_left(form.days)]);
    }
    MemberFormLine {
        link,
        stands: form.stands().to_owned(),
        due,
        title: form.title,
        next: form.next,
        submitted: form.submitted,
    }
}
