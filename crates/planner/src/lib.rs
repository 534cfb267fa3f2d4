//! The embedded plan source: reads a site, plans, writes, draws.
//!
//! `read`, `profile`, `plan`, `write` and `draw` are functions of their arguments;
//! `source` ties them to the store and the job queue.

pub mod draw;
pub mod holidays;
mod phrases;
pub mod plan;
pub mod profile;
pub mod read;
pub mod sample;
mod source;
pub mod write;

pub use source::EmbeddedPlanner;
