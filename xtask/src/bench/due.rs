//! A thousand posts due in the same second: how long until all are out, none twice.

use std::thread::sleep;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use super::figures::{Figure, Figures, Limit};
use super::server::Almanac;
use crate::postgres::Postgres;
use crate::say;

const POSTS: usize = 1_000;
/// Time to lay the posts out before they are due.
const AHEAD_SECONDS: &str = "25";
const LIMIT_SECONDS: f64 = 20.0;
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK_EVERY: Duration = Duration::from_millis(250);

/// On SQLite and on a PostgreSQL of our own.
pub fn measure(figures: &mut Figures) -> Result<()> {
    on("SQLite", None, figures)?;
    let postgres = Postgres::start()?;
    on("PostgreSQL", Some(postgres.url()), figures)
}

fn on(engine: &str, database_url: Option<String>, figures: &mut Figures) -> Result<()> {
    let almanac = Almanac::start_with_demo(database_url)?;
    say::step(format!("publishing {POSTS} posts due in the same second, on {engine}"));
    let site = almanac.sample.site_id.clone();
    let at = almanac.stage(&["due", &site, &POSTS.to_string(), AHEAD_SECONDS])?.trim().to_owned();
    let landed = wait_for_all(&almanac, &site, &at)?;
    let due: i64 = at.parse().context("the stage printed no instant")?;
    let mut add = |name: &str, value: f64, unit, limit| {
        let name = format!("{POSTS} posts due at once on {engine}, {name}");
        figures.add(Figure { name, value, unit, floor: None, limit: Limit::AtMost(limit) });
    };
    add("all out after", (landed.last - due) as f64 / 1000.0, "s", LIMIT_SECONDS);
    add("sent twice", landed.twice as f64, "posts", 0.0);
    add("sent early", landed.early as f64, "posts", 0.0);
    Ok(())
}

struct Landed {
    posts: usize,
    twice: usize,
    early: usize,
    last: i64,
}

fn wait_for_all(almanac: &Almanac, site: &str, at: &str) -> Result<Landed> {
    let start = Instant::now();
    while start.elapsed() < PATIENCE {
        let landed = parse(&almanac.stage(&["landed", site, at])?)?;
        if landed.posts >= POSTS {
            return Ok(landed);
        }
        sleep(LOOK_EVERY);
    }
    bail!("not all posts were out after {} s", PATIENCE.as_secs())
}

fn parse(line: &str) -> Result<Landed> {
    let words: Vec<&str> = line.split_whitespace().collect();
    let [posts, twice, early, last] = words.as_slice() else { bail!("the stage printed {line:?}") };
    Ok(Landed {
        posts: posts.parse()?,
        twice: twice.parse()?,
        early: early.parse()?,
        last: last.parse()?,
    })
}
