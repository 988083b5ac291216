//! Queueing for the work of a password, address by address: whoever sends a flood of them waits behind themselves.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// How many may wait from one address: a whole practice that comes to work at the same moment.
const MOST_OF_ONE: usize = 64;
/// How many may wait in all.
const MOST: usize = 512;

/// Who waits, by address. Addresses from which nobody waits are not in it.
#[derive(Clone, Debug, Default)]
pub(super) struct Lines(Arc<Mutex<HashMap<String, Line>>>);

#[derive(Debug)]
struct Line {
    waiting: usize,
    first: Arc<Semaphore>,
}

/// The first place in the line of one address, given up when dropped.
#[derive(Debug)]
pub(crate) struct PlaceInLine {
    lines: Lines,
    address: String,
    /// Nothing while it is waited for.
    held: Option<OwnedSemaphorePermit>,
}

/// More wait than can be served soon.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Busy;

impl Lines {
    /// Waits until everybody before has been served who came from `address`.
    pub(super) async fn wait(&self, address: &str) -> Result<PlaceInLine, Busy> {
        let (mut place, first) = self.queue_up(address)?;
        place.held = first.acquire_owned().await.ok();
        Ok(place)
    }

    fn queue_up(&self, address: &str) -> Result<(PlaceInLine, Arc<Semaphore>), Busy> {
        let mut lines = self.lock();
        let all: usize = lines.values().map(|line| line.waiting).sum();
        let line = lines.get(address).map_or(0, |line| line.waiting);
        if all >= MOST || line >= MOST_OF_ONE {
            return Err(Busy);
        }
        let line = lines.entry(address.to_owned()).or_insert_with(|| Line {
            waiting: 0,
            first: Arc::new(Semaphore::new(1)),
        });
        line.waiting += 1;
        let place = PlaceInLine {
            lines: self.clone(),
            address: address.to_owned(),
            held: None,
        };
        Ok((place, line.first.clone()))
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for PlaceInLine {
    fn drop(&mut self) {
        let mut lines = self.lines.lock();
        if let Some(line) = lines.get_mut(&self.address) {
            line.waiting -= 1;
            if line.waiting == 0 {
                lines.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test]
    async fn one_address_is_served_one_after_the_other_and_nobody_else_waits_for_it() {
        let lines = Lines::default();
        let first = lines.wait("::1").await.unwrap();
        let second = tokio::time::timeout(Duration::from_millis(20), lines.wait("::1"));
        assert!(second.await.is_err(), "two at once from one address");
        let _elsewhere = lines.wait("::2").await.unwrap();
        drop(first);
        let _second = lines.wait("::1").await.unwrap();
    }

    #[tokio::test]
    async fn lines_are_bounded_and_leave_nothing_behind() {
        let lines = Lines::default();
        let full: Vec<_> = (0..MOST_OF_ONE)
            .map(|_| lines.queue_up("::1").unwrap())
            .collect();
        assert_eq!(lines.queue_up("::1").unwrap_err(), Busy);
        let others: Vec<_> = (0..MOST - MOST_OF_ONE)
            .map(|n| lines.queue_up(&n.to_string()).unwrap())
            .collect();
        assert_eq!(lines.queue_up("::2").unwrap_err(), Busy);
        drop((full, others));
        assert!(lines.lock().is_empty());
    }
}
