//! What a link is.

use serde::{Deserialize, Serialize};

use crate::base::stored::coded;

coded! {
    /// Where a link stands.
    pub enum LinkState ("where a link with an accountant stands") {
        /// The accountant has not confirmed it.
        Waiting = "waiting", "Waiting for the accountant";
        /// The accountant sees and completes what its scope says, on the days it names.
        Active = "active", "Active";
        /// It is over.
        Ended = "ended", "Ended";
        /// The accountant did not want it.
        Declined = "declined", "Declined";
    }
}

coded! {
    /// What ended a link.
    pub enum Why ("what ended a link with an accountant") {
        /// An administrator of the practice.
        Practice = "practice", "The practice ended it";
        /// The member.
        Member = "member", "The member ended it";
        /// The accountant.
        Accountant = "accountant", "The accountant ended it";
        /// The member is none any more.
        MemberLeft = "member-left", "The member is no longer a GP or non-GP partner at the practice";
        /// The accountant lost the role or the place.
        RoleEnded = "role-ended", "The accountant no longer has the role Accountant at the practice";
        /// Nobody: the days are over.
        Over = "over", "The last day has passed";
    }
}

/// What an accountant sees and completes for a member.
#[derive(
    Clone,
    Copy,
    Debug,
    Default,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize,
    sqlx::FromRow,
)]
pub struct Scope {
    /// Type 1 certificates.
    pub type_1: bool,
    /// Type 2 self-assessments.
    pub type_2: bool,
    /// The member's contribution statement.
    pub statement: bool,
}

impl Scope {
    /// Code and words of each part, in the order people read them.
    pub const PARTS: [(&'static str, &'static str); 3] = [
        ("type_1", "Type 1 certificate"),
        ("type_2", "Type 2 self-assessment"),
        ("statement", "Contribution statement"),
    ];

    /// From the codes of its parts. Nothing for a code that is none, or if there are no parts.
    pub fn from_codes<'a>(codes: impl IntoIterator<Item = &'a str>) -> Option<Self> {
        let mut scope = Self::default();
        for code in codes {
            match code {
                "type_1" => scope.type_1 = true,
                "type_2" => scope.type_2 = true,
                "statement" => scope.statement = true,
                _ => return None,
            }
        }
        (scope != Self::default()).then_some(scope)
    }

    /// The words of its parts.
    pub fn words(self) -> Vec<&'static str> {
        let has = [self.type_1, self.type_2, self.statement];
        let parts = Self::PARTS.into_iter().zip(has);
        parts
            .filter_map(|((_, words), has)| has.then_some(words))
            .collect()
    }

    /// All of it in one.
    pub fn in_words(self) -> String {
        crate::access::list(&self.words())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn a_scope_is_what_its_codes_say_and_never_nothing(has in prop::array::uniform3(any::<bool>())) {
            let codes = Scope::PARTS.iter().zip(has).filter_map(|((code, _), has)| has.then_some(*code));
            let scope = Scope::from_codes(codes);
            prop_assert_eq!(scope.is_some(), has != [false; 3]);
            if let Some(scope) = scope {
                prop_assert_eq!([scope.type_1, scope.type_2, scope.statement], has);
                prop_assert_eq!(scope.words().len(), has.iter().filter(|has| **has).count());
            }
        }
    }

    #[test]
    fn a_code_that_is_none_gives_no_scope() {
        assert_eq!(Scope::from_codes(["type_1", "statements"]), None);
        assert_eq!(Scope::from_codes([]), None);
    }
}
