//! Whoever holds a connection and asks for a second one may wait for others who do the same, and they for them. Where
//! the program is tested, it stops there and then.
//!
//! A change is a function, so everything within it is known to be part of it. A transaction that reads is held by
//! whoever began it, and is part of their task.

#[cfg(debug_assertions)]
use std::{
    collections::HashSet,
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
    thread::{self, ThreadId},
};

#[cfg(debug_assertions)]
tokio::task_local! {
    /// There while a change is under way.
    static CHANGES: ();
}

/// Who holds a transaction that reads.
#[cfg(debug_assertions)]
static READERS: LazyLock<Mutex<HashSet<Reader>>> = LazyLock::new(Mutex::default);

/// A task, or what a thread does outside of tasks.
#[cfg(debug_assertions)]
type Reader = Result<tokio::task::Id, ThreadId>;

/// Runs a change, which holds a connection.
#[cfg(debug_assertions)]
pub(super) async fn hold<T>(work: impl Future<Output = T>) -> T {
    CHANGES.scope((), work).await
}

/// Runs a change, which holds a connection.
#[cfg(not(debug_assertions))]
pub(super) async fn hold<T>(work: impl Future<Output = T>) -> T {
    work.await
}

/// The mark of a transaction: for one that reads, who holds it.
#[derive(Debug)]
pub struct Held {
    #[cfg(debug_assertions)]
    by: Option<Reader>,
}

impl Held {
    /// For a transaction that is about to begin and will only read.
    pub(super) fn to_read() -> Self {
        check();
        Self {
            #[cfg(debug_assertions)]
            by: {
                readers().insert(me());
                Some(me())
            },
        }
    }

    /// For a change, which is [held](hold) in another way.
    pub(super) fn to_write() -> Self {
        check();
        Self {
            #[cfg(debug_assertions)]
            by: None,
        }
    }
}

#[cfg(debug_assertions)]
impl Drop for Held {
    fn drop(&mut self) {
        if let Some(by) = &self.by {
            readers().remove(by);
        }
    }
}

/// Stops whoever is about to take a second connection.
pub(super) fn check() {
    #[cfg(debug_assertions)]
    {
        let holds = CHANGES.try_with(|()| ()).is_ok() || readers().contains(&me());
        assert!(
            !holds,
            "a second connection is asked for by one who holds one: use its Tx"
        );
    }
}

#[cfg(debug_assertions)]
fn me() -> Reader {
    tokio::task::try_id().ok_or_else(|| thread::current().id())
}

#[cfg(debug_assertions)]
fn readers() -> MutexGuard<'static, HashSet<Reader>> {
    READERS.lock().unwrap_or_else(PoisonError::into_inner)
}
