//! What is written about GPs' links with practices.

use serde::{Deserialize, Serialize};

use super::{
    body::Body,
    letter::{Letter, text},
};
use crate::base::text::isolated;

/// To those who have to look at what a GP asks for, or are told of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkAsked {
    /// Whom it is for.
    pub name: String,
    pub gp: String,
    /// Their number at the GMC; empty in a letter from before it had one.
    #[serde(default)]
    pub gmc_number: String,
    /// Where, by name.
    pub practice: String,
    /// What they ask for, after "asks to".
    pub asks: String,
    /// The case reference.
    pub case: String,
    /// The day it was asked for, in words.
    pub asked: String,
    /// Where it is decided.
    pub link: String,
    /// Why this letter is written now.
    pub news: LinkNews,
}

/// Why somebody is told of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkNews {
    /// It was made just now.
    New,
    /// Nobody has decided yet.
    Reminder,
    /// Nobody has for ten days, and the administrators are told.
    ToAdministrators,
    /// Nobody at the practice could decide.
    NobodyConfirms,
    /// To the registration team.
    ToRegistration,
    /// The practice has confirmed, and the registration team approves.
    ToApprove,
    /// Nobody has to decide: a retirement or a resignation.
    Information,
    /// The GP has taken it back.
    Withdrawn,
}

/// To a GP, about what they asked for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkDecided {
    /// Whom it is for.
    pub name: String,
    /// Where, by name.
    pub practice: String,
    /// What they asked for, after "asked to".
    pub asks: String,
    /// The case reference.
    pub case: String,
    /// Whether it is so now.
    pub confirmed: bool,
    /// Who decided.
    pub by: String,
    /// Why not, where it is not.
    pub why: String,
    /// Where the request is read.
    pub link: String,
}

/// To those who manage access at a practice, about roles of its GPs that follow from the Performers List: one letter for
/// one import, or one midnight.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GpRoles {
    /// Whom it is for.
    pub name: String,
    /// Where, by name.
    pub practice: String,
    /// What changed: a sentence of each GP, without its stop.
    pub changes: Vec<String>,
    /// Of how many more GPs there is no sentence.
    pub more: usize,
    /// Where all users of the practice are.
    pub link: String,
}

impl GpRoles {
    pub(super) fn body(&self) -> Body {
        let practice = &*self.practice;
        let subject = ["GP roles at ", practice, " have changed"].concat();
        let body = Body::new(subject, &self.name)
            .say(
                [
                    "GPs get their roles from the Performers List. At ",
                    practice,
                    " these have changed with it:",
                ]
                .concat(),
            )
            .list(&self.changes);
        let body = match self.more {
            0 => body,
            1 => body.say("One more GP is not in this list."),
            more => body.say([&more.to_string(), " more GPs are not in this list."].concat()),
        };
        body.say("You do not have to do anything. Each GP has been told.")
            .link("See the users of the practice", &self.link)
            .say("Do you think that this is wrong? Ask the GP to update their entry on the Performers List.")
    }
}

/// To a GP whose practice misses something in their entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EntryNudge {
    /// Whom it is for.
    pub name: String,
    /// The practice, by name.
    pub practice: String,
    /// Who asks.
    pub by: String,
    /// Where they ask to be linked with it, or to change how they are.
    pub join: String,
    /// Whether they are linked with it.
    #[serde(default)]
    pub linked: bool,
}

impl LinkAsked {
    pub(super) fn body(&self) -> Body {
        let (gp, practice) = (&isolated(&self.gp), &self.practice);
        let known = match self.gmc_number.as_str() {
            "" => gp.clone().into_owned(),
            number => [gp, " (GMC ", number, ")"].concat(),
        };
        let title = match self.news {
            LinkNews::New => [gp, " has asked for a change at ", practice].concat(),
            LinkNews::Reminder => [gp, " is still waiting for an answer from ", practice].concat(),
            LinkNews::ToAdministrators => {
                ["A GP has been waiting for ten days at ", practice].concat()
            }
            LinkNews::NobodyConfirms => {
                ["Nobody at ", practice, " can confirm a GP's change"].concat()
            }
            LinkNews::ToRegistration => ["A GP's request is waiting at ", practice].concat(),
            LinkNews::ToApprove => ["A principal's change at ", practice, " to approve"].concat(),
            LinkNews::Information => [gp, " leaves ", practice].concat(),
            LinkNews::Withdrawn => [gp, " no longer asks for a change at ", practice].concat(),
        };
        let asks = match self.news {
            LinkNews::Information => [&known, " has told us that they will ", &self.asks, "."],
            LinkNews::Withdrawn => [
                &known,
                " has taken back what they asked for: to ",
                &self.asks,
                ".",
            ],
            _ => [&known, " asks to ", &self.asks, "."],
        };
        let body = Body::new(title, &self.name)
            .say(asks.concat())
            .say(["Case ", &self.case, ", asked on ", &self.asked, "."].concat());
        match self.news {
            LinkNews::New | LinkNews::Reminder => body
                .say("Until it is confirmed or rejected, the GP's access, pay and pension at the practice may be wrong. The first decision counts.")
                .link("Confirm or reject it", &self.link),
            LinkNews::ToAdministrators => body
                .say("Those with the role PL Practice Manager have not decided, although we reminded them twice. Speak to them, or give the role to someone else.")
                .link("See who has to act", &self.link),
            LinkNews::NobodyConfirms => body
                .say("It is waiting because nobody at the practice has the role PL Practice Manager. An administrator of the Performers List can give the role to someone, or take it themselves. That person can then confirm or reject the change.")
                .link("See what to do", &self.link),
            LinkNews::ToRegistration => body
                .say("Nobody at the practice has decided. Find out who can, or give the practice an administrator.")
                .link("See the request", &self.link),
            LinkNews::ToApprove => body
                .say("The practice has confirmed it. Changes of principals need your approval on behalf of the commissioner.")
                .link("Approve or reject it", &self.link),
            LinkNews::Withdrawn => body.say("You do not need to do anything."),
            LinkNews::Information => body
                .say("This is for your information. You do not have to confirm it. Their GP role at the practice ends with that day.")
                .link("See what they told us", &self.link),
        }
    }
}

