//! Nobody alters, removes or inserts a row of the record without being found out.

mod deeds;
mod rewriting;

use proptest::{
    prelude::*,
    test_runner::{Config, TestRunner},
};

use self::deeds::{Tampering, tamper, tampering, without_foreign_keys};
use super::{
    super::{anchor, chain::Finding},
    *,
};
use crate::database::Retryable;

/// A series of events, each perhaps followed by an anchor.
fn series() -> impl Strategy<Value = Vec<(Change, bool)>> {
    let event = (
        prop::sample::select(vec![None, Some("A81001"), Some("B82002")]),
        prop::sample::select(vec![
            None,
            Some((TOM, "Tom Bright")),
            Some((CLAIRE, "Claire Ng")),
        ]),
        prop::sample::subsequence(Role::all().collect::<Vec<_>>(), 0..4),
        "[^\\x00]{0,20}",
        prop::bool::weighted(0.3),
    );
    prop::collection::vec(event, 1..12).prop_map(|events| {
        let events = events.into_iter().enumerate();
        events
            .map(|(at, (ods, subject, after, reason, anchored))| {
                let change = Change {
                    at: i64::try_from(at).unwrap(),
                    subject,
                    practice: ods.map(practice),
                    detail: Detail {
                        after,
                        ..Detail::default()
                    },
                    reason,
                };
                (change, anchored)
            })
            .collect()
    })
}

/// Records a series, tampers with it, checks it, and undoes all of it by failing.
struct Trial<'a> {
    series: &'a [(Change, bool)],
    tampering: Option<&'a Tampering>,
}

/// What a trial ends with: the place that was tampered with, and what the check said.
#[derive(Debug)]
enum Undone {
    Found(Option<(String, i64)>, Vec<Finding>),
    Failed(Failure),
}

impl From<sqlx::Error> for Undone {
    fn from(error: sqlx::Error) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Failure> for Undone {
    fn from(failure: Failure) -> Self {
        Self::Failed(failure)
    }
}

impl Retryable for Undone {
    fn by_database(&self) -> Option<&sqlx::Error> {
        None
    }
}

impl UnitOfWork for Trial<'_> {
    type Done = std::convert::Infallible;
    type Error = Undone;

    async fn run(&self, tx: &mut Tx) -> Result<Self::Done, Undone> {
        for (change, anchored) in self.series {
            change.run(tx).await?;
            if *anchored && let Some(make) = anchor::prepare(tx, Instant(change.at)).await? {
                make.run(tx).await?;
            }
        }
        let place = match self.tampering {
            Some(tampering) => {
                without_foreign_keys(tx).await?;
                tamper(tx, tampering).await?
            }
            None => None,
        };
        let verdict = verify(tx, &[], |_| {}).await?;
        Err(Undone::Found(place, verdict.findings))
    }
}

/// Whether a finding points to a place. The head of a chain stands for a chain that as a whole should not be there.
fn names(finding: &Finding, (chain, number): &(String, i64)) -> bool {
    let (first, last) = finding.numbers;
    finding.chain == *chain && ((first..=last).contains(number) || finding.numbers == (0, 0))
}

async fn try_it(db: &Db, trial: Trial<'_>) -> Result<(), TestCaseError> {
    let untouched = trial.tampering.is_none();
    match db.write(&trial).await {
        Ok(never) => match never {},
        Err(Undone::Failed(failure)) => Err(TestCaseError::fail(failure.to_string())),
        Err(Undone::Found(None, findings)) => {
            prop_assert!(
                findings.is_empty(),
                "found in an untouched record: {findings:?}"
            );
            Ok(())
        }
        Err(Undone::Found(Some(place), findings)) => {
            prop_assert!(!untouched);
            prop_assert!(
                findings.iter().any(|finding| names(finding, &place)),
                "{place:?} is not among {findings:?}"
            );
            Ok(())
        }
    }
}

/// Tries `cases` random cases on each database.
fn for_all<S: Strategy>(cases: u32, strategy: S, trial: impl Fn(&S::Value) -> Trial<'_>) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for fresh in runtime.block_on(fresh()) {
        let db = runtime.block_on(Db::open(&fresh.url)).unwrap();
        let config = Config {
            cases,
            failure_persistence: None,
            ..Config::default()
        };
        TestRunner::new(config)
            .run(&strategy, |case| {
                runtime.block_on(try_it(&db, trial(&case)))
            })
            .unwrap();
    }
}

#[test]
fn an_untouched_record_is_found_in_order() {
    for_all(40, series(), |series| Trial {
        series,
        tampering: None,
    });
}

#[test]
fn any_single_alteration_removal_or_insertion_is_found_and_named() {
    for_all(400, (series(), tampering()), |(series, tampering)| Trial {
        series,
        tampering: Some(tampering),
    });
}
