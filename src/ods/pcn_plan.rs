//! What an import of PCNs will do: the file compared with what is known. Pure.
//!
//! The file is the whole truth about each practice it lists, past and future included, so the practice's times in
//! PCNs become those of the file. A practice it does not list keeps what it had.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::{dates::Date, ids::OdsCode},
    ods::{
        pcn_file::{PcnFacts, PcnFile, PcnPlace},
        report::{ChangedFact, LeftOut, Named, Vanished},
    },
};

/// What the database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KnownPcns {
    /// Every practice's name.
    pub practices: BTreeMap<OdsCode, String>,
    pub pcns: BTreeMap<OdsCode, PcnFacts>,
    pub members: BTreeMap<PcnPlace, Option<Date>>,
}

/// Everything that will be written and reported.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct PcnPlan {
    /// New or renamed.
    pub pcns: BTreeMap<OdsCode, PcnFacts>,
    /// New, or with another end.
    pub put: BTreeMap<PcnPlace, Option<Date>>,
    /// No longer said of a practice that is still listed.
    pub remove: Vec<PcnPlace>,
    pub added: usize,
    pub changed: Vec<(Named, Vec<ChangedFact>)>,
    pub unchanged: usize,
    pub left_out: BTreeMap<LeftOut, usize>,
    pub vanished: Vec<Vanished>,
    /// Practices that are found by other words than before.
    pub touched: BTreeSet<OdsCode>,
    /// Practices that belong to another PCN today than they did, with both.
    pub moved: Vec<(OdsCode, ChangedFact)>,
}

/// Compares.
pub(super) fn plan(known: &KnownPcns, file: &PcnFile, today: Date) -> PcnPlan {
    let mut plan = PcnPlan::default();
    let mut listed = BTreeSet::new();
    let mut kept = BTreeSet::new();
    for (place, left_on) in &file.members {
        let Some(name) = known.practices.get(&place.0) else {
            *plan.left_out.entry(LeftOut::UnknownPractice).or_default() += 1;
            continue;
        };
        listed.insert(&place.0);
        kept.insert(&place.1);
        match known.members.get(place) {
            Some(before) if before == left_on => plan.unchanged += 1,
            Some(before) => {
                let change = end_changed(place, *before, *left_on);
                plan.changed.push((named(&place.0, name), vec![change]));
                plan.put(place, *left_on);
            }
            None => {
                plan.added += 1;
                plan.put(place, *left_on);
            }
        }
    }
    plan.gone(known, file, &listed);
    for pcn in kept {
        if let Some(facts) = file.pcns.get(pcn) {
            plan.name(known, file, pcn, facts);
        }
    }
    plan.moves(known, file, &listed, today);
    plan
}

fn named(ods: &OdsCode, name: &str) -> Named {
    Named {
        ods: ods.clone(),
        name: name.to_owned(),
    }
}

impl PcnPlan {
    /// Whether nothing will be written.
    pub(super) fn is_empty(&self) -> bool {
        self.pcns.is_empty() && self.put.is_empty() && self.remove.is_empty()
    }

    fn put(&mut self, place: &PcnPlace, left_on: Option<Date>) {
        self.put.insert(place.clone(), left_on);
        self.touched.insert(place.0.clone());
    }

    /// Times that are known and that the file does not say.
    fn gone(&mut self, known: &KnownPcns, file: &PcnFile, listed: &BTreeSet<&OdsCode>) {
        let mut vanished = BTreeSet::new();
        for place in known.members.keys() {
            let name = known.practices.get(&place.0).map_or("", String::as_str);
            if file.spoken_of.contains(&place.0) {
                // What one of its lines says is not known: nothing of the practice is taken away.
                continue;
            }
            if !listed.contains(&place.0) {
                if vanished.insert(&place.0) {
                    self.vanished.push(Vanished {
                        practice: named(&place.0, name),
                        how: "not in the file",
                    });
                }
            } else if !file.members.contains_key(place) {
                let change = ChangedFact {
                    what: "PCN",
                    before: in_words(place),
                    after: "no longer listed".to_owned(),
                };
                self.changed.push((named(&place.0, name), vec![change]));
                self.remove.push(place.clone());
                self.touched.insert(place.0.clone());
            }
        }
    }

