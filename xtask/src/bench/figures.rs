//! The figures: printed as they come, kept as JSON and as a page to read.

use std::fmt::Write as _;
use std::fs;

use anyhow::{Context, Result};
use serde::Serialize;

use crate::{say, tree};

/// What a figure must stay within.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Limit {
    /// Less is better.
    AtMost(f64),
    /// More is better.
    AtLeast(f64),
}

impl Limit {
    fn holds(self, value: f64) -> bool {
        match self {
            Self::AtMost(limit) => value <= limit,
            Self::AtLeast(limit) => value >= limit,
        }
    }

    fn words(self) -> String {
        match self {
            Self::AtMost(limit) => format!("at most {}", short(limit)),
            Self::AtLeast(limit) => format!("at least {}", short(limit)),
        }
    }
}

/// One measured number.
#[derive(Debug, Serialize)]
pub struct Figure {
    /// What was measured.
    pub name: String,
    /// What came out, in [`Figure::unit`].
    pub value: f64,
    /// The unit of the value, of the floor and of the limit.
    pub unit: &'static str,
    /// The same, done in the cheapest way there is.
    pub floor: Option<f64>,
    /// What it must stay within.
    pub limit: Limit,
}

/// All figures of a run.
#[derive(Default, Serialize)]
pub struct Figures(Vec<Figure>);

impl Figures {
    /// Prints a figure and keeps it.
    pub fn add(&mut self, figure: Figure) {
        say::note(line(&figure));
        self.0.push(figure);
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Those that are not within their limit.
    pub fn beyond(&self) -> Vec<String> {
        self.0.iter().filter(|figure| !figure.limit.holds(figure.value)).map(line).collect()
    }

    /// Writes `target/bench/figures.json`, and `bench/figures.md` when these are all.
    pub fn write(&self, all: bool) -> Result<()> {
        write("target/bench/figures.json", &serde_json::to_string_pretty(self)?)?;
        if all { write("bench/figures.md", &self.page()) } else { Ok(()) }
    }

    fn page(&self) -> String {
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        let mut page = format!(
            "# Figures\n\nWritten by `cargo xtask bench`; server, load and floor shared {cores} cores.\n\
             The floor is a static string of the same bytes from the same kind of server.\n\n\
             | what | value | floor | limit |\n| --- | ---: | ---: | ---: |\n"
        );
        for figure in &self.0 {
            let floor = figure.floor.map_or_else(String::new, short);
            let (value, limit) = (short(figure.value), figure.limit.words());
            // Writing to a string cannot fail.
            writeln!(page, "| {}, {} | {value} | {floor} | {limit} |", figure.name, figure.unit)
                .ok();
        }
        page
    }
}

fn line(figure: &Figure) -> String {
    let floor = figure.floor.map_or_else(String::new, |floor| format!(", floor {}", short(floor)));
    let (value, limit) = (short(figure.value), figure.limit.words());
    format!("{}: {value} {}{floor} ({limit})", figure.name, figure.unit)
}

/// Three digits are as many as a measurement on a shared machine deserves.
fn short(value: f64) -> String {
    match value {
        value if value >= 100.0 => format!("{value:.0}"),
        value if value >= 10.0 => format!("{value:.1}"),
        value => format!("{value:.2}"),
    }
}

fn write(path: &str, text: &str) -> Result<()> {
    let path = tree::at(path);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn figure(value: f64, limit: Limit) -> Figure {
        Figure { name: "sample".into(), value, unit: "ms", floor: Some(1.0), limit }
    }

    #[test]
    fn a_figure_beyond_its_limit_is_named() {
        let mut figures = Figures::default();
        figures.add(figure(4.0, Limit::AtMost(5.0)));
        figures.add(figure(6.0, Limit::AtMost(5.0)));
        figures.add(figure(4.0, Limit::AtLeast(5.0)));
        let line = |value, limit| format!("sample: {value} ms, floor 1.00 ({limit} 5.00)");
        assert_eq!(figures.beyond(), [line("6.00", "at most"), line("4.00", "at least")]);
        assert!(figures.page().contains("| sample, ms | 6.00 | 1.00 | at most 5.00 |"));
    }
}
