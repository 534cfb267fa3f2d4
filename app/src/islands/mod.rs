//! What moves. Everything else is HTML.

pub mod calendar;
pub mod caption;
pub mod progress;
