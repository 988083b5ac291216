//! Mirrors the role catalogue into the database, so that grants can refer to it.

use crate::{
    access::Role,
    database::{Query, Tx, UnitOfWork},
};

/// Writes every role of the catalogue. A role that left the catalogue stays: old grants speak of it.
pub(crate) struct Mirror;

impl UnitOfWork for Mirror {
    type Done = ();
    type Error = sqlx::Error;

    async fn run(&self, tx: &mut Tx) -> sqlx::Result<()> {
        for role in Role::all() {
            let facts = role.facts();
            tx.execute(
                Query::new(
                    "INSERT INTO role (code, service, name, holder_limit) VALUES ($1, $2, $3, $4)
                     ON CONFLICT (code) DO UPDATE SET service = excluded.service, name = excluded.name",
                )
                .bind(facts.code)
                .bind(facts.service.code())
                .bind(facts.name)
                .bind(i64::from(facts.limit)),
            )
            .await?;
        }
        Ok(())
    }
}
