//! The list that is read before many people are added: what becomes of each line.

use super::rules::{Decided, Joining, Who};
use crate::{
    access::{MembershipStatus, Role},
    base::text::known_as,
    ui::{Check, CheckGroup},
};

/// What happens to each line, those who get an account first.
pub(super) fn check(decided: &Decided, practice: &str) -> Check {
    let is_new = |joining: &&Joining| matches!(joining.who, Who::New(_));
    let (new, there): (Vec<_>, Vec<_>) = decided.joining.iter().partition(is_new);
    let group = |title: &str, joining: Vec<&Joining>| {
        (!joining.is_empty()).then(|| CheckGroup {
            title: [title, ": ", &joining.len().to_string()].concat(),
            add: joining.iter().map(|one| one.in_words()).collect(),
            remove: Vec::new(),
        })
    };
    let invites = !new.is_empty();
    let tells = !there.is_empty();
    let groups = [
        group("New accounts", new),
        group("People who have an account", there),
    ];
    let mut notes = Vec::new();
    if invites {
        notes.push("We will email an invitation to each address of a new account. Its link works for 72 hours.".to_owned());
    }
    if tells {
        notes.push(
            [
                "We will email people who have an account to say what changes for them at ",
                practice,
                ".",
            ]
            .concat(),
        );
    }
    let given = decided.joining.iter().flat_map(Joining::given);
    if given.into_iter().any(|role| role == Role::GppAccountant) {
        notes.push("An accountant sees no pension form until you have chosen the members they act for. You do this on the page Accountants, after you have saved.".to_owned());
    }
    notes.extend(decided.joining.iter().filter_map(Joining::warning));
    notes.extend(decided.unchanged.iter().map(|(line, email)| {
        [
            "Line ",
            &line.to_string(),
            ": nothing changes for ",
            email,
            ", who has these roles already.",
        ]
        .concat()
    }));
    Check {
        groups: groups.into_iter().flatten().collect(),
        notes,
        ..Check::default()
    }
}

impl Joining {
    /// The roles that are given.
    fn given(&self) -> Vec<Role> {
        let columns = self.plan.columns().iter();
        let given = columns.flat_map(|column| &column.add);
        given.map(|given| given.role).collect()
    }

    /// A line of the list.
    fn in_words(&self) -> String {
        let roles: Vec<_> = self.given().into_iter().map(Role::name).collect();
        let line = self.line.to_string();
        ["Line ", &line, ": ", &self.named(), ": ", &roles.join(", ")].concat()
    }

    /// Who it is, as the reader may know: of somebody who never had a place with them, the address alone.
    fn named(&self) -> String {
        let name = &self.plan.subject().name;
        match &self.who {
            Who::New(user) => known_as(name, user.email.as_ref()),
            Who::There { email, known: true } => known_as(name, email.as_ref()),
            Who::There { email, .. } => email.as_ref().to_owned(),
        }
    }

    /// What the reader may not expect.
    fn warning(&self) -> Option<String> {
        let line = ["Line ", &self.line.to_string(), ": "].concat();
        let back = |column: &crate::access::ColumnPlan| {
            column.membership == Some(MembershipStatus::Deactivated)
        };
        match &self.who {
            Who::New(user) if user.email.looks_shared() => Some(
                [
                    &line,
                    user.email.as_ref(),
                    " looks like a mailbox that several people read. Each of them could set up this account and use its roles.",
                ]
                .concat(),
            ),
            Who::There { .. } if self.plan.columns().iter().any(back) => Some(
                [&line, &self.named(), " was deactivated and becomes active again."].concat(),
            ),
            _ => None,
        }
    }
}
