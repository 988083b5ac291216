//! Telling GPs which of their roles have begun and ended with their entry on the list.

use std::collections::{BTreeMap, HashMap};

use super::follow::Followed;
use crate::{
    access::Role,
    base::{
        ids::{OdsCode, UserId},
        text::{full_name, greeting},
    },
    database::{Failure, Query, Tx},
    mail::{self, ChangedBy, Letter, PlaceChanged, Recipient, RolesChanged},
    web::AuditContext,
};

/// GPs who are read at once.
const AT_ONCE: usize = 500;

#[derive(sqlx::FromRow)]
struct Account {
    id: UserId,
    email: String,
    first_name: String,
    last_name: String,
    set_up: bool,
}

/// Tells every GP, in one letter, at which practices a role of theirs began or ended.
pub(in crate::performers) async fn tell_gps(
    tx: &mut Tx,
    audit: &AuditContext,
    followed: &[Followed],
) -> Result<(), Failure> {
    let mut by_gp: BTreeMap<UserId, Vec<&Followed>> = BTreeMap::new();
    for place in followed {
        if place.given.is_some() || !place.ended.is_empty() {
            by_gp.entry(place.user).or_default().push(place);
        }
    }
    let gps: Vec<_> = by_gp.into_iter().collect();
    for some in gps.chunks(AT_ONCE) {
        let names = names_of(tx, some).await?;
        let mut accounts = accounts_of(tx, some).await?;
        let letters = some.iter().filter_map(|(user, places)| {
            let account = accounts.remove(user)?;
            let places = places.iter().map(|place| changed(place, &names)).collect();
            Some(letter(&account, places))
        });
        mail::post_all(tx, audit, &letters.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

fn changed(place: &Followed, names: &HashMap<OdsCode, String>) -> PlaceChanged {
    let words = |role: &Role| role.name().to_owned();
    PlaceChanged {
        practice: names.get(&place.practice).cloned().unwrap_or_default(),
        given: place.given.iter().map(words).collect(),
        ended: place.ended.iter().map(words).collect(),
        ..PlaceChanged::default()
    }
}

fn letter(account: &Account, places: Vec<PlaceChanged>) -> (Recipient, Letter) {
    let (first, last) = (&account.first_name, &account.last_name);
    let to = Recipient {
        address: account.email.clone(),
        name: full_name(first, last),
    };
    let letter = Letter::RolesChanged(RolesChanged {
        name: greeting(first, last).to_owned(),
        by: ChangedBy::PerformersList,
        places,
        ask: Vec::new(),
        set_up: account.set_up,
    });
    (to, letter)
}

async fn names_of(
    tx: &mut Tx,
    gps: &[(UserId, Vec<&Followed>)],
) -> Result<HashMap<OdsCode, String>, Failure> {
    let mut query = Query::new("SELECT ods, name FROM practice WHERE ods IN ");
    let places = gps.iter().flat_map(|(_, places)| places);
    query.push_list(places.map(|place| &place.practice));
    let rows: Vec<(OdsCode, String)> = tx.all(query).await?;
    Ok(rows.into_iter().collect())
}

async fn accounts_of(
    tx: &mut Tx,
    gps: &[(UserId, Vec<&Followed>)],
) -> Result<HashMap<UserId, Account>, Failure> {
    let mut query = Query::new(
        "SELECT id, email, first_name, last_name, password_hash IS NOT NULL AS set_up FROM app_user WHERE id IN ",
    );
    query.push_list(gps.iter().map(|(user, _)| *user));
    let rows: Vec<Account> = tx.all(query).await?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
