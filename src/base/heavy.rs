//! Work that keeps a processor busy, away from the threads that answer requests.

use std::sync::LazyLock;

use tokio::{sync::Semaphore, task::JoinError};

/// As many at once as leaves a processor for everything else.
static PLACES: LazyLock<Semaphore> = LazyLock::new(|| {
    let processors = std::thread::available_parallelism().map_or(1, usize::from);
    Semaphore::new(processors.saturating_sub(1).max(1))
});

/// Does it when there is a place.
pub(crate) async fn heavy<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, JoinError> {
    // They are never closed.
    let _place = PLACES.acquire().await.ok();
    tokio::task::spawn_blocking(work).await
}
