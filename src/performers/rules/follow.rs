//! Which automatic role a GP holds at a practice.

use uuid::Uuid;

use super::Entry;
use crate::{
    access::Role,
    base::{dates::Date, ids::OdsCode},
    performers::ListStatus,
};

/// The role that a GP's assignments imply at a practice on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Implied {
    pub role: Role,
    /// Its last day, as far as the assignments say.
    pub last: Option<Date>,
}

/// A role that was given because of an assignment and has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Automatic {
    /// The grant.
    pub id: Uuid,
    pub role: Role,
    /// Its last day.
    pub last: Option<Date>,
}

/// What has to be done so that the automatic roles are those that are implied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Following {
    /// Grants that end.
    pub end: Vec<Automatic>,
    /// A grant whose last day becomes another.
    pub redate: Option<(Uuid, Option<Date>)>,
    /// A role that is given.
    pub add: Option<Implied>,
}

impl Following {
    /// Whether everything is as it should be.
    pub fn is_nothing(&self) -> bool {
        self.end.is_empty() && self.redate.is_none() && self.add.is_none()
    }
}

impl Entry {
    /// The role implied at `practice` on `day`. It lasts as long as one assignment with the same role follows another.
    pub fn implies(&self, practice: &OdsCode, day: Date) -> Option<Implied> {
        if self.status != ListStatus::Active {
            return None;
        }
        let now = self.at(practice).find(|known| known.period.includes(day))?;
        let role = now.gp_type.role();
        let mut last = now.period.last;
        while let Some(next) = last.and_then(Date::next) {
            let goes_on = |known: &&super::Assignment| {
                known.gp_type.role() == role && known.period.includes(next)
            };
            match self.at(practice).find(goes_on) {
                Some(known) => last = known.period.last,
                None => break,
            }
        }
        Some(Implied { role, last })
    }
}

/// Compares what is implied with what is held.
pub fn follow(implied: Option<Implied>, held: &[Automatic], today: Date) -> Following {
    let mut following = Following::default();
    let mut missing = implied;
    for grant in held {
        let over = grant.last.is_some_and(|last| last < today);
        match missing {
            Some(wanted) if wanted.role == grant.role && !over => {
                if wanted.last != grant.last {
                    following.redate = Some((grant.id, wanted.last));
                }
                missing = None;
            }
            _ => following.end.push(*grant),
        }
    }
    following.add = missing;
    following
}
