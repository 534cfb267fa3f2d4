//! How long each step took.

use std::time::{Duration, Instant};

use anyhow::Result;

use crate::say;

/// The steps of a chore and their durations, in order.
#[derive(Default)]
pub struct Timing(Vec<(&'static str, Duration)>);

impl Timing {
    /// Does a step and remembers how long it took, also when it failed.
    pub fn of<T>(&mut self, name: &'static str, work: impl FnOnce() -> Result<T>) -> Result<T> {
        let start = Instant::now();
        let outcome = work();
        self.0.push((name, start.elapsed()));
        outcome
    }

    /// Prints the small table at the end.
    pub fn print(&self) {
        let total: Duration = self.0.iter().map(|(_, took)| *took).sum();
        say::step("how long it took");
        for (name, took) in self.0.iter().chain([&("together", total)]) {
            say::note(format!("{name:<20} {:>8}", clock(*took)));
        }
    }
}

/// Minutes and seconds, with tenths: `1:02.3`.
pub fn clock(took: Duration) -> String {
    let tenths = took.as_millis() / 100;
    format!("{}:{:02}.{}", tenths / 600, tenths / 10 % 60, tenths % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_duration_reads_as_minutes_and_seconds() {
        assert_eq!(clock(Duration::from_millis(62_345)), "1:02.3");
        assert_eq!(clock(Duration::from_millis(40)), "0:00.0");
    }
}
