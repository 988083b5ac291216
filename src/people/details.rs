//! Changing the name and the phone number of an account, by its owner or by somebody who looks after it.

use crate::{
    base::{
        ids::UserId,
        search_words::Names,
        text::{PersonName, Phone, full_name, isolated},
    },
    database::{Failure, Query, Tx},
    people::store::write_tokens,
};

/// What a change of details did.
pub(crate) struct DetailsChanged {
    /// What changed, from what to what, in words.
    pub changes: Vec<String>,
    /// The first and last name before.
    pub before: String,
    /// Whether the first or the last name is another one now.
    pub renamed: bool,
}

/// What differs, from what to what.
fn in_words(details: [(&str, &str, &str); 4]) -> Vec<String> {
    let changed = details
        .into_iter()
        .filter(|(_, before, after)| before != after);
    let words = changed.map(|(what, before, after)| {
        let [before, after] = [isolated(before), isolated(after)];
        [what, " from \"", &before, "\" to \"", &after, "\""].concat()
    });
    words.collect()
}

/// Changes the name, if one is given, and the phone number. None where all of it is as it was. A GP's name is the one on the
/// Performers List, also of somebody who became one just now: it stays.
pub(crate) async fn change_details(
    tx: &mut Tx,
    user: UserId,
    name: Option<&PersonName>,
    phone: &Phone,
) -> Result<Option<DetailsChanged>, Failure> {
    type Row = (String, String, String, String, String, Option<String>);
    let (email, title, first, last, old_phone, gmc): Row = tx
        .one(
            Query::new(
                "SELECT email, title, first_name, last_name, phone, gmc_number FROM app_user WHERE id = $1",
            )
            .bind(user),
        )
        .await?;
    let (new_title, new_first, new_last) = match name {
        Some(name) if gmc.is_none() => (name.title(), name.first(), name.last()),
        _ => (title.as_str(), first.as_str(), last.as_str()),
    };
    let new_phone = phone.as_ref();
    let changes = in_words([
        ("Title", title.as_str(), new_title),
        ("First name", &first, new_first),
        ("Last name", &last, new_last),
        ("Phone", &old_phone, new_phone),
    ]);
    if changes.is_empty() {
        return Ok(None);
    }
    let names = Names {
        title: new_title,
        first: new_first,
        last: new_last,
        email: &email,
        gmc: gmc.as_deref(),
    };
    tx.execute(
        Query::new(
            "UPDATE app_user SET title = $2, first_name = $3, last_name = $4, sort_name = $5, phone = $6
             WHERE id = $1",
        )
        .bind(user)
        .bind(new_title)
        .bind(new_first)
        .bind(new_last)
        .bind(names.sort_name())
        .bind(new_phone),
    )
    .await?;
    write_tokens(tx, user, &names).await?;
    let before = full_name(&first, &last);
    Ok(Some(DetailsChanged {
        renamed: before != full_name(new_first, new_last),
        changes,
        before,
    }))
}
