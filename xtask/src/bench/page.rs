//! A page under load, against the same bytes as a static string.

use anyhow::Result;

use super::figures::{Figure, Figures, Limit};
use super::floor::Floor;
use super::server::Almanac;
use super::{http, load};
use crate::say;

/// Connections of a busy server.
const BUSY: u32 = 32;
/// A page may cost so many times its floor.
const TIMES_THE_FLOOR: f64 = 25.0;
/// Half of the answers to a lone visitor take no longer.
const MEDIAN_MS: f64 = 5.0;

/// Answers per second when busy, and the median for a lone visitor.
pub fn measure(
    name: &str,
    path: &str,
    cookie: &str,
    almanac: &Almanac,
    seconds: u32,
    figures: &mut Figures,
) -> Result<()> {
    say::step(format!("loading the {name}, and its floor"));
    let bytes = http::get(almanac.address(), path, cookie)?;
    let floor = Floor::start(&bytes, "text/html; charset=utf-8")?;
    let headers = http::browser(cookie);
    let busiest = load::run(floor.address(), path, &headers, BUSY, seconds)?;
    let quickest = load::run(floor.address(), path, &headers, 1, seconds)?;
    drop(floor);
    let busy = load::run(almanac.address(), path, &headers, BUSY, seconds)?;
    let lone = load::run(almanac.address(), path, &headers, 1, seconds)?;
    figures.add(Figure {
        name: format!("{name}, {BUSY} connections"),
        value: busy.per_second,
        unit: "answers/s",
        floor: Some(busiest.per_second),
        limit: Limit::AtLeast(busiest.per_second / TIMES_THE_FLOOR),
    });
    figures.add(Figure {
        name: format!("{name}, median at 1 connection"),
        value: lone.median_ms,
        unit: "ms",
        floor: Some(quickest.median_ms),
        limit: Limit::AtMost(MEDIAN_MS),
    });
    Ok(())
}
