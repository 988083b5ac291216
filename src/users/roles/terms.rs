//! What is typed beside a role table, and what is said about a new account.

use super::form_state;
use crate::{
    access::{Terms, passed},
    base::{
        dates::{Date, NotADate},
        text::{Reason, isolated},
    },
    ui::FormState,
    users::create::NewUser,
};

/// Reads dates, reason and confirmations. Everything that is wrong with either date is told at once, as far as it can
/// be read. `start_needed`: no first day is not the same as today.
pub fn terms(
    starts: &[String],
    ends: &[String],
    reason: &str,
    accepts_no_administrator: bool,
    start_needed: bool,
    today: Date,
) -> Result<Terms, FormState> {
    let (first, last) = (Date::from_boxes(starts), Date::from_boxes(ends));
    let missing = start_needed && first == Ok(None);
    let reason = Reason::if_any(reason);
    if let (false, Ok(starts_on), Ok(ends_on), Ok(reason)) = (missing, first, last, &reason) {
        return Ok(Terms {
            starts_on,
            ends_on,
            reason: reason.as_ref().to_owned(),
            accepts_no_administrator,
        });
    }
    let readable = |read: Result<Option<Date>, NotADate>| read.unwrap_or_default();
    let mut wrong = form_state(&passed(readable(first), readable(last), today));
    let unreal = "day must be a real date, like 27 3 2027";
    for (is_wrong, field, message) in [
        (missing, "starts", "Enter a first day".to_owned()),
        (first.is_err(), "starts", ["First ", unreal].concat()),
        (last.is_err(), "ends", ["Last ", unreal].concat()),
    ] {
        if is_wrong {
            wrong = wrong.and_wrong(field, message);
        }
    }
    if let Err(why) = reason {
        wrong = wrong.and_wrong("reason", why);
    }
    // As the fields stand on the page.
    wrong.errors.sort_by_key(|error| error.field != "starts");
    Err(wrong)
}

/// What is said about a new account before it is made.
pub fn new_account_note(user: &NewUser) -> String {
    [
        "A new account is made for ",
        &isolated(&user.name.full()),
        " with the username ",
        user.email.as_ref(),
        ".",
    ]
    .concat()
}
