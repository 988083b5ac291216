//! Who can be exempted from the second factor, and until when.

use crate::base::{
    clock::days_after,
    dates::{Date, NotADay},
};

/// The most days that an exemption lasts: long enough for a phone that was ordered to come, and for somebody to be back from leave
/// who can help; too short for a password alone to become the custom. Who needs longer is exempted anew, and so looked at anew.
/// The schema has it too.
pub(super) const LONGEST: u32 = 30;

/// What decides whether somebody can be exempted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Facts {
    /// Whether they belong to the registration team.
    pub registration_officer: bool,
    /// Whether they have a second factor.
    pub has_factor: bool,
    /// Whether they have to have one today.
    pub needed: bool,
}

/// Why somebody can't be exempted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// They belong to the registration team.
    Officer,
    /// They have a second factor.
    HasFactor,
    /// They need none.
    NotNeeded,
    /// The last day is not one that it could end on.
    Day(WrongDay),
}

/// What is wrong with a last day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum WrongDay {
    Missing,
    NotADay(NotADay),
    /// Today or before.
    TooEarly,
    /// After this one.
    TooLate(Date),
}

/// An exemption that may be given: only the rule makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Exemption {
    from: Date,
    until: Date,
}

impl Exemption {
    /// Decides about an exemption from today until the end of a day.
    pub(super) fn give(facts: Facts, until: Date, today: Date) -> Result<Self, Refused> {
        can_be_exempted(facts)?;
        let last = days_after(today, LONGEST);
        if until <= today {
            return Err(Refused::Day(WrongDay::TooEarly));
        }
        if until > last {
            return Err(Refused::Day(WrongDay::TooLate(last)));
        }
        Ok(Self { from: today, until })
    }

    /// Its first day.
    pub(super) fn from(self) -> Date {
        self.from
    }

    /// Its last day.
    pub(super) fn until(self) -> Date {
        self.until
    }
}

/// Whether it can be given at all, whatever its last day.
pub(super) fn can_be_exempted(facts: Facts) -> Result<(), Refused> {
    match facts {
        Facts {
            registration_officer: true,
            ..
        } => Err(Refused::Officer),
        Facts {
            has_factor: true, ..
        } => Err(Refused::HasFactor),
        Facts { needed: false, .. } => Err(Refused::NotNeeded),
        Facts { .. } => Ok(()),
    }
}

/// Reads the boxes of a last day.
pub(super) fn read_last_day(boxes: &[String]) -> Result<Date, WrongDay> {
    match Date::from_boxes(boxes) {
        Ok(Some(day)) => Ok(day),
        Ok(None) => Err(WrongDay::Missing),
        Err(why) => Err(WrongDay::NotADay(why)),
    }
}

impl Refused {
    /// The field that it belongs to; none if it is about the person.
    pub(super) fn field(self) -> &'static str {
        match self {
            Self::Day(_) => "ends",
            Self::Officer | Self::HasFactor | Self::NotNeeded => "",
        }
    }

    /// Why, without a full stop.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::Officer => "This is a registration officer. Registration officers always need a second factor, because they \
                 decide who manages access everywhere"
                .to_owned(),
            Self::HasFactor => "This person has a second factor, so we ask for it when they log in. If they have lost it, reset \
                 it first"
                .to_owned(),
            Self::NotNeeded => {
                "This person does not manage access today, so they can log in without a second factor already".to_owned()
            }
            Self::Day(wrong) => wrong.sentence(),
        }
    }
}

impl WrongDay {
    /// What is wrong, without a full stop.
    pub(super) fn sentence(self) -> String {
        match self {
            Self::Missing => "Enter the last day".to_owned(),
            Self::NotADay(why) => why.of("Last day"),
            Self::TooEarly => "Last day must be after today".to_owned(),
            Self::TooLate(last) => [
                "Last day must be ",
                &last.in_words(),
                " or before. This can last ",
                &LONGEST.to_string(),
                " days at most",
            ]
            .concat(),
        }
    }
}

#[cfg(test)]
mod tests;
