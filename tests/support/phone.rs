//! An authenticator app that a member of the cast has, in a program whose clock is the real one.

use practice_access::{
    base::clock::Clock,
    database::{Db, Failure, Query, Tx, UnitOfWork},
};
use totp_rs::Builder;

use super::{Who, cast::NOW};

const KEY: &[u8; 20] = b"a phone of the cast!";

/// Gives somebody the app.
pub async fn give(db: &Db, who: Who) {
    db.write(&Give(who)).await.unwrap();
}

/// What it shows now.
pub fn code() -> String {
    code_at(Clock::System.now().0)
}

/// What it shows at a moment.
pub fn code_at(micros: i64) -> String {
    let seconds = u64::try_from(micros / 1_000_000).unwrap();
    let app = Builder::new().with_secret(*KEY).build().unwrap();
    app.generate(seconds).to_string()
}

struct Give(Who);

impl UnitOfWork for Give {
    type Done = ();
    type Error = Failure;

    async fn run(&self, tx: &mut Tx) -> Result<(), Failure> {
        tx.execute(
            Query::new(
                "INSERT INTO authenticator_app (id, user_id, name, secret, last_step, added_at)
                 VALUES ($1, $1, 'Phone', $2, 0, $3)",
            )
            .bind(self.0.id())
            .bind(KEY.to_vec())
            .bind(NOW),
        )
        .await?;
        Ok(())
    }
}
