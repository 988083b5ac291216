//! Who may change what about a practice's role sets.
//!
//! Roles of a service are put into a set, and taken out, by those who administer that service there. The name of a set, and whether
//! there is one, is decided by whoever administers every service whose roles it has: nobody renames or removes what others made.

use uuid::Uuid;

use super::model::{MOST_SETS, RoleSet, fits, plain};
use crate::{
    access::{Apart, DenyReason, Permissions, Refusal, Role, list},
    base::{ids::OdsCode, text::Label},
    ui::FormState,
    users::confirmed::WhyNot,
};

/// What somebody wants of a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// It is to be so, whether it is there or not.
    Put {
        name: Label,
        ticked: Vec<Role>,
    },
    Remove,
}

/// Where, which set and who asks.
pub(super) struct Asking<'a> {
    pub practice: &'a OdsCode,
    pub practice_name: &'a str,
    /// Those that are there.
    pub sets: &'a [RoleSet],
    /// Roles that nobody holds at the same time.
    pub apart: &'a [Apart],
    /// The set that is changed; a new one if there is none.
    pub id: Uuid,
    /// The version that was shown; 0 for a new one.
    pub seen: i64,
    pub permissions: &'a Permissions,
}

/// Why a set is not changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum NotChanged {
    /// The rules of access say no.
    Access(Refusal),
    /// Somebody else changed or removed it meanwhile.
    Stale,
    /// It has roles of services that the actor does not administer, by name.
    OthersRoles(Vec<&'static str>),
    NameTaken(String),
    /// A role is called that.
    NameOfRole(&'static str),
    /// The name has a sign that divides names in a file, or nothing else.
    Divider,
    NoRole,
    TooMany,
}

impl NotChanged {
    /// The field it belongs to.
    fn field(&self) -> &'static str {
        match self {
            Self::NameTaken(_) | Self::NameOfRole(_) | Self::Divider => "name",
            Self::NoRole | Self::Access(_) => "roles",
            Self::Stale | Self::OthersRoles(_) | Self::TooMany => "",
        }
    }

    /// As people are told.
    pub(super) fn sentence(&self) -> String {
        let told = |parts: &[&str]| parts.concat();
        match self {
            Self::Access(refusal) => refusal.to_string(),
            Self::Stale => "Someone else changed or removed this role set while you were deciding. Look at the role sets again".to_owned(),
            Self::OthersRoles(services) => told(&[
                "This role set has roles of ",
                &list(services),
                ", which you do not administer here. You can change your own roles in it. Ask an administrator of the other \
                 services to rename or remove it",
            ]),
            Self::NameTaken(name) => told(&["There is a role set called ", name, " already. Choose another name"]),
            Self::NameOfRole(role) => told(&[
                "A role is called ",
                role,
                ". Choose another name, so that a file can tell the two apart",
            ]),
            Self::Divider => "Name must have a letter or a number in it, and no comma, semicolon or upright line".to_owned(),
            Self::NoRole => "Tick at least one role. To get rid of the set, remove it".to_owned(),
            Self::TooMany => "A practice can have 20 role sets. Change or remove one of those that are there".to_owned(),
        }
    }
}

impl From<Refusal> for NotChanged {
    fn from(refusal: Refusal) -> Self {
        Self::Access(refusal)
    }
}

impl WhyNot for NotChanged {
    fn is_unconfirmed(&self) -> bool {
        false
    }

    fn form_state(reasons: &[Self]) -> FormState {
        let told = |form_state: FormState, reason: &Self| {
            form_state.and_wrong(reason.field(), reason.sentence())
        };
        reasons.iter().fold(FormState::default(), told)
    }
}

/// The set as it is to be, or nothing where it is to go; or every reason against it.
pub(super) fn change(
    asking: &Asking<'_>,
    asked: &Asked,
) -> Result<Option<RoleSet>, Vec<NotChanged>> {
    let before = asking.sets.iter().find(|set| set.id == asking.id);
    if before.map_or(0, |set| set.version) != asking.seen {
        return Err(vec![NotChanged::Stale]);
    }
    match asked {
        Asked::Remove => match before.map(|set| asking.others(set)) {
            None => Err(vec![NotChanged::Stale]),
            Some(others) if others.is_empty() => Ok(None),
            Some(others) => Err(vec![NotChanged::OthersRoles(others)]),
        },
        Asked::Put { name, ticked } => asking.put(before, name.as_ref(), ticked).map(Some),
    }
}

