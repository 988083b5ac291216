//! Contributions as statements and checks read them: a member's rows stand together in the table, so that each is one look into its
//! index.

use super::{
    super::{
        model::{ContributionLine, Income, Month},
        rules,
    },
    StoredAmounts,
};
use crate::{
    base::ids::{OdsCode, UserId},
    database::{Failure, Query, Tx},
    pensions::{
        FormKind,
        calculation::{SchemeYear, checks::Recorded},
    },
};

#[derive(sqlx::FromRow)]
struct Row {
    for_year: SchemeYear,
    ods: OdsCode,
    practice: String,
    month: Month,
    income: Income,
    #[sqlx(flatten)]
    amounts: StoredAmounts,
}

/// A member's statement for a scheme year, by month: what was paid for it, whenever that was, and what was paid in its months and
/// corrects another year.
pub async fn lines(
    tx: &mut Tx,
    member: UserId,
    year: SchemeYear,
) -> Result<Vec<ContributionLine>, Failure> {
    let query = "SELECT c.for_year, c.ods, COALESCE(p.name, '') AS practice, c.month, c.income, c.pay, c.employee, c.employer,
                        c.avc, c.top_up, c.errbo
                 FROM pension_contribution c LEFT JOIN practice p ON p.ods = c.ods
                 WHERE c.member_id = $1 AND (c.for_year = $2 OR c.month BETWEEN $3 AND $4)";
    let query = Query::new(query)
        .bind(member)
        .bind(year.to_string())
        .bind(Month::of(year.first()).to_string())
        .bind(Month::of(year.last()).to_string());
    let rows: Vec<Row> = tx.all(query).await?;
    let mut lines = Vec::with_capacity(rows.len());
    for row in rows {
        lines.push(ContributionLine {
            month: row.month,
            practice: row.practice,
            ods: row.ods,
            income: row.income,
            amounts: row.amounts.into(),
            for_year: row.for_year,
            corrects_another: row.for_year != year,
        });
    }
    lines.sort_unstable_by(|one, other| one.place().cmp(&other.place()));
    Ok(lines)
}

/// What is recorded as paid for a member and a scheme year, for each practice and part of the year, over all kinds of income.
///
/// `paid` has what was paid for the year alone, whenever it was paid: corrections of other years are not in it.
/// `other_years` is the employee's money that was paid in months of that part and corrects other years. Of 2022/23, what was paid
/// after its end is in its second half.
pub async fn recorded(
    tx: &mut Tx,
    member: UserId,
    year: SchemeYear,
) -> Result<Vec<Recorded>, Failure> {
    Ok(rules::recorded(&lines(tx, member, year).await?, year))
}

/// The same of what a form is about: a partner's income on a Type 1 certificate, all other on a Type 2 self-assessment. Somebody may
/// have been salaried and a partner at one practice in one year.
pub async fn recorded_on(
    tx: &mut Tx,
    member: UserId,
    year: SchemeYear,
    form: FormKind,
) -> Result<Vec<Recorded>, Failure> {
    let mut lines = lines(tx, member, year).await?;
    let of_partner = form == FormKind::Type1;
    lines.retain(|line| (line.income == Income::Partner) == of_partner);
    Ok(rules::recorded(&lines, year))
}
