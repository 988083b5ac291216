//! Whoever holds a connection and asks for a second one may wait for others who do the same, and they for them. Where
//! the program is tested, it stops there and then.

#[cfg(debug_assertions)]
tokio::task_local! {
    /// There while a change is under way.
    static HOLDS: ();
}

/// Runs what holds a connection.
#[cfg(debug_assertions)]
pub(super) async fn hold<T>(work: impl Future<Output = T>) -> T {
    HOLDS.scope((), work).await
}

/// Runs what holds a connection.
#[cfg(not(debug_assertions))]
pub(super) async fn hold<T>(work: impl Future<Output = T>) -> T {
    work.await
}

/// Stops whoever is about to take a second connection.
pub(super) fn check() {
    #[cfg(debug_assertions)]
    assert!(
        HOLDS.try_with(|()| ()).is_err(),
        "a second connection is asked for by a change that holds one: use its Tx"
    );
}
