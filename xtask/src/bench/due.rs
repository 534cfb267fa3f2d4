//! Ten thousand posts due in the same minute: how long until all are out, none twice, and what
//! others have of it meanwhile.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::figures::{Figure, Figures, Limit};
use super::memory;
use super::network::{Network, Taken};
use super::server::Almanac;
use super::visitors::Visitors;
use crate::postgres::Postgres;
use crate::say;

/// Due together, of a hundred workspaces.
const POSTS: usize = 10_000;
const WORKSPACES: usize = 100;
/// As many of them as one workspace has when it has nearly all.
const LARGEST: usize = 9_900;
const ALL_OUT_SECONDS: f64 = 60.0;
const PAGE_MS: f64 = 300.0;
const MEMORY_MB: f64 = 300.0;
const OTHERS_SECONDS: f64 = 5.0;

/// Due one after the other, so that the seconds at which the publisher looks fall anywhere.
const FEW: usize = 40;
const PACE_MS: i64 = 730;
const PICKED_UP_SECONDS: f64 = 1.0;

/// Scheduled for another day.
const WAITING: [usize; 2] = [1_000, 1_000_000];
const TIMES: f64 = 2.0;

/// Time to lay the posts out before they are due.
const AHEAD_SECONDS: usize = 30;
/// Beyond it, what is not out is lost.
const PATIENCE: Duration = Duration::from_secs(180);
/// Until what is out is told as published.
const TELLING: Duration = Duration::from_secs(30);
const LOOK_EVERY: Duration = Duration::from_millis(500);

/// On SQLite and on a PostgreSQL of our own.
pub fn measure(figures: &mut Figures) -> Result<()> {
    on("SQLite", None, figures)?;
    let postgres = Postgres::start()?;
    on("PostgreSQL", Some(postgres.url()), figures)
}

fn on(engine: &'static str, database_url: Option<String>, figures: &mut Figures) -> Result<()> {
    let almanac = Almanac::start_with_demo(database_url)?;
    almanac.stage(&["month", &almanac.sample.site_id])?;
    let mut bench = Bench { engine, network: Network::open()?, almanac, figures };
    bench.few()?;
    bench.shared()?;
    bench.unshared()?;
    let peak = memory::peak(&bench.almanac)?;
    bench.add("10000 posts due at once", "memory at its peak", peak, "MB", MEMORY_MB);
    let Bench { almanac, figures, .. } = bench;
    claims(engine, almanac, figures)
}

struct Bench<'a> {
    engine: &'static str,
    network: Network,
    almanac: Almanac,
    figures: &'a mut Figures,
}

/// What was due, and what came of it.
struct Run {
    /// When the first was due, in milliseconds since 1970 UTC.
    due: i64,
    taken: Vec<Taken>,
    told: Told,
}

/// What the installation says of posts.
#[derive(Default)]
struct Told {
    published: usize,
    earliest_ms: f64,
    median_ms: f64,
}

