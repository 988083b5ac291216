//! One place as the tables have it, and in what it differs from what the record says.

use super::{
    append::Content,
    standing::{Row, short},
};
use crate::{
    base::{clock::in_words, dates::Instant, ids::UserId},
    history::{
        Held, Standing,
        replay::{Ended, Person, grant_words, held_words, place_words, role_name},
    },
};

/// A place as the tables have it.
#[derive(Default)]
pub(super) struct There {
    pub standing: Standing,
    pub ended: Vec<EndedRow>,
}

/// A grant that has ended as the tables have it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EndedRow {
    grant: Held,
    at: i64,
    by: Option<UserId>,
}

/// A hash of grants that have ended; nothing for none.
pub(super) fn past_hash(rows: &mut [EndedRow]) -> String {
    if rows.is_empty() {
        return String::new();
    }
    rows.sort_unstable();
    let mut content = Content::default();
    for row in rows {
        content.field(row.grant.role.as_bytes());
        content.field(row.grant.first.as_bytes());
        content.optional(row.grant.last.as_deref().map(str::as_bytes));
        content.field(row.grant.mark.as_bytes());
        content.field(&row.at.to_be_bytes());
        content.optional(row.by.as_ref().map(|UserId(id)| id.as_bytes().as_slice()));
    }
    short(content)
}

impl There {
    pub(super) fn add(&mut self, row: &Row) {
        let Some(grant) = row.grant() else { return };
        match row.ended_at {
            None => self.standing.grants.push(grant),
            Some(at) => self.ended.push(EndedRow {
                grant,
                at,
                by: row.ended_by,
            }),
        }
    }
}

/// In what the record of a place and the place differ.
pub(super) fn differences(
    person: Person,
    there: There,
    differ: &mut impl FnMut(&str, String, String),
) {
    let known = person.standing.is_some();
    let record = person.standing.unwrap_or_default();
    if !known {
        differ(
            "the place",
            "nothing".to_owned(),
            place_words(&there.standing),
        );
    } else if place(&record) != place(&there.standing) {
        differ(
            "the place",
            place_words(&record),
            place_words(&there.standing),
        );
    }
    differences_held(&record.grants, &there.standing.grants, differ);
    differences_ended(person.ended, &person.past, there.ended, differ);
}

/// What a standing says besides the roles.
fn place(standing: &Standing) -> impl PartialEq + use<> {
    (
        standing.gone,
        standing.left_at,
        standing.leaves_on.clone(),
        standing.why.clone(),
    )
}

/// In what the roles held by the record and by the table differ.
fn differences_held(
    record: &[Held],
    table: &[Held],
    differ: &mut impl FnMut(&str, String, String),
) {
    for held in record {
        match table.iter().find(|now| now.role == held.role) {
            Some(now) if now == held => {}
            Some(now) => {
                let (record, table) = grant_words(held, now);
                differ(role_name(&held.role), record, table);
            }
            None => differ(
                role_name(&held.role),
                held_words(held),
                "not held".to_owned(),
            ),
        }
    }
    for now in table {
        if !record.iter().any(|held| held.role == now.role) {
            differ(role_name(&now.role), "not held".to_owned(), held_words(now));
        }
    }
}

/// In what the roles that have ended differ. Those of before the record said how people stand are compared as a whole,
/// by the hash `past` of when they were accepted.
fn differences_ended(
    record: Vec<Ended>,
    past: &str,
    mut table: Vec<EndedRow>,
    differ: &mut impl FnMut(&str, String, String),
) {
    for ended in record {
        match table.iter().position(|row| fits(&ended, row)) {
            Some(index) => {
                table.swap_remove(index);
            }
            None => differ(
                role_name(&ended.grant.role),
                ended_words(&ended.grant, ended.at),
                "no such role".to_owned(),
            ),
        }
    }
    if past.is_empty() {
        for row in table {
            differ(
                role_name(&row.grant.role),
                "no such role that ended".to_owned(),
                ended_words(&row.grant, row.at),
            );
        }
    } else if past_hash(&mut table) != past {
        differ(
            "roles that have ended",
            "those that were accepted".to_owned(),
            "others".to_owned(),
        );
    }
}

fn fits(ended: &Ended, row: &EndedRow) -> bool {
    ended.grant == row.grant && ended.at == row.at && ended.by.contains(&row.by)
}

fn ended_words(grant: &Held, at: i64) -> String {
    [&held_words(grant), ", ended on ", &in_words(Instant(at))].concat()
}
