//! What an import of practices will do: the file compared with what is known. Pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{dates::Date, ids::OdsCode},
    ods::{
        practice_file::{Facts, Listed, PracticeFile, What},
        report::{ChangedFact, LeftOut, Named, Vanished},
    },
    practices::PracticeStatus,
};

/// A practice as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct StoredPractice {
    pub facts: Facts,
    pub status: PracticeStatus,
}

/// Everything that will be written and reported.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PracticePlan {
    pub added: Vec<(OdsCode, StoredPractice)>,
    /// Still working, reopened, or closed before and corrected.
    pub changed: Vec<Changed>,
    pub closed: Vec<Changed>,
    pub unchanged: usize,
    pub left_out: BTreeMap<LeftOut, usize>,
    pub vanished: Vec<Vanished>,
    /// How many stay closed that the file lists as open.
    pub kept_closed: usize,
}

/// A practice that is not as it was.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Changed {
    pub ods: OdsCode,
    pub to: StoredPractice,
    pub changes: Vec<ChangedFact>,
}

impl Changed {
    pub(super) fn named(&self) -> Named {
        Named {
            ods: self.ods.clone(),
            name: self.to.facts.name.clone(),
        }
    }
}

impl PracticePlan {
    /// Whether nothing will be written.
    pub(super) fn is_empty(&self) -> bool {
        self.added.is_empty() && self.changed.is_empty() && self.closed.is_empty()
    }
}

/// Compares. A practice that is known stays known whatever the file says; one that is not comes in only as a working
/// GP practice in England. `ended` are those that the registration team has ended, by the first day on which they are closed:
/// they stay closed, also where ODS lists them as open for a while.
pub(super) fn plan(
    known: &BTreeMap<OdsCode, StoredPractice>,
    file: &PracticeFile,
    ended: &BTreeMap<OdsCode, Date>,
    today: Date,
) -> PracticePlan {
    let mut plan = PracticePlan::default();
    let mut listed = BTreeSet::new();
    for row in &file.listed {
        listed.insert(&row.ods);
        let closed = ended.get(&row.ods).and_then(|day| closed(row, *day, today));
        plan.kept_closed += usize::from(closed.is_some());
        let row = closed.as_ref().unwrap_or(row);
        match known.get(&row.ods) {
            Some(before) => compare(&mut plan, before, row, today),
            None => meet(&mut plan, row, today),
        }
    }
    for (ods, before) in known {
        if !listed.contains(ods) && !file.spoken_of.contains(ods) {
            plan.vanished.push(vanished(ods, before, "not in the file"));
        }
    }
    plan.vanished
        .sort_by(|a, b| a.practice.ods.cmp(&b.practice.ods));
    plan
}

fn vanished(ods: &OdsCode, before: &StoredPractice, how: &'static str) -> Vanished {
    Vanished {
        practice: Named {
            ods: ods.clone(),
            name: before.facts.name.clone(),
        },
        how,
    }
}

/// The line of a practice that ended on `effective_on`, if it says that it works all the same.
fn closed(row: &Listed, effective_on: Date, today: Date) -> Option<Listed> {
    let What::Practice(facts) = &row.what else {
        return None;
    };
    let last_day = effective_on.previous();
    works(row, today).then(|| Listed {
        ods: row.ods.clone(),
        active: false,
        closed_on: last_day,
        what: What::Practice(Box::new(Facts {
            closed_on: last_day,
            ..Facts::clone(facts)
        })),
    })
}

/// Whether the practice works on `today`; its close date is its last day.
fn works(row: &Listed, today: Date) -> bool {
    row.active && row.closed_on.is_none_or(|last| last >= today)
}

/// A code that was not known.
fn meet(plan: &mut PracticePlan, row: &Listed, today: Date) {
    let why = match &row.what {
        What::Practice(facts) if works(row, today) => {
            let status = PracticeStatus::Active;
            let facts = Facts::clone(facts);
            plan.added
                .push((row.ods.clone(), StoredPractice { facts, status }));
            return;
        }
        What::Practice(_) => LeftOut::NotWorking,
        What::Other => LeftOut::OtherSetting,
        What::Elsewhere => LeftOut::NotInEngland,
    };
    *plan.left_out.entry(why).or_default() += 1;
}

/// A practice that was known.
fn compare(plan: &mut PracticePlan, before: &StoredPractice, row: &Listed, today: Date) {
    let works = works(row, today);
    let facts = match &row.what {
        What::Practice(facts) => Facts::clone(facts),
        // What a file says of a practice that it no longer lists as one is not taken over, except that it closed.
        _ if works => {
            let how = "listed, but not as a GP practice in England";
            plan.vanished.push(vanished(&row.ods, before, how));
            return;
        }
        _ => Facts {
            closed_on: row.closed_on.or(before.facts.closed_on),
            ..before.facts.clone()
        },
    };
    let status = if works {
        PracticeStatus::Active
    } else {
        PracticeStatus::Closed
    };
    let to = StoredPractice { facts, status };
    if to == *before {
        plan.unchanged += 1;
        return;
    }
    let closes = before.status == PracticeStatus::Active && !works;
    let changed = Changed {
        ods: row.ods.clone(),
        changes: changes(before, &to),
        to,
    };
    if closes {
        plan.closed.push(changed);
    } else {
        plan.changed.push(changed);
    }
}

fn changes(before: &StoredPractice, to: &StoredPractice) -> Vec<ChangedFact> {
    let status = |known: &StoredPractice| match known.status {
        PracticeStatus::Active => "open".to_owned(),
        PracticeStatus::Closed => "closed".to_owned(),
    };
    let day = |day: Option<Date>| day.map(Date::in_words).unwrap_or_default();
    let (a, b) = (&before.facts, &to.facts);
    [
        ("Status", status(before), status(to)),
        ("Name", a.name.clone(), b.name.clone()),
        ("Address", a.address.clone(), b.address.clone()),
        ("Town", a.town.clone(), b.town.clone()),
        ("Postcode", a.postcode.clone(), b.postcode.clone()),
        ("Region", a.region.clone(), b.region.clone()),
        ("ICB", a.icb.clone(), b.icb.clone()),
        ("Sub-ICB location", a.sub_icb.clone(), b.sub_icb.clone()),
        ("Telephone", a.telephone.clone(), b.telephone.clone()),
        ("Opened", day(a.opened_on), day(b.opened_on)),
        ("Closed", day(a.closed_on), day(b.closed_on)),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| ChangedFact {
        what,
        before,
        after,
    })
    .collect()
}
