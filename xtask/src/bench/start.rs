//! From starting the program to its first answer.

use std::time::{Duration, Instant};

use anyhow::Result;

use super::figures::{Figure, Figures, Limit};
use super::http;
use super::server::Almanac;
use crate::say;

/// Starts, of which the middle one counts.
const STARTS: usize = 5;

/// The middle of a few starts, on an empty folder each.
pub fn measure(figures: &mut Figures) -> Result<()> {
    say::step("starting and stopping the server");
    let mut took = (0..STARTS).map(|_| first_answer()).collect::<Result<Vec<_>>>()?;
    took.sort();
    figures.add(Figure {
        name: "start to first answer".into(),
        value: took[STARTS / 2].as_secs_f64() * 1000.0,
        unit: "ms",
        floor: None,
        limit: Limit::AtMost(200.0),
    });
    Ok(())
}

fn first_answer() -> Result<Duration> {
    let start = Instant::now();
    let almanac = Almanac::start_empty()?;
    http::get(almanac.address(), "/sign-in", "")?;
    Ok(start.elapsed())
}
