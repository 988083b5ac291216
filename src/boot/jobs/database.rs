//! Watching whether the database takes changes.

use std::time::Duration;

use crate::{
    database::{Db, Mirror},
    web::{rest, round_done},
};

/// How often it is looked at.
const LOOK: Duration = Duration::from_secs(2);

/// Says in the log when the database ceases to take changes, and when it takes them again: and then does what could not
/// be done when it was opened.
pub(super) async fn keep_looking(db: Db) {
    // Nothing until it took changes, or did not.
    let mut well = None;
    loop {
        match db.check_writable().await {
            Ok(()) if well == Some(true) => {}
            Ok(()) => match db.write(&Mirror).await {
                Ok(()) => {
                    if well == Some(false) {
                        tracing::warn!("The database takes changes again");
                    }
                    well = Some(true);
                }
                Err(error) => tracing::error!(%error, "The database can't be written to"),
            },
            Err(error) if well != Some(false) => {
                tracing::error!(%error, "No change can be saved, and the program is not ready");
                well = Some(false);
            }
            Err(_) => {}
        }
        round_done();
        rest(LOOK).await;
    }
}
