//! Which boxes of a role table a role set, a colleague or one role fills.

use super::grants_at;
use crate::{
    access::{Column, Origin, Role, list},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::{SearchText, full_name, username},
    },
    database::{Failure, Query, Tx},
    users::{
        role_sets::{RoleSet, fits, plain, store::sets_at},
        roles::{Fill, Filled, RoleTable, SEEN, TICK, seen, tick},
    },
};

const NOTHING_ASKED: &str = "Choose a role set, or enter a colleague's name or email address.";
const NO_COLLEAGUE: &str = "No colleague there has this name or email address. Enter their full name or their email address.";
const SEVERAL_COLLEAGUES: &str =
    "More than one colleague there has this name. Enter the email address of the one you mean.";
const NOTHING_TO_TICK: &str = "There was nothing to tick. The user holds these roles already, or somebody else decides about them.";

/// Names the role sets of the table's practices, and fills its boxes as it is asked for.
pub(super) async fn fill(tx: &mut Tx, table: &mut RoleTable, fill: &Fill) -> Result<(), Failure> {
    let practices: Vec<OdsCode> = table.columns.iter().map(|c| c.practice.clone()).collect();
    let sets = sets_at(tx, &practices).await?;
    table.sets = names(&sets);
    if *fill == Fill::default() {
        return Ok(());
    }
    let is_asked = |column: &&Column| fill.at.is_empty() || column.practice.as_ref() == fill.at;
    let of_set = table.columns.iter().zip(&sets);
    let of_set = of_set.filter(|(column, _)| is_asked(column));
    let mut wanted: Vec<(OdsCode, Role)> = of_set
        .flat_map(|(column, sets)| {
            let named = sets
                .iter()
                .filter(|set| plain(&set.name) == plain(&fill.set));
            let roles = named.flat_map(|set| set.roles.iter().copied());
            roles.map(|role| (column.practice.clone(), role))
        })
        .collect();
    if let Some(role) = Role::from_code(&fill.role) {
        wanted.extend(practices.iter().map(|practice| (practice.clone(), role)));
    }
    let sought = SearchText::read(&fill.colleague);
    if !sought.as_ref().is_empty() {
        let at: Vec<_> = table.columns.iter().filter(is_asked).collect();
        let at: Vec<_> = at.iter().map(|column| column.practice.clone()).collect();
        match colleague(tx, &at, sought.as_ref(), table.subject.user).await? {
            Ok(colleague) => wanted.extend(held(tx, colleague, &at, table.today).await?),
            Err(told) => {
                told.clone_into(&mut table.filled.told);
                return Ok(());
            }
        }
    }
    table.filled = if wanted.is_empty() && fill.set.is_empty() && sought.as_ref().is_empty() {
        told(NOTHING_ASKED)
    } else {
        filled(table, &wanted)
    };
    Ok(())
}

fn told(words: &str) -> Filled {
    Filled {
        values: Vec::new(),
        told: words.to_owned(),
    }
}

/// Those of the boxes that the reader decides about and that are free, with the sentence that says so.
fn filled(table: &RoleTable, wanted: &[(OdsCode, Role)]) -> Filled {
    let user = table.subject.user;
    let mut boxes = Vec::new();
    for column in &table.columns {
        let free = |role: &Role| {
            wanted.contains(&(column.practice.clone(), *role))
                && column.grant(*role).is_none()
                && column.full(*role, user).is_none()
                && column.locked(*role, &table.permissions, user).is_ok()
        };
        boxes.extend(
            Role::all()
                .filter(free)
                .map(|role| (column.practice.clone(), role)),
        );
    }
    let mut values = Vec::new();
    for column in &table.columns {
        let ticked = boxes
            .iter()
            .filter(|(practice, _)| *practice == column.practice);
        let mut ticked = ticked
            .map(|(practice, role)| tick(practice, *role))
            .peekable();
        if ticked.peek().is_some() {
            values.push((SEEN.to_owned(), seen(column)));
        }
        values.extend(ticked.map(|tick| (TICK.to_owned(), tick)));
    }
    let roles = Role::all().filter(|role| boxes.iter().any(|(_, ticked)| ticked == role));
    let roles: Vec<_> = roles.map(Role::name).collect();
    if roles.is_empty() {
        return told(NOTHING_TO_TICK);
    }
    let told = ["Ticked for you: ", &list(&roles), ". Nothing is saved yet."].concat();
    Filled { values, told }
}

/// The names of the sets, each once.
fn names(sets: &[Vec<RoleSet>]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for set in sets.iter().flatten() {
        if !names.iter().any(|name| plain(name) == plain(&set.name)) {
            names.push(set.name.clone());
        }
    }
    names.sort_by_key(|name| plain(name));
    names
}

#[derive(sqlx::FromRow)]
struct Colleague {
    user_id: UserId,
    email: String,
    first_name: String,
    last_name: String,
}

/// The one who works at one of these practices and has this name or address, or why there is none.
async fn colleague(
    tx: &mut Tx,
    practices: &[OdsCode],
    sought: &str,
    subject: UserId,
) -> Result<Result<UserId, &'static str>, Failure> {
    let mut query = Query::new(
        "SELECT DISTINCT m.user_id, u.email, u.first_name, u.last_name
         FROM membership m JOIN app_user u ON u.id = m.user_id
         WHERE m.status <> 'deactivated' AND m.user_id <> ",
    );
    query
        .push_bind(subject)
        .push(" AND m.ods IN ")
        .push_list(practices);
    let people: Vec<Colleague> = tx.all(query).await?;
    let is_sought = |person: &&Colleague| {
        person.email == username(sought)
            || plain(&full_name(&person.first_name, &person.last_name)) == plain(sought)
    };
    let mut found = people.iter().filter(is_sought);
    Ok(match (found.next(), found.next()) {
        (None, _) => Err(NO_COLLEAGUE),
        (Some(one), None) => Ok(one.user_id),
        (Some(_), Some(_)) => Err(SEVERAL_COLLEAGUES),
    })
}

/// What a colleague holds at these practices of the roles that a role set may have: given by hand, and nobody's administrator.
async fn held(
    tx: &mut Tx,
    colleague: UserId,
    practices: &[OdsCode],
    today: Date,
) -> Result<Vec<(OdsCode, Role)>, Failure> {
    let mut held = Vec::new();
    for practice in practices {
        let grants = grants_at(tx, &[colleague], practice, today).await?;
        let by_hand = grants.into_iter().map(|(_, grant)| grant);
        let by_hand =
            by_hand.filter(|grant| grant.origin != Origin::PerformersList && fits(grant.role));
        held.extend(by_hand.map(|grant| (practice.clone(), grant.role)));
    }
    Ok(held)
}