impl LinkDecided {
    pub(super) fn body(&self) -> Body {
        let (practice, by) = (&self.practice, &isolated(&self.by));
        let title = if self.confirmed {
            ["Your link with ", practice, " is confirmed"].concat()
        } else {
            ["Your request to ", practice, " was rejected"].concat()
        };
        let body = Body::new(title, &self.name)
            .say(["You asked to ", &self.asks, ". Case ", &self.case, "."].concat());
        if self.confirmed {
            return body
                .say([by, " has confirmed it. Your GP role changes automatically on the day you gave."].concat())
                .say("If your practice, role or sessions change, the practice has to send a new estimate of your pensionable pay.")
                .link("See your entry", "/performers/me");
        }
        body.say([by, " has rejected it."].concat())
            .say(["The reason: ", &self.why].concat())
            .say("Speak to the practice. You can ask again.")
            .link("See your request", &self.link)
    }
}

impl EntryNudge {
    pub(super) fn body(&self) -> Body {
        let (practice, by) = (&self.practice, &isolated(&self.by));
        let ask = if self.linked {
            "Change your role or sessions there"
        } else {
            "Join this practice"
        };
        let title = [practice, " asks you to update your Performers List entry"].concat();
        Body::new(title, &self.name)
            .say([by, " at ", practice, " thinks that your entry does not show what you do there. Only you can change it."].concat())
            .say("While it is wrong, your access, pay and pension at the practice may be wrong too. It takes a few minutes to put right.")
            .link("See your entry", "/performers/me")
            .link(ask, &self.join)
            .say("If you do not work there, you do not need to do anything.")
    }
}

/// Invented ones, to be looked at.
pub(in crate::mail) fn samples() -> Vec<Letter> {
    let mut samples = about_roles();
    samples.extend(about_requests());
    samples
}

fn about_roles() -> Vec<Letter> {
    let gp_roles = |more| {
        Letter::GpRoles(GpRoles {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            changes: vec![
                text("Gwen Parry (GMC 7654321) now has GP (salaried)"),
                text("Ken Adair (GMC 7654322) no longer has GP (principal)"),
            ],
            more,
            link: text("/practices/ZZ9001/users"),
        })
    };
    vec![gp_roles(0), gp_roles(1), gp_roles(12)]
}

fn about_requests() -> Vec<Letter> {
    let asked = |news| {
        Letter::LinkAsked(LinkAsked {
            name: text("Nora"),
            gp: text("Gwen Parry"),
            gmc_number: text("9000017"),
            practice: text("Elm Street Surgery"),
            asks: text(match news {
                LinkNews::Information => {
                    "retire and leave Elm Street Surgery after 30 November 2026"
                }
                _ => {
                    "join Elm Street Surgery as a salaried GP, 4 sessions a week, 44%, from 1 December 2026"
                }
            }),
            case: text("PL-0ABCD-1EFGH"),
            asked: text("24 November 2026"),
            link: text("/performers/requests/0190"),
            news,
        })
    };
    let decided = |confirmed| {
        Letter::LinkDecided(LinkDecided {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            asks: text(
                "join Elm Street Surgery as a salaried GP, 4 sessions a week, 44%, from 1 December 2026",
            ),
            case: text("PL-0ABCD-1EFGH"),
            confirmed,
            by: text("Alice Ashworth"),
            why: text("You start on 1 January."),
            link: text("/performers/requests/0190"),
        })
    };
    let nudge = |linked| {
        Letter::EntryNudge(EntryNudge {
            name: text("Nora"),
            practice: text("Elm Street Surgery"),
            by: text("Alice Ashworth"),
            join: text("/performers/me/join?practice=ZZ9001"),
            linked,
        })
    };
    vec![
        asked(LinkNews::New),
        asked(LinkNews::Reminder),
        asked(LinkNews::ToAdministrators),
        asked(LinkNews::NobodyConfirms),
        asked(LinkNews::ToRegistration),
        asked(LinkNews::ToApprove),
        asked(LinkNews::Information),
        asked(LinkNews::Withdrawn),
        decided(true),
        decided(false),
        nudge(false),
        nudge(true),
    ]
}