    /// A PCN that is new, or called something else now.
    fn name(&mut self, known: &KnownPcns, file: &PcnFile, pcn: &OdsCode, facts: &PcnFacts) {
        let before = known.pcns.get(pcn);
        if before == Some(facts) {
            return;
        }
        self.pcns.insert(pcn.clone(), facts.clone());
        let Some(before) = before else { return };
        let changes = [
            ("Name", &before.name, &facts.name),
            ("Sub-ICB location", &before.sub_icb, &facts.sub_icb),
        ]
        .into_iter()
        .filter(|(_, before, after)| before != after)
        .map(|(what, before, after)| ChangedFact {
            what,
            before: before.clone(),
            after: after.clone(),
        });
        self.changed
            .push((named(pcn, &facts.name), changes.collect()));
        let members = known.members.keys().chain(file.members.keys());
        let members = members.filter(|place| place.1 == *pcn);
        self.touched.extend(
            members
                .map(|place| place.0.clone())
                .filter(|ods| known.practices.contains_key(ods)),
        );
    }

    fn moves(
        &mut self,
        known: &KnownPcns,
        file: &PcnFile,
        listed: &BTreeSet<&OdsCode>,
        today: Date,
    ) {
        let before = of_today(&known.members, today);
        let after = of_today(&file.members, today);
        for (ods, was) in before {
            let is = after.get(ods).copied();
            let unsaid = !listed.contains(ods) || file.spoken_of.contains(ods);
            if unsaid || is == Some(was) {
                continue;
            }
            let name = |pcns: &BTreeMap<OdsCode, PcnFacts>, pcn: &OdsCode| {
                let name = pcns.get(pcn).map_or("", |facts| facts.name.as_str());
                [name, " (", pcn.as_ref(), ")"].concat()
            };
            self.moved.push((
                ods.clone(),
                ChangedFact {
                    what: "PCN",
                    before: name(&known.pcns, was),
                    after: is.map(|pcn| name(&file.pcns, pcn)).unwrap_or_default(),
                },
            ));
        }
    }
}

/// Each practice's PCN on `today`. Where times overlap, the one that began last counts.
pub(super) fn of_today(
    members: &BTreeMap<PcnPlace, Option<Date>>,
    today: Date,
) -> BTreeMap<&OdsCode, &OdsCode> {
    let mut newest = BTreeMap::new();
    for ((ods, pcn, joined_on), left_on) in members {
        if *joined_on > today || left_on.is_some_and(|last| last < today) {
            continue;
        }
        // Of two that began on the same day, the one that lasts, then the longer.
        let rank = (*joined_on, left_on.is_none(), *left_on);
        let best = newest.entry(ods).or_insert((rank, pcn));
        if rank > best.0 {
            *best = (rank, pcn);
        }
    }
    newest
        .into_iter()
        .map(|(ods, (_, pcn))| (ods, pcn))
        .collect()
}

/// The practices that are in several PCNs at once on `today`.
pub(super) fn in_several(
    members: &BTreeMap<PcnPlace, Option<Date>>,
    today: Date,
) -> BTreeSet<&OdsCode> {
    let is_now = |(place, left_on): &(&PcnPlace, &Option<Date>)| {
        place.2 <= today && left_on.is_none_or(|last| last >= today)
    };
    let mut first = BTreeMap::new();
    let mut several = BTreeSet::new();
    for ((ods, pcn, _), _) in members.iter().filter(is_now) {
        if *first.entry(ods).or_insert(pcn) != pcn {
            several.insert(ods);
        }
    }
    several
}

fn in_words((_, pcn, joined_on): &PcnPlace) -> String {
    [pcn.as_ref(), " from ", &joined_on.in_words()].concat()
}

fn end_changed(place: &PcnPlace, before: Option<Date>, after: Option<Date>) -> ChangedFact {
    let end = |day: Option<Date>| match day {
        Some(day) => [&in_words(place), " until ", &day.in_words()].concat(),
        None => in_words(place),
    };
    ChangedFact {
        what: "PCN",
        before: end(before),
        after: end(after),
    }
}
