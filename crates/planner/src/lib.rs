//! The embedded plan source: reads a site, plans, writes, draws.
//!
//! `read`, `profile`, `plan`, `write`, `draw` and `checks` are functions of their arguments;
//! `models` asks language models to write; `source` ties them to the store and the job queue.

pub mod checks;
pub mod draw;
pub mod holidays;
pub mod models;
pub mod plan;
pub mod profile;
pub mod read;
pub mod sample;
mod source;
pub mod write;

pub use source::EmbeddedPlanner;
