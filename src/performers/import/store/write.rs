//! Writing accounts, standings and the record of what changed.

use std::collections::HashMap;

use super::{Gp, ImportPerformers};
use crate::{
    base::{
        ids::{GmcNumber, UserId},
        search_words::Names,
        text::full_name,
    },
    database::{Failure, Query, Tx, Value, bulk},
    history::{Action, Detail, NewEvent, append_all},
    people::{Readdressed, readdressed},
    people::{renamed, store::write_tokens},
    performers::{
        Sessions,
        import::{
            accounts::{Address, Fate},
            known::ImportState,
        },
        rules::{Assignment, AssignmentChange},
    },
};

/// Writes the accounts of these GPs and how they stand on the list.
pub(super) async fn accounts(
    tx: &mut Tx,
    import: &ImportPerformers,
    gps: &[&Gp<'_>],
) -> Result<(), Failure> {
    let new = || gps.iter().filter(|gp| gp.account.fate == Fate::New);
    bulk::insert(
        tx,
        "INSERT INTO app_user (id, email, title, first_name, last_name, sort_name, phone, gmc_number,
                               is_registration_officer, created_at) VALUES",
        new().map(|gp| account(gp, import)).collect(),
        "",
    )
    .await?;
    // Sorted first, they are written from one side of the index to the other instead of all over it.
    let mut tokens: Vec<_> = new()
        .flat_map(|gp| {
            let (names, user) = (names(gp), gp.account.user);
            let sort_name = names.sort_name();
            let tokens = names.tokens().into_iter();
            tokens.map(move |token| (token, sort_name.clone(), user))
        })
        .collect();
    tokens.sort_unstable();
    bulk::insert(
        tx,
        "INSERT INTO user_token (token, sort_name, user_id) VALUES",
        tokens
            .into_iter()
            .map(|(token, sort_name, user)| [token.into(), sort_name.into(), user.into()])
            .collect(),
        "",
    )
    .await?;
    for gp in gps.iter().filter(|gp| gp.account.fate != Fate::New) {
        update(tx, import, gp).await?;
    }
    bulk::insert(
        tx,
        "INSERT INTO performer (gmc_number, user_id, gmc_email, gp_type, status) VALUES",
        gps.iter().map(|gp| standing(gp)).collect(),
        " ON CONFLICT (gmc_number) DO UPDATE SET gmc_email = excluded.gmc_email, gp_type = excluded.gp_type,
             status = excluded.status",
    )
    .await?;
    record(tx, import, gps).await
}

fn names<'a>(gp: &'a Gp<'_>) -> Names<'a> {
    Names {
        title: gp.facts.name.title(),
        first: gp.facts.name.first(),
        last: gp.facts.name.last(),
        email: gp.facts.email.as_ref(),
        gmc: Some(gp.number.as_ref()),
    }
}

fn account(gp: &Gp<'_>, import: &ImportPerformers) -> [Value; 10] {
    [
        gp.account.user.into(),
        gp.facts.email.as_ref().into(),
        gp.facts.name.title().into(),
        gp.facts.name.first().into(),
        gp.facts.name.last().into(),
        names(gp).sort_name().into(),
        "".into(),
        gp.number.into(),
        false.into(),
        import.audit.at.into(),
    ]
}

fn standing(gp: &Gp<'_>) -> [Value; 5] {
    [
        gp.number.into(),
        gp.account.user.into(),
        gp.facts.email.as_ref().into(),
        gp.facts.gp_type.code().into(),
        gp.facts.status.code().into(),
    ]
}

