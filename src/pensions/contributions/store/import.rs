//! Comparing a file with what is kept, and writing what differs.

use super::{
    super::{
        file::ContributionFile,
        model::{Amounts, Income, Month},
        rules::{Entry, Key, judge},
    },
    StoredAmounts,
    known::known,
};
use crate::{
    access::Administers,
    base::ids::{OdsCode, UserId},
    database::{Failure, Query, Tx, UnitOfWork, Value, bulk},
    history::{Action, Detail, NewEvent, append},
    ods::{Rejected, number},
    pensions::calculation::SchemeYear,
    web::AuditContext,
};

/// Members whose lines are compared at a time: one of them may have hundreds of a few years.
const MEMBERS_AT_ONCE: usize = 200;

/// Lines whose values are held at a time. A multiple of what one statement takes on either database, so that few statements are
/// prepared.
const LINES_AT_ONCE: usize = 32 * 682;

/// A file of contributions that is taken over.
#[derive(Clone, Copy)]
pub(in crate::pensions::contributions) struct Import<'a> {
    file: &'a ContributionFile,
    /// The practice that all lines have to be of; none where they may be of any.
    only: Option<&'a OdsCode>,
    /// Whether lines with faults are left out. Otherwise nothing is written where there are any.
    leave_out: bool,
}

/// What an import does.
#[derive(Debug)]
pub(in crate::pensions::contributions) struct Plan<'a> {
    /// Lines of the file, good and bad.
    pub lines: usize,
    /// Members of the good ones.
    pub members: usize,
    pub new: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// By line.
    pub faults: Vec<Rejected>,
    /// Those that are new or changed.
    entries: Vec<Entry<'a>>,
}

impl<'a> Import<'a> {
    /// By the operator, whose file may be of all practices.
    pub(in crate::pensions::contributions) fn of_operator(
        file: &'a ContributionFile,
        leave_out: bool,
    ) -> Self {
        Self {
            file,
            only: None,
            leave_out,
        }
    }

    /// By an administrator, for their practice.
    pub(in crate::pensions::contributions) fn of_practice(
        file: &'a ContributionFile,
        leave_out: bool,
        permit: &'a Administers,
    ) -> Self {
        Self {
            file,
            only: Some(permit.practice()),
            leave_out,
        }
    }

    /// The practice that it is for, if it is for one alone.
    pub(super) fn only(&self) -> Option<&'a OdsCode> {
        self.only
    }

    /// Whether lines with faults are left out.
    pub(super) fn leaves_out(&self) -> bool {
        self.leave_out
    }

    /// Whether what a plan has is written.
    pub(in crate::pensions::contributions) fn may_be_done(&self, plan: &Plan<'_>) -> bool {
        plan.faults.is_empty() || self.leave_out && plan.members > 0
    }

    /// What is to be done, as things are.
    pub(in crate::pensions::contributions) async fn plan(
        &self,
        tx: &mut Tx,
    ) -> Result<Plan<'a>, Failure> {
        let known = known(tx, self.file, self.only).await?;
        let (entries, faults) = judge(self.file, &known);
        let mut plan = Plan {
            lines: self.file.count,
            members: 0,
            new: 0,
            changed: 0,
            unchanged: 0,
            faults,
            entries: Vec::with_capacity(entries.len()),
        };
        let by_member: Vec<_> = entries
            .chunk_by(|one, other| one.member == other.member)
            .collect();
        plan.members = by_member.len();
        for some in by_member.chunks(MEMBERS_AT_ONCE) {
            let there = there(tx, some).await?;
            for entry in some.iter().copied().flatten() {
                let kept = there.binary_search_by(|(key, _)| borrowed(key).cmp(&entry.key()));
                match kept.ok().and_then(|place| there.get(place)) {
                    Some((_, amounts)) if *amounts == entry.line.amounts => {
                        plan.unchanged += 1;
                        continue;
                    }
                    Some(_) => plan.changed += 1,
                    None => plan.new += 1,
                }
                plan.entries.push(*entry);
            }
        }
        Ok(plan)
    }

    /// Writes what is new or changed, and records it. Nothing at all is done where there is neither.
    pub(in crate::pensions::contributions) async fn apply(
        &self,
        tx: &mut Tx,
        audit: &AuditContext,
        plan: &Plan<'_>,
    ) -> Result<(), Failure> {
        if plan.entries.is_empty() {
            return Ok(());
        }
        for some in plan.entries.chunks(LINES_AT_ONCE) {
            let rows = some.iter().map(|entry| row(audit, entry));
            bulk::insert(tx, INSERT, rows.collect(), REPLACE).await?;
        }
        let event = NewEvent {
            action: Action::ContributionsImported,
            subject: None,
            practice: self.only,
            detail: Detail {
                note: plan.counts(),
                ..Detail::default()
            },
            reason: "",
        };
        append(tx, audit, event).await
    }
}

