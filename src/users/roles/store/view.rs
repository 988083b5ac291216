//! What a user's page shows, as far as its reader may see it.

use uuid::Uuid;

use super::{just_saved, read_columns};
use crate::{
    access::{Actor, ManagesUsers, MembershipStatus, Scope, Subject, UserPlace},
    base::{
        clock::new_id,
        dates::{Date, Instant},
        error::AppError,
        ids::{OdsCode, UserId},
        search_words::{finds, sought_place},
        text::{full_name, masked, shown_address, shown_name},
    },
    database::{Failure, Query, Tx},
    people::store::user_places,
    performers::store::gp_links,
    ui::addresses,
    users::{
        LastSignIn,
        roles::{Arrival, Person, RoleTable, UserView, dates::SAVED},
        sign_in::invitation_in_words,
    },
    web::Request,
};

/// As many columns as a page shows at once. Those with more practices narrow them.
const COLUMNS: usize = 25;

#[derive(sqlx::FromRow)]
struct AccountRow {
    email: String,
    title: String,
    first_name: String,
    last_name: String,
    phone: String,
    gmc_number: Option<String>,
    is_registration_officer: bool,
    last_sign_in_at: Option<Instant>,
}

impl AccountRow {
    async fn read(tx: &mut Tx, user: UserId) -> Result<Self, Failure> {
        let query = Query::new(
            "SELECT email, title, first_name, last_name, phone, gmc_number, is_registration_officer, last_sign_in_at
             FROM app_user WHERE id = $1",
        );
        let found = tx.optional(query.bind(user)).await?;
        found.ok_or(Failure::Public(AppError::NotFound))
    }

    /// How the table calls them.
    fn subject(&self, user: UserId, known: bool) -> Subject {
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
    fn person(self, relation: Relation, links: Vec<String>, came: Option<Arrival<'_>>) -> Person {
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
async fn saved_words(
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
async fn last_days(tx: &mut Tx, user: UserId, practices: &[OdsCode]) -> Result<String, Failure> {
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
enum Relation {
    /// They have, or had, no place at any practice of the reader's.
    Stranger,
    /// They have left.
    HasLeft,
    /// They work, or are to work, there.
    WorksHere,
}

impl Relation {
    fn of(scope: &Scope, places: &[UserPlace]) -> Self {
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

/// A user's account and role table, as far as `permit` lets the actor see them.
pub(crate) async fn view(
    request: &Request,
    actor: &Actor,
    permit: &ManagesUsers,
    user: UserId,
    choice: Choice<'_>,
    done: &str,
) -> Result<UserView, Failure> {
    let today = request.app.clock.today();
    let mut tx = request.app.db.read().await?;
    let account = AccountRow::read(&mut tx, user).await?;
    let places = user_places(&mut tx, user).await?;
    let relation = Relation::of(permit.scope(), &places);
    let known = relation != Relation::Stranger;
    let places: Vec<OdsCode> = places.into_iter().map(|place| place.practice).collect();
    let practices = match permit.scope() {
        Scope::Everyone => choice.added_to(places.clone()),
        Scope::Practices(all) => all.clone(),
    };
    let shown = choose(actor, &practices, &places, choice);
    let path = addresses::user(user);
    let saved = just_saved(&mut tx, request.app.clock.now(), actor, &path, done).await?;
    let email = account.email.clone();
    let came = Arrival::read(done, &email);
    let action = came.map_or(path, |came| came.page(user));
    let mut columns = read_columns(&mut tx, user, &shown, today).await?;
    // Where they work comes first, in the order of names like the rest.
    columns.sort_by_key(|column| !column.membership.is_some_and(MembershipStatus::is_open));
    let links = match (known, &account.gmc_number) {
        (true, Some(_)) => gp_links(&mut tx, &[user], permit.scope(), today)
            .await?
            .remove(&user),
        _ => None,
    };
    let subject = account.subject(user, known);
    let mut person = account.person(relation, links.unwrap_or_default(), came);
    if person.note.is_empty() {
        person.note = last_days(&mut tx, user, &shown).await?;
    }
    let saved = if saved {
        saved_words(&mut tx, user, &person, done).await?
    } else {
        Vec::new()
    };
    Ok(UserView {
        table: RoleTable {
            subject,
            columns,
            practices: u32::try_from(practices.len()).unwrap_or(u32::MAX),
            permissions: actor.permissions(),
            today,
            idempotency_key: new_id().to_string(),
        },
        person,
        saved,
        action,
    })
}

/// Which practices the reader of a table chose.
#[derive(Clone, Copy)]
pub(crate) struct Choice<'a> {
    /// Part of a name, or a code.
    pub narrow: &'a str,
    /// Those that stay whatever was typed: boxes were changed there that are not saved.
    pub keep: &'a [OdsCode],
}

impl Choice<'_> {
    /// For those who may choose any practice: the chosen ones beside `practices`.
    fn added_to(self, mut practices: Vec<OdsCode>) -> Vec<OdsCode> {
        let chosen = self.keep.iter().take(COLUMNS).cloned();
        for code in chosen.chain(self.narrow.parse()) {
            if !practices.contains(&code) {
                practices.push(code);
            }
        }
        practices
    }
}

/// The columns of a page: all, or when there are too many those that are kept, those that were chosen, and those where
/// the user has a place, in this order until the page is full.
fn choose(
    actor: &Actor,
    practices: &[OdsCode],
    places: &[OdsCode],
    choice: Choice<'_>,
) -> Vec<OdsCode> {
    if practices.len() <= COLUMNS {
        return practices.to_vec();
    }
    let sought = sought_place(choice.narrow);
    let named = |practice: &OdsCode| {
        let name = actor
            .places
            .iter()
            .find(|place| place.practice == *practice)
            .map(|place| &place.name);
        let name = name.map(String::as_str).unwrap_or_default();
        finds(&sought, &[practice.as_ref(), name].join(" "))
    };
    let rank = |practice: &OdsCode| match (named(practice), places.contains(practice)) {
        _ if choice.keep.contains(practice) => Some(0),
        (true, true) => Some(1),
        (true, false) => Some(2),
        (false, true) => Some(3),
        (false, false) => None,
    };
    let mut ranked: Vec<_> = practices
        .iter()
        .filter_map(|practice| Some((rank(practice)?, practice)))
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    // What is kept takes no room from what was asked for.
    let kept = ranked.iter().filter(|(rank, _)| *rank == 0).count();
    let shown = ranked.into_iter().take(kept + COLUMNS);
    shown.map(|(_, practice)| practice.clone()).collect()
}

/// An empty role table for somebody who has no account yet.
pub(crate) async fn blank(
    request: &Request,
    actor: &Actor,
    permit: &ManagesUsers,
    choice: Choice<'_>,
) -> Result<RoleTable, Failure> {
    let today = request.app.clock.today();
    let practices = match permit.scope() {
        Scope::Everyone => choice.added_to(Vec::new()),
        Scope::Practices(all) => all.clone(),
    };
    let nobody = UserId(Uuid::nil());
    let mut tx = request.app.db.read().await?;
    let shown = choose(actor, &practices, &[], choice);
    Ok(RoleTable {
        subject: Subject {
            user: nobody,
            name: "This user".to_owned(),
            registration_officer: false,
        },
        columns: read_columns(&mut tx, nobody, &shown, today).await?,
        practices: u32::try_from(practices.len()).unwrap_or(u32::MAX),
        permissions: actor.permissions(),
        today,
        idempotency_key: new_id().to_string(),
    })
}
