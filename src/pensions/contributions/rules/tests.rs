//! Judging lines, and adding them up.
