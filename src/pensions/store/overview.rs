//! What of a practice's members is missing: where each form stands, and never a figure.

use super::{
    super::{calculation::year::SchemeYear, rules::years_over, views::OverviewLine},
    years::years_of_members,
};
use crate::{
    access::{Actor, ActsFor, Administers, FormTies},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
};

/// The forms that members owe for positions at a practice, and their Type 2 self-assessments while they are salaried there.
pub(in crate::pensions) async fn overview(
    tx: &mut Tx,
    actor: &Actor,
    permit: &Administers,
    year: Option<SchemeYear>,
    today: Date,
) -> Result<Vec<OverviewLine>, Failure> {
    let practice = permit.practice();
    let query = "SELECT u.id, u.first_name, u.last_name, u.email FROM app_user u
                 WHERE u.id IN (SELECT r.user_id FROM assignment a JOIN performer r ON r.gmc_number = a.gmc_number
                                WHERE a.ods = $1 AND a.stage <> 'cancelled'
                                UNION SELECT user_id FROM role_grant WHERE ods = $1 AND role = 'gpp-non-gp-partner')
                 ORDER BY u.sort_name, u.id";
    let members: Vec<(UserId, String, String, String)> =
        tx.all(Query::new(query).bind(practice)).await?;
    let ids: Vec<_> = members.iter().map(|(id, ..)| *id).collect();
    let known = years_of_members(tx, &ids, year).await?;
    let authorised = authorised(tx, practice, today).await?;
    let years: Vec<_> = match year {
        Some(year) => vec![year],
        None => years_over(today).collect(),
    };
    let mut lines = Vec::new();
    for (id, first, last, email) in members {
        let Some(known) = known.get(&id) else {
            continue;
        };
        let ties = FormTies {
            member: id,
            acts: ActsFor::Nothing,
            authorised: authorised
                .iter()
                .filter(|one| **one == id)
                .map(|_| practice.clone())
                .collect(),
            desk: false,
            submitted: false,
        };
        let sees = actor.submit_form(&ties).is_ok();
        for year in &years {
            let mut held = known.positions.iter();
            let here = held.any(|one| one.ods == *practice && one.is_in(*year));
            let mut forms = known.in_short(*year, false, today)?;
            forms.retain(|form| form.of.ods.as_ref().map_or(here, |ods| ods == practice));
            for mut form in forms {
                form.id = form.id.filter(|_| sees);
                lines.push(OverviewLine {
                    named: shown_name(&first, &last),
                    email: email.clone(),
                    year: *year,
                    form,
                });
            }
        }
    }
    Ok(lines)
}

/// The members who let the practice submit for them.
async fn authorised(tx: &mut Tx, practice: &OdsCode, today: Date) -> Result<Vec<UserId>, Failure> {
    let query = "SELECT member_id FROM pension_authority WHERE ods = $1 AND revoked_at IS NULL AND ends_on >= $2";
    let query = Query::new(query).bind(practice).bind(today);
    let members: Vec<(UserId,)> = tx.all(query).await?;
    Ok(members.into_iter().map(|(id,)| id).collect())
}
