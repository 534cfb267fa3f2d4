//! `almanac doctor`: looks at everything an installation needs, and says what to do.

mod checks;
mod finding;

use std::process::ExitCode;

use anyhow::Result;

use crate::settings::{Complaints, Settings};
use finding::Finding;

/// Examines the installation and prints what was found, one line each. The exit code says
/// whether there is a problem.
///
/// # Errors
/// None: what is wrong is a finding.
pub async fn examine(settings: Result<Settings, Complaints>) -> Result<ExitCode> {
    let findings = match settings {
        Ok(settings) => checks::all(&settings).await,
        Err(complaints) => vec![Finding::problem("settings", complaints)],
    };
    for finding in &findings {
        println!("{finding}");
    }
    let problems = findings.iter().filter(|finding| finding.is_problem()).count();
    match problems {
        0 => println!("\nAll is well."),
        1 => println!("\n1 problem."),
        many => println!("\n{many} problems."),
    }
    Ok(if problems == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
