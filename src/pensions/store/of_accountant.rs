//! The forms of a year that an accountant's links cover, of all their members at once.

use std::collections::BTreeMap;

use super::{
    super::{calculation::year::SchemeYear, rules::years_over, views::MemberForm},
    covers,
    years::years_of_members,
};
use crate::{
    accountant_links::open_links,
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
    },
    database::{Failure, Tx},
};

/// The forms of a year, by the member and the practice of the link that covers them.
pub(crate) async fn forms_of_accountant(
    tx: &mut Tx,
    accountant: UserId,
    year: SchemeYear,
    today: Date,
) -> Result<BTreeMap<(UserId, OdsCode), Vec<MemberForm>>, Failure> {
    let mut links = open_links(tx, None, Some(accountant)).await?;
    links.retain(|link| link.is_in_force(today));
    let mut members: Vec<_> = links.iter().map(|link| link.member_id).collect();
    members.dedup();
    let known = years_of_members(tx, &members, Some(year)).await?;
    let mut all = BTreeMap::new();
    for link in links {
        let Some(known) = known.get(&link.member_id) else {
            continue;
        };
        let mut forms = known.in_short(year, false, today)?;
        forms.retain(|form| covers(&link, &form.of));
        all.insert((link.member_id, link.ods), forms);
    }
    Ok(all)
}

/// The year that is shown where none is asked for: the newest that is over.
pub(crate) fn newest_year(today: Date) -> Option<SchemeYear> {
    years_over(today).next()
}