/// Brings an account that was there up to date. An address that has to be confirmed stays as it is.
async fn update(tx: &mut Tx, import: &ImportPerformers, gp: &Gp<'_>) -> Result<(), Failure> {
    let account = &gp.account;
    if account.fate == Fate::ImportState
        && !account.renamed
        && account.address != Address::Corrected
    {
        return Ok(());
    }
    let corrected = account.address == Address::Corrected;
    let (email, first, last): (String, String, String) = tx
        .one(
            Query::new("SELECT email, first_name, last_name FROM app_user WHERE id = $1")
                .bind(account.user),
        )
        .await?;
    let username = if corrected {
        gp.facts.email.as_ref()
    } else {
        &email
    };
    tx.execute(
        Query::new(
            "UPDATE app_user SET title = $2, first_name = $3, last_name = $4, sort_name = $5, gmc_number = $6, email = $7
             WHERE id = $1",
        )
        .bind(account.user)
        .bind(gp.facts.name.title())
        .bind(gp.facts.name.first())
        .bind(gp.facts.name.last())
        .bind(names(gp).sort_name())
        .bind(gp.number)
        .bind(username),
    )
    .await?;
    let names = Names {
        email: username,
        ..names(gp)
    };
    write_tokens(tx, account.user, &names).await?;
    if username != email {
        let how = Readdressed::Corrected;
        readdressed(tx, &import.audit, account.user, &email, how).await?;
    }
    renamed(tx, &import.audit, account.user, &full_name(&first, &last)).await
}

fn name(gp: &Gp<'_>) -> String {
    gp.facts.name.full()
}

/// Records which accounts were made, and what else changed of them.
async fn record(tx: &mut Tx, import: &ImportPerformers, gps: &[&Gp<'_>]) -> Result<(), Failure> {
    let why = ["Import of ", &import.source].concat();
    let names: Vec<_> = gps.iter().map(|gp| name(gp)).collect();
    let events = gps.iter().zip(&names).map(|(gp, name)| NewEvent {
        action: match gp.account.fate {
            Fate::New => Action::UserCreated,
            Fate::ImportState | Fate::Kept => Action::EntryChanged,
        },
        subject: Some((gp.account.user, name)),
        practice: None,
        detail: Detail {
            note: [
                "GMC number ",
                gp.number.as_ref(),
                ", ",
                gp.facts.gp_type.label(),
                ", ",
                gp.facts.status.code(),
            ]
            .concat(),
            ..Detail::default()
        },
        reason: &why,
    });
    append_all(tx, &import.audit, events.collect()).await
}

/// Records what changed of links without changing a role: sessions, or days that are still to come. What changes roles
/// is recorded with them.
pub(super) async fn record_links(
    tx: &mut Tx,
    import: &ImportPerformers,
    gps: &[Gp<'_>],
    known: &ImportState,
    steps: &[(GmcNumber, AssignmentChange)],
) -> Result<(), Failure> {
    let why = ["Import of ", &import.source].concat();
    let people: HashMap<&GmcNumber, (UserId, String)> = gps
        .iter()
        .map(|gp| (gp.number, (gp.account.user, name(gp))))
        .collect();
    let altered = steps.iter().filter_map(|(number, step)| match step {
        // A new account's first links are told by its roles.
        AssignmentChange::Add(link) | AssignmentChange::Alter(link)
            if known.entries.contains_key(number) =>
        {
            Some((people.get(number)?, link))
        }
        _ => None,
    });
    let events = altered.map(|((user, name), link)| NewEvent {
        action: Action::EntryChanged,
        subject: Some((*user, name)),
        practice: Some(&link.practice),
        detail: Detail {
            note: in_words(link),
            ..Detail::default()
        },
        reason: &why,
    });
    append_all(tx, &import.audit, events.collect()).await
}

fn in_words(link: &Assignment) -> String {
    let sessions = link
        .sessions
        .map(|sessions| [", ", &Sessions::in_words(sessions)].concat())
        .unwrap_or_default();
    let until = link
        .period
        .last
        .map(|last| [" until ", &last.in_words()].concat())
        .unwrap_or_default();
    [
        link.gp_type.label(),
        &sessions,
        ", from ",
        &link.period.first.in_words(),
        &until,
    ]
    .concat()
}
