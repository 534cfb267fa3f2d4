//! The planner over the corpus of websites: what it finds of them, plans, writes and draws.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use serde::Deserialize;

use super::figures::{Figure, Figures, Limit};
use crate::{cargo, say, tree};

const EXAMPLE: [&str; 5] = ["-p", "planner", "--example", "measure", "--release"];
const FILE: &str = "target/bench/planner.json";

#[derive(Deserialize)]
struct Measured {
    sites: Vec<Site>,
    kinds: BTreeMap<String, Facts>,
    all: Facts,
}

#[derive(Deserialize)]
struct Site {
    name: String,
    trade: String,
    language: Option<String>,
    pages: usize,
    facts: Facts,
    quality: Quality,
    times: Times,
}

#[derive(Deserialize)]
struct Facts {
    precision: f64,
    recall: f64,
    found: usize,
    asked: usize,
}

#[derive(Deserialize)]
struct Quality {
    activities: usize,
    posts: usize,
    over_limits: usize,
    untraced: Vec<String>,
    repeated_frames: f64,
    distinct_2: f64,
    most_alike: f64,
    off_cadence: usize,
    uncovered: Vec<String>,
}

/// Milliseconds and megabytes.
#[derive(Deserialize)]
struct Times {
    near: f64,
    all: f64,
    picture: f64,
    memory: f64,
}

/// Makes the plans of all sites of the corpus, and writes `bench/plan.md`.
pub fn measure(figures: &mut Figures) -> Result<()> {
    say::step("planning for every site of the corpus");
    let file = tree::at(FILE);
    fs::create_dir_all(file.parent().context("a figure without a folder")?)?;
    let file = file.to_str().context("a path that is no text")?;
    cargo::run("run", &[&EXAMPLE[..], &["--", "--json", file]].concat())?;
    let measured: Measured = serde_json::from_str(&fs::read_to_string(file)?)?;
    let most = |of: fn(&Site) -> f64| measured.sites.iter().map(of).fold(0.0, f64::max);
    let least = |of: fn(&Site) -> f64| measured.sites.iter().map(of).fold(1.0, f64::min);
    let figure = |name: &str, unit, value, limit| Figure {
        name: format!("planner, {name}"),
        value,
        unit,
        floor: None,
        limit,
    };
    let sum = |of: fn(&Site) -> usize| measured.sites.iter().map(of).sum::<usize>() as f64;
    let all = [
        figure("facts found that are true", "share", measured.all.precision, Limit::AtLeast(0.95)),
        figure("true facts found", "share", measured.all.recall, Limit::AtLeast(0.85)),
        figure(
            "beyond a network's limits",
            "posts",
            sum(|it| it.quality.over_limits),
            Limit::AtMost(0.0),
        ),
        figure(
            "numbers and links without a fact",
            "",
            sum(|it| it.quality.untraced.len()),
            Limit::AtMost(0.0),
        ),
        figure(
            "repeated sentence frames, worst site",
            "share",
            most(|it| it.quality.repeated_frames),
            Limit::AtMost(0.02),
        ),
        figure(
            "distinct-2 of captions, worst site",
            "",
            least(|it| it.quality.distinct_2),
            Limit::AtLeast(0.6),
        ),
        figure(
            "cosine of two activities, worst site",
            "",
            most(|it| it.quality.most_alike),
            Limit::AtMost(0.6),
        ),
        figure(
            "weeks and months off the cadence",
            "",
            sum(|it| it.quality.off_cadence),
            Limit::AtMost(0.0),
        ),
        figure(
            "events that nothing leads up to",
            "",
            sum(|it| it.quality.uncovered.len()),
            Limit::AtMost(0.0),
        ),
        figure(
            "plan with near-term posts, slowest",
            "ms",
            most(|it| it.times.near),
            Limit::AtMost(2_000.0),
        ),
        figure(
            "all posts with pictures, slowest",
            "ms",
            most(|it| it.times.all),
            Limit::AtMost(40_000.0),
        ),
        figure(
            "a picture, median, slowest site",
            "ms",
            most(|it| it.times.picture),
            Limit::AtMost(60.0),
        ),
        figure("memory", "MB", most(|it| it.times.memory), Limit::AtMost(300.0)),
    ];
    all.into_iter().for_each(|figure| figures.add(figure));
    fs::write(tree::at("bench/plan.md"), page(&measured)).context("could not write bench/plan.md")
}

/// Writing to a string cannot fail.
fn page(measured: &Measured) -> String {
    let mut page =
        "# The planner over the corpus\n\nWritten by `cargo xtask bench plan`. The sites \
        and their answers lie in `crates/planner/corpus`; what is counted, and how, in \
        `crates/planner/examples/measure`.\n\n| site | trade | language | pages | facts: found, \
        true | facts: there, found | activities | posts | over limits | untraced | repeated \
        frames | distinct-2 | most alike | off cadence | events open | near, ms | all, ms | \
        picture, ms |\n| --- | --- | --- |"
            .to_owned();
    page.push_str(&" ---: |".repeat(15));
    page.push('\n');
    for site in &measured.sites {
        let Site { name, trade, pages, facts, quality, times, .. } = site;
        writeln!(
            page,
            "| {name} | {trade} | {} | {pages} | {}, {:.0} % | {}, {:.0} % | {} | {} | {} | {} | {:.1} % | {:.2} | {:.2} | {} | {} | {:.0} | {:.0} | {:.0} |",
            site.language.as_deref().unwrap_or_default(),
            facts.found,
            100.0 * facts.precision,
            facts.asked,
            100.0 * facts.recall,
            quality.activities,
            quality.posts,
            quality.over_limits,
            quality.untraced.len(),
            100.0 * quality.repeated_frames,
            quality.distinct_2,
            quality.most_alike,
            quality.off_cadence,
            quality.uncovered.len(),
            times.near,
            times.all,
            times.picture,
        )
        .ok();
    }
    page.push_str("\n| kind of fact | found | of these true | there | of these found |\n| --- | ---: | ---: | ---: | ---: |\n");
    let all = [("all".to_owned(), &measured.all)];
    let kinds = measured.kinds.iter().map(|(kind, facts)| (kind.clone(), facts)).chain(all);
    for (kind, facts) in kinds {
        writeln!(
            page,
            "| {kind} | {} | {:.1} % | {} | {:.1} % |",
            facts.found,
            100.0 * facts.precision,
            facts.asked,
            100.0 * facts.recall
        )
        .ok();
    }
    page
}
