//! Reading and writing what an import of successors compares, and which practices a practice has become.

use std::collections::{BTreeMap, BTreeSet};

use indicatif::ProgressBar;

use crate::{
    base::{dates::Date, ids::OdsCode},
    database::{Failure, Query, Tx, UnitOfWork, Value, bulk},
    ods::{
        FileImport,
        csv_file::FileKind,
        report::{Report, in_words, number},
        store::{record, record_import},
        successor_chain::{Followers, lead_to},
        successor_file::{SuccessionCodes, SuccessorFile},
        successor_plan::{KnownSuccessions, SuccessorPlan, plan},
    },
    practices::PracticeStatus,
    web::AuditContext,
};

/// An import of successors.
pub(crate) struct ImportSuccessors {
    pub file: SuccessorFile,
    /// The name of the file, for the record.
    pub source: String,
    pub audit: AuditContext,
    pub progress: ProgressBar,
}

impl UnitOfWork for ImportSuccessors {
    type Done = Report;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = known(tx).await?;
        let plan = plan(&known, &self.file);
        if !plan.is_empty() {
            self.write(tx, &plan).await?;
        }
        let report = self.report(&known, plan, false);
        if !report.nothing_new() {
            record_import(tx, &self.audit, &self.source, &report).await?;
        }
        Ok(report)
    }
}

impl FileImport for ImportSuccessors {
    async fn dry_run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = known(tx).await?;
        let plan = plan(&known, &self.file);
        Ok(self.report(&known, plan, true))
    }
}

impl ImportSuccessors {
    async fn write(&self, tx: &mut Tx, plan: &SuccessorPlan) -> Result<(), Failure> {
        for (ends, follows, from) in &plan.remove {
            let delete = "DELETE FROM ods_succession WHERE ods = $1 AND successor = $2 AND effective_on = $3";
            let delete = Query::new(delete).bind(ends).bind(follows).bind(*from);
            tx.execute(delete).await?;
        }
        let rows = plan.put.iter().map(|((ends, follows, from), codes)| {
            [
                Value::from(ends),
                Value::from(follows),
                Value::from(*from),
                Value::from(&codes.reason),
                Value::from(&codes.indicator),
            ]
        });
        bulk::insert(
            tx,
            "INSERT INTO ods_succession (ods, successor, effective_on, reason, indicator) VALUES",
            rows.collect(),
            " ON CONFLICT (ods, successor, effective_on) DO UPDATE SET reason = excluded.reason,
                indicator = excluded.indicator",
        )
        .await?;
        let concerned = u64::try_from(plan.concerned.len()).unwrap_or_default();
        self.progress.set_length(concerned);
        self.progress.set_position(0);
        for (practice, changes) in &plan.concerned {
            record(tx, &self.audit, &self.source, practice, in_words(changes)).await?;
            self.progress.inc(1);
        }
        Ok(())
    }

    fn report(&self, known: &KnownSuccessions, plan: SuccessorPlan, dry_run: bool) -> Report {
        let mut successors: BTreeMap<_, BTreeSet<_>> = BTreeMap::new();
        for (ends, follows, _) in self.file.successions.keys() {
            if known.practices.contains_key(ends) {
                successors.entry(ends).or_default().insert(follows);
            }
        }
        let several = successors.values().filter(|all| all.len() > 1).count();
        let mut notes = vec![format!(
            "{} practices known here have a successor, {} of them several: the registration team decides between those.",
            number(successors.len()),
            number(several)
        )];
        if known.practices.is_empty() {
            notes.push("No practice is known yet: import the practices too.".to_owned());
        }
        Report {
            kind: FileKind::Successions,
            dry_run,
            lines: self.file.lines,
            notes,
            added: plan.added,
            changed: plan.changed,
            closed: Vec::new(),
            unchanged: plan.unchanged,
            left_out: BTreeMap::new(),
            vanished: Vec::new(),
            rejected: self.file.rejected.clone(),
            users_at_closed: Vec::new(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    successor: OdsCode,
    effective_on: Date,
    reason: String,
    indicator: String,
}

async fn known(tx: &mut Tx) -> Result<KnownSuccessions, Failure> {
    let practices: Vec<(OdsCode, String)> =
        tx.all(Query::new("SELECT ods, name FROM practice")).await?;
    let query = "SELECT ods, successor, effective_on, reason, indicator FROM ods_succession";
    let rows: Vec<Row> = tx.all(Query::new(query)).await?;
    let succession = |row: Row| {
        let codes = SuccessionCodes {
            reason: row.reason,
            indicator: row.indicator,
        };
        ((row.ods, row.successor, row.effective_on), codes)
    };
    Ok(KnownSuccessions {
        practices: practices.into_iter().collect(),
        successions: rows.into_iter().map(succession).collect(),
    })
}

/// What ODS says of a practice's succession.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Suggested {
    /// The working practices that it leads to, with their names.
    pub practices: Vec<(OdsCode, String)>,
    /// From when, if ODS says one day alone.
    pub effective_on: Option<Date>,
}

#[derive(sqlx::FromRow)]
struct NextRow {
    ods: OdsCode,
    successor: OdsCode,
    effective_on: Date,
    name: Option<String>,
    status: Option<PracticeStatus>,
}

/// The working practices that `code` has become, or is to become, as ODS says.
pub(crate) async fn suggested(tx: &mut Tx, code: &OdsCode) -> Result<Suggested, Failure> {
    let mut followers = Followers::new();
    let mut working: BTreeMap<OdsCode, String> = BTreeMap::new();
    let mut days = BTreeSet::new();
    let mut level = vec![code.clone()];
    while !level.is_empty() {
        let mut query = Query::new(
            "SELECT s.ods, s.successor, s.effective_on, p.name, p.status FROM ods_succession s
             LEFT JOIN practice p ON p.ods = s.successor WHERE s.ods IN ",
        );
        query.push_list(&level);
        let rows: Vec<NextRow> = tx.all(query).await?;
        level.clear();
        for NextRow {
            ods: ends,
            successor: follows,
            effective_on: from,
            name,
            status,
        } in rows
        {
            if ends == *code {
                days.insert(from);
            }
            if let (Some(name), Some(PracticeStatus::Active)) = (name, status) {
                working.insert(follows.clone(), name);
            } else if follows != *code && !followers.contains_key(&follows) {
                level.push(follows.clone());
            }
            followers.entry(ends).or_default().insert(follows);
        }
        level.sort_unstable();
        level.dedup();
    }
    let ends = lead_to(&followers, code, |code| working.contains_key(code));
    let named = |code: OdsCode| working.get(&code).cloned().map(|name| (code, name));
    Ok(Suggested {
        practices: ends.into_iter().filter_map(named).collect(),
        effective_on: (days.len() == 1).then(|| days.first().copied()).flatten(),
    })
}
