//! Background jobs: what the server does beside answering.
//!
//! Each is started here, started again if it ends or panics, and watched: one that is not running, or that has not done
//! a round for long, is told of in the log, at `/health/ready`, in the numbers and on the registration team's page. Between
//! rounds it rests, and can be asked to begin the next one at once.

mod standing;

use std::{
    future::pending,
    panic::AssertUnwindSafe,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures::FutureExt as _;
use metrics::{counter, gauge};
use tokio::{
    sync::{Notify, watch},
    task::JoinHandle,
    time::{Instant, sleep},
};

pub use self::standing::{LastRound, Standing};
use crate::{
    access::Operates,
    base::{dates, ids::OdsCode},
    database::Failure,
};

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
    /// Ends its rest.
    asked: Notify,
}

#[derive(Clone, Copy, Debug)]
struct State {
    running: bool,
    /// When it was started or has last done a whole round.
    last_round: Instant,
    /// How long that round took; nothing until there was one.
    took: Option<Duration>,
    /// Whether something was left out in it.
    left_out: bool,
    /// When the round under way began, or the last one.
    begun: Instant,
    /// When something last failed.
    failed: Option<Instant>,
    /// While it rests: when the next round is due, and how long it rests in all.
    next: Option<(Instant, Duration)>,
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
                job.begin();
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

    /// How every job stands at `now`, in the order in which they were started.
    pub(crate) fn standings(&self, now: dates::Instant) -> Vec<Standing> {
        let jobs = self.lock();
        jobs.iter().map(|job| job.standing(now)).collect()
    }

    /// Lets a job begin its next round at once. Whether it rested.
    pub(crate) fn run_now(&self, _permit: Operates, name: &str) -> bool {
        let jobs = self.lock();
        let resting = |job: &&Arc<Job>| job.name == name && job.lock().next.is_some();
        let job = jobs.iter().find(resting);
        if let Some(job) = job {
            job.asked.notify_one();
        }
        job.is_some()
    }

    /// Writes down the numbers of every job at `now`.
    pub(crate) fn count(&self, now: dates::Instant) {
        for job in self.lock().iter() {
            let (name, state) = (job.name, *job.lock());
            let running = f64::from(u8::from(state.running));
            gauge!("background_job_running", "name" => name).set(running);
            gauge!("background_job_round_age_seconds", "name" => name)
                .set(state.last_round.elapsed());
            if let (Some(took), Some(at)) = (state.took, job.standing(now).last_success) {
                gauge!("background_job_last_duration_seconds", "name" => name).set(took);
                gauge!("background_job_last_success_timestamp_seconds", "name" => name)
                    .set(Duration::from_micros(at.0.try_into().unwrap_or_default()));
            }
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
        let now = Instant::now();
        let state = State {
            running: false,
            last_round: now,
            took: None,
            left_out: false,
            begun: now,
            failed: None,
            next: None,
        };
        Self {
            name,
            late_after,
            state: Mutex::new(state),
            restarts: AtomicU64::default(),
            failures: AtomicU64::default(),
            asked: Notify::new(),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a round begins.
    fn begin(&self) {
        let mut state = self.lock();
        (state.running, state.next) = (true, None);
        state.begun = Instant::now();
    }

    /// Notes that the round under way was done.
    fn end(&self) {
        let mut state = self.lock();
        let now = Instant::now();
        state.took = Some(now - state.begun);
        state.left_out = state.failed.is_some_and(|failed| failed >= state.begun);
        state.last_round = now;
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
    let _ = CURRENT.try_with(|job| job.end());
}

/// Counts that something failed in the running job. Nothing outside a job.
pub(crate) fn count_failure() {
    let _ = CURRENT.try_with(|job| {
        job.failures.fetch_add(1, Ordering::Relaxed);
        job.lock().failed = Some(Instant::now());
    });
}

/// Waits for the next round of the running job: for so long, or until it is asked to begin it. Outside a job it only waits.
pub(crate) async fn rest(pause: Duration) {
    rest_unless(pause, pending()).await;
}

/// The same, and no longer than until there is something to do.
pub(crate) async fn rest_unless(pause: Duration, something: impl Future<Output = ()>) {
    let Ok(job) = CURRENT.try_with(Arc::clone) else {
        let _ = tokio::time::timeout(pause, something).await;
        return;
    };
    job.lock().next = Some((Instant::now() + pause, pause));
    tokio::select! {
        () = sleep(pause) => {}
        () = job.asked.notified() => {}
        () = something => {}
    }
    job.begin();
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
mod tests;
