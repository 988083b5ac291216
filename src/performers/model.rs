//! The words of the Performers List that browser and server share.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use crate::{access::Role, base::stored::stored_by_code};

/// What kind of GP somebody is at a practice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum GpType {
    /// A partner.
    Principal,
    /// Employed by the practice.
    Salaried,
    /// Stands in for others.
    Locum,
    /// In training.
    Registrar,
}

impl GpType {
    /// All of them, in the order people read them.
    pub const ALL: [Self; 4] = [
        Self::Principal,
        Self::Salaried,
        Self::Locum,
        Self::Registrar,
    ];

    /// As stored and as files say it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Principal => "principal",
            Self::Salaried => "salaried",
            Self::Locum => "locum",
            Self::Registrar => "registrar",
        }
    }

    /// As shown.
    pub fn label(self) -> &'static str {
        match self {
            Self::Principal => "Principal (partner)",
            Self::Salaried => "Salaried GP",
            Self::Locum => "Locum",
            Self::Registrar => "GP registrar",
        }
    }

    /// In a sentence: `a salaried GP`.
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Principal => "a principal (partner)",
            Self::Salaried => "a salaried GP",
            Self::Locum => "a locum",
            Self::Registrar => "a GP registrar",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// The role that follows from being this at a practice.
    pub fn role(self) -> Role {
        match self {
            Self::Principal => Role::GppGpPrincipal,
            Self::Salaried | Self::Locum | Self::Registrar => Role::GppGpSalaried,
        }
    }
}

stored_by_code!(GpType, "a type of GP");

/// How many sessions a week somebody works, in halves: from one half to [`Sessions::FULL`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Sessions(u8);

/// Not a number of whole or half sessions from 0.5 to 9.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSessions;

impl Sessions {
    /// 9 sessions: a commitment of 100%, which nobody exceeds over all practices.
    pub const FULL: Self = Self(18);

    /// From a number of halves.
    pub fn from_halves(halves: i64) -> Option<Self> {
        let halves = u8::try_from(halves).ok()?;
        (1..=Self::FULL.0).contains(&halves).then_some(Self(halves))
    }

    /// In halves.
    pub fn halves(self) -> i64 {
        i64::from(self.0)
    }

    /// So many halves of the full commitment, in percent: 1 session is 11%, 9 are 100%.
    pub fn percent(halves: i64) -> i64 {
        let full = Self::FULL.halves();
        (halves * 200 + full) / (2 * full)
    }

    /// `4.5 sessions a week, 50%`.
    pub fn in_words(self) -> String {
        let word = if self.0 == 2 {
            " session a week, "
        } else {
            " sessions a week, "
        };
        let percent = Self::percent(self.halves()).to_string();
        [&self.to_string(), word, &percent, "%"].concat()
    }
}

impl fmt::Display for Sessions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&halves_in_words(self.halves()))
    }
}

/// So many half sessions as people write them: `4.5`.
pub fn halves_in_words(halves: i64) -> String {
    let rest = if halves % 2 == 0 { "" } else { ".5" };
    [&(halves / 2).to_string(), rest].concat()
}

impl FromStr for Sessions {
    type Err = NotSessions;

    /// `4`, `4.5`, `.5`, `4.0`.
    fn from_str(text: &str) -> Result<Self, NotSessions> {
        let text = text.trim();
        let (whole, rest) = text.split_once('.').unwrap_or((text, "0"));
        let digits = |text: &str| text.len() <= 2 && text.bytes().all(|byte| byte.is_ascii_digit());
        if text.is_empty() || !digits(whole) {
            return Err(NotSessions);
        }
        let half = match rest.trim_end_matches('0') {
            "" => 0,
            "5" => 1,
            _ => return Err(NotSessions),
        };
        let whole: i64 = if whole.is_empty() {
            0
        } else {
            whole.parse().map_err(|_| NotSessions)?
        };
        Self::from_halves(whole * 2 + half).ok_or(NotSessions)
    }
}

/// How a GP stands on the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ListStatus {
    /// May perform services.
    Active,
    /// May not for the time being; roles do not follow meanwhile.
    Suspended,
    /// Has left the list.
    Withdrawn,
}

impl ListStatus {
    const ALL: [Self; 3] = [Self::Active, Self::Suspended, Self::Withdrawn];

    /// As stored and as files say it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// From its code.
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.code() == code)
    }

    /// What it means for the GP's roles, where they may not work.
    pub fn warning(self) -> Option<&'static str> {
        match self {
            Self::Active => None,
            Self::Suspended => {
                Some("The list says that you are suspended. You have no GP roles until that ends.")
            }
            Self::Withdrawn => {
                Some("The list says that you have left it. Your GP roles have ended.")
            }
        }
    }
}

stored_by_code!(ListStatus, "a status on the list");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nine_sessions_are_all_of_it_and_one_is_eleven_percent() {
        let percent = |text: &str| Sessions::percent(text.parse::<Sessions>().unwrap().halves());
        assert_eq!(percent("1"), 11);
        assert_eq!(percent("4.5"), 50);
        assert_eq!(percent("9"), 100);
        assert_eq!("4.50".parse::<Sessions>().unwrap().to_string(), "4.5");
        assert_eq!(
            ".5".parse::<Sessions>().unwrap().in_words(),
            "0.5 sessions a week, 6%"
        );
    }

    #[test]
    fn forty_sessions_and_other_things_that_nobody_works_are_refused() {
        for wrong in [
            "0", "9.5", "10", "40", "-1", "4.3", "", ".", "x", "1e1", "4.5.5", "400", "+4", "٤",
        ] {
            assert_eq!(wrong.parse::<Sessions>(), Err(NotSessions), "{wrong}");
        }
    }

    #[test]
    fn principals_have_one_role_and_all_others_the_other() {
        assert_eq!(GpType::Principal.role().code(), "gpp-gp-principal");
        for other in [GpType::Salaried, GpType::Locum, GpType::Registrar] {
            assert_eq!(other.role().code(), "gpp-gp-salaried");
        }
    }
}
