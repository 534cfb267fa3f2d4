//! How much of the machine's memory the server holds.

use std::fs;
use std::thread::sleep;
use std::time::Duration;

use anyhow::{Context, Result};

use super::figures::{Figure, Figures, Limit};
use super::server::Almanac;

/// How long a started server may settle.
const SETTLE: Duration = Duration::from_secs(3);

/// After starting, before anybody asks for anything.
pub fn measure_idle(almanac: &Almanac, figures: &mut Figures) -> Result<()> {
    sleep(SETTLE);
    figures.add(figure("memory, idle", resident(almanac.id())?, 40.0));
    Ok(())
}

/// After all load of this run.
pub fn measure_after_load(almanac: &Almanac, figures: &mut Figures) -> Result<()> {
    figures.add(figure("memory, after load", resident(almanac.id())?, 100.0));
    Ok(())
}

/// The megabytes that a server holds after work more than before it.
pub fn growth(almanac: &Almanac, work: impl FnOnce() -> Result<()>) -> Result<f64> {
    let before = resident(almanac.id())?;
    work()?;
    Ok(resident(almanac.id())? - before)
}

/// The most megabytes that a server held since it started (`VmHWM`).
pub fn peak(almanac: &Almanac) -> Result<f64> {
    megabytes(almanac.id(), "VmHWM:")
}

fn figure(name: &str, megabytes: f64, limit: f64) -> Figure {
    Figure {
        name: name.into(),
        value: megabytes,
        unit: "MB",
        floor: None,
        limit: Limit::AtMost(limit),
    }
}

/// Megabytes that a process holds (`VmRSS`).
fn resident(id: u32) -> Result<f64> {
    megabytes(id, "VmRSS:")
}

fn megabytes(id: u32, label: &str) -> Result<f64> {
    let path = format!("/proc/{id}/status");
    let status = fs::read_to_string(&path).with_context(|| format!("could not read {path}"))?;
    parse(&status, label).with_context(|| format!("{path} has no {label}"))
}

fn parse(status: &str, label: &str) -> Option<f64> {
    let line = status.lines().find_map(|line| line.strip_prefix(label))?;
    let kibibytes: f64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kibibytes * 1024.0 / 1_000_000.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resident_memory_is_read_in_megabytes() {
        let status = "Name:\talmanac\nVmPeak:\t  99 kB\nVmHWM:\t   31250 kB\nVmRSS:\t   15625 kB\n";
        assert_eq!(parse(status, "VmRSS:"), Some(16.0));
        assert_eq!(parse(status, "VmHWM:"), Some(32.0));
        assert_eq!(parse("Name:\tx", "VmRSS:"), None);
    }
}
