//! Looking up those whom a file names: some hundreds with each statement.

use std::collections::{HashMap, HashSet};

use super::super::{
    file::{ContributionFile, Named},
    rules::{Known, Places},
};
use crate::{
    base::ids::{GmcNumber, OdsCode, UserId},
    database::{Failure, Query, Tx},
};

/// How many are looked up with one statement.
const AT_ONCE: usize = 500;

/// Those whom the lines of a file name: anybody at any practice, or those of one practice.
pub(super) async fn known(
    tx: &mut Tx,
    file: &ContributionFile,
    only: Option<&OdsCode>,
) -> Result<Known, Failure> {
    if let Some(practice) = only {
        return Ok(Known {
            members: of_practice(tx, practice).await?,
            places: Places::Only(practice.clone()),
        });
    }
    let practices: Vec<(OdsCode,)> = tx.all(Query::new("SELECT ods FROM practice")).await?;
    let practices = practices.into_iter().map(|(ods,)| ods).collect();
    Ok(Known {
        members: anywhere(tx, file).await?,
        places: Places::All(practices),
    })
}

/// Everybody who has or had a place at a practice, by username and by GMC number.
async fn of_practice(tx: &mut Tx, practice: &OdsCode) -> Result<HashMap<Named, UserId>, Failure> {
    let query = "SELECT m.user_id, u.email, p.gmc_number
                 FROM membership m JOIN app_user u ON u.id = m.user_id LEFT JOIN performer p ON p.user_id = m.user_id
                 WHERE m.ods = $1";
    let rows: Vec<(UserId, String, Option<GmcNumber>)> =
        tx.all(Query::new(query).bind(practice)).await?;
    let mut members = HashMap::with_capacity(2 * rows.len());
    for (user, email, number) in rows {
        members.insert(Named::Username(email), user);
        members.extend(number.map(|number| (Named::Gmc(number), user)));
    }
    Ok(members)
}

async fn anywhere(tx: &mut Tx, file: &ContributionFile) -> Result<HashMap<Named, UserId>, Failure> {
    let (mut numbers, mut emails) = (HashSet::new(), HashSet::new());
    for line in &file.lines {
        match &line.member {
            Named::Gmc(number) => numbers.insert(number.as_ref()),
            Named::Username(email) => emails.insert(email.as_str()),
        };
    }
    let mut members = HashMap::with_capacity(numbers.len() + emails.len());
    let by_number = "SELECT gmc_number, user_id FROM performer WHERE gmc_number IN ";
    for some in Vec::from_iter(numbers).chunks(AT_ONCE) {
        let mut query = Query::new(by_number);
        query.push_list(some.iter().copied());
        let rows: Vec<(GmcNumber, UserId)> = tx.all(query).await?;
        members.extend(
            rows.into_iter()
                .map(|(number, user)| (Named::Gmc(number), user)),
        );
    }
    let by_email = "SELECT email, id FROM app_user WHERE email IN ";
    for some in Vec::from_iter(emails).chunks(AT_ONCE) {
        let mut query = Query::new(by_email);
        query.push_list(some.iter().copied());
        let rows: Vec<(String, UserId)> = tx.all(query).await?;
        members.extend(
            rows.into_iter()
                .map(|(email, user)| (Named::Username(email), user)),
        );
    }
    Ok(members)
}
