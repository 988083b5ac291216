//! What members and accountants are told of their links.

use serde::{Deserialize, Serialize};

use super::{Letter, text};
use crate::{base::text::isolated, mail::body::Body};

/// To one side of a link of a member with an accountant, or to those who decide about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccountantLetter {
    /// Whom it is for.
    pub name: String,
    /// Where, by name and code.
    pub practice: String,
    /// By name and username.
    pub accountant: String,
    /// May be empty.
    pub firm: String,
    /// By name.
    pub members: Vec<String>,
    /// What the accountant can see and fill in, part by part.
    pub scope: Vec<String>,
    /// The first day, in words.
    pub from: String,
    /// The last day, in words; empty if there is none.
    pub until: String,
    /// Who did it, by name.
    pub by: String,
    /// What ended it; empty while it goes on.
    pub why: String,
    /// In somebody's own words; may be empty.
    #[serde(default)]
    pub reason: String,
    /// Why it is written.
    pub news: AccountantNews,
}

/// Why somebody is told of a link.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountantNews {
    /// To the accountant: named, to be confirmed.
    Asked,
    /// To the member: somebody was named.
    Named,
    /// To the member: the accountant has confirmed.
    Linked,
    /// To the accountant: a member has taken them along.
    TakenAlong,
    /// To those who administer payments and pensions there: the same.
    Arrived,
    /// To the member: it is over.
    Ended,
    /// To the accountant: it is over.
    NoLonger,
}

impl AccountantLetter {
    fn accountant(&self) -> String {
        let accountant = isolated(&self.accountant);
        if self.firm.is_empty() {
            accountant.into_owned()
        } else {
            [&*accountant, " of ", &isolated(&self.firm)].concat()
        }
    }

    fn members(&self) -> Vec<String> {
        let members = self.members.iter();
        members.map(|one| isolated(one).into_owned()).collect()
    }

    /// From when until when, as the end of a sentence.
    fn days(&self) -> String {
        if self.until.is_empty() {
            ["from ", &self.from].concat()
        } else {
            ["from ", &self.from, " until ", &self.until].concat()
        }
    }

    pub(in crate::mail) fn body(&self) -> Body {
        let (accountant, practice) = (&*self.accountant(), &*self.practice);
        let by = &*isolated(&self.by);
        let begin = |subject: &str| Body::new(subject, &self.name);
        match self.news {
            AccountantNews::Asked => begin("You were named as an accountant")
                .say([by, " at ", practice, " has named you as the accountant of these members, ", &self.days(), ":"].concat())
                .list(&self.members())
                .say("You will be able to see and fill in:")
                .list(&self.scope)
                .say("Please log in and confirm this. If you have no account yet, set it up first: the link is in another email. Until you confirm, you see nothing about the members. Only the member or the practice can submit the forms.")
                .say("If you are not their accountant, decline on the page, or do nothing.")
                .link("See the members you act for", "/account/members"),
            AccountantNews::Named => begin("An accountant was named for you")
                .say([by, " at ", practice, " has named ", accountant, " as your accountant. Once they have confirmed it, they can see and fill in, ", &self.days(), ":"].concat())
                .list(&self.scope)
                .say("They see nothing else about you or the practice, and cannot submit anything for you. If this is wrong, you can end it now or at any time.")
                .link("See your accountants", "/account/accountants"),
            AccountantNews::Linked => begin("Your accountant has access now")
                .say([accountant, " can now act for you at ", practice, ". They can see and fill in, ", &self.days(), ":"].concat())
                .list(&self.scope)
                .say("They cannot submit anything for you. You can end it at any time.")
                .link("See your accountants", "/account/accountants"),
            AccountantNews::TakenAlong => begin("A member has kept you as their accountant")
                .say([by, " has confirmed that you carry on as their accountant at ", practice, ". You can see and fill in, ", &self.days(), ":"].concat())
                .list(&self.scope)
                .say("You do not need to do anything.")
                .link("See the members you act for", "/account/members"),
            AccountantNews::Arrived => begin("A member has brought their accountant")
                .say([by, " has confirmed that ", accountant, " carries on as their accountant at ", practice, ". The accountant has the role Accountant there. For this member alone, they can see and fill in:"].concat())
                .list(&self.scope)
                .say("If this is wrong, you can end it.")
                .link("See the accountants of your practice", "/accountants"),
            AccountantNews::Ended => begin("Your accountant no longer has access")
                .say([accountant, " can no longer act for you at ", practice, ". ", &self.why, "."].concat())
                .say(self.reason.as_str())
                .say("If you are now a GP or a non-GP partner at another practice, you can keep your accountant there.")
                .link("See your accountants", "/account/accountants"),
            AccountantNews::NoLonger => begin("You no longer act for these members")
                .say(["You are no longer the accountant of these members at ", practice, ". ", &self.why, ":"].concat())
                .list(&self.members())
                .say(self.reason.as_str())
                .link("See the members you act for", "/account/members"),
        }
    }
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
    let letter = |news, until: &str, why: &str| {
        Letter::Accountant(AccountantLetter {
            name: text("Nora"),
            practice: text("Elm Street Surgery (ZZ9001)"),
            accountant: text("Amy Audit (amy@ledger.example)"),
            firm: text("Ledger and Sons"),
            members: vec![text("Gina O\u{2019}Brien"), text("Paul Partner")],
            scope: vec![text("Type 1 certificate"), text("Contribution statement")],
            from: text("26 November 2026"),
            until: text(until),
            by: text("Alice Ashworth"),
            why: text(why),
            reason: String::new(),
            news,
        })
    };
    vec![
        letter(AccountantNews::Asked, "", ""),
        letter(AccountantNews::Named, "31 March 2027", ""),
        letter(AccountantNews::Linked, "31 March 2027", ""),
        letter(AccountantNews::TakenAlong, "", ""),
        letter(AccountantNews::Arrived, "", ""),
        letter(AccountantNews::Ended, "", "The practice ended it"),
        letter(AccountantNews::NoLonger, "", "The member ended it"),
    ]
}
