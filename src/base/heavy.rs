//! Work that keeps a processor busy, away from the threads that answer requests.

use std::{sync::LazyLock, thread::available_parallelism};

use tokio::{sync::Semaphore, task::JoinError};

/// As many at once as leaves a processor for everything else.
static MOST: LazyLock<usize> = LazyLock::new(|| {
    let processors = available_parallelism().map_or(1, usize::from);
    processors.saturating_sub(1).max(1)
});

static PLACES: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(*MOST));

/// Does it when there is a place. Whoever gives it up once it was begun does not end it: it keeps its place until then.
pub async fn heavy<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    // They are never closed.
    let place = PLACES.acquire().await.ok();
    let done = tokio::task::spawn_blocking(move || {
        let done = work();
        drop(place);
        done
    });
    done.await
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
        for _ in 0..3 * *MOST {
            let (now, most) = (now.clone(), most.clone());
            let work = heavy(move || {
                most.fetch_max(1 + now.fetch_add(1, Ordering::SeqCst), Ordering::SeqCst);
                sleep(Duration::from_millis(200));
                now.fetch_sub(1, Ordering::SeqCst);
            });
            let _ = timeout(Duration::from_millis(20), work).await;
        }
        heavy(|| ()).await.unwrap();
        assert_eq!(most.load(Ordering::SeqCst), *MOST);
    }
}
