//! What is written about certifications: how a practice without an administrator gets access.

use serde::{Deserialize, Serialize};

use super::body::Body;
use crate::base::text::isolated;

/// To somebody whom a certification concerns.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CertificationLetter {
    /// Whom it is for.
    pub name: String,
    /// The case reference.
    pub case: String,
    /// Where, by name and code.
    pub practice: String,
    /// Who asks.
    pub asker: String,
    /// Who is to get access.
    pub nominee: String,
    /// The roles, by name.
    pub roles: Vec<String>,
    /// Where the reader sees it and can do something about it.
    pub link: String,
    /// What the news says in words of its own: until when, what is asked for, why not.
    #[serde(default)]
    pub words: String,
    /// Why this letter is written now.
    pub news: CertificationNews,
}

/// Why somebody is told of a certification.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CertificationNews {
    /// To the requester: it was received.
    Received,
    /// To an administrator of the practice, who is asked first.
    AskedFirst,
    /// To the requester: the administrators have had their time.
    MayGoOn,
    /// To the nominee, who has to confirm.
    ToNominee,
    /// To the authoriser, who has to confirm.
    ToAuthoriser,
    /// To somebody who hands their access over, and has to confirm that.
    ToOutgoing,
    /// To one of them, who has not.
    Reminder,
    /// To the requester: nobody confirmed in time.
    Expired,
    /// To the requester: one of the two said no.
    Declined,
    /// To the requester: something is missing.
    Information,
    /// To the requester: the checks did not come out well.
    Refused,
    /// To everybody who may object: it was approved.
    Approved,
    /// To the same: access was given.
    Given,
    /// To the parties: somebody objected.
    Objection,
    /// To the officers: somebody objected.
    ObjectionToTeam,
    /// To the requester: an administrator of the practice has dealt with it.
    Settled,
}

impl CertificationLetter {
    fn asks(&self) -> String {
        [
            &*isolated(&self.asker),
            " has asked for access for ",
            &isolated(&self.nominee),
            " at ",
            &self.practice,
            ":",
        ]
        .concat()
    }

    pub(super) fn body(&self) -> Body {
        let about =
            |subject: &str| Body::new([subject, " (", &self.case, ")"].concat(), &self.name);
        let (nominee, practice) = (&*isolated(&self.nominee), &*self.practice);
        let body = match self.news {
            CertificationNews::Received => about("We have your request")
                .say(["Your request for access for ", nominee, " at ", practice, " has the case reference ", &self.case, "."].concat())
                .say(&self.words),
            CertificationNews::AskedFirst => about("Someone has asked for access at your practice")
                .say(self.asks())
                .list(&self.roles)
                .say("You can give this access yourself, so we are asking you first. Give the roles, or tell us that you have dealt with it. If you know nothing about this, tell us that it is wrong, and we will stop it.")
                .say(["If nobody answers by ", &self.words, ", the registration team looks at the request."].concat()),
            CertificationNews::MayGoOn => about("Nobody at your practice has answered")
                .say(["The user administrators of ", practice, " have not answered in time. If you cannot reach them, tell us, and we will carry on with your request."].concat()),
            CertificationNews::ToNominee => about("Please confirm that you want this access")
                .say(self.asks())
                .list(&self.roles)
                .say(["Confirm that this is right and that you accept the terms by ", &self.words, "."].concat()),
            CertificationNews::ToAuthoriser => about("Please confirm who gets access at your practice")
                .say(self.asks())
                .list(&self.roles)
                .say("This person will be able to see, or decide, who handles the practice's money. You are named as the person who confirms it for the practice. Look at the request, and confirm or decline it.")
                .say(["We need your answer by ", &self.words, "."].concat()),
            CertificationNews::ToOutgoing => about("Please confirm that you are handing over your access")
                .say(self.asks())
                .list(&self.roles)
                .say("The request says that you have this access now and are handing it over. Yours ends when theirs begins.")
                .say(["If this is right, confirm it. If not, decline it. We need your answer by ", &self.words, "."].concat()),
            CertificationNews::Reminder => about("We still need your answer")
                .say(self.asks())
                .list(&self.roles)
                .say(["Please confirm or decline it by ", &self.words, "."].concat()),
            CertificationNews::Expired => about("Your request was not confirmed in time")
                .say(["Not everyone who has to confirm the access for ", nominee, " at ", practice, " did so in seven days. You can ask them again."].concat()),
            CertificationNews::Declined => about("Your request was declined")
                .say([&self.words, " So nobody gets access. You can make another request."].concat()),
            CertificationNews::Information => about("We need something from you")
                .say(["To go on with the request for ", nominee, " at ", practice, " we need this:"].concat())
                .list(std::slice::from_ref(&self.words)),
            CertificationNews::Refused => about("We cannot give this access")
                .say(["We looked at the request for ", nominee, " at ", practice, "."].concat())
                .say(&self.words),
            CertificationNews::Approved => about("Someone is about to get access at your practice")
                .say([nominee, " will have these roles at ", practice, ":"].concat())
                .list(&self.roles)
                .say(["They begin on ", &self.words, ". If this is right, you do not need to do anything. If it is wrong, use this link to stop it."].concat()),
            CertificationNews::Given => about("Someone has been given access at your practice")
                .say([nominee, " now has these roles at ", practice, ":"].concat())
                .list(&self.roles)
                .say("If this is wrong, tell the registration team at once. Its administrators can also take the roles away."),
            CertificationNews::Objection => about("A request for access was stopped")
                .say(["Someone who was told about the access for ", nominee, " at ", practice, " said that it is not right. Nobody gets access until we have looked into it. We will write to you."].concat()),
            CertificationNews::ObjectionToTeam => about("An objection has stopped a certification")
                .say(["Someone has objected to the access for ", nominee, " at ", practice, ": ", &self.words].concat()),
            CertificationNews::Settled => about("Your practice has dealt with your request")
                .say([&self.words, " says that they have dealt with your request for ", nominee, " at ", practice, ". Ask them if you are not sure what they did."].concat()),
        };
        body.link(self.button(), self.link.clone())
    }

