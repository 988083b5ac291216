//! Background jobs: what the server does beside answering.
//!
//! Each is started here, started again if it ends or panics, and watched: one that is not running, or that has not done
//! a round for long, is told of in the log, at `/health/ready` and in the numbers.

use std::{
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::FutureExt as _;
use metrics::{counter, gauge};
use tokio::{sync::watch, task::JoinHandle, time::Instant};

use crate::{base::ids::OdsCode, database::Failure};

/// How long a job that ended is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// How often it is looked whether a job is late.
const LOOK: Duration = Duration::from_secs(30);

tokio::task_local! {
    /// The job that is running.
    static CURRENT: Arc<Job>;
}

/// Every job of this server.
#[derive(Clone, Debug)]
pub struct Jobs {
    all: Arc<Mutex<Vec<Arc<Job>>>>,
    stop: watch::Sender<bool>,
}

#[derive(Debug)]
struct Job {
    name: &'static str,
    late_after: Duration,
    state: Mutex<State>,
    restarts: AtomicU64,
    failures: AtomicU64,
}

#[derive(Clone, Copy, Debug)]
struct State {
    running: bool,
    /// When it was started or has last done a whole round.
    last_round: Instant,
}

impl Default for Jobs {
    fn default() -> Self {
        Self {
            all: Arc::default(),
            stop: watch::Sender::new(false),
        }
    }
}

impl Jobs {
    /// Starts a job, and starts it again whenever it ends, until everything is to stop. It is late when it has not done
    /// a round for `late_after`: see [`round_done`].
    pub fn start<F>(
        &self,
        name: &'static str,
        late_after: Duration,
        mut make: impl FnMut() -> F + Send + 'static,
    ) -> JoinHandle<()>
    where
        F: Future<Output = ()> + Send + 'static,
    {
        let job = Arc::new(Job::new(name, late_after));
        self.lock().push(job.clone());
        let mut stopped = self.stopped();
        tokio::spawn(async move {
            loop {
                job.lock().running = true;
                let run = CURRENT.scope(job.clone(), async { make().await });
                let ended = job.watch(AssertUnwindSafe(run).catch_unwind()).await;
                job.lock().running = false;
                if *stopped.borrow() {
                    return;
                }
                job.restarts.fetch_add(1, Ordering::Relaxed);
                let panicked = ended.is_err();
                tracing::error!(
                    job = name,
                    panicked,
                    "A background job ended and is started again"
                );
                let stop = stopped.wait_for(|stopped| *stopped);
                if tokio::time::timeout(PAUSE, stop).await.is_ok() {
                    return;
                }
            }
        })
    }

    /// Asks every job to end that listens to [`Jobs::stopped`].
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// Says when the jobs are to end.
    pub fn stopped(&self) -> watch::Receiver<bool> {
        self.stop.subscribe()
    }

    /// What is wrong with the jobs, a line for each of which something is.
    pub fn wrong(&self) -> Vec<String> {
        self.lock().iter().filter_map(|job| job.wrong()).collect()
    }

    /// Writes down the numbers of every job.
    pub(crate) fn count(&self) {
        for job in self.lock().iter() {
            let (name, state) = (job.name, *job.lock());
            let running = f64::from(u8::from(state.running));
            gauge!("background_job_running", "name" => name).set(running);
            gauge!("background_job_round_age_seconds", "name" => name)
                .set(state.last_round.elapsed());
            counter!("background_job_restarts_total", "name" => name)
                .absolute(job.restarts.load(Ordering::Relaxed));
            counter!("background_job_failures_total", "name" => name)
                .absolute(job.failures.load(Ordering::Relaxed));
        }
    }

    fn lock(&self) -> MutexGuard<'_, Vec<Arc<Job>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Job {
    fn new(name: &'static str, late_after: Duration) -> Self {
        let state = State {
            running: false,
            last_round: Instant::now(),
        };
        Self {
            name,
            late_after,
            state: Mutex::new(state),
            restarts: AtomicU64::default(),
            failures: AtomicU64::default(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wrong(&self) -> Option<String> {
        let state = *self.lock();
        let age = state.last_round.elapsed();
        if !state.running {
            Some([self.name, ": not running"].concat())
        } else if age > self.late_after {
            let age = age.as_secs();
            Some(format!("{}: no round done for {age} seconds", self.name))
        } else {
            None
        }
    }

    /// Runs a job, and says so once each time it is late.
    async fn watch<T>(&self, run: impl Future<Output = T>) -> T {
        let mut run = std::pin::pin!(run);
        let mut late = false;
        loop {
            tokio::select! {
                ended = &mut run => return ended,
                () = tokio::time::sleep(LOOK) => {}
            }
            let wrong = self.wrong();
            if let (false, Some(wrong)) = (late, &wrong) {
                tracing::error!(wrong, "A background job is late");
            }
            late = wrong.is_some();
        }
    }
}

/// Notes that the running job has done a round in which nothing failed. Nothing outside a job.
pub(crate) fn round_done() {
    let _ = CURRENT.try_with(|job| job.lock().last_round = Instant::now());
}

/// Counts that something failed in the running job. Nothing outside a job.
pub(crate) fn count_failure() {
    let _ = CURRENT.try_with(|job| job.failures.fetch_add(1, Ordering::Relaxed));
}

/// Goes on after a part of a round failed: what is wrong with one practice or one person must not hold up all others.
/// Where the database is away everything else would fail too, and the round ends.
pub(crate) fn leave_out(error: Failure, what: &str, practice: &OdsCode) -> Result<(), Failure> {
    if error.is_outage() && !error.is_conflict() {
        return Err(error);
    }
    count_failure();
    tracing::error!(%error, %practice, what, "Left out, and the others were done");
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
