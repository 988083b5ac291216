//! What of a practice's members is missing: where each form stands, and never a figure.

use super::{
    super::{calculation::year::SchemeYear, rules::years_over, views::OverviewLine},
    tables,
    years::{MemberYears, days_left, next, years_of_members},
};
use crate::{
    access::{Actor, ActsFor, Administers, FormTies},
    base::{
        dates::Date,
        ids::{OdsCode, UserId},
        text::shown_name,
    },
    database::{Failure, Query, Tx},
    pensions::content::FormKind,
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
            for mut line in lines_of(known, practice, *year, today)? {
                line.member = id;
                line.named = shown_name(&first, &last);
                line.email.clone_from(&email);
                line.id = line.id.filter(|_| sees);
                lines.push(line);
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

fn lines_of(
    known: &MemberYears,
    practice: &OdsCode,
    year: SchemeYear,
    today: Date,
) -> Result<Vec<OverviewLine>, Failure> {
    let tables = tables(year)?;
    let here = known.positions.iter();
    let here = here
        .into_iter()
        .any(|one| one.ods == *practice && one.is_in(year));
    let concerns = |ods: Option<&OdsCode>| match ods {
        Some(ods) => ods == practice,
        None => here,
    };
    let forms = known.forms_of(year).into_iter();
    let forms = forms.filter(|(of, _)| concerns(of.ods.as_ref()));
    let line = |(of, form): (super::FormOf, Option<&super::Form>)| {
        let online = match of.kind {
            FormKind::Type1 => tables.type_1.online,
            FormKind::Type2 => tables.type_2.online,
        };
        let stage = form.map(|form| form.state);
        let due_on = form.map_or(tables.deadline.day, |form| form.due_on);
        OverviewLine {
            // Filled in by whoever knows the member.
            member: UserId(uuid::Uuid::nil()),
            named: String::new(),
            email: String::new(),
            year,
            title: of.kind.words().to_owned(),
            next: next(stage, false, online).to_owned(),
            stage,
            due_on,
            days: days_left(today, due_on),
            id: form.map(|form| form.id),
        }
    };
    Ok(forms.map(line).collect())
}
