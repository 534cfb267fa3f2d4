//! The embedded plan source: reads a site, plans, writes, draws.
//!
//! `read`, `profile`, `plan`, `write`, `draw` and `checks` are functions of their arguments;
//! `models` asks models to write and to draw; `source` ties them to the store and the job queue,
//! `whole` to each other alone; `report` shows what came of that as a page.

pub mod album;
pub mod checks;
pub mod draw;
pub mod holidays;
pub mod models;
mod phrases;
pub mod plan;
pub mod profile;
mod props;
pub mod read;
pub mod report;
pub mod sample;
mod source;
pub mod volumes;
pub mod whole;
pub mod write;

pub use source::EmbeddedPlanner;
