//! Reading and writing what an import of PCNs compares.

use std::collections::{BTreeMap, BTreeSet};

use indicatif::ProgressBar;

use crate::{
    base::{dates::Date, ids::OdsCode},
    database::{Failure, Query, Tx, UnitOfWork, Value, bulk},
    ods::{
        FileImport,
        csv_file::FileKind,
        pcn_file::{PcnFacts, PcnFile, PcnPlace},
        pcn_plan::{KnownPcns, PcnPlan, in_several, of_today, plan},
        report::{Report, in_words, number},
        store::{record, record_import},
    },
    practices::{
        store::{pcns_by_practice, replace_tokens},
        tokens::Findable,
    },
    web::AuditContext,
};

const AT_ONCE: usize = 500;

/// An import of PCNs.
pub(crate) struct ImportPcns {
    pub file: PcnFile,
    /// The name of the file, for the record.
    pub source: String,
    pub audit: AuditContext,
    pub progress: ProgressBar,
}

impl UnitOfWork for ImportPcns {
    type Done = Report;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = known(tx).await?;
        let plan = plan(&known, &self.file, self.audit.today);
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

impl FileImport for ImportPcns {
    async fn dry_run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = known(tx).await?;
        let plan = plan(&known, &self.file, self.audit.today);
        Ok(self.report(&known, plan, true))
    }
}

impl ImportPcns {
    async fn write(&self, tx: &mut Tx, plan: &PcnPlan) -> Result<(), Failure> {
        let touched: Vec<_> = plan.touched.iter().collect();
        self.progress
            .set_length(u64::try_from(touched.len()).unwrap_or_default());
        self.progress.set_position(0);
        put_pcns(tx, &plan.pcns).await?;
        for (ods, pcn, joined_on) in &plan.remove {
            let delete =
                Query::new("DELETE FROM pcn_member WHERE ods = $1 AND pcn = $2 AND joined_on = $3");
            tx.execute(delete.bind(ods).bind(pcn).bind(*joined_on))
                .await?;
        }
        put_members(tx, &plan.put).await?;
        let pcns = pcns_by_practice(tx, self.audit.today).await?;
        for chunk in touched.chunks(AT_ONCE) {
            let practices = findable(tx, chunk).await?;
            let found_by = practices.iter().map(|practice| {
                let findable = Findable {
                    ods: &practice.ods,
                    name: &practice.name,
                    town: &practice.town,
                    postcode: &practice.postcode,
                    pcns: pcns
                        .get(&practice.ods)
                        .map(Vec::as_slice)
                        .unwrap_or_default(),
                };
                (&practice.ods, findable.tokens())
            });
            replace_tokens(tx, &found_by.collect::<Vec<_>>()).await?;
            self.progress
                .inc(u64::try_from(chunk.len()).unwrap_or_default());
        }
        for (ods, change) in &plan.moved {
            let note = in_words(std::slice::from_ref(change));
            record(tx, &self.audit, &self.source, ods, note).await?;
        }
        Ok(())
    }

    fn report(&self, known: &KnownPcns, plan: PcnPlan, dry_run: bool) -> Report {
        let mut notes = Vec::new();
        let now: Vec<_> = of_today(&self.file.members, self.audit.today)
            .into_iter()
            .filter(|(ods, _)| known.practices.contains_key(ods))
            .collect();
        let pcns: BTreeSet<_> = now.iter().map(|(_, pcn)| pcn).collect();
        notes.push(format!(
            "{} practices known here are in {} PCNs today.",
            number(now.len()),
            number(pcns.len())
        ));
        let several = in_several(&self.file.members, self.audit.today);
        let several = several
            .into_iter()
            .filter(|ods| known.practices.contains_key(*ods));
        let several: Vec<&str> = several.map(AsRef::as_ref).collect();
        if !several.is_empty() {
            notes.push(format!(
                "In several PCNs at once, of which the one that began last counts: {}.",
                several.join(", ")
            ));
        }
        if known.practices.is_empty() {
            notes.push("No practice is known yet: import the practices first.".to_owned());
        }
        Report {
            kind: FileKind::Pcns,
            dry_run,
            lines: self.file.lines,
            notes,
            added: plan.added,
            changed: plan.changed,
            closed: Vec::new(),
            unchanged: plan.unchanged,
            left_out: plan.left_out,
            vanished: plan.vanished,
            rejected: self.file.rejected.clone(),
            users_at_closed: Vec::new(),
        }
    }
}

#[derive(sqlx::FromRow)]
struct MemberRow {
    ods: OdsCode,
    pcn: OdsCode,
    joined_on: Date,
    left_on: Option<Date>,
}

async fn known(tx: &mut Tx) -> Result<KnownPcns, Failure> {
    let practices: Vec<(OdsCode, String)> =
        tx.all(Query::new("SELECT ods, name FROM practice")).await?;
    let pcns: Vec<(OdsCode, String, String)> = tx
        .all(Query::new("SELECT code, name, sub_icb FROM pcn"))
        .await?;
    let members: Vec<MemberRow> = tx
        .all(Query::new(
            "SELECT ods, pcn, joined_on, left_on FROM pcn_member",
        ))
        .await?;
    let place = |row: MemberRow| ((row.ods, row.pcn, row.joined_on), row.left_on);
    Ok(KnownPcns {
        practices: practices.into_iter().collect(),
        pcns: pcns
            .into_iter()
            .map(|(code, name, sub_icb)| (code, PcnFacts { name, sub_icb }))
            .collect(),
        members: members.into_iter().map(place).collect(),
    })
}

async fn put_pcns(tx: &mut Tx, pcns: &BTreeMap<OdsCode, PcnFacts>) -> Result<(), Failure> {
    let rows = pcns.iter().map(|(code, facts)| {
        [
            Value::from(code),
            Value::from(&facts.name),
            Value::from(&facts.sub_icb),
        ]
    });
    bulk::insert(
        tx,
        "INSERT INTO pcn (code, name, sub_icb) VALUES",
        rows.collect(),
        " ON CONFLICT (code) DO UPDATE SET name = excluded.name, sub_icb = excluded.sub_icb",
    )
    .await?;
    Ok(())
}

async fn put_members(
    tx: &mut Tx,
    members: &BTreeMap<PcnPlace, Option<Date>>,
) -> Result<(), Failure> {
    let rows = members.iter().map(|((ods, pcn, joined_on), left_on)| {
        [
            Value::from(ods),
            Value::from(pcn),
            Value::from(*joined_on),
            Value::from(*left_on),
        ]
    });
    bulk::insert(
        tx,
        "INSERT INTO pcn_member (ods, pcn, joined_on, left_on) VALUES",
        rows.collect(),
        " ON CONFLICT (ods, pcn, joined_on) DO UPDATE SET left_on = excluded.left_on",
    )
    .await?;
    Ok(())
}

#[derive(sqlx::FromRow)]
struct PracticeRow {
    ods: OdsCode,
    name: String,
    town: String,
    postcode: String,
}

async fn findable(tx: &mut Tx, practices: &[&OdsCode]) -> Result<Vec<PracticeRow>, Failure> {
    let mut query = Query::new("SELECT ods, name, town, postcode FROM practice WHERE ods IN ");
    query.push_list(practices.iter().copied());
    Ok(tx.all(query).await?)
}
