//! What a member or their accountant enters, as far as both forms have it. Everything may still be missing: a draft
//! calculates as far as it can.

use serde::{Deserialize, Serialize};

use super::{
    money::Pence,
    rate::Rate,
    span::Span,
    working::{Known, typed},
};
use crate::base::dates::Date;

/// The section of the scheme. Up to March 2022 it decided whether pay was annualised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Section {
    Section1995,
    Section2008,
    Scheme2015,
}

/// What kind of practitioner post it is. Officer posts (hospital, university, trainee) are entered nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PostKind {
    /// GP partner or single-hander: Type 1.
    Partner,
    /// Partner who is not a GP: Type 1, and one contract at most.
    NonGpProvider,
    /// Shareholder of a practice that is a limited company, which has a certificate of its own.
    Company,
    /// Salaried GP: Type 2.
    Salaried,
    /// Long-term fee-based GP, six months or more: Type 2.
    FeeBased,
    /// Out-of-hours, integrated care board or appraisal work under a contract for services.
    Solo,
    /// Freelance locum work.
    Locum,
}

impl PostKind {
    /// Whether somebody else's form is about it: a certificate, not the Type 2 form.
    pub fn has_a_certificate(self) -> bool {
        matches!(self, Self::Partner | Self::NonGpProvider | Self::Company)
    }

    /// Whether it is a post rather than single pieces of work.
    pub fn is_type_1_or_2(self) -> bool {
        !matches!(self, Self::Solo | Self::Locum)
    }

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Partner => "GP partner",
            Self::NonGpProvider => "non-GP partner",
            Self::Company => "limited company practice",
            Self::Salaried => "salaried GP",
            Self::FeeBased => "long-term fee-based GP",
            Self::Solo => "solo work",
            Self::Locum => "locum work",
        }
    }
}

/// A time in a post, the first and the last day included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Held {
    pub first: Date,
    /// None while it goes on.
    pub last: Option<Date>,
}

/// Pensionable pay from one source in the scheme year.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pay {
    /// Of the whole year.
    pub year: Option<Pence>,
    /// What was really paid from April to September, if the year has two parts and it is known.
    pub first_half: Option<Pence>,
    /// What was really paid from October to March, likewise.
    pub second_half: Option<Pence>,
}

impl Pay {
    /// The pay of the year, as a whole or from both of its halves.
    pub fn whole(&self) -> Option<Pence> {
        let halves = self.first_half.zip(self.second_half);
        self.year
            .or_else(|| halves.map(|(first, second)| first.plus(second)))
    }
}

/// Contributions paid in one part of the year, as the contribution statement has them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paid {
    pub employee: Option<Pence>,
    pub employer: Option<Pence>,
    pub avc: Option<Pence>,
    pub top_up: Option<Pence>,
    pub errbo: Option<Pence>,
    /// Why these figures are not those of the statement; empty if they are.
    pub reason: String,
}

/// One practitioner post, or one source of solo or locum work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Post {
    pub kind: PostKind,
    /// The organisation's name.
    pub place: String,
    /// The organisation's ODS code.
    pub code: String,
    /// When it was held. Of locum work, each run of days that was worked.
    pub periods: Vec<Held>,
    /// Pensionable pay; of locum work 90% of the fees, since a tenth counts as expenses. Of the practice that a Type 1
    /// certificate is about, halves alone may be given: its pay is what the certificate works out.
    pub pay: Pay,
    /// For each part of the year, in order.
    pub paid: Vec<Paid>,
    /// The paper that shows the pay: a payslip, the annual solo form. Empty if there is none.
    pub document: String,
}

impl Post {
    /// One about which nothing is known but its kind and where.
    pub fn new(kind: PostKind, place: &str) -> Self {
        Self {
            kind,
            place: place.to_owned(),
            code: String::new(),
            periods: Vec::new(),
            pay: Pay::default(),
            paid: Vec::new(),
            document: String::new(),
        }
    }

    /// What to call it in a sentence.
    pub fn named(&self) -> &str {
        let place = self.place.trim();
        if place.is_empty() {
            self.kind.words()
        } else {
            place
        }
    }

    /// The same with its kind: `the post at Abbey Surgery`, `locum work`.
    pub fn called(&self) -> String {
        let place = self.place.trim();
        match (self.kind.is_type_1_or_2(), place.is_empty()) {
            (true, true) => ["the post as ", self.kind.words()].concat(),
            (true, false) => ["the post at ", place].concat(),
            (false, true) => self.kind.words().to_owned(),
            (false, false) => [self.kind.words(), " at ", place].concat(),
        }
    }

    /// The pay of the year, or that it is missing.
    pub(crate) fn pay_typed(&self) -> Known<Pence> {
        typed(
            self.pay.whole(),
            &["the pensionable pay from ", &self.called()].concat(),
        )
    }

    /// What was paid in the part of the year that has this place in the order.
    pub fn paid_in(&self, part: usize) -> Paid {
        self.paid.get(part).cloned().unwrap_or_default()
    }
}

/// What a member pays beyond the tier; empty means that they don't.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Voluntary {
    /// Added years, as a part of pay.
    pub added_years: Option<Rate>,
    /// Additional pension: a sum for the year.
    pub additional_pension: Option<Pence>,
    /// Money purchase AVC, as a part of pay.
    pub avc_rate: Option<Rate>,
    /// Money purchase AVC: a sum for the year.
    pub avc_sum: Option<Pence>,
    /// Early retirement reduction buy-out, as a part of pay.
    pub errbo: Option<Rate>,
}

/// What is known of a member's year besides money.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Membership {
    /// Asked for only in years in which it matters.
    pub section: Option<Section>,
    /// Periods for which the member had opted out of the scheme.
    pub opted_out: Vec<Span>,
    /// The last day that counts for this form, if they retired in the year.
    pub last_day: Option<Date>,
    /// Whether they were on maternity or other paid leave.
    pub on_leave: bool,
    /// Earnings that are treated as received during leave, beyond what was paid.
    pub leave: Pay,
}
