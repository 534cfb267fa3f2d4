//! A whole plan, timed.

use std::{cell::Cell, fs, sync::Mutex, time::Instant};

use anyhow::{Context, Result};
use domain::{
    days::near_term,
    settings::{Frequency, Interval, Settings},
};
use jiff::civil::{Date, date};
use planner::{
    album::Album,
    draw::{DrawError, Press},
    read::SitePages,
    whole::{WholePlan, understand},
    write::Composer,
};
use serde::Serialize;

use crate::{
    quality::{self, Quality},
    sheet::Sheet,
};

/// The day on which all plans are made: a Sunday, five weeks and four days before the year ends.
const TODAY: Date = date(2026, 11, 22);
const SEED: u64 = 2026;
/// As many social campaigns a week as make about sixty activities in the period.
const A_WEEK: u8 = 9;

/// How long it took, in milliseconds, and how much memory at most, in megabytes.
#[derive(Debug, Clone, Serialize)]
pub struct Times {
    /// From the pages to the plan, with the posts of the next days written and drawn.
    pub near: f64,
    /// To write and draw all posts of the plan.
    pub all: f64,
    /// The median of one picture.
    pub picture: f64,
    /// The most memory that the process ever held.
    pub memory: f64,
}

/// Makes and times the plan of a site, and counts its quality.
///
/// # Errors
/// The words could not be written or the pictures not be drawn.
pub async fn whole(pages: &SitePages, sheet: &Sheet, press: &Press) -> Result<(Quality, Times)> {
    let start = Instant::now();
    let mut plan = chosen(pages, sheet);
    plan.write(&Composer, near_term(TODAY).last).await?;
    drawn(&mut plan, press)?;
    let near = start.elapsed();
    let start = Instant::now();
    let last = plan.days.last;
    plan.write(&Composer, last).await?;
    let mut pictures = drawn(&mut plan, press)?;
    let all = start.elapsed();
    pictures.sort_by(f64::total_cmp);
    let picture = pictures.get(pictures.len() / 2).copied().unwrap_or_default();
    let times = Times {
        near: near.as_secs_f64() * 1e3,
        all: all.as_secs_f64() * 1e3,
        picture,
        memory: memory()?,
    };
    Ok((quality::of(&plan), times))
}

/// The same plan with all its words and without pictures.
///
/// # Errors
/// The words could not be written.
pub async fn words(pages: &SitePages, sheet: &Sheet) -> Result<WholePlan> {
    let mut plan = chosen(pages, sheet);
    let last = plan.days.last;
    plan.write(&Composer, last).await?;
    Ok(plan)
}

fn chosen(pages: &SitePages, sheet: &Sheet) -> WholePlan {
    let settings = Settings {
        social: Some(Frequency { interval: Interval::Week, count: A_WEEK }),
        ..Settings::default()
    };
    let profile = understand(pages, &sheet.address);
    WholePlan::choose(profile, &sheet.address, settings, TODAY, SEED)
}

thread_local! {
    static BEFORE: Cell<Option<Instant>> = const { Cell::new(None) };
}

/// Draws all pictures; how long each took its core, in milliseconds, the first of each core
/// left out.
fn drawn(plan: &mut WholePlan, press: &Press) -> Result<Vec<f64>> {
    let took = Mutex::new(Vec::new());
    plan.draw(press, &Album::default(), |_, _| {
        let now = Instant::now();
        if let (Some(before), Ok(mut took)) = (BEFORE.replace(Some(now)), took.lock()) {
            took.push(now.duration_since(before).as_secs_f64() * 1e3);
        }
        Ok::<(), DrawError>(())
    })?;
    Ok(took.into_inner().unwrap_or_default())
}

/// The most resident memory that this process ever had, in megabytes.
fn memory() -> Result<f64> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).context("no VmHWM")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1e3)
}
