//! The record names accounts and tells nothing of strangers, and it agrees with who has access.

mod access;
mod names;
mod strangers;
