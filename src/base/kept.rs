//! What is kept for how long: one table. Rooms take their periods from it, the hourly round (`boot/jobs`) removes what is over, and
//! the page `/help/what-we-keep` shows it.

use crate::base::dates::Instant;

/// Something that is kept for a while.
#[derive(Clone, Copy, Debug)]
pub struct Kept {
    /// What, as people call it.
    pub what: &'static str,
    /// How long, in microseconds; what the operator may change is in [`Keeps`], and this is its default.
    pub lasts: i64,
    /// From when it counts.
    pub from: &'static str,
    /// Which setting of the operator's it is.
    setting: Option<fn(Keeps) -> u32>,
}

/// For how many days things are kept of which the operator says how long.
#[derive(Clone, Copy, Debug)]
pub struct Keeps {
    pub messages: u32,
    pub links: u32,
    pub letters: u32,
}

impl Default for Keeps {
    fn default() -> Self {
        Self {
            messages: MESSAGES.days(),
            links: LINKS.days(),
            letters: LETTERS.days(),
        }
    }
}

impl Keeps {
    /// How long, in microseconds.
    pub fn of(self, kept: Kept) -> i64 {
        match kept.setting {
            Some(days) => i64::from(days(self)) * Instant::DAY,
            None => kept.lasts,
        }
    }
}

impl Kept {
    const fn fixed(what: &'static str, lasts: i64, from: &'static str) -> Self {
        Self {
            what,
            lasts,
            from,
            setting: None,
        }
    }

    const fn set(
        what: &'static str,
        days: i64,
        from: &'static str,
        setting: fn(Keeps) -> u32,
    ) -> Self {
        Self {
            what,
            lasts: days * Instant::DAY,
            from,
            setting: Some(setting),
        }
    }

    /// The days of its default.
    fn days(self) -> u32 {
        u32::try_from(self.lasts / Instant::DAY).unwrap_or_default()
    }

    /// How long, in words: `90 days after it was sent`.
    pub fn in_words(&self, keeps: Keeps) -> String {
        let lasts = keeps.of(*self);
        let units = [
            (Instant::DAY, "day"),
            (Instant::HOUR, "hour"),
            (Instant::MINUTE, "minute"),
        ];
        let unit = units.into_iter().find(|(unit, _)| lasts % unit == 0);
        let (unit, name) = unit.unwrap_or((Instant::MINUTE, "minute"));
        let count = lasts / unit;
        let plural = if count == 1 { " " } else { "s " };
        [&count.to_string(), " ", name, plural, self.from].concat()
    }
}

/// Makes the table from its rows, so that no row is left out of the page.
macro_rules! table {
    ($($(#[$about:meta])* $NAME:ident = $kept:expr;)*) => {
        $($(#[$about])* pub const $NAME: Kept = $kept;)*

        /// All of them, in the order of the page.
        pub const ALL: &[Kept] = &[$($NAME),*];
    };
}

table! {
    /// Sessions, however busy.
    SESSIONS = Kept::fixed(
        "That you are logged in, and with which browser",
        12 * Instant::HOUR,
        "after you log in",
    );
    /// Failed log ins.
    FAILURES = Kept::fixed(
        "That somebody entered a wrong password for your account",
        15 * Instant::MINUTE,
        "after the last one",
    );
    /// Wrong codes of second factors.
    WRONG_CODES = Kept::fixed(
        "That somebody entered a wrong code for your account",
        15 * Instant::MINUTE,
        "after the last one",
    );
    /// What somebody did of which there may be only so much.
    BUDGETS = Kept::fixed(
        "How often you asked for something in an hour",
        Instant::HOUR,
        "after you first ask",
    );
    /// Forms that were sent and not done.
    FORM_DRAFTS = Kept::fixed(
        "What you filled in on a page and did not save",
        Instant::HOUR,
        "after you last send it",
    );
    /// Idempotency keys.
    SENT_FORMS = Kept::fixed(
        "That you sent a form, so that nothing is done twice",
        Instant::DAY,
        "after you send it",
    );
    /// What became of links that came by mail.
    LINKS = Kept::set(
        "What became of a link in one of our emails",
        90,
        "after the link stops working",
        |keeps| keeps.links,
    );
    /// Messages that were sent, without their words.
    MESSAGES = Kept::set(
        "That we sent you an email, and about what",
        90,
        "after it is sent",
        |keeps| keeps.messages,
    );
    /// Requests for a certification that were not sent.
    CERTIFICATION_DRAFTS = Kept::fixed(
        "A request for a user administrator that you began and did not send",
        30 * Instant::DAY,
        "after you begin it",
    );
    /// Links to cases.
    CASE_LINKS = Kept::fixed(
        "The link to your request for a user administrator",
        90 * Instant::DAY,
        "after we send it",
    );
    /// Access reviews that are half done.
    REVIEW_DRAFTS = Kept::fixed(
        "An access review that is half done",
        90 * Instant::DAY,
        "after it is last saved",
    );
    /// Names in launches.
    LAUNCHES = Kept::set(
        "The names in a list of first administrators",
        400,
        "after the list is done with",
        |keeps| keeps.letters,
    );
    /// Letters on paper.
    LETTERS = Kept::set(
        "Letters that we send to practices by post",
        400,
        "after we write them",
        |keeps| keeps.letters,
    );
    /// Who was reminded of which pension form.
    PENSION_REMINDERS = Kept::fixed(
        "That we reminded you of a pension form",
        800 * Instant::DAY,
        "after we do",
    );
    /// Who has which pension form open.
    PENSION_READERS = Kept::fixed(
        "That you have a pension form open",
        Instant::DAY,
        "after you last look at it",
    );
}

/// What is kept for as long as there is a record of who had access: for ever.
pub const FOR_EVER: &[&str] = &[
    "The history: who changed what for whom, when and why. Nothing is ever removed from it or made shorter.",
    "Names, email addresses, phone numbers and GMC numbers of everybody who has or had access.",
    "Who held which role where, and from when until when, also after they have left.",
    "Requests for roles, for a user administrator and about GPs' links with practices, with their answers.",
    "Access reviews, links with accountants, and what was decided when a practice closed.",
    "Pension forms, their papers, and contributions.",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_said_in_the_largest_unit_that_fits() {
        let keeps = Keeps::default();
        for (kept, words) in [
            (SESSIONS, "12 hours after you log in"),
            (FAILURES, "15 minutes after the last one"),
            (BUDGETS, "1 hour after you first ask"),
            (SENT_FORMS, "1 day after you send it"),
            (MESSAGES, "90 days after it is sent"),
        ] {
            assert_eq!(kept.in_words(keeps), words);
        }
        let shorter = Keeps {
            messages: 30,
            ..keeps
        };
        assert_eq!(MESSAGES.in_words(shorter), "30 days after it is sent");
        assert_eq!(
            LINKS.in_words(shorter),
            "90 days after the link stops working"
        );
    }

    #[test]
    fn without_a_setting_everything_is_kept_as_the_table_says() {
        for kept in ALL {
            assert_eq!(Keeps::default().of(*kept), kept.lasts, "{}", kept.what);
        }
    }
}
