//! What speaks against a request: signals, each with its weight. They are for an officer to look at, and none of them decides
//! by itself but that nominee and authoriser are one person.

use serde::{Deserialize, Serialize};

use super::model::Capacity;
use crate::base::{
    dates::Date,
    stored::{stored_as_text, stored_by_code},
};

/// How much a signal weighs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Weight {
    /// Whatever else is so.
    Forbids,
    High,
    Medium,
    Low,
}

impl Weight {
    /// As shown, and the colour of its tag.
    pub fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Forbids => ("Forbids approval", "red"),
            Self::High => ("High", "yellow"),
            Self::Medium => ("Medium", "blue"),
            Self::Low => ("Low", "grey"),
        }
    }
}

macro_rules! signals {
    ($($Signal:ident = $code:literal, $weight:ident, $words:literal;)*) => {
        /// Something that an officer should know before the checks.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Signal { $($Signal,)* }

        impl Signal {
            /// All of them, the weightiest first.
            pub const ALL: &[Self] = &[$(Self::$Signal),*];

            /// As stored.
            pub fn code(self) -> &'static str {
                match self { $(Self::$Signal => $code,)* }
            }

            /// As shown.
            pub fn words(self) -> &'static str {
                match self { $(Self::$Signal => $words,)* }
            }

            /// How much it weighs.
            pub fn weight(self) -> Weight {
                match self { $(Self::$Signal => Weight::$weight,)* }
            }

            /// From its code.
            pub fn from_code(code: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|signal| signal.code() == code)
            }
        }
    };
}

signals! {
    OnePerson = "one-person", Forbids,
        "Nominee and authoriser have the same address or account, or answered in the same browser";
    OtherAddress = "other-address", High,
        "The request gives another address for the authoriser than the one we hold: we wrote to the one we hold";
    AuthoriserUnknown = "authoriser-unknown", High,
        "The authoriser has no account and no entry on the Performers List here";
    NotAtThisPractice = "not-at-this-practice", High,
        "The authoriser has an account and no place or link at this practice today";
    FreeMail = "free-mail", High, "The authoriser's address is at a free mail service";
    NewDomain = "new-domain", High, "Nobody else at this practice has an address at the authoriser's domain";
    JustChanged = "just-changed", High, "The authoriser's address or details changed in the last 30 days";
    JustRemoved = "just-removed", High, "An administrator of this practice lost the role in the last 14 days";
    OtherPhone = "other-phone", High, "The request gives another phone number for the authoriser than the one we hold";
    SameNetwork = "same-network", Medium,
        "Both answered from the same network address, which is usual within one building";
    SeveralPractices = "several-practices", Medium, "The nominee asks for access at other practices too";
    NearPayment = "near-payment", Medium, "Asked for close to a payment run or the certificates' deadline";
    Urgent = "urgent", Medium, "The reason asks for speed";
    PracticeChanged = "practice-changed", Medium, "The practice's details changed in the last 90 days";
    LowerCapacity = "lower-capacity", Low,
        "The authoriser is not a GP partner: ask why nobody higher on the list can confirm";
}

stored_by_code!(Signal, "a signal");

/// Signals as a case keeps them: their codes, with spaces between.
#[derive(Clone, Debug, Default)]
pub struct Signals(pub Vec<Signal>);

stored_as_text!(Signals, |codes| {
    let signals = codes.split_whitespace().map(str::parse::<Signal>);
    Ok(Self(signals.collect::<Result<_, _>>()?))
});

/// What the signals follow from.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// The rule holds them for one person.
    pub one_person: bool,
    pub same_network: bool,
    pub other_address: bool,
    pub other_phone: bool,
    /// Whether the authoriser has an account, and with it a place or a link here.
    pub authoriser_known: bool,
    pub authoriser_here: bool,
    pub authoriser_changed: bool,
    pub authoriser_email: String,
    /// The addresses of the others at the practice.
    pub emails_here: Vec<String>,
    pub administrator_removed: bool,
    pub asks_elsewhere: bool,
    pub practice_changed: bool,
    pub explanation: String,
    pub asked_on: Option<Date>,
    pub capacity: Option<Capacity>,
}

