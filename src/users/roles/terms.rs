//! What is typed beside a role table, and what is said about a new account.

use super::form_state;
use crate::{
    access::{Terms, passed},
    base::{
        dates::{Date, NotADay},
        text::{Reason, full_name, isolated},
    },
    mail::Body,
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
    let readable = |read: Result<Option<Date>, NotADay>| read.unwrap_or_default();
    let mut wrong = form_state(&passed(readable(first), readable(last), today));
    let missing = missing.then(|| "Enter a first day".to_owned());
    for (field, message) in [
        ("starts", missing),
        ("starts", first.err().map(|why| why.of("First day"))),
        ("ends", last.err().map(|why| why.of("Last day"))),
    ] {
        if let Some(message) = message {
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

/// What is said about a new account before it is made: who it is for, and what goes to which address.
pub fn new_account_notes(user: &NewUser, invitation: &Body) -> Vec<String> {
    let email: &str = user.email.as_ref();
    let phone: &str = user.phone.as_ref();
    let titled = full_name(user.name.title(), &user.name.full());
    let phone = match phone {
        "" => String::new(),
        phone => [" and the phone number ", phone].concat(),
    };
    let mut notes = vec![
        [
            "A new account is made for ",
            &*isolated(&titled),
            " with the username ",
            email,
            &phone,
            ".",
        ]
        .concat(),
    ];
    if user.email.looks_shared() {
        notes.push(
            [
                email,
                " looks like a mailbox that several people read. Each of them could set up this account and use its roles. If it \
                 is shared, go back and enter the person’s own address.",
            ]
            .concat(),
        );
    }
    notes.push(["This invitation will be emailed to ", email, ":"].concat());
    notes.extend(invitation.in_short());
    notes
}
