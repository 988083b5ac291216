//! Links in the database.

mod confirm;
mod end;
mod follow;
mod open;
mod roles;

pub(crate) use confirm::{confirm, confirm_waiting};
pub(crate) use end::{end, end_due};
pub(crate) use follow::follow;
pub(crate) use open::{OpenLink, open_links};

use uuid::Uuid;

use super::{LinkState, Scope, Why};
use crate::{
    base::{
        dates::{Date, Instant},
        ids::{OdsCode, UserId},
        text::{full_name, greeting, known_as},
    },
    history::Detail,
    mail::{AccountantLetter, AccountantNews, Letter, Recipient},
};

/// How many are looked for or changed with one statement.
const AT_ONCE: usize = 150;

/// A link with the names of those whom it concerns.
#[derive(Clone, Debug, sqlx::FromRow)]
pub(crate) struct Link {
    pub id: Uuid,
    pub ods: OdsCode,
    pub practice: String,
    pub member_id: UserId,
    pub member_first: String,
    pub member_last: String,
    pub member_email: String,
    pub accountant_id: UserId,
    pub accountant_first: String,
    pub accountant_last: String,
    pub accountant_email: String,
    pub firm: String,
    #[sqlx(flatten)]
    pub scope: Scope,
    pub state: LinkState,
    pub starts_on: Date,
    pub ends_on: Option<Date>,
    pub asked_at: Instant,
    pub confirmed_at: Option<Instant>,
    pub ended_at: Option<Instant>,
    pub why: Option<Why>,
    pub reason: String,
    /// Whether the member and the accountant still are what they have to be at the practice.
    pub member_stands: bool,
    pub accountant_stands: bool,
}

/// All of [`Link`], up to its condition. A member holds one of [`Role::is_of_members`](crate::access::Role::is_of_members).
pub(crate) const SELECT: &str =
    "SELECT l.id, l.ods, p.name AS practice, l.member_id, m.first_name AS member_first, m.last_name AS member_last,
            m.email AS member_email, l.accountant_id, a.first_name AS accountant_first, a.last_name AS accountant_last,
            a.email AS accountant_email, l.firm, l.type_1, l.type_2, l.statement, l.state, l.starts_on, l.ends_on,
            l.asked_at, l.confirmed_at, l.ended_at, l.why, l.reason,
            EXISTS (SELECT 1 FROM role_grant g JOIN membership s ON s.user_id = g.user_id AND s.ods = g.ods
                    WHERE g.user_id = l.member_id AND g.ods = l.ods AND g.ended_at IS NULL AND s.status <> 'deactivated'
                      AND g.role IN ('gpp-gp-principal', 'gpp-gp-salaried', 'gpp-non-gp-partner')) AS member_stands,
            EXISTS (SELECT 1 FROM role_grant g JOIN membership s ON s.user_id = g.user_id AND s.ods = g.ods
                    WHERE g.user_id = l.accountant_id AND g.ods = l.ods AND g.ended_at IS NULL
                      AND s.status <> 'deactivated' AND g.role = 'gpp-accountant') AS accountant_stands
     FROM accountant_link l JOIN practice p ON p.ods = l.ods JOIN app_user m ON m.id = l.member_id
     JOIN app_user a ON a.id = l.accountant_id";

impl Link {
    pub(crate) fn member(&self) -> String {
        full_name(&self.member_first, &self.member_last)
    }

    pub(crate) fn accountant(&self) -> String {
        full_name(&self.accountant_first, &self.accountant_last)
    }

    /// By name and code.
    pub(crate) fn place(&self) -> String {
        [&self.practice, " (", self.ods.as_ref(), ")"].concat()
    }

    /// What the record says of it.
    pub(crate) fn detail(&self) -> Detail {
        let accountant = known_as(&self.accountant(), &self.accountant_email);
        let mut note = [&accountant, ": ", &self.scope.in_words()].concat();
        if let Some(why) = self.why {
            note.extend([". ", why.words()]);
        }
        Detail {
            note,
            starts_on: Some(self.starts_on),
            ends_on: self.ends_on,
            ..Detail::default()
        }
    }

    pub(crate) fn to_member(&self) -> Recipient {
        Recipient {
            address: self.member_email.clone(),
            name: self.member(),
        }
    }

    pub(crate) fn to_accountant(&self) -> Recipient {
        Recipient {
            address: self.accountant_email.clone(),
            name: self.accountant(),
        }
    }

    /// How the letters to the two greet them.
    pub(crate) fn greet_member(&self) -> String {
        greeting(&self.member_first, &self.member_last).to_owned()
    }

    pub(crate) fn greet_accountant(&self) -> String {
        greeting(&self.accountant_first, &self.accountant_last).to_owned()
    }
}

/// A letter about a link, or about several of one accountant at one practice.
pub(crate) fn letter(
    link: &Link,
    name: String,
    members: Vec<String>,
    by: &str,
    news: AccountantNews,
) -> Letter {
    let scope = link.scope.words().into_iter().map(str::to_owned);
    let why = link.why.map(Why::words).unwrap_or_default();
    Letter::Accountant(AccountantLetter {
        name,
        practice: link.place(),
        accountant: known_as(&link.accountant(), &link.accountant_email),
        firm: link.firm.clone(),
        members,
        scope: scope.collect(),
        from: link.starts_on.in_words(),
        until: link.ends_on.map(Date::in_words).unwrap_or_default(),
        by: by.to_owned(),
        why: why.to_owned(),
        reason: link.reason.clone(),
        news,
    })
}

#[cfg(test)]
mod tests {
    use super::SELECT;
    use crate::access::Role;

    #[test]
    fn the_statement_knows_the_roles_of_members_and_of_accountants() {
        for role in Role::all() {
            let code = ["'", role.code(), "'"].concat();
            let named = role.is_of_members() || role == Role::GppAccountant;
            assert_eq!(SELECT.contains(&code), named, "{role:?}");
        }
    }
}
