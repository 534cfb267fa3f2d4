//! Load, made by wrk; and what it reports.

use std::process::Command;

use anyhow::{Context, Result, bail};

use super::http::Headers;
use crate::process;

/// What came of a load.
#[derive(Debug, PartialEq)]
pub struct Load {
    /// Answers per second.
    pub per_second: f64,
    /// Half of the answers took no longer, in milliseconds.
    pub median_ms: f64,
}

/// Asks for one page over and over, on so many connections at a time.
pub fn run(
    address: &str,
    path: &str,
    headers: &Headers,
    connections: u32,
    seconds: u32,
) -> Result<Load> {
    let threads = connections.min(2);
    let mut wrk = Command::new("wrk");
    wrk.arg(format!("-t{threads}"))
        .arg(format!("-c{connections}"))
        .arg(format!("-d{seconds}s"))
        .arg("--latency");
    for (name, value) in headers {
        wrk.arg("-H").arg(format!("{name}: {value}"));
    }
    parse(&process::capture(wrk.arg(format!("http://{address}{path}")))?)
}

fn parse(report: &str) -> Result<Load> {
    for trouble in ["Non-2xx or 3xx responses", "Socket errors"] {
        if let Some(line) = report.lines().find(|line| line.trim().starts_with(trouble)) {
            bail!("wrk met trouble: {}", line.trim());
        }
    }
    let after = |word: &str| {
        let mut lines = report.lines().map(str::trim);
        lines.find_map(|line| line.strip_prefix(word)).map(str::trim)
    };
    let per_second = after("Requests/sec:").and_then(|number| number.parse().ok());
    let median_ms = after("50%").and_then(milliseconds);
    Ok(Load {
        per_second: per_second.context("wrk reported no requests per second")?,
        median_ms: median_ms.context("wrk reported no median")?,
    })
}

/// `850.00us`, `1.20ms` or `1.02s`.
fn milliseconds(text: &str) -> Option<f64> {
    let units = [("us", 0.001), ("ms", 1.0), ("s", 1000.0)];
    units.iter().find_map(|(unit, factor)| {
        let number: f64 = text.strip_suffix(unit)?.parse().ok()?;
        Some(number * factor)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "Running 2s test @ http://127.0.0.1:8080/
  2 threads and 32 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   635.91us    0.89ms  12.92ms   93.69%
    Req/Sec    56.20k     8.07k   62.00k    86.54%
  Latency Distribution
     50%  250.00us
     75%  491.00us
     90%  700.00us
     99%    5.80ms
  22464657 requests in 30.00s, 17.76GB read
Requests/sec: 748868.53
Transfer/sec:    606.33MB";

    #[test]
    fn a_report_is_read() {
        let load = parse(REPORT).unwrap();
        assert_eq!(load, Load { per_second: 748_868.53, median_ms: 0.25 });
        assert_eq!(milliseconds("1.20ms"), Some(1.2));
        assert_eq!(milliseconds("1.02s"), Some(1020.0));
    }

    #[test]
    fn a_report_of_errors_is_no_figure() {
        let report = format!("{REPORT}\n  Non-2xx or 3xx responses: 12");
        assert!(parse(&report).unwrap_err().to_string().ends_with("responses: 12"));
        assert!(parse("nothing").is_err());
    }
}
