//! Writing what an import of the list changes, in one transaction.

mod invite;
mod write;

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use indicatif::ProgressBar;

use super::{
    accounts::{Address, Addresses, Fate, GpAccount},
    file::{Facts, PerformerFile},
    known::{ImportState, Standing},
    plan::plan,
    report::Report,
};
use crate::{
    base::{
        clock::new_id,
        ids::{GmcNumber, OdsCode, UserId},
    },
    database::{Failure, Tx, UnitOfWork},
    history::{Action, Detail, NewEvent, append},
    ods::{FileImport, Rejected},
    performers::{
        rules::{AssignmentChange, Entry},
        store::{apply, follow, tell_gps, tell_practices, would_follow},
    },
    web::AuditContext,
};

/// How much is written before the progress is shown.
const AT_ONCE: usize = 6_000;

/// An import of the list.
pub(crate) struct ImportPerformers {
    pub file: PerformerFile,
    /// The name of the file, for the record.
    pub source: String,
    pub audit: AuditContext,
    pub progress: ProgressBar,
}

/// A GP whose account or standing is written.
struct Gp<'a> {
    number: &'a GmcNumber,
    facts: &'a Facts,
    account: GpAccount,
    /// Whether anything besides their links changes.
    changes: bool,
}

/// What is to be written.
#[derive(Default)]
struct Plan<'a> {
    gps: Vec<Gp<'a>>,
    steps: Vec<(GmcNumber, AssignmentChange)>,
    /// Where roles may have to follow.
    places: BTreeSet<(GmcNumber, OdsCode)>,
    report: Report,
}

impl Plan<'_> {
    /// The accounts and entries that GPs will have whose roles may have to follow.
    fn entries(&self, known: &ImportState) -> BTreeMap<GmcNumber, (UserId, Entry)> {
        let mut steps: HashMap<&GmcNumber, Vec<AssignmentChange>> = HashMap::new();
        for (number, step) in &self.steps {
            steps.entry(number).or_default().push(step.clone());
        }
        let follow: BTreeSet<_> = self.places.iter().map(|(number, _)| number).collect();
        let gps = self.gps.iter().filter(|gp| follow.contains(gp.number));
        let entry = |gp: &Gp<'_>| {
            let before = known.entries.get(gp.number);
            let entry = Entry {
                status: gp.facts.status,
                assignments: before.map_or_else(Vec::new, |entry| entry.assignments.clone()),
            };
            let steps = steps.get(gp.number).map_or(&[][..], Vec::as_slice);
            (gp.number.clone(), (gp.account.user, entry.after(steps)))
        };
        gps.map(entry).collect()
    }
}

impl UnitOfWork for ImportPerformers {
    type Done = Report;
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = self.known(tx).await?;
        let plan = self.plan(&known);
        if plan.report.nothing_new() {
            return Ok(plan.report);
        }
        self.write(tx, &known, plan).await
    }
}

impl FileImport for ImportPerformers {
    async fn dry_run(&self, tx: &mut Tx) -> Result<Report, Failure> {
        let known = self.known(tx).await?;
        let plan = self.plan(&known);
        let mut report = Report {
            dry_run: true,
            ..plan.report.clone()
        };
        if !report.nothing_new() {
            let changed = plan.gps.iter().filter(|gp| gp.changes);
            report.invited = changed.filter(|gp| invite::is_invited(gp)).count();
            let planned = plan.entries(&known);
            report.followed = would_follow(tx, planned, &plan.places, self.audit.today).await?;
        }
        Ok(report)
    }
}

impl ImportPerformers {
    async fn known(&self, tx: &mut Tx) -> Result<ImportState, Failure> {
        let listed = self.file.listed.values();
        let emails: Vec<_> = listed.map(|listed| listed.facts.email.as_ref()).collect();
        ImportState::read(tx, &emails).await
    }

