//! The words of certifications: what is asked for, by whom, where it stands, what is checked. Data, which the database keeps
//! by their codes.

use crate::{
    access::{Role, Service},
    base::stored::coded,
};

coded! {
    /// What a practice asks for.
    pub enum Kind ("a kind of certification") {
        /// A user administrator, for a service without one who can act.
        Administrator = "administrator", "A user administrator";
        /// Roles for somebody, where no administrator can give them.
        User = "user", "Roles for a named user";
        /// An administrator role that an officer gives without the practice's request.
        Emergency = "emergency", "An emergency";
    }
}

coded! {
    /// Why a practice asks.
    pub enum Why ("a reason for a certification") {
        /// There is none.
        Nobody = "nobody", "The practice has no user administrator";
        /// There was one.
        Left = "left", "The user administrator has left";
        /// There is one, who is away.
        Absent = "absent", "The user administrator is away for a long time";
        /// There is one, who can't give the roles.
        CannotGive = "cannot-give", "The user administrator cannot give these roles";
        /// The Main Contact is to be somebody else.
        NewContact = "new-contact", "The Main Contact changes";
    }
}

coded! {
    /// As what somebody confirms for the practice. In the order in which they are asked for.
    pub enum Capacity ("a capacity") {
        /// A partner of the practice.
        Partner = "gp-partner", "GP partner";
        /// Responsible for what is known of patients.
        Caldicott = "caldicott-guardian", "Caldicott Guardian";
        /// On the list of those who may change payments.
        AuthorisedList = "authorised-email-list", "Contact on the Authorised Email List";
        /// The commissioner.
        Icb = "icb", "Integrated care board (ICB)";
        /// Of a practice that is a company.
        Director = "company-director", "Company director";
    }
}

coded! {
    /// What somebody is in a certification.
    pub enum Party ("a party of a certification") {
        /// Asks.
        Requester = "requester", "Who asked";
        /// Is to get the roles.
        Nominee = "nominee", "Who is to get access";
        /// Confirms for the practice.
        Authoriser = "authoriser", "Who confirms for the practice";
        /// Hands their access over to the nominee, and confirms that.
        Outgoing = "outgoing", "Who hands it over";
        /// Is told before access is given, and may object.
        Witness = "witness", "Who was told";
    }
}

coded! {
    /// Where a certification stands.
    pub enum State ("a state of a certification") {
        /// The practice's own administrators were asked first.
        Administrators = "administrators", "With the practice's administrators";
        /// Nominee and authoriser have to confirm.
        Confirming = "confirming", "Waiting to be confirmed";
        /// An officer makes the checks.
        Checking = "checking", "Being checked";
        /// The requester was asked for something.
        Information = "information", "Waiting for information";
        /// A second officer looks at them.
        Second = "second", "Waiting for a second officer";
        /// Approved; the practice may still object.
        Cooling = "cooling", "Approved, not yet in force";
        /// The roles were given.
        Active = "active", "Access given";
        /// The registration team said no.
        Refused = "refused", "Refused";
        /// Nominee or authoriser said no.
        Declined = "declined", "Declined";
        /// Somebody said that it is wrong.
        Disputed = "disputed", "Stopped by an objection";
        /// Nobody confirmed in time.
        Expired = "expired", "Not confirmed in time";
        /// The requester took it back.
        Withdrawn = "withdrawn", "Withdrawn";
        /// The practice's administrators dealt with it.
        Settled = "settled", "Settled by the practice";
    }
}

coded! {
    /// What an officer checks.
    pub enum Item ("a check") {
        /// Of the authoriser.
        AuthoriserKnown = "authoriser-known", "The authoriser is who they say they are";
        /// Of the authoriser.
        AuthoriserActive = "authoriser-active", "The authoriser is active in the capacity they state";
        /// Of the authoriser.
        SameOrganisation = "same-organisation", "The authoriser belongs to this practice";
        /// Of the authoriser.
        CalledBack = "called-back", "The authoriser was called back on a number held before the request";
        /// Of the nominee.
        NomineeIdentity = "nominee-identity", "The nominee's identity was shown";
        /// Of the nominee.
        NoSecondAccount = "no-second-account", "The nominee has no second account";
        /// Of the practice.
        NobodyActs = "nobody-acts", "No administrator of the practice can act";
        /// Of the practice.
        PlaceFree = "place-free", "There is a free place";
    }
}

