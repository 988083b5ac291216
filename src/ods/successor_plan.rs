//! What an import of successors will do: the file compared with what is known. Pure.
//!
//! The file is the whole truth about each code it lists as ending. A code that it does not list keeps what was said of it:
//! ODS publishes the older ones in a file of their own, `succarc`, which is imported in the same way.

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    base::ids::OdsCode,
    ods::{
        report::{ChangedFact, Named},
        successor_file::{Succession, SuccessionCodes, SuccessorFile},
    },
};

/// What the database holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct KnownSuccessions {
    /// Every practice's name.
    pub practices: BTreeMap<OdsCode, String>,
    pub successions: BTreeMap<Succession, SuccessionCodes>,
}

/// Everything that will be written and reported.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct SuccessorPlan {
    /// New, or with other codes.
    pub put: BTreeMap<Succession, SuccessionCodes>,
    /// No longer said of a code that is still listed.
    pub remove: Vec<Succession>,
    pub added: usize,
    pub changed: Vec<(Named, Vec<ChangedFact>)>,
    pub unchanged: usize,
    /// What changed for each practice that is known here, whether it ends or follows.
    pub concerned: BTreeMap<OdsCode, Vec<ChangedFact>>,
}

/// Compares.
pub(super) fn plan(known: &KnownSuccessions, file: &SuccessorFile) -> SuccessorPlan {
    let mut plan = SuccessorPlan::default();
    let listed: BTreeSet<_> = file.successions.keys().map(|(ends, ..)| ends).collect();
    for (succession, codes) in &file.successions {
        match known.successions.get(succession) {
            Some(before) if before == codes => plan.unchanged += 1,
            Some(before) => {
                plan.changed
                    .push((named(known, succession), recoded(before, codes)));
                plan.put.insert(succession.clone(), codes.clone());
            }
            None => {
                plan.added += 1;
                plan.put.insert(succession.clone(), codes.clone());
                plan.tell(known, succession, true);
            }
        }
    }
    for succession in known.successions.keys() {
        if listed.contains(&succession.0) && !file.successions.contains_key(succession) {
            let gone = ChangedFact {
                what: "Successor",
                before: in_words(known, succession),
                after: "no longer listed".to_owned(),
            };
            plan.changed.push((named(known, succession), vec![gone]));
            plan.remove.push(succession.clone());
            plan.tell(known, succession, false);
        }
    }
    plan
}

impl SuccessorPlan {
    /// Whether nothing will be written.
    pub(super) fn is_empty(&self) -> bool {
        self.put.is_empty() && self.remove.is_empty()
    }

    /// Notes for both practices, as far as they are known here, that a succession is said or no longer said.
    fn tell(&mut self, known: &KnownSuccessions, succession: &Succession, said: bool) {
        let (ends, follows, from) = succession;
        for (code, what, other) in [
            (ends, "Successor", follows),
            (follows, "Takes the place of", ends),
        ] {
            if !known.practices.contains_key(code) {
                continue;
            }
            let words = [&known.name(other), " from ", &from.in_words()].concat();
            let (before, after) = if said {
                (String::new(), words)
            } else {
                (words, String::new())
            };
            self.concerned
                .entry(code.clone())
                .or_default()
                .push(ChangedFact {
                    what,
                    before,
                    after,
                });
        }
    }
}

impl KnownSuccessions {
    /// A code with the practice's name, if it is known here.
    fn name(&self, code: &OdsCode) -> String {
        match self.practices.get(code) {
            Some(name) => [name, " (", code.as_ref(), ")"].concat(),
            None => code.to_string(),
        }
    }
}

fn named(known: &KnownSuccessions, (ends, ..): &Succession) -> Named {
    let name = known.practices.get(ends).map_or("", String::as_str);
    Named {
        ods: ends.clone(),
        name: name.to_owned(),
    }
}

fn in_words(known: &KnownSuccessions, (_, follows, from): &Succession) -> String {
    [&known.name(follows), " from ", &from.in_words()].concat()
}

fn recoded(before: &SuccessionCodes, after: &SuccessionCodes) -> Vec<ChangedFact> {
    [
        ("Reason", &before.reason, &after.reason),
        ("Indicator", &before.indicator, &after.indicator),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| ChangedFact {
        what,
        before: before.clone(),
        after: after.clone(),
    })
    .collect()
}
