//! What moves. Everything else is HTML.

pub mod calendar;
pub mod caption;
pub mod countdown;
pub mod progress;
pub mod shortcuts;
