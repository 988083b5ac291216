//! Work that keeps a processor busy, away from the threads that answer requests.

use std::{
    sync::{Arc, LazyLock},
    thread::available_parallelism,
};

use tokio::{sync::Semaphore, task::JoinError};

/// Places for work that keeps a processor busy: as many as leave a processor for everything else. Clones share them.
#[derive(Clone, Debug)]
pub(crate) struct Places(Arc<Semaphore>);

impl Default for Places {
    fn default() -> Self {
        Self(Arc::new(Semaphore::new(most_at_once())))
    }
}

fn most_at_once() -> usize {
    let processors = available_parallelism().map_or(1, usize::from);
    processors.saturating_sub(1).max(1)
}

impl Places {
    /// Does it when there is a place. Whoever gives it up once it was begun does not end it: it keeps its place until then.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, JoinError> {
        // They are never closed.
        let place = self.0.clone().acquire_owned().await.ok();
        let done = tokio::task::spawn_blocking(move || {
            let done = work();
            drop(place);
            done
        });
        done.await
    }
}

/// Does it when there is one of the places that all such work shares but that on passwords, which has its own.
pub async fn heavy<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    static PLACES: LazyLock<Places> = LazyLock::new(Places::default);
    PLACES.run(work).await
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
        thread::sleep,
        time::Duration,
    };

    use tokio::time::timeout;

    use super::*;

    #[tokio::test]
    async fn work_that_nobody_waits_for_any_more_keeps_its_place_until_it_ends() {
        let (now, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        for _ in 0..3 * most_at_once() {
            let (now, most) = (now.clone(), most.clone());
            let work = heavy(move || {
                most.fetch_max(1 + now.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                sleep(Duration::from_millis(200));
                now.fetch_sub(1, Ordering::SeqCst);
            });
            let _ = timeout(Duration::from_millis(20), work).await;
        }
        heavy(|| ()).await.unwrap();
        assert_eq!(most.load(Ordering::SeqCst), most_at_once());
    }
}
