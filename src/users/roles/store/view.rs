//! What a user's page shows, as far as its reader may see it.

use uuid::Uuid;

use super::{
    fill::fill,
    just_saved,
    person::{AccountRow, Relation, last_days, saved_words},
    read_columns,
};
use crate::{
    access::{Actor, Column, ManagesUsers, MembershipStatus, Scope, Subject},
    base::{
        clock::new_id,
        dates::Date,
        ids::{OdsCode, UserId},
        search_words::{finds, sought_place},
    },
    database::Failure,
    people::store::user_places,
    performers::store::gp_links,
    ui::addresses,
    users::roles::{Arrival, Fill, Filled, RoleTable, UserView},
    web::Request,
};

/// As many columns as a page shows at once. Those with more practices narrow them.
const COLUMNS: usize = 25;

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
    let mut table = RoleTable::new(actor, subject, columns, practices.len(), today);
    fill(&mut tx, &mut table, choice.fill).await?;
    Ok(UserView {
        person,
        table,
        saved,
        action,
    })
}

impl RoleTable {
    /// A table with nothing filled in. `practices`: how many the actor could choose from.
    fn new(
        actor: &Actor,
        subject: Subject,
        columns: Vec<Column>,
        practices: usize,
        today: Date,
    ) -> Self {
        Self {
            subject,
            columns,
            practices: u32::try_from(practices).unwrap_or(u32::MAX),
            permissions: actor.permissions(),
            today,
            idempotency_key: new_id().to_string(),
            sets: Vec::new(),
            filled: Filled::default(),
        }
    }
}

/// Which practices the reader of a table chose.
#[derive(Clone, Copy)]
pub(crate) struct Choice<'a> {
    /// Part of a name, or a code.
    pub narrow: &'a str,
    /// Those that stay whatever was typed: boxes were changed there that are not saved.
    pub keep: &'a [OdsCode],
    /// What boxes are filled from.
    pub fill: &'a Fill,
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
    let subject = Subject {
        user: nobody,
        name: "This user".to_owned(),
        registration_officer: false,
    };
    let columns = read_columns(&mut tx, nobody, &shown, today).await?;
    let mut table = RoleTable::new(actor, subject, columns, practices.len(), today);
    fill(&mut tx, &mut table, choice.fill).await?;
    Ok(table)
}
