//! What a page of results says besides the rows of the search: how many match, and what is told of single users.

use super::{Counted, Found, FoundPlace, Search, Sought, national, scoped};
use crate::{
    access::{MembershipStatus, Scope},
    base::{
        dates::Instant,
        ids::{OdsCode, UserId},
        text::username,
    },
    database::{Db, Failure, Query},
    mail::undelivered_to,
    people::store::user_with,
    sign_in::throttle::locked_users,
    users::roles::Arrival,
};

/// How far users are counted. Further on nobody goes through the pages one by one, and counting would cost more than it
/// tells.
const MOST_COUNTED: u32 = 1000;

/// How many users of all there are match, as far as they are counted: on the first page, and on those after it as their
/// address says. The users of some practices are counted on the way ([`scoped`]).
pub(super) async fn counted(db: &Db, sought: &Sought<'_>) -> Result<Option<Counted>, Failure> {
    let search = sought.search;
    if let Scope::Practices(_) = sought.scope {
        return Ok(None);
    }
    if !search.after.is_empty() {
        return Ok(Counted::from_code(&search.total));
    }
    if sought.wordless {
        return Ok(Some(Counted::All(0)));
    }
    let most = MOST_COUNTED + 1;
    let count = if sought.is_by_words() {
        national::count(db, sought, most).await?
    } else {
        scoped::count(db, sought, most).await?
    };
    Ok(Some(if count < most {
        Counted::All(count)
    } else {
        Counted::MoreThan(MOST_COUNTED)
    }))
}

/// The name of the practice that is asked for. An administrator is told those of their own.
pub(super) async fn practice_name(
    db: &Db,
    scope: &Scope,
    search: &Search,
    own: &[(OdsCode, String)],
) -> Result<String, Failure> {
    let Ok(asked) = search.practice.parse::<OdsCode>() else {
        return Ok(String::new());
    };
    let name = match scope {
        Scope::Practices(_) => {
            let own = own.iter().find(|(practice, _)| *practice == asked);
            own.map(|(_, name)| name.clone())
        }
        Scope::Everyone => {
            let named = Query::new("SELECT name FROM practice WHERE ods = $1").bind(&asked);
            let named: Option<(String,)> = db.optional(named).await?;
            named.map(|(name,)| name)
        }
    };
    Ok(name.unwrap_or_default())
}

/// Marks those whose invitation did not arrive, if anybody is only invited.
pub(super) async fn mark_undelivered(db: &Db, found: &mut [Found]) -> Result<(), Failure> {
    let is_invited = |place: &FoundPlace| place.status == MembershipStatus::Invited;
    let invited = found
        .iter()
        .filter(|user| user.places.iter().any(is_invited));
    let invited: Vec<_> = invited.map(|user| user.id).collect();
    if invited.is_empty() {
        return Ok(());
    }
    let undelivered: Vec<(UserId,)> = db.all(undelivered_to(invited)).await?;
    for user in found {
        user.undelivered = undelivered.contains(&(user.id,));
    }
    Ok(())
}

/// Marks those who cannot log in for a while, where the reader may help them: as they see on the page about it.
pub(super) async fn mark_locked(
    db: &Db,
    scope: &Scope,
    found: &mut [Found],
    now: Instant,
) -> Result<(), Failure> {
    let locked = locked_users(&mut db.read().await?, now).await?;
    let told = |user: &Found| match scope {
        Scope::Everyone => true,
        Scope::Practices(_) => {
            let mut places = user.places.iter();
            places.any(|place| place.status == MembershipStatus::Active)
        }
    };
    for user in found {
        user.locked = locked.contains(&user.id) && told(user);
    }
    Ok(())
}

/// The page of the account with exactly this address.
pub(super) async fn account_page(db: &Db, email: &str) -> Result<Option<String>, Failure> {
    if !email.contains('@') {
        return Ok(None);
    }
    let email = username(email);
    let found = user_with(&mut db.read().await?, &email).await?;
    Ok(found.map(|user| Arrival(&email).page(user)))
}
