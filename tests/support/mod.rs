//! What the tests of the whole program share.

pub mod app;
pub mod cast;
pub mod cluster;
pub mod databases;
pub mod db_snapshot;
pub mod page;
pub mod passkey;
pub mod phone;
pub mod program;
pub mod proxy;
pub mod record;
pub mod relay;

pub use app::{Answer, TestApp, body, one_more_role, request};
pub use cast::{ELM, FAR, Who};
pub use page::Form;
