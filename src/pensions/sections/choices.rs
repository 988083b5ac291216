//! The answers of questions with a choice: the value, its code in the form, and its words.

use crate::pensions::{
    Contract,
    calculation::{PostKind, Section as SchemeSection, type1::AdjustmentKind},
};

/// One answer.
pub(super) type Choice<T> = (T, &'static str, &'static str);

pub(super) const YES_OR_NO: [Choice<bool>; 2] = [(true, "yes", "Yes"), (false, "no", "No")];

pub(super) const SCHEME_SECTIONS: [Choice<SchemeSection>; 3] = [
    (SchemeSection::Section1995, "1995", "1995 Section"),
    (SchemeSection::Section2008, "2008", "2008 Section"),
    (SchemeSection::Scheme2015, "2015", "2015 Scheme"),
];

pub(super) const CONTRACTS: [Choice<Contract>; 4] = [
    (Contract::Gms, "gms", "GMS"),
    (Contract::Pms, "pms", "PMS"),
    (Contract::Apms, "apms", "APMS"),
    (Contract::Spms, "spms", "SPMS"),
];

pub(super) const KINDS: [Choice<PostKind>; 7] = [
    (PostKind::Partner, "partner", "GP partner"),
    (PostKind::NonGpProvider, "non-gp-provider", "Non-GP partner"),
    (PostKind::Company, "company", "Limited company practice"),
    (PostKind::Salaried, "salaried", "Salaried GP"),
    (PostKind::FeeBased, "fee-based", "Long-term fee-based GP"),
    (PostKind::Solo, "solo", "Solo work"),
    (PostKind::Locum, "locum", "Locum work"),
];

/// How expenses of income that is not from the NHS are found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Method {
    Standard,
    Alternative,
    Actual,
}

pub(super) const METHODS: [Choice<Method>; 3] = [
    (
        Method::Standard,
        "standard",
        "Standard: in proportion to income that is not from the NHS",
    ),
    (
        Method::Alternative,
        "alternative",
        "Alternative: an amount worked out in another way",
    ),
    (Method::Actual, "actual", "Actual expenses"),
];

pub(super) const ADJUSTMENTS: [Choice<AdjustmentKind>; 5] = [
    (
        AdjustmentKind::Overlap,
        "overlap",
        "Overlap of two accounting periods",
    ),
    (
        AdjustmentKind::JoinerOrLeaver,
        "joiner-or-leaver",
        "Joined or left during the accounts",
    ),
    (
        AdjustmentKind::Election,
        "election",
        "Election of the partners",
    ),
    (
        AdjustmentKind::NotPensionable,
        "not-pensionable",
        "NHS payment that is not pensionable",
    ),
    (AdjustmentKind::Other, "other", "Another reason"),
];
