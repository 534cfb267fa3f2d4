//! `almanac plan`: from the address of a website to a folder with its whole plan.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context, Result};
use clap::Args;
use domain::{days::Zone, profile::FactKind, settings::Settings as Preferred, world::World};
use jiff::civil::Date;
use outbound::{Outbound, Policy};
use planner::{
    album::Album,
    draw::{Picture, Press},
    read::{ReadLimits, SitePages, read_site},
    report, sample,
    whole::{WholePlan, understand},
    write::Composer,
};
use url::Url;

use crate::{settings::Settings, world::Machine};

/// What to plan, and where to put it.
#[derive(Debug, Clone, Args)]
pub struct Wanted {
    /// The address of the website, such as example.com
    #[arg(long, value_name = "ADDRESS")]
    site: String,
    /// The folder to write to; made where there is none
    #[arg(long, value_name = "FOLDER")]
    out: PathBuf,
    /// Picks among equally good plans: the same seed gives the same files for the same site
    /// and day [default: another one each time]
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Plan from this day on, such as 2026-11-22 [default: today, where the business is]
    #[arg(long, value_name = "DAY")]
    today: Option<Date>,
}

/// Makes the plan and writes the folder.
///
/// # Errors
/// Why the site could not be read or the folder not be written, for the person who asked.
pub async fn make(settings: &Settings, wanted: &Wanted) -> Result<()> {
    let start = Instant::now();
    let address = domain::site::address(&wanted.site)?;
    let pictures = wanted.out.join("pictures");
    fs::create_dir_all(&pictures)
        .with_context(|| format!("the folder {} cannot be made", pictures.display()))?;
    eprintln!("Reading {address}");
    let allowed_private_hosts = settings.allow_private_hosts.clone();
    let outbound = Outbound::new(Policy { allowed_private_hosts, ..Policy::default() })?;
    let pages = read(&outbound, &address).await?;
    eprintln!("Learning from {} pages", pages.pages.len());
    let profile = understand(&pages, &address);
    let today = wanted.today.unwrap_or_else(|| today(profile.one(FactKind::TimeZone)));
    let seed = wanted.seed.unwrap_or_else(|| (Machine.random() & u128::from(u32::MAX)) as u64);
    eprintln!("Planning from {today} with the seed {seed}");
    let mut plan = WholePlan::choose(profile, &address, Preferred::default(), today, seed);
    eprintln!("Writing the posts of {} activities", plan.activities.len());
    let last = plan.days.last;
    plan.write(&Composer, last).await.context("the posts cannot be written")?;
    plan.write_drafts(&Composer, last).await.context("the drafts cannot be written")?;
    eprintln!("Drawing the pictures of {} posts", plan.posts_of_all().count());
    let album = Album::gather(&outbound, &plan).await;
    let press = Press::new()?;
    plan.draw(&press, &album, |name, picture: &Picture| put(&pictures.join(name), &picture.jpeg))?;
    let json = serde_json::to_string_pretty(&report::json(&plan, &pages.notes))?;
    put(&wanted.out.join("plan.json"), json.as_bytes())?;
    let index = wanted.out.join("index.html");
    put(&index, report::page(&plan, &pages.notes).as_bytes())?;
    eprintln!("Done after {:.1} s: {}", start.elapsed().as_secs_f64(), index.display());
    Ok(())
}

async fn read(outbound: &Outbound, address: &Url) -> Result<SitePages> {
    if let Some(pages) = sample::pages(address) {
        return Ok(pages);
    }
    Ok(read_site(outbound, address, &ReadLimits::default(), |_| {}).await?)
}

fn today(zone: Option<&str>) -> Date {
    let zone = zone.and_then(|name| Zone::named(name).ok()).unwrap_or_else(Zone::utc);
    zone.day(Machine.now())
}

fn put(path: &Path, bytes: &[u8]) -> Result<()> {
    fs::write(path, bytes).with_context(|| format!("{} cannot be written", path.display()))
}
