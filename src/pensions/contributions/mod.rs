//! Stub.
use super::calculation::{checks::Recorded, year::SchemeYear};
use crate::{
    base::ids::UserId,
    database::{Failure, Tx},
};
pub async fn recorded(_: &mut Tx, _: UserId, _: SchemeYear) -> Result<Vec<Recorded>, Failure> {
    Ok(Vec::new())
}