coded! {
    /// What a check came to.
    pub enum Finding ("the outcome of a check") {
        /// It is so.
        Passed = "passed", "Passed";
        /// It is not so.
        Failed = "failed", "Failed";
        /// It says nothing here.
        NotNeeded = "not-needed", "Not needed";
    }
}

coded! {
    /// Why a certification is refused. The words are the team's own; what the practice is told is [`RefusalCode::told`].
    pub enum RefusalCode ("a reason for a refusal") {
        /// Authoriser.
        AuthoriserNotFound = "authoriser-not-found", "Authoriser not found";
        /// Authoriser.
        AuthoriserNotActive = "authoriser-not-active", "Authoriser not active here";
        /// Authoriser.
        OtherOrganisation = "other-organisation", "Authoriser belongs to another organisation";
        /// Both.
        SamePerson = "same-person", "Nominee and authoriser are one person";
        /// Practice.
        PracticeClosed = "practice-closed", "Practice closed or dormant";
        /// Practice.
        AdministratorThere = "administrator-there", "An administrator is there already";
        /// Practice.
        NoPlace = "no-place", "No place is free";
        /// Nominee.
        KeptApart = "kept-apart", "Roles that nobody holds together";
        /// Form.
        Incomplete = "incomplete", "Form incomplete";
        /// Nominee.
        IdentityNotShown = "identity-not-shown", "Identity not shown";
        /// Somebody objected.
        Objection = "objection", "Somebody objected";
        /// Outward it reads like any other.
        SuspectedFraud = "suspected-fraud", "Suspected fraud";
    }
}

impl State {
    /// Whether anything can still become of it.
    pub fn is_open(self) -> bool {
        !matches!(
            self,
            Self::Active | Self::Refused | Self::Declined | Self::Withdrawn | Self::Settled
        )
    }

    /// The codes of those of which something can still become.
    pub(crate) fn open() -> impl Iterator<Item = &'static str> {
        let open = Self::ALL.iter().filter(|state| state.is_open());
        open.map(|state| state.code())
    }

    /// Whether the registration team has to do something.
    pub fn is_with_the_team(self) -> bool {
        matches!(self, Self::Checking | Self::Second | Self::Disputed)
    }
}

impl Capacity {
    /// How far down the order it is: the first that there is should confirm.
    pub fn rank(self) -> usize {
        Self::ALL
            .iter()
            .position(|capacity| *capacity == self)
            .unwrap_or_default()
    }
}

impl Kind {
    /// The roles that may be asked for.
    pub fn roles(self) -> Vec<Role> {
        match self {
            Self::Administrator | Self::Emergency => Service::ALL
                .into_iter()
                .map(Service::administrator)
                .collect(),
            Self::User => vec![
                Role::GppViewClaims,
                Role::GppClaimsAdmin,
                Role::GppStatements,
                Role::GppEstimates,
                Role::GppLocumApplications,
                Role::GppAvcs,
                Role::GppJoinersLeavers,
                Role::GppSpecialLeavers,
            ],
        }
    }
}

impl RefusalCode {
    /// What the practice is told, and what to do about it.
    pub fn told(self) -> &'static str {
        match self {
            Self::AuthoriserNotFound | Self::AuthoriserNotActive | Self::OtherOrganisation => {
                "We could not confirm the person who authorised the request for this practice. Ask again with another \
                 GP partner, the Caldicott Guardian, a contact on the Authorised Email List or your ICB."
            }
            Self::SamePerson => {
                "Nobody can authorise access for themselves. Ask again with somebody else as the authoriser."
            }
            Self::PracticeClosed => {
                "Our records say that the practice has closed. If that is wrong, contact us."
            }
            Self::AdministratorThere => {
                "The practice has a user administrator who can do this. Ask them: your start page says who they are."
            }
            Self::NoPlace => {
                "As many people as may hold the role hold it already. One of them can be removed by an administrator of \
                 the practice."
            }
            Self::KeptApart => {
                "This person has a role at the practice that nobody can have together with the one asked for. An \
                 administrator of the practice can remove it, or you can ask again for somebody else."
            }
            Self::Incomplete => {
                "Something is missing in the request. Ask again and fill in everything."
            }
            Self::IdentityNotShown | Self::SuspectedFraud | Self::Objection => {
                "We could not complete our checks. Contact us if you want to ask again: we will tell you what we need."
            }
        }
    }
}