impl Asking<'_> {
    /// Whether the actor decides if a set has this role.
    fn decides(&self, role: Role) -> bool {
        fits(role) && self.permissions.administers(self.practice, role.service())
    }

    /// The services of a set that the actor does not administer, by name.
    fn others(&self, set: &RoleSet) -> Vec<&'static str> {
        let others = set.roles.iter().filter(|role| !self.decides(**role));
        let mut others: Vec<_> = others.map(|role| role.service().name()).collect();
        others.dedup();
        others
    }

    fn put(
        &self,
        before: Option<&RoleSet>,
        name: &str,
        ticked: &[Role],
    ) -> Result<RoleSet, Vec<NotChanged>> {
        let mut wrong = self.wrong_name(before, name);
        let had = |role: Role| before.is_some_and(|set| set.roles.contains(&role));
        for role in ticked
            .iter()
            .filter(|role| !self.decides(**role) && !had(**role))
        {
            wrong.push(NotChanged::Access(Refusal::NotYours {
                role: *role,
                at: self.practice.clone(),
                practice: self.practice_name.to_owned(),
                locked: if fits(*role) {
                    DenyReason::OtherService(role.service())
                } else {
                    DenyReason::RegistrationOnly
                },
            }));
        }
        let stays = |role: &Role| {
            if self.decides(*role) {
                ticked.contains(role)
            } else {
                had(*role)
            }
        };
        let roles: Vec<_> = Role::all().filter(stays).collect();
        if roles.is_empty() {
            wrong.push(NotChanged::NoRole);
        }
        wrong.extend(self.together(&roles));
        if before.is_none() && self.sets.len() >= MOST_SETS {
            wrong.push(NotChanged::TooMany);
        }
        if !wrong.is_empty() {
            return Err(wrong);
        }
        Ok(RoleSet {
            id: self.id,
            name: name.to_owned(),
            roles,
            version: self.seen + 1,
        })
    }

    /// The roles that nobody could be given by the set, as they are kept apart.
    fn together(&self, roles: &[Role]) -> Vec<NotChanged> {
        let both = |apart: &&Apart| roles.contains(&apart.role) && roles.contains(&apart.other);
        let refusal = |apart: &Apart| {
            NotChanged::Access(Refusal::Together {
                role: apart.role,
                other: apart.other,
                practice: self.practice_name.to_owned(),
                why: apart.why.clone(),
            })
        };
        self.apart.iter().filter(both).map(refusal).collect()
    }

    /// What is wrong with a name.
    fn wrong_name(&self, before: Option<&RoleSet>, name: &str) -> Vec<NotChanged> {
        let mut wrong = Vec::new();
        let key = plain(name);
        if key.is_empty() || name.contains([',', ';', '|', '\t', '"']) {
            wrong.push(NotChanged::Divider);
        }
        let mut others = self.sets.iter().filter(|set| set.id != self.id);
        if let Some(other) = others.find(|set| plain(&set.name) == key) {
            wrong.push(NotChanged::NameTaken(other.name.clone()));
        }
        let mut roles = Role::all();
        if let Some(role) = roles.find(|role| [role.name(), role.code()].map(plain).contains(&key))
        {
            wrong.push(NotChanged::NameOfRole(role.name()));
        }
        if let Some(before) = before.filter(|set| set.name != name) {
            let others = self.others(before);
            if !others.is_empty() {
                wrong.push(NotChanged::OthersRoles(others));
            }
        }
        wrong
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{access::Service, base::ids::UserId, users::role_sets::model::starting};

    fn practice() -> OdsCode {
        "ZZ9001".parse().unwrap()
    }

    fn administers(services: &[Service]) -> Permissions {
        let here = services.iter().map(|service| (practice(), *service));
        Permissions::invented(UserId(Uuid::nil()), here.collect())
    }

    fn roles() -> impl Strategy<Value = Vec<Role>> {
        prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..=Role::ALL.len())
    }

    fn services() -> impl Strategy<Value = Vec<Service>> {
        prop::sample::subsequence(Service::ALL.to_vec(), 0..=3)
    }

    proptest! {
        #[test]
        fn nobody_moves_a_role_of_a_service_they_do_not_administer_and_no_set_makes_an_administrator(
            which in 0u128..6, ticked in roles(), mine in services(), name in "[A-Z][a-z]{2,8}", remove in any::<bool>()
        ) {
            let (sets, permissions, practice) = (starting(), administers(&mine), practice());
            let id = Uuid::from_u128(which);
            let before = sets.iter().find(|set| set.id == id);
            let asking = Asking {
                practice: &practice,
                practice_name: "Elm Street",
                sets: &sets,
                apart: &[],
                id,
                seen: before.map_or(0, |set| set.version),
                permissions: &permissions,
            };
            let name = before.filter(|_| which % 2 == 0).map_or(name, |set| set.name.clone());
            let asked = if remove {
                Asked::Remove
            } else {
                Asked::Put { name: Label::read(&name).unwrap(), ticked: ticked.clone() }
            };
            let Ok(after) = change(&asking, &asked) else { return Ok(()) };
            let had = before.map(|set| set.roles.clone()).unwrap_or_default();
            let has = after.as_ref().map(|set| set.roles.clone()).unwrap_or_default();
            for role in Role::all() {
                if had.contains(&role) != has.contains(&role) {
                    prop_assert!(mine.contains(&role.service()), "{:?}", role);
                    prop_assert!(fits(role), "{:?}", role);
                }
            }
            let renamed = before.is_some_and(|set| after.as_ref().is_none_or(|after| after.name != set.name));
            if renamed {
                prop_assert!(had.iter().all(|role| mine.contains(&role.service())));
            }
            prop_assert!(remove || !has.is_empty());
        }
    }

    #[test]
    fn those_that_practices_begin_with_are_sets_like_any_other() {
        let sets = starting();
        for set in &sets {
            assert!(set.roles.iter().all(|role| fits(*role)), "{}", set.name);
            assert!(set.roles.is_sorted(), "{}", set.name);
            let key = plain(&set.name);
            let same = sets.iter().filter(|other| plain(&other.name) == key);
            assert_eq!(same.count(), 1);
            assert!(Role::all().all(|role| plain(role.name()) != key));
        }
    }

    #[test]
    fn what_was_changed_meanwhile_or_is_gone_is_told() {
        let (sets, practice) = (starting(), practice());
        let permissions = administers(&Service::ALL);
        let mut asking = Asking {
            practice: &practice,
            practice_name: "Elm Street",
            sets: &sets,
            apart: &[],
            id: Uuid::from_u128(1),
            seen: 7,
            permissions: &permissions,
        };
        assert_eq!(
            change(&asking, &Asked::Remove),
            Err(vec![NotChanged::Stale])
        );
        asking.id = Uuid::from_u128(9);
        assert_eq!(
            change(&asking, &Asked::Remove),
            Err(vec![NotChanged::Stale])
        );
        asking.seen = 0;
        assert_eq!(
            change(&asking, &Asked::Remove),
            Err(vec![NotChanged::Stale])
        );
    }
}
