//! Reading and writing what an import of practices compares.

use std::collections::BTreeMap;

use indicatif::ProgressBar;

use crate::{
    base::{dates::Date, ids::OdsCode},
    database::{Failure, Query, Tx, UnitOfWork, Value, bulk},
    history::{Action, Detail, NewEvent, append},
    ods::{
        FileImport,
        csv_file::FileKind,
        practice_file::{Facts, PracticeFile},
        practice_plan::{Changed, PracticePlan, StoredPractice, plan},
        report::{Named, Report, in_words, number},
    },
    practices::{
        PracticeStatus,
        store::{pcns_by_practice, replace_tokens},
        tokens::Findable,
    },
    web::AuditContext,
};

/// Parameters of one statement stay far below what either database allows.
const AT_ONCE: usize = 500;

/// An import of practices.
pub(crate) struct ImportPractices {
    pub file: PracticeFile,
    /// The name of the file, for the record.
    pub source: String,
    pub audit: AuditContext,
    pub progress: ProgressBar,
}

impl UnitOfWork for ImportPractices {
    type Done = Report;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = known(tx).await?;
        let plan = plan(&known, &self.file, &ended(tx).await?, self.audit.today);
        if !plan.is_empty() {
            self.write(tx, &plan).await?;
        }
        let report = self.report(tx, &known, plan, false).await?;
        if !report.nothing_new() {
            record_import(tx, &self.audit, &self.source, &report).await?;
        }
        Ok(report)
    }
}

impl FileImport for ImportPractices {
    async fn dry_run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = known(tx).await?;
        let plan = plan(&known, &self.file, &ended(tx).await?, self.audit.today);
        self.report(tx, &known, plan, true).await
    }
}

impl ImportPractices {
    async fn write(&self, tx: &mut Tx, plan: &PracticePlan) -> Result<(), Failure> {
        let existing = || plan.changed.iter().chain(&plan.closed);
        let written: Vec<(&OdsCode, &StoredPractice)> = plan
            .added
            .iter()
            .map(|(ods, known)| (ods, known))
            .chain(existing().map(|changed| (&changed.ods, &changed.to)))
            .collect();
        self.progress
            .set_length(u64::try_from(written.len()).unwrap_or_default());
        self.progress.set_position(0);
        let pcns = pcns_by_practice(tx, self.audit.today).await?;
        for chunk in written.chunks(AT_ONCE) {
            put(tx, chunk).await?;
            let found_by = chunk.iter().map(|(ods, known)| {
                let findable = Findable {
                    ods,
                    name: &known.facts.name,
                    town: &known.facts.town,
                    postcode: &known.facts.postcode,
                    pcns: pcns.get(*ods).map(Vec::as_slice).unwrap_or_default(),
                };
                (*ods, findable.tokens())
            });
            replace_tokens(tx, &found_by.collect::<Vec<_>>()).await?;
            self.progress
                .inc(u64::try_from(chunk.len()).unwrap_or_default());
        }
        for changed in existing() {
            record_change(tx, &self.audit, &self.source, changed).await?;
        }
        Ok(())
    }

    async fn report(
        &self,
        tx: &mut Tx,
        known: &BTreeMap<OdsCode, StoredPractice>,
        plan: PracticePlan,
        dry_run: bool,
    ) -> Result<Report, Failure> {
        let mut notes = Vec::new();
        // A file cut off at the end of a line has nothing wrong in any line.
        if plan.vanished.len() * 10 > known.len() {
            let missing = "More than a tenth of the practices known here are missing: check that the file is complete.";
            notes.push(missing.to_owned());
        }
        if plan.kept_closed > 0 {
            notes.push(format!(
                "{} listed as open stay closed here: the registration team has ended them.",
                number(plan.kept_closed)
            ));
        }
        Ok(Report {
            kind: FileKind::Practices,
            dry_run,
            lines: self.file.lines(),
            notes,
            users_at_closed: users_at_closed(tx, known, &plan).await?,
            added: plan.added.len(),
            changed: told(plan.changed),
            closed: told(plan.closed),
            unchanged: plan.unchanged,
            left_out: plan.left_out,
            vanished: plan.vanished,
            rejected: self.file.rejected.clone(),
        })
    }
}

fn told(changed: Vec<Changed>) -> Vec<(Named, Vec<crate::ods::report::ChangedFact>)> {
    changed
        .into_iter()
        .map(|changed| (changed.named(), changed.changes))
        .collect()
}

#[derive(sqlx::FromRow)]
struct Row {
    ods: OdsCode,
    name: String,
    status: PracticeStatus,
    address: String,
    town: String,
    postcode: String,
    region: String,
    icb: String,
    sub_icb: String,
    telephone: String,
    opened_on: Option<Date>,
    closed_on: Option<Date>,
}