fn row(audit: &AuditContext, entry: &Entry<'_>) -> [Value; 12] {
    let line = entry.line;
    let [pay, by_member, by_practice, avc, top_up, errbo] = line.amounts.each();
    [
        entry.member.into(),
        line.for_year.to_string().into(),
        (&line.practice).into(),
        line.month.to_string().into(),
        line.income.code().into(),
        pay.0.into(),
        by_member.0.into(),
        by_practice.0.into(),
        avc.0.into(),
        top_up.0.into(),
        errbo.0.into(),
        audit.at.into(),
    ]
}

/// An import that is done at once, all of it or nothing.
pub(in crate::pensions::contributions) struct Importing<'a> {
    pub import: Import<'a>,
    pub audit: &'a AuditContext,
}

impl<'a> UnitOfWork for Importing<'a> {
    type Done = Plan<'a>;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Plan<'a>, Failure> {
        let plan = self.import.plan(tx).await?;
        if self.import.may_be_done(&plan) {
            self.import.apply(tx, self.audit, &plan).await?;
        }
        Ok(plan)
    }
}

impl Plan<'_> {
    /// For the record, which many read: how many lines of which kind, and nothing that stands in them.
    fn counts(&self) -> String {
        [
            &number(self.new),
            " new lines, ",
            &number(self.changed),
            " changed, ",
            &number(self.unchanged),
            " unchanged, ",
            &number(self.faults.len()),
            " left out; members: ",
            &number(self.members),
        ]
        .concat()
    }
}

const INSERT: &str = "INSERT INTO pension_contribution (member_id, for_year, ods, month, income, pay, employee, employer, avc, top_up,
                                  errbo, imported_at) VALUES";

const REPLACE: &str = " ON CONFLICT (member_id, for_year, ods, month, income) DO UPDATE SET pay = excluded.pay,
    employee = excluded.employee, employer = excluded.employer, avc = excluded.avc, top_up = excluded.top_up,
    errbo = excluded.errbo, imported_at = excluded.imported_at";

#[derive(sqlx::FromRow)]
struct Row {
    member_id: UserId,
    for_year: SchemeYear,
    ods: OdsCode,
    month: Month,
    income: Income,
    #[sqlx(flatten)]
    amounts: StoredAmounts,
}

/// What is kept of these members in the years that the entries are for, by key.
async fn there(tx: &mut Tx, members: &[&[Entry<'_>]]) -> Result<Vec<(Key, Amounts)>, Failure> {
    let ids = members.iter().filter_map(|entries| entries.first());
    let years = members.iter().copied().flatten();
    let mut years: Vec<_> = years.map(|entry| entry.line.for_year).collect();
    years.sort_unstable();
    years.dedup();
    let mut query = Query::new(
        "SELECT member_id, for_year, ods, month, income, pay, employee, employer, avc, top_up, errbo
         FROM pension_contribution WHERE member_id IN ",
    );
    query
        .push_list(ids.map(|entry| entry.member))
        .push(" AND for_year IN ")
        .push_list(years.iter().map(SchemeYear::to_string));
    let rows: Vec<Row> = tx.all(query).await?;
    let entry = |row: Row| {
        let key = (row.member_id, row.for_year, row.ods, row.month, row.income);
        (key, row.amounts.into())
    };
    let mut there: Vec<(Key, Amounts)> = rows.into_iter().map(entry).collect();
    // Not by the database, which may order texts in another way.
    there.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
    Ok(there)
}

fn borrowed(key: &Key) -> (UserId, SchemeYear, &OdsCode, Month, Income) {
    let (member, year, ods, month, income) = key;
    (*member, *year, ods, *month, *income)
}