impl Bench<'_> {
    /// Few posts are due: how soon each is picked up.
    fn few(&mut self) -> Result<()> {
        say::step(format!("publishing {FEW} posts one after the other, on {}", self.engine));
        let run = self.run(FEW, 1, PACE_MS)?;
        let what = "posts due one by one";
        self.add(
            what,
            "picked up after, median",
            run.told.median_ms / 1000.0,
            "s",
            PICKED_UP_SECONDS,
        );
        let early = if run.told.earliest_ms < 0.0 { 1.0 } else { 0.0 };
        self.add(what, "sent early", early, "posts", 0.0);
        self.add_certain(what, FEW, &run);
        Ok(())
    }

    /// All are due together, while people look at a calendar.
    fn shared(&mut self) -> Result<()> {
        say::step(format!("publishing {POSTS} posts due at once, on {}", self.engine));
        let cookie = self.almanac.sign_in()?;
        let calendar = format!("/sites/{}/calendar", self.almanac.sample.site_id);
        let visitors = Visitors::come(self.almanac.address(), &calendar, &cookie);
        let run = self.run(POSTS, POSTS / WORKSPACES, 0)?;
        let waits = visitors.leave()?;
        let what = "10000 posts due at once";
        let late = run.lateness(|_| true);
        self.add(what, "all out after", percentile(&late, 100), "s", ALL_OUT_SECONDS);
        let waits: Vec<f64> = waits.iter().map(|wait| wait.as_secs_f64() * 1000.0).collect();
        self.add(what, "calendar meanwhile, p95", percentile(&waits, 95), "ms", PAGE_MS);
        let early = late.iter().filter(|late| **late < 0.0).count();
        self.add(what, "sent early", early as f64, "posts", 0.0);
        self.add_certain(what, POSTS, &run);
        Ok(())
    }

    /// Nearly all are of one workspace: how long the others wait.
    fn unshared(&mut self) -> Result<()> {
        say::step(format!("publishing {LARGEST} posts of one workspace, on {}", self.engine));
        let run = self.run(POSTS, LARGEST, 0)?;
        let what = "9900 of 10000 posts of one workspace";
        let late = run.lateness(|taken| taken.path.ends_with("/others"));
        self.add(what, "late of the others, p99", percentile(&late, 99), "s", OTHERS_SECONDS);
        let late = run.lateness(|_| true);
        self.add(what, "all out after", percentile(&late, 100), "s", ALL_OUT_SECONDS);
        self.add_certain(what, POSTS, &run);
        Ok(())
    }

    fn run(&self, posts: usize, largest: usize, pace_ms: i64) -> Result<Run> {
        let site = self.almanac.sample.site_id.as_str();
        let (count, largest) = (posts.to_string(), largest.to_string());
        let (ahead, pace) = (AHEAD_SECONDS.to_string(), pace_ms.to_string());
        let laid = ["due", site, &self.network.address, &count, &largest, &ahead, &pace];
        let due = self.almanac.stage(&laid)?;
        let due: i64 = due.trim().parse().context("the stage printed no instant")?;
        let taken = self.network.wait_for(posts, PATIENCE);
        let last = due + pace_ms * i64::try_from(posts)?;
        let (start, mut told) = (Instant::now(), Told::default());
        while told.published < posts && start.elapsed() < TELLING {
            sleep(LOOK_EVERY);
            told = parse(&self.almanac.stage(&[
                "told",
                site,
                &due.to_string(),
                &last.to_string(),
            ])?)?;
        }
        Ok(Run { due, taken, told })
    }

    /// Whatever is measured, these are nothing.
    fn add_certain(&mut self, what: &str, posts: usize, run: &Run) {
        let twice = run.taken.iter().filter(|taken| taken.times > 1).count();
        self.add(what, "sent twice", twice as f64, "posts", 0.0);
        let lost = posts.saturating_sub(run.taken.len());
        self.add(what, "lost", lost as f64, "posts", 0.0);
        let untold = posts.saturating_sub(run.told.published);
        self.add(what, "not told as published", untold as f64, "posts", 0.0);
    }

    fn add(&mut self, what: &str, name: &str, value: f64, unit: &'static str, limit: f64) {
        add(self.figures, format!("{what} on {}, {name}", self.engine), value, unit, limit);
    }
}

impl Run {
    /// How many seconds after they were due some of the posts came, the soonest first.
    fn lateness(&self, whose: impl Fn(&Taken) -> bool) -> Vec<f64> {
        let some = self.taken.iter().filter(|taken| whose(taken));
        let mut late: Vec<f64> = some.map(|taken| (taken.at - self.due) as f64 / 1000.0).collect();
        late.sort_by(f64::total_cmp);
        late
    }
}

/// A claim while a thousand posts wait for another day, and while a million do.
fn claims(engine: &str, almanac: Almanac, figures: &mut Figures) -> Result<()> {
    let [few, many] = WAITING;
    say::step(format!("claiming while {few} and {many} posts wait, on {engine}"));
    // Nothing else works on the database meanwhile.
    let installation = almanac.stop();
    let site = installation.sample.site_id.as_str();
    let printed = installation.stage(&["claims", site, &few.to_string(), &many.to_string()])?;
    let words: Vec<&str> = printed.split_whitespace().collect();
    let [of_few, of_many] = words.as_slice() else { bail!("the stage printed {printed:?}") };
    let (of_few, of_many): (f64, f64) = (of_few.parse()?, of_many.parse()?);
    say::note(format!(
        "a claim takes {of_few:.2} ms with {few} waiting, {of_many:.2} ms with {many}"
    ));
    let name = format!("claim with a million posts waiting to one with a thousand, on {engine}");
    add(figures, name, of_many / of_few, "times", TIMES);
    Ok(())
}

fn add(figures: &mut Figures, name: String, value: f64, unit: &'static str, limit: f64) {
    figures.add(Figure { name, value, unit, floor: None, limit: Limit::AtMost(limit) });
}

/// The value that so many of a hundred do not exceed; nothing when there are none, which other
/// figures tell.
fn percentile(sorted: &[f64], hundredth: usize) -> f64 {
    let place = (sorted.len() * hundredth).div_ceil(100).saturating_sub(1);
    sorted.get(place).copied().unwrap_or_default()
}

fn parse(line: &str) -> Result<Told> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [published, earliest, median] = words.as_slice() else {
        bail!("the stage printed {line:?}")
    };
    let (published, earliest_ms, median_ms) =
        (published.parse()?, earliest.parse()?, median.parse()?);
    Ok(Told { published, earliest_ms, median_ms })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_of_a_hundred_is_the_hundredth_and_none_exceeds_it() {
        let sorted: Vec<f64> = (1..=200).map(f64::from).collect();
        assert_eq!([95, 99, 100].map(|of| percentile(&sorted, of)), [190.0, 198.0, 200.0]);
        assert_eq!(percentile(&sorted[..3], 50), 2.0);
        assert_eq!(percentile(&[], 99), 0.0);
    }
}