/// Where anybody can have an address.
const FREE: [&str; 12] = [
    "gmail.com",
    "googlemail.com",
    "outlook.com",
    "hotmail.com",
    "hotmail.co.uk",
    "live.co.uk",
    "yahoo.com",
    "yahoo.co.uk",
    "icloud.com",
    "aol.com",
    "proton.me",
    "btinternet.com",
];

/// Words of somebody who presses for haste.
const HASTE: [&str; 5] = ["urgent", "urgently", "immediately", "asap", "straight away"];

/// The signals of a request, the weightiest first.
pub fn signals(facts: &Facts) -> Vec<Signal> {
    let domain = facts
        .authoriser_email
        .rsplit('@')
        .next()
        .unwrap_or_default();
    let ends = ["@", domain].concat();
    let said = facts.explanation.to_lowercase();
    let is = |signal: &Signal| match signal {
        Signal::OnePerson => facts.one_person,
        Signal::OtherAddress => facts.other_address,
        Signal::AuthoriserUnknown => !facts.authoriser_known,
        Signal::NotAtThisPractice => facts.authoriser_known && !facts.authoriser_here,
        Signal::FreeMail => FREE.contains(&domain),
        Signal::NewDomain => !facts.emails_here.iter().any(|email| email.ends_with(&ends)),
        Signal::JustChanged => facts.authoriser_changed,
        Signal::JustRemoved => facts.administrator_removed,
        Signal::OtherPhone => facts.other_phone,
        Signal::SameNetwork => facts.same_network,
        Signal::SeveralPractices => facts.asks_elsewhere,
        Signal::NearPayment => facts.asked_on.is_some_and(is_near_a_payment),
        Signal::Urgent => HASTE.iter().any(|word| said.contains(word)),
        Signal::PracticeChanged => facts.practice_changed,
        Signal::LowerCapacity => facts.capacity.is_some_and(|capacity| capacity.rank() > 0),
    };
    Signal::ALL.iter().copied().filter(is).collect()
}

/// Payments are made at the end of a month; certificates are due on the last day of February.
fn is_near_a_payment(day: Date) -> bool {
    let (_, month, day) = day.parts();
    day >= 25 || (month == 2 && day >= 21)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn usual() -> Facts {
        Facts {
            authoriser_known: true,
            authoriser_here: true,
            authoriser_email: "gwen@practice.example".to_owned(),
            emails_here: vec!["alice@practice.example".to_owned()],
            explanation: "Our manager left in May.".to_owned(),
            asked_on: "2026-11-12".parse().ok(),
            capacity: Some(Capacity::Partner),
            ..Facts::default()
        }
    }

    #[test]
    fn a_usual_request_has_no_signal_and_the_weightiest_come_first() {
        assert_eq!(signals(&usual()), []);
        assert!(Signal::ALL.is_sorted_by_key(|signal| signal.weight()));
        for signal in Signal::ALL {
            assert_eq!(Signal::from_code(signal.code()), Some(*signal));
        }
    }

    #[test]
    fn each_fact_gives_its_signal() {
        let with = |change: fn(&mut Facts)| {
            let mut facts = usual();
            change(&mut facts);
            signals(&facts)
        };
        assert_eq!(with(|facts| facts.one_person = true), [Signal::OnePerson]);
        let free = with(|facts| facts.authoriser_email = "gwen@gmail.com".to_owned());
        assert_eq!(free, [Signal::FreeMail, Signal::NewDomain]);
        let haste = with(|facts| facts.explanation = "URGENT: pay run".to_owned());
        assert_eq!(haste, [Signal::Urgent]);
        let late = with(|facts| facts.asked_on = "2026-02-22".parse().ok());
        assert_eq!(late, [Signal::NearPayment]);
        let icb = with(|facts| facts.capacity = Some(Capacity::Icb));
        assert_eq!(icb, [Signal::LowerCapacity]);
        assert_eq!(
            with(|facts| facts.authoriser_here = false),
            [Signal::NotAtThisPractice]
        );
    }
}
