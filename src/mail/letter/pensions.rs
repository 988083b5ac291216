//! What members, accountants and practices are told of forms of the end of the pension year: which form, and whose turn it is. Never a
//! figure.

use serde::{Deserialize, Serialize};

use super::{Letter, text};
use crate::{base::text::isolated, mail::body::Body};

/// To somebody whose turn it is, or who waited for a decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PensionLetter {
    /// Whom it is for.
    pub name: String,
    /// Whose form it is.
    pub member: String,
    /// The form, in words; the practice, in a letter about an authority.
    pub form: String,
    /// Who did it, by name.
    pub by: String,
    /// A reason in somebody's own words, or the case reference; may be empty.
    pub more: String,
    /// The last day in time, in words.
    pub due: String,
    /// Where it goes on.
    pub link: String,
    /// Why it is written.
    pub news: PensionNews,
}

/// Why somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PensionNews {
    /// It can be submitted.
    Ready,
    /// The member has submitted it.
    Submitted,
    /// A practice has submitted it for the member.
    SubmittedForYou,
    Approved,
    Rejected,
    /// The last day comes, or has passed.
    Reminder,
    /// A member lets the practice submit for them.
    Authorised,
    /// They no longer do.
    NotAuthorised,
}

impl PensionLetter {
    pub(in crate::mail) fn body(&self) -> Body {
        let (form, member, by) = (&*self.form, &*isolated(&self.member), &*isolated(&self.by));
        let more = &*isolated(&self.more);
        let begin = |subject: &str| Body::new(subject, &self.name);
        let open = |body: Body| body.link("Open the form", &self.link);
        match self.news {
            PensionNews::Ready => open(begin("A pension form is ready to be submitted")
                .say([by, " has marked this form of ", member, " as ready: ", form, "."].concat())
                .say(["Please check it, and submit it by ", &self.due, ". Only the member can do that, or a practice that the member has authorised."].concat())),
            PensionNews::Submitted => open(begin("A pension form was submitted")
                .say([by, " has submitted this form: ", form, ". The case reference is ", more, "."].concat())
                .say("The pensions desk will look at it. You do not need to do anything.")),
            PensionNews::SubmittedForYou => open(begin("Your practice has submitted a pension form for you")
                .say([by, " has submitted this form of ", member, " on behalf of the member: ", form, ". The case reference is ", more, "."].concat())
                .say("The member can take it back until the pensions desk has decided.")),
            PensionNews::Approved => open(begin("A pension form was approved")
                .say(["The pensions desk has approved this form of ", member, ": ", form, "."].concat())
                .say("With its next statement, the practice pays what is still owed and gets back what was overpaid. The member and the practice settle it between them.")),
            PensionNews::Rejected => open(begin("A pension form was rejected")
                .say(["The pensions desk has rejected this form of ", member, ": ", form, ". The reason:"].concat())
                .say(more)
                .say("The member or their accountant can change it. Then it has to be submitted again.")),
            PensionNews::Reminder => open(begin("A pension form is waiting for you")
                .say(["This form of ", member, " is not finished: ", form, ". ", more].concat())
                .say(["The last day to submit it is ", &self.due, ". A form that is late may be missing from the annual benefit statement."].concat())),
            PensionNews::Authorised => begin("You may submit pension forms for a member")
                .say([member, " lets ", form, " submit their end-of-year pension forms until ", &self.due, ". User administrators of GP Payments and Pensions can do that once a form is marked as ready."].concat())
                .link("See the members of your practice", &self.link),
            PensionNews::NotAuthorised => begin("You no longer submit pension forms for a member")
                .say([member, " no longer lets ", form, " submit their end-of-year pension forms."].concat())
                .link("See the members of your practice", &self.link),
        }
    }
}

/// Invented ones, to be looked at.
pub(super) fn samples() -> Vec<Letter> {
    let letter = |news, form: &str, more: &str| {
        Letter::Pension(PensionLetter {
            name: text("Nora"),
            member: text("Gina O\u{2019}Brien"),
            form: text(form),
            by: text("Amy Audit"),
            more: text(more),
            due: text("28 February 2027"),
            link: text("/pensions/0190"),
            news,
        })
    };
    let form = "Type 1 certificate for 2025/26, Elm Street Surgery";
    vec![
        letter(PensionNews::Ready, form, ""),
        letter(PensionNews::Submitted, form, "EP-0ABCD-1EFGH"),
        letter(PensionNews::SubmittedForYou, form, "EP-0ABCD-1EFGH"),
        letter(PensionNews::Approved, form, ""),
        letter(
            PensionNews::Rejected,
            form,
            "The annual solo form is missing.",
        ),
        letter(
            PensionNews::Reminder,
            form,
            "It is your turn: nobody has begun it.",
        ),
        letter(PensionNews::Authorised, "Elm Street Surgery", ""),
        letter(PensionNews::NotAuthorised, "Elm Street Surgery", ""),
    ]
}
