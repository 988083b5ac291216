//! The rules of the page, and that it has words for every job.

use std::{fs, time::Duration};

use proptest::prelude::*;

use super::*;

fn facts() -> impl Strategy<Value = Facts> {
    let disk = proptest::option::of((0..1_u64 << 50, 1..1_u64 << 50));
    let lag = proptest::option::of(0.0..10_000.0);
    let times = (0..4 * Instant::HOUR, 0..4 * Instant::HOUR);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (disk, lag, times, 0..5_i64, 0..3_usize, flags).prop_map(
        |(disk, lag, (oldest, not_anchored), given_up, late, (only_reads, on_hold, outdated))| {
            Facts {
                only_reads,
                disk: disk.map(|(free, all)| (free.min(all), all)),
                lag,
                oldest,
                given_up,
                on_hold,
                not_anchored,
                late,
                outdated,
            }
        },
    )
}

proptest! {
    #[test]
    fn each_thing_that_is_wrong_is_told_and_nothing_else(facts in facts()) {
        let told = attention(&facts);
        let is_told = |part: &str| told.iter().any(|sentence| sentence.contains(part));
        for (is_wrong, part) in [
            (facts.only_reads, "can be saved just now"),
            (facts.disk.is_some_and(|(free, all)| free < all / 10), "disk is nearly full"),
            (facts.lag.is_some_and(|lag| lag > 60.0), "minute behind"),
            (facts.on_hold, "restored from a backup"),
            (!facts.on_hold && facts.oldest > Instant::HOUR, "more than an hour"),
            (facts.given_up > 0, "could not be sent"),
            (facts.late > 0, "Some work is late"),
            (facts.not_anchored > 2 * Instant::HOUR, "sealed"),
            (facts.outdated, "older version"),
        ] {
            prop_assert_eq!(is_told(part), is_wrong, "{}: {:?}", part, told);
        }
        // Whoever reads it is told what they can do, or who can help.
        for sentence in told {
            let helps = sentence.contains("he people who run the servers") || sentence.contains("You can");
            prop_assert!(helps, "{}", sentence);
        }
    }

    #[test]
    fn a_job_can_be_asked_to_run_only_while_it_rests_for_a_minute_or_more(
        rests in proptest::option::of(0..10_000_u64), wrong in any::<bool>(),
    ) {
        let standing = Standing {
            name: "record",
            wrong,
            last: LastRound::Done,
            last_success: Some(Instant(0)),
            next: rests.map(|_| Instant(1)),
            rest: Duration::from_secs(rests.unwrap_or_default()),
        };
        let shown = work(&standing);
        prop_assert_eq!(shown.may_run_now, rests.is_some_and(|seconds| seconds >= 60));
        prop_assert_eq!(shown.result == "Late", wrong);
        prop_assert_eq!(shown.next == "Running now", rests.is_none());
    }

    #[test]
    fn a_larger_size_never_reads_as_a_smaller_one(bytes in 0..1_u64 << 60) {
        let words = size_in_words(bytes);
        let (number, unit) = words.split_once(' ').unwrap();
        let number: f64 = number.parse().unwrap();
        prop_assert!(["KB", "MB", "GB"].contains(&unit));
        prop_assert!(unit == "GB" || number < 1024.0, "{}", words);
        prop_assert!(unit == "KB" || number >= 1.0, "{}", words);
    }

    #[test]
    fn whatever_a_form_says_is_a_step_or_refused(
        step in "run|retry|retry-all|[a-z]{0,8}", job in "\\PC{0,20}", message in "\\PC{0,40}"
    ) {
        match Step::read(&step, &job, &message) {
            Ok(Step::Run(read)) => prop_assert!(step == "run" && read == job),
            Ok(Step::Retry(id)) => prop_assert!(step == "retry" && message.parse() == Ok(id)),
            Ok(Step::RetryAll) => prop_assert_eq!(step, "retry-all"),
            Err(error) => prop_assert_eq!(error.status(), 422),
        }
    }
}

/// The names of the jobs in a file that starts them.
fn started(file: &str) -> Vec<String> {
    let text = fs::read_to_string(file).unwrap();
    let after = text.split(".start(").skip(1);
    after
        .filter_map(|rest| rest.trim_start().strip_prefix('"')?.split('"').next())
        .map(str::to_owned)
        .collect()
}

#[test]
fn every_job_has_words() {
    let jobs = [
        started("src/boot/jobs/mod.rs"),
        started("src/boot/serve.rs"),
    ]
    .concat();
    assert_eq!(jobs.len(), 11, "{jobs:?}");
    for job in jobs {
        assert_ne!(name_of(&job), job);
    }
}
