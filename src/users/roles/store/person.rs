//! Whose page it is, as far as its reader may see them.

use crate::{
    access::{Scope, Subject, UserPlace},
    base::{
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        text::{full_name, masked, shown_address, shown_name},
    },
    database::{Failure, Query, Tx},
    ui::addresses,
    users::{
        LastSignIn,
        roles::{Arrival, Person, dates::SAVED},
        sign_in::invitation_in_words,
    },
};

#[derive(sqlx::FromRow)]
pub(super) struct AccountRow {
    pub email: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    pub gmc_number: Option<String>,
    is_registration_officer: bool,
    last_sign_in_at: Option<Instant>,
}

impl AccountRow {
    pub async fn read(tx: &mut Tx, user: UserId) -> Result<Self, Failure> {
        let query = Query::new(
            "SELECT email, title, first_name, last_name, phone, gmc_number, is_registration_officer, last_sign_in_at
             FROM app_user WHERE id = $1",
        );
        let found = tx.optional(query.bind(user)).await?;
        found.ok_or(Failure::Public(AppError::NotFound))
    }

    /// How the table calls them.
    pub fn subject(&self, user: UserId, known: bool) -> Subject {
        let name = if known {
            full_name(&self.first_name, &self.last_name)
        } else {
            "This user".to_owned()
        };
        Subject {
            user,
            name,
            registration_officer: known && self.is_registration_officer,
        }
    }

    /// What a reader sees: who is nobody's user there shows little more than that the account exists, and those whom
    /// they have left learn nothing of them that is newer.
    pub fn person(
        self,
        relation: Relation,
        links: Vec<String>,
        came: Option<Arrival<'_>>,
    ) -> Person {
        if relation == Relation::Stranger {
            let email = match came {
                Some(_) => self.email,
                None => masked(&self.email),
            };
            return Person {
                note: stranger(&email, came.is_some() && self.gmc_number.is_some()),
                email,
                ..Person::default()
            };
        }
        let works_here = relation == Relation::WorksHere;
        Person {
            known: true,
            note: String::new(),
            name: shown_name(&self.title, &full_name(&self.first_name, &self.last_name)),
            email: shown_address(self.email, works_here),
            phone: if works_here {
                self.phone
            } else {
                "Not shown".to_owned()
            },
            gmc_number: self.gmc_number,
            links,
            last_sign_in: LastSignIn::told(self.last_sign_in_at, works_here).in_words(),
            registration_officer: self.is_registration_officer,
        }
    }
}

/// What a reader is told of somebody who is nobody's user there.
fn stranger(email: &str, is_gp: bool) -> String {
    let gp = if is_gp {
        " They are a GP: their GP roles follow from the Performers List by themselves, so give them only other roles here."
    } else {
        ""
    };
    [
        "Someone with the address ",
        email,
        " already has an account. Tick the roles they need at your practice and press Update user. You see their name once \
         they belong to your practice.",
        gp,
    ]
    .concat()
}

/// What is said after a save: what was saved, and what happens next.
pub(super) async fn saved_words(
    tx: &mut Tx,
    user: UserId,
    person: &Person,
    done: &str,
) -> Result<Vec<String>, Failure> {
    let dates = done.starts_with(SAVED);
    let what = if dates {
        "The dates of a role of "
    } else {
        "The roles of "
    };
    let invitation = invitation_in_words(tx, user, &person.email).await?;
    let mailed = invitation.unwrap_or_else(|| {
        [
            "An email that says what was changed will be sent to ",
            &person.email,
            ".",
        ]
        .concat()
    });
    let mut saved = vec![
        [what, &person.heading(), " are saved."].concat(),
        [
            "They are in force now, or from the date you gave. ",
            &mailed,
        ]
        .concat(),
    ];
    saved.extend((!dates).then(|| addresses::undo(done)));
    Ok(saved)
}

/// The last days that are set for a user at these practices, in words; empty if none is.
pub(super) async fn last_days(
    tx: &mut Tx,
    user: UserId,
    practices: &[OdsCode],
) -> Result<String, Failure> {
    let mut query = Query::new(
        "SELECT p.name, m.leaves_on FROM membership m JOIN practice p ON p.ods = m.ods
         WHERE m.user_id = $1 AND m.status <> 'deactivated' AND m.leaves_on IS NOT NULL AND m.ods IN ",
    )
    .bind(user);
    query.push_list(practices).push(" ORDER BY p.name, p.ods");
    let days: Vec<(String, Date)> = tx.all(query).await?;
    let day = |(practice, day): &(String, Date)| {
        ["Last day at ", practice, ": ", &day.in_words(), "."].concat()
    };
    Ok(days.iter().map(day).collect::<Vec<_>>().join(" "))
}

/// How a user stands to the reader.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Relation {
    /// They have, or had, no place at any practice of the reader's.
    Stranger,
    /// They have left.
    HasLeft,
    /// They work, or are to work, there.
    WorksHere,
}

impl Relation {
    pub fn of(scope: &Scope, places: &[UserPlace]) -> Self {
        let Scope::Practices(all) = scope else {
            return Self::WorksHere;
        };
        let here = |place: &&UserPlace| all.contains(&place.practice);
        let open: Vec<_> = places.iter().filter(here).map(|place| place.open).collect();
        match open.as_slice() {
            [] => Self::Stranger,
            open if open.contains(&true) => Self::WorksHere,
            _ => Self::HasLeft,
        }
    }
}