/// Every practice there is.
async fn known(tx: &mut Tx) -> Result<BTreeMap<OdsCode, StoredPractice>, Failure> {
    let rows: Vec<Row> = tx
        .all(Query::new(
            "SELECT ods, name, status, address, town, postcode, region, icb, sub_icb, telephone,
                    opened_on, closed_on
             FROM practice",
        ))
        .await?;
    Ok(rows
        .into_iter()
        .map(|row| {
            let known = StoredPractice {
                status: row.status,
                facts: Facts {
                    name: row.name,
                    address: row.address,
                    town: row.town,
                    postcode: row.postcode,
                    region: row.region,
                    icb: row.icb,
                    sub_icb: row.sub_icb,
                    telephone: row.telephone,
                    opened_on: row.opened_on,
                    closed_on: row.closed_on,
                },
            };
            (row.ods, known)
        })
        .collect())
}

/// The practices that the registration team has ended, by the first day on which they are closed.
async fn ended(tx: &mut Tx) -> Result<BTreeMap<OdsCode, Date>, Failure> {
    let query = "SELECT ods, effective_on FROM succession WHERE state IN ('grace', 'closed') ORDER BY effective_on";
    let rows: Vec<(OdsCode, Date)> = tx.all(Query::new(query)).await?;
    Ok(rows.into_iter().collect())
}

/// Writes practices as they are now.
async fn put(tx: &mut Tx, practices: &[(&OdsCode, &StoredPractice)]) -> Result<(), Failure> {
    let rows = practices.iter().map(|(ods, known)| {
        let facts = &known.facts;
        [
            Value::from(*ods),
            Value::from(&facts.name),
            Value::from(known.status.code()),
            Value::from(&facts.address),
            Value::from(&facts.town),
            Value::from(&facts.postcode),
            Value::from(&facts.region),
            Value::from(&facts.icb),
            Value::from(&facts.sub_icb),
            Value::from(&facts.telephone),
            Value::from(facts.opened_on),
            Value::from(facts.closed_on),
        ]
    });
    bulk::insert(
        tx,
        "INSERT INTO practice (ods, name, status, address, town, postcode, region, icb, sub_icb, telephone,
                               opened_on, closed_on) VALUES",
        rows.collect(),
        " ON CONFLICT (ods) DO UPDATE SET name = excluded.name, status = excluded.status,
             address = excluded.address, town = excluded.town, postcode = excluded.postcode,
             region = excluded.region, icb = excluded.icb, sub_icb = excluded.sub_icb,
             telephone = excluded.telephone, opened_on = excluded.opened_on, closed_on = excluded.closed_on",
    )
    .await?;
    Ok(())
}

/// The practices that are closed after the import and still have users.
async fn users_at_closed(
    tx: &mut Tx,
    known: &BTreeMap<OdsCode, StoredPractice>,
    plan: &PracticePlan,
) -> Result<Vec<(Named, i64)>, Failure> {
    let reopened = |ods: &OdsCode| {
        plan.changed
            .iter()
            .any(|changed| changed.ods == *ods && changed.to.status == PracticeStatus::Active)
    };
    let mut closed: BTreeMap<&OdsCode, &str> = known
        .iter()
        .filter(|(ods, known)| known.status == PracticeStatus::Closed && !reopened(ods))
        .map(|(ods, known)| (ods, known.facts.name.as_str()))
        .collect();
    closed.extend(
        plan.closed
            .iter()
            .map(|changed| (&changed.ods, changed.to.facts.name.as_str())),
    );
    let codes: Vec<_> = closed.keys().copied().collect();
    let mut users = Vec::new();
    for chunk in codes.chunks(AT_ONCE) {
        let mut query = Query::new(
            "SELECT ods, CAST(count(*) AS BIGINT) FROM membership
             WHERE status <> 'deactivated' AND ods IN ",
        );
        query.push_list(chunk.iter().copied());
        query.push(" GROUP BY ods ORDER BY ods");
        let counts: Vec<(OdsCode, i64)> = tx.all(query).await?;
        users.extend(counts.into_iter().map(|(ods, count)| {
            let name = closed.get(&ods).copied().unwrap_or_default().to_owned();
            (Named { ods, name }, count)
        }));
    }
    Ok(users)
}

async fn record_change(
    tx: &mut Tx,
    audit: &AuditContext,
    source: &str,
    changed: &Changed,
) -> Result<(), Failure> {
    record(tx, audit, source, &changed.ods, in_words(&changed.changes)).await
}

/// Records what an import changed about one practice.
pub(crate) async fn record(
    tx: &mut Tx,
    audit: &AuditContext,
    source: &str,
    practice: &OdsCode,
    note: String,
) -> Result<(), Failure> {
    append(
        tx,
        audit,
        NewEvent {
            action: Action::PracticeChanged,
            subject: None,
            practice: Some(practice),
            detail: Detail {
                note,
                ..Detail::default()
            },
            reason: &["Import of ", source].concat(),
        },
    )
    .await
}

/// Records the import as a whole.
pub(crate) async fn record_import(
    tx: &mut Tx,
    audit: &AuditContext,
    source: &str,
    report: &Report,
) -> Result<(), Failure> {
    append(
        tx,
        audit,
        NewEvent {
            action: Action::PracticeChanged,
            subject: None,
            practice: None,
            detail: Detail {
                note: report.summary(),
                ..Detail::default()
            },
            reason: &["Import of ", source].concat(),
        },
    )
    .await
}
