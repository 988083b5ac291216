//! What the summary page shows. It travels inside the page for the browser to take over, so it is kept small: names
//! of those who gave roles once, fields under one letter, nothing where there is nothing.

use serde::{Deserialize, Serialize};

use super::Gap;
use crate::{
    access::{MembershipStatus, Origin, Provenance, Role, Service},
    base::{dates::Date, ids::UserId},
    practices::Practice,
    users::LastSignIn,
};

/// A practice's users, as the reader asked to see them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Summary {
    pub practice: Practice,
    /// Today in England.
    pub today: Date,
    /// The roles that the reader may give and take here.
    pub may: Vec<Role>,
    /// Whether the reader must give a reason for a change.
    pub reason_needed: bool,
    /// Makes a change of several people's roles happen once.
    pub idempotency_key: String,
    /// Where what the reader just saved is undone; empty if they saved nothing.
    pub saved: String,
    /// Who administers each service, whatever the filters.
    pub covers: Vec<Cover>,
    /// What the practice should mend, whatever the filters.
    pub gaps: Vec<Gap>,
    /// What waits about the practice's GPs, as a sentence; empty if nothing does.
    pub waits: String,
    /// How many belong to the practice, whatever the filters.
    pub counts: Counts,
    /// Those who gave the roles below, by name; [`Held::by`] points here.
    pub granters: Vec<String>,
    /// The people that the filters let through, in the order asked for.
    pub members: Vec<Member>,
}

/// A service's administrators at the practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cover {
    pub service: Service,
    /// Those in force today and those who are to be, by name.
    pub administrators: Vec<Administrator>,
    /// Places that nobody has. One promised for a later day is taken.
    pub free: u8,
}

/// Someone who administers a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administrator {
    pub user: UserId,
    pub name: String,
    /// The first day, if it is still to come.
    pub from: Option<Date>,
}

/// How many people there are, by status.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Counts {
    /// Work here.
    pub active: u32,
    /// Have never signed in.
    pub invited: u32,
    /// No longer work here.
    pub deactivated: u32,
}

/// Someone at the practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub user: UserId,
    /// First and last name.
    pub name: String,
    pub email: String,
    /// How they stand here.
    pub status: MembershipStatus,
    /// Whether they have not set up their account because their invitation did not arrive.
    pub undelivered: bool,
    /// Whether they cannot log in for a while after wrong passwords.
    pub locked: bool,
    /// Since when.
    pub since: Date,
    /// Their last day here, if one is set.
    pub last_day: Option<Date>,
    /// What should be known of a GP's link with the practice; empty if nothing.
    pub link: String,
    /// What somebody should do about it; empty if nothing.
    pub link_mark: String,
    pub last_sign_in: LastSignIn,
    /// Of their place here: a change made from an older one is refused.
    pub version: i64,
    /// Their roles here, in the order of the catalogue.
    pub held: Vec<Held>,
}

/// A role someone holds, in force or still to start.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub role: Role,
    /// How it came about.
    pub origin: Origin,
    /// Who gave it: a place in [`Summary::granters`].
    pub by: Option<u16>,
    /// When it was given.
    pub on: Date,
    /// The first day, if it is still to come.
    pub later: Option<Date>,
    pub until: Option<Date>,
    pub reason: String,
}

impl Summary {
    /// With names as they stand on a page.
    #[cfg(feature = "ssr")]
    pub(super) fn apart(mut self) -> Self {
        use crate::base::text::isolated;
        let members = self.members.iter_mut().map(|member| &mut member.name);
        let covers = self.covers.iter_mut();
        let administrators = covers.flat_map(|cover| &mut cover.administrators);
        let administrators = administrators.map(|administrator| &mut administrator.name);
        for name in members.chain(administrators).chain(&mut self.granters) {
            *name = isolated(name).into_owned();
        }
        self
    }

    /// Who gave a role; empty when nobody did by hand.
    pub fn granter(&self, held: &Held) -> &str {
        held.by
            .and_then(|by| self.granters.get(usize::from(by)))
            .map_or("", String::as_str)
    }

    /// Who gave a role, when and why, with its dates.
    pub fn provenance(&self, held: &Held) -> String {
        let provenance = Provenance {
            origin: held.origin,
            granted_by: self.granter(held),
            granted_on: held.on,
            later: held.later,
            ends_on: held.until,
            reason: &held.reason,
        };
        provenance.in_words()
    }

    /// Those shown who hold `role`, with how.
    pub fn holders(&self, role: Role) -> impl Iterator<Item = (&Member, &Held)> {
        self.members
            .iter()
            .filter_map(move |member| Some((member, member.holds(role)?)))
    }
}

impl Member {
    /// How they hold `role`, if they do.
    pub fn holds(&self, role: Role) -> Option<&Held> {
        self.held.iter().find(|held| held.role == role)
    }
}

impl Counts {
    /// Everyone, those who left too.
    pub fn all(&self) -> u32 {
        self.active + self.invited + self.deactivated
    }

    /// Counts one more.
    pub fn add(&mut self, status: MembershipStatus) {
        match status {
            MembershipStatus::Active => self.active += 1,
            MembershipStatus::Invited => self.invited += 1,
            MembershipStatus::Deactivated => self.deactivated += 1,
        }
    }
}
