//! The rows: one kind of bad day each.

pub mod bad_days;
pub mod clocks;
pub mod databases;
pub mod hints;
pub mod kills;
pub mod races;
