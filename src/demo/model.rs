//! Invented practices and people, before they are rows.

use crate::{
    access::{MembershipStatus, Origin, Role},
    base::{
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::full_name,
    },
    performers::GpType,
};

/// An invented practice.
#[derive(Clone, Debug)]
pub(super) struct Practice {
    pub ods: OdsCode,
    pub name: String,
    pub closed_on: Option<Date>,
    pub address: String,
    pub town: String,
    pub postcode: String,
    pub telephone: String,
    /// Code and name.
    pub pcn: Option<(OdsCode, String)>,
}

/// An invented person.
#[derive(Clone, Debug)]
pub(super) struct Person {
    pub id: UserId,
    pub email: String,
    pub title: &'static str,
    pub first: String,
    pub last: String,
    pub phone: String,
    pub gp: Option<Gp>,
    pub officer: bool,
    pub password_hash: Option<&'static str>,
    pub created_at: Instant,
    pub last_sign_in_at: Option<Instant>,
}

impl Person {
    pub(super) fn name(&self) -> String {
        full_name(&self.first, &self.last)
    }
}

/// What the Performers List says of an invented GP.
#[derive(Clone, Debug)]
pub(super) struct Gp {
    /// Their number at the GMC.
    pub number: String,
    /// What they are in general.
    pub listed_as: GpType,
    /// Half sessions a week at each of their practices.
    pub halves: i64,
}

/// Who did something: an account and its name, or nobody by hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Who {
    pub id: Option<UserId>,
    pub name: String,
}

impl Who {
    pub(super) fn person(person: &Person) -> Self {
        Self {
            id: Some(person.id),
            name: person.name(),
        }
    }

    pub(super) fn by_itself(name: &str) -> Self {
        Self {
            id: None,
            name: name.to_owned(),
        }
    }
}

/// A person's place at a practice.
#[derive(Clone, Debug)]
pub(super) struct Place {
    pub user: UserId,
    /// The person's name, for the record.
    pub name: String,
    pub status: MembershipStatus,
    pub since: Instant,
    pub reason: String,
    pub grants: Vec<Given>,
}

/// A role held at a place.
#[derive(Clone, Debug)]
pub(super) struct Given {
    pub role: Role,
    pub origin: Origin,
    pub by: Who,
    pub at: Instant,
    pub reason: String,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub ended: Option<(Instant, Who)>,
}