    fn button(&self) -> &'static str {
        match self.news {
            CertificationNews::ToNominee
            | CertificationNews::ToAuthoriser
            | CertificationNews::ToOutgoing
            | CertificationNews::Reminder => "Look at the request and answer",
            CertificationNews::Approved => "See it, or say that it is wrong",
            CertificationNews::Information => "Answer",
            CertificationNews::ObjectionToTeam => "Open the case",
            _ => "See where it stands",
        }
    }
}

/// Invented ones, to be looked at.
pub(in crate::mail) fn samples() -> Vec<CertificationLetter> {
    let letter = |news, words: &str| CertificationLetter {
        name: "Nora".to_owned(),
        case: "UA-0ABCD-1EFGH".to_owned(),
        practice: "Elm Street Surgery (ZZ9001)".to_owned(),
        asker: "Alice Ashworth".to_owned(),
        nominee: "Peter Plain".to_owned(),
        roles: vec!["GPP User Management".to_owned()],
        link: "/certifications/case?key=0123456789abcdef".to_owned(),
        words: words.to_owned(),
        news,
    };
    vec![
        letter(
            CertificationNews::Received,
            "Next we ask Peter Plain and Gwen Parry to confirm it.",
        ),
        letter(CertificationNews::AskedFirst, "1 December 2026"),
        letter(CertificationNews::MayGoOn, ""),
        letter(CertificationNews::ToNominee, "3 December 2026"),
        letter(CertificationNews::ToAuthoriser, "3 December 2026"),
        letter(CertificationNews::ToOutgoing, "3 December 2026"),
        letter(CertificationNews::Reminder, "3 December 2026"),
        letter(CertificationNews::Expired, ""),
        letter(CertificationNews::Declined, "Gwen Parry declined it."),
        letter(
            CertificationNews::Information,
            "Which of the two practices in your letter is meant?",
        ),
        letter(
            CertificationNews::Refused,
            "We could not complete our checks. Contact us if you want to ask again: we will tell you what we need.",
        ),
        letter(CertificationNews::Approved, "28 November 2026 at 10:00"),
        letter(CertificationNews::Given, ""),
        letter(CertificationNews::Objection, ""),
        letter(
            CertificationNews::ObjectionToTeam,
            "I have never heard of Peter Plain.",
        ),
        letter(CertificationNews::Settled, "Alice Ashworth"),
    ]
}