    fn plan<'a>(&'a self, known: &'a ImportState) -> Plan<'a> {
        let mut done = Plan::default();
        let mut addresses = Addresses::new(known);
        let report = &mut done.report;
        report.lines = self.file.lines;
        report.rejected.clone_from(&self.file.rejected);
        for (number, listed) in &self.file.listed {
            let account = match addresses.account(number, listed, UserId(new_id())) {
                Ok(account) => account,
                Err(reason) => {
                    let lines = listed.links.iter().map(|link| link.line);
                    let lines: BTreeSet<_> = lines.chain([listed.line]).collect();
                    let rejected = lines.into_iter().map(|line| reject(line, &reason));
                    report.rejected.extend(rejected);
                    continue;
                }
            };
            let (links, elsewhere): (Vec<_>, Vec<_>) = listed
                .links
                .iter()
                .cloned()
                .partition(|link| known.practices.contains_key(&link.practice));
            report.rejected.extend(elsewhere.iter().map(|link| {
                let ods = &link.practice;
                reject(link.line, &format!("the practice {ods} is not known here"))
            }));
            let nothing = Entry {
                status: listed.facts.status,
                assignments: Vec::new(),
            };
            let entry = known.entries.get(number).unwrap_or(&nothing);
            let planned = plan(entry, &known.confirmed, &links, new_id);
            report.rejected.extend(planned.rejected);
            let before = known.standings.get(number);
            // Of whom no line can be used nobody is told anything, and nobody gets an account.
            let is_known = known.gps.contains_key(number);
            if !is_known && !listed.links.is_empty() && planned.steps.is_empty() {
                continue;
            }
            let gp = gp(number, &listed.facts, account, before);
            count(report, &gp, before, &planned.steps);
            if before.is_some_and(|before| before.status != listed.facts.status) {
                let places = entry.assignments.iter().map(|known| known.practice.clone());
                done.places
                    .extend(places.map(|place| (number.clone(), place)));
            }
            for step in planned.steps {
                if let AssignmentChange::Add(link) | AssignmentChange::Alter(link) = &step {
                    done.places.insert((number.clone(), link.practice.clone()));
                }
                done.steps.push((number.clone(), step));
            }
            done.gps.push(gp);
        }
        let listed = &self.file.listed;
        let missing = known.standings.keys();
        report.gps_missing = missing.filter(|known| !listed.contains_key(known)).count();
        report.rejected.sort_by_key(|rejected| rejected.line);
        done
    }

    /// Shows how much there is to do. It may have to be done again.
    fn begin(&self, length: usize) {
        self.progress
            .set_length(u64::try_from(length).unwrap_or_default());
        self.progress.set_position(0);
    }

    fn go_on(&self, done: usize) {
        self.progress.inc(u64::try_from(done).unwrap_or_default());
    }

    async fn write(
        &self,
        tx: &mut Tx,
        known: &ImportState,
        plan: Plan<'_>,
    ) -> Result<Report, Failure> {
        let Plan {
            gps,
            steps,
            places,
            mut report,
        } = plan;
        let changed: Vec<_> = gps.iter().filter(|gp| gp.changes).collect();
        self.begin(changed.len() + places.len());
        for some in changed.chunks(AT_ONCE) {
            write::accounts(tx, self, some).await?;
            self.go_on(some.len());
        }
        apply(tx, &steps, None).await?;
        let why = ["Import of ", &self.source].concat();
        let places: Vec<_> = places.into_iter().collect();
        let mut followed = Vec::new();
        for some in places.chunks(AT_ONCE) {
            followed.extend(follow(tx, &self.audit, &some.iter().cloned().collect(), &why).await?);
            self.go_on(some.len());
        }
        write::record_links(tx, self, &gps, known, &steps).await?;
        report.followed = followed.len();
        tell_practices(tx, &self.audit, &followed).await?;
        // An invitation says where its reader works.
        let invited = changed.iter().filter(|gp| invite::is_invited(gp));
        let invited: HashSet<_> = invited.map(|gp| gp.account.user).collect();
        followed.retain(|place| !invited.contains(&place.user));
        tell_gps(tx, &self.audit, &followed).await?;
        report.invited = invite::invite_all(tx, self, known, &changed, &steps).await?;
        let event = NewEvent {
            action: Action::ListImported,
            subject: None,
            practice: None,
            detail: Detail {
                note: report.summary(),
                ..Detail::default()
            },
            reason: &why,
        };
        append(tx, &self.audit, event).await?;
        Ok(report)
    }
}

fn reject(line: u64, reason: &str) -> Rejected {
    Rejected {
        line,
        reason: reason.to_owned(),
    }
}

fn gp<'a>(
    number: &'a GmcNumber,
    facts: &'a Facts,
    account: GpAccount,
    before: Option<&Standing>,
) -> Gp<'a> {
    let standing = Standing {
        gmc_email: facts.email.as_ref().to_owned(),
        gp_type: facts.gp_type,
        status: facts.status,
    };
    let changes = account.fate != Fate::ImportState
        || account.renamed
        || account.address != Address::Same
        || before != Some(&standing);
    Gp {
        number,
        facts,
        account,
        changes,
    }
}

fn count(report: &mut Report, gp: &Gp<'_>, before: Option<&Standing>, steps: &[AssignmentChange]) {
    let added = |step: &&AssignmentChange| matches!(step, AssignmentChange::Add(_));
    report.links_added += steps.iter().filter(added).count();
    report.links_changed += steps.iter().filter(|step| !added(step)).count();
    if before.is_none() {
        report.gps_added += 1;
    } else if gp.changes {
        report.gps_changed += 1;
    } else {
        report.gps_unchanged += 1;
    }
    if gp.account.fate == Fate::Kept {
        let name = gp.facts.name.full();
        report
            .kept
            .push([&name, " (", gp.number.as_ref(), ")"].concat());
    }
    if gp.account.address == Address::ToConfirm {
        report.addresses += 1;
    }
}
