//! What the page shows, and the list that is checked before a save.

use serde::{Deserialize, Serialize};

use crate::{
    access::{Grant, Redating, Role},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    ui::{Check, Confirmation},
};

/// One grant whose dates the reader decides about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DatesView {
    pub user: UserId,
    pub name: String,
    pub practice: OdsCode,
    pub practice_name: String,
    pub role: Role,
    /// The grant; none if the user does not hold the role there.
    pub grant: Option<Grant>,
    /// The version of the user's place that is shown.
    pub version: i64,
    /// Whether the reader must say why.
    pub reason_needed: bool,
    /// Today in England.
    pub today: Date,
    /// Makes a save of this form happen once.
    pub idempotency_key: String,
}

/// The list that is checked before a save, with what has to be confirmed.
pub fn check_of(redating: &Redating, is_fresh: bool) -> Check {
    let mut check = Check {
        asks_code: redating.dates.prolongs_an_administrator() && !is_fresh,
        ..Check::default()
    };
    let changes = redating.dates.in_words();
    check
        .notes
        .extend(changes.into_iter().map(|change| [&change, "."].concat()));
    let Some(day) = redating.uncovered_from else {
        return check;
    };
    let facts = redating.dates.role.facts();
    let consequence = [
        "From ",
        &day.in_words(),
        " nobody at ",
        &redating.practice_name,
        " will hold ",
        facts.name,
        ": ",
        facts.uncovered,
        ".",
    ]
    .concat();
    if redating.to_be_confirmed {
        check.confirmations.push(Confirmation {
            name: "accepts".to_owned(),
            warning: [
                &consequence,
                " Only the registration team can appoint the next one after that.",
            ]
            .concat(),
            label: [
                "I understand that ",
                facts.service.name(),
                " at ",
                &redating.practice_name,
                " will have no administrator from ",
                &day.in_words(),
            ]
            .concat(),
        });
    } else {
        check.notes.push(consequence);
    }
    check
}
