//! Jobs that end, rest, are late, and are asked to run.

use super::*;
use crate::{
    access::{Actor, SignedIn},
    base::ids::UserId,
};

/// Waits until `so`, at most a few seconds.
async fn until(so: impl Fn() -> bool) {
    for _ in 0..500 {
        if so() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    panic!("it never came to it");
}

#[tokio::test]
async fn a_job_that_panics_or_ends_comes_back_and_is_told_of_meanwhile() {
    let jobs = Jobs::default();
    let runs = Arc::new(AtomicU64::new(0));
    let counted = runs.clone();
    let job = jobs.start("mail", Duration::from_mins(1), move || {
        let run = counted.fetch_add(1, Ordering::SeqCst);
        async move {
            match run {
                0 => panic!("the first run"),
                1 => {}
                _ => std::future::pending().await,
            }
        }
    });
    until(|| jobs.wrong() == ["mail: not running"]).await;
    until(|| runs.load(Ordering::SeqCst) == 3).await;
    assert_eq!(jobs.wrong(), [""; 0]);
    job.abort();
}

#[tokio::test]
async fn a_job_is_late_until_it_has_done_a_round_and_ends_when_everything_stops() {
    let jobs = Jobs::default();
    let go_on = Arc::new(tokio::sync::Notify::new());
    let (going, stopped) = (go_on.clone(), jobs.stopped());
    let job = jobs.start("anchors", Duration::from_millis(200), move || {
        let (going, mut stopped) = (going.clone(), stopped.clone());
        async move {
            going.notified().await;
            round_done();
            let _ = stopped.wait_for(|stopped| *stopped).await;
        }
    });
    until(|| jobs.wrong() == ["anchors: no round done for 0 seconds"]).await;
    go_on.notify_one();
    until(|| jobs.wrong().is_empty()).await;
    jobs.stop();
    job.await.unwrap();
}
const NOW: dates::Instant = dates::Instant(1_782_860_400_000_000);

fn permit() -> Operates {
    let officer = SignedIn {
        id: UserId(uuid::Uuid::nil()),
        name: String::new(),
        email: String::new(),
        registration_officer: true,
        gmc_number: None,
        factor_at: None,
        places: Vec::new(),
        session_ends_at: NOW,
    };
    Actor::of_session(officer).operate().unwrap()
}

#[tokio::test]
async fn a_job_that_rests_runs_when_it_is_asked_to_and_says_what_came_of_each_round() {
    let jobs = Jobs::default();
    let rounds = Arc::new(AtomicU64::new(0));
    let counted = rounds.clone();
    let job = jobs.start("letters", Duration::from_mins(5), move || {
        let rounds = counted.clone();
        async move {
            loop {
                match rounds.fetch_add(1, Ordering::SeqCst) {
                    0 => {}
                    1 => count_failure(),
                    2 => {
                        count_failure();
                        round_done();
                    }
                    _ => round_done(),
                }
                rest(Duration::from_hours(1)).await;
            }
        }
    });
    let permit = permit();
    let standing = || jobs.standings(NOW).remove(0);
    for (round, last) in [
        (1, LastRound::NotYet),
        (2, LastRound::Failed),
        (3, LastRound::LeftOut),
        (4, LastRound::Done),
    ] {
        until(|| rounds.load(Ordering::SeqCst) == round && standing().next.is_some()).await;
        let found = standing();
        assert_eq!(found.last, last);
        assert!(
            found
                .next
                .is_some_and(|next| next > NOW && next.0 <= NOW.0 + dates::Instant::HOUR)
        );
        assert_eq!(found.last_success.is_some(), round > 2);
        assert!(
            found.may_run_now()
                && jobs.run_now(permit, "letters")
                && !jobs.run_now(permit, "another")
        );
    }
    job.abort();
}
