//! `cargo xtask holidays`: the holidays of all countries, written anew from the newest data.

use std::{fs, process::Command};

use anyhow::{Context, Result, bail};

use crate::{process, say, tree};

/// What the planner reads: the days, and what they are called in other languages.
const WRITTEN: &str = "crates/planner/data/holidays.txt";
const NAMES: &str = "crates/planner/data/holiday-names.txt";
/// What writes it.
const WRITER: &str = "crates/planner/data/holidays.py";

/// Fetches the package that knows them, into a virtual environment of its own, and writes the
/// planner's files.
pub fn write() -> Result<String> {
    if !process::exists("python3") {
        bail!("python3 is not installed — install Python 3.10 or newer with its venv");
    }
    let home = tree::at("target/holidays");
    let python = home.join("bin/python");
    if !python.is_file() {
        say::step("making a virtual environment");
        process::run(Command::new("python3").args(["-m", "venv"]).arg(&home))?;
    }
    say::step("fetching the package holidays");
    let install = ["-m", "pip", "install", "--quiet", "--upgrade", "holidays"];
    process::run(Command::new(&python).args(install))?;
    say::step("writing the holidays");
    let written = process::capture(Command::new(&python).arg(tree::at(WRITER)))?;
    keep(WRITTEN, &written)?;
    let names = process::capture(Command::new(&python).arg(tree::at(WRITER)).arg("names"))?;
    keep(NAMES, &names)?;
    let countries = written.lines().filter(|line| line.len() == 2).count();
    Ok(format!("{countries} countries, {} bytes in {WRITTEN}", written.len()))
}

fn keep(file: &str, text: &str) -> Result<()> {
    let path = tree::at(file);
    fs::write(&path, text).with_context(|| format!("could not write {}", path.display()))
}
