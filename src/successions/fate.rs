//! What happens to a user of a practice that ends. Pure.

use crate::{
    access::{Role, list},
    base::{
        ids::UserId,
        text::{isolated, known_as},
    },
    successions::rules::may_move,
};

/// A user of a practice that ends, and what happens to what they have there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fate {
    pub user: UserId,
    pub name: String,
    pub username: String,
    /// Roles that are proposed to the practices that follow.
    pub moves: Vec<Role>,
    /// Administrator roles, which never move.
    pub administers: Vec<Role>,
    /// Roles that end by themselves, or begin only later: not proposed.
    pub dated: Vec<Role>,
    /// Whether roles there follow from a link on the Performers List.
    pub gp: bool,
    /// The other open practices where they have a place, by name.
    pub elsewhere: Vec<String>,
}

impl Fate {
    /// Sorts what somebody holds: `lasting` without a last day, `dated` with one.
    pub(super) fn of(
        (user, name, username): (UserId, String, String),
        lasting: Vec<Role>,
        dated: Vec<Role>,
        elsewhere: Vec<String>,
    ) -> Self {
        let mut fate = Self {
            user,
            name,
            username,
            moves: Vec::new(),
            administers: Vec::new(),
            dated: Vec::new(),
            gp: false,
            elsewhere,
        };
        let lasting = lasting.into_iter().map(|role| (role, true));
        let dated = dated.into_iter().map(|role| (role, false));
        for (role, lasts) in lasting.chain(dated) {
            match (role.administers(), may_move(role), lasts) {
                (true, ..) => fate.administers.push(role),
                (false, false, _) => fate.gp = true,
                (false, true, true) => fate.moves.push(role),
                (false, true, false) => fate.dated.push(role),
            }
        }
        for roles in [&mut fate.moves, &mut fate.administers, &mut fate.dated] {
            roles.sort_unstable();
            roles.dedup();
        }
        fate
    }

    /// Whether they have access nowhere once the practice has ended, if no practice that follows takes them.
    pub(super) fn has_nowhere_left(&self) -> bool {
        self.elsewhere.is_empty()
    }

    /// Them, as somebody is told who may not know them.
    pub(super) fn account(&self) -> String {
        known_as(&self.name, &self.username)
    }

    /// What is proposed to the practices that follow, in words.
    pub(super) fn proposed(&self) -> Vec<String> {
        names(&self.moves)
    }

    /// What ends without being proposed, and where they have access besides, in sentences. `follows` is whether a practice
    /// follows at all.
    pub(super) fn ends(&self, follows: bool) -> Vec<String> {
        let mut sentences = Vec::new();
        if follows && self.moves.is_empty() {
            sentences.push("Nothing is proposed.".to_owned());
        }
        if follows && !self.administers.is_empty() {
            let roles = list(&names(&self.administers));
            sentences.push([&roles, " never moves."].concat());
        }
        if follows && !self.dated.is_empty() {
            let roles = list(&names(&self.dated));
            sentences.push(
                [
                    &roles,
                    " has a last day of its own or has not begun, and is not proposed.",
                ]
                .concat(),
            );
        }
        if self.gp {
            let gp = "Their link on the Performers List does not move by itself: they change it themselves.";
            sentences.push(gp.to_owned());
        }
        sentences.push(if self.has_nowhere_left() {
            "They have access nowhere else.".to_owned()
        } else {
            let elsewhere: Vec<_> = self.elsewhere.iter().map(|name| isolated(name)).collect();
            ["They keep their access at ", &list(&elsewhere), "."].concat()
        });
        sentences
    }
}

/// Roles by name.
pub(super) fn names(roles: &[Role]) -> Vec<String> {
    roles.iter().map(|role| role.name().to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::{prelude::*, sample::subsequence};
    use uuid::Uuid;

    use super::*;

    proptest! {
        #[test]
        fn every_role_is_either_proposed_or_said_to_end_and_none_twice(
            lasting in subsequence(Role::all().collect::<Vec<_>>(), 0..=Role::ALL.len()), cut in 0..30usize,
        ) {
            let dated: Vec<_> = lasting.iter().copied().skip(cut).collect();
            let lasting: Vec<_> = lasting.into_iter().take(cut).collect();
            let who = (UserId(Uuid::nil()), "A B".to_owned(), "a@b.example".to_owned());
            let fate = Fate::of(who, lasting.clone(), dated.clone(), Vec::new());
            for role in Role::all() {
                let held = lasting.contains(&role) || dated.contains(&role);
                let places = [&fate.moves, &fate.administers, &fate.dated];
                let count = places.into_iter().filter(|roles| roles.contains(&role)).count();
                let automatic = !role.administers() && !may_move(role);
                prop_assert_eq!(count, usize::from(held && !automatic));
                prop_assert!(!fate.moves.contains(&role) || lasting.contains(&role));
                prop_assert!(!held || !automatic || fate.gp);
            }
            prop_assert!(fate.moves.iter().all(|role| may_move(*role)));
        }
    }
}
