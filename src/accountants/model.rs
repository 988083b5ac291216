//! What the pages of accountants show, and what is read from their forms.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::{
    accountant_links::LinkState,
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::{Email, PersonName, Phone, clean, is_linked},
    },
    ui::query_fields,
};

/// Where an accountant works.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Firm(String);

impl Firm {
    /// Reads a name; may be empty.
    pub(super) fn read(typed: &str) -> Result<Self, &'static str> {
        let firm = clean(typed);
        if firm.chars().count() > LONGEST_FIRM {
            return Err("Firm must be 100 characters or fewer");
        }
        if is_linked(&firm) {
            return Err("Firm must not have a link, an email address or a colon in it");
        }
        Ok(Self(firm))
    }
}

/// In characters.
const LONGEST_FIRM: usize = 100;

impl AsRef<str> for Firm {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

/// Who is named as an accountant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Named {
    pub email: Email,
    /// For a new account; one that is there keeps its own.
    pub name: Option<PersonName>,
    pub firm: Firm,
    /// May be empty.
    pub phone: Phone,
}

query_fields! {
    /// Which links.
    pub struct LinkFilter {
        /// A practice, by its code.
        practice,
        /// Where they stand, by code; empty for those that are not over.
        state,
        /// The account of an accountant.
        accountant,
        /// Words of a name or an address.
        find;
        /// The last one of the page before; empty on the first.
        after
    }
}

/// What [`LinkFilter::state`] says besides the codes of states.
pub(super) const ANY_STATE: &str = "any";

/// A link in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkLine {
    pub id: Uuid,
    pub ods: OdsCode,
    /// By name and code.
    pub practice: String,
    pub member: String,
    pub member_email: String,
    pub accountant: String,
    pub accountant_email: String,
    pub firm: String,
    /// In words.
    pub scope: String,
    pub state: LinkState,
    /// The first and the last day.
    pub since: Date,
    pub until: Option<Date>,
    /// What ended it, and who may have said why.
    pub why: String,
    /// Where the member may take the accountant along to: codes and names.
    pub along: Vec<(OdsCode, String)>,
}

/// The links of the practices that the reader administers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinksView {
    pub filter: LinkFilter,
    pub links: Vec<LinkLine>,
    /// Where the next page begins; empty if this is the last.
    pub next: String,
    /// Whether the reader may name accountants.
    pub names: bool,
    /// The address of the accountant to whom they are narrowed, if that one works at a practice of the reader's; else empty.
    pub email: String,
}

/// One link, as an administrator of the practice reads it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkView {
    pub line: LinkLine,
    pub accountant_id: UserId,
    /// When and by whom the accountant was named, and when they confirmed; empty if they have not.
    pub asked: String,
    pub confirmed: String,
    /// Whether the reader may end it.
    pub may_end: bool,
}

/// A member of a practice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    pub id: UserId,
    pub name: String,
    pub email: String,
    /// Their roles as a member, in words.
    pub roles: String,
    /// Their accountants now; empty if they have none.
    pub accountants: String,
}

/// The form by which an accountant is named.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamingView {
    /// Where the reader can name accountants: codes and names.
    pub practices: Vec<(OdsCode, String)>,
    /// Which of them it is; none as long as that has to be chosen.
    pub practice: Option<(OdsCode, String)>,
    pub members: Vec<Member>,
    /// Makes what is sent from this page happen once.
    pub idempotency_key: String,
}

query_fields! {
    /// Which of the members an accountant acts for.
    pub struct MemberFilter {
        /// A practice, by its code.
        practice,
        /// Where the link stands, by code; empty for those that are not over.
        state,
        /// Words of a name, an address or a practice.
        find,
        /// The scheme year whose forms are shown, like 2024-25; empty for the newest that is over.
        year
    }
}

/// A form of the end of the pension year, begun or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberFormLine {
    pub title: String,
    /// Where it is: the form, or the member's years.
    pub link: String,
    /// Where it stands, in words.
    pub stands: String,
    /// Whose turn it is, in a sentence.
    pub next: String,
    /// The last day, with how long that is.
    pub due: String,
    /// When it was submitted, in words; empty before.
    pub submitted: String,
}

/// A member an accountant acts for, with the forms of a year that the link covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberLine {
    pub link: LinkLine,
    pub forms: Vec<MemberFormLine>,
}

/// Those an accountant acts for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MembersView {
    pub filter: MemberFilter,
    pub members: Vec<MemberLine>,
    /// The year whose forms are shown, as people read it.
    pub year: String,
    /// The practices there are to choose from: codes and names.
    pub practices: Vec<(OdsCode, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_firm_may_be_left_out_and_is_not_endless() {
        assert_eq!(
            Firm::read(" Ledger\u{200b} & Sons ").unwrap().as_ref(),
            "Ledger & Sons"
        );
        assert_eq!(Firm::read(""), Ok(Firm::default()));
        assert!(Firm::read(&"x".repeat(LONGEST_FIRM + 1)).is_err());
    }
}
