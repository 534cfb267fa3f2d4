//! The log, on standard error. Standard output belongs to what a command answers.

use anyhow::Result;
use tracing_subscriber::{EnvFilter, fmt, util::SubscriberInitExt};

use crate::settings::{LogFormat, Settings};

/// What libraries say too loudly: an expired session is no crime.
const QUIETER: &str = "tower_sessions=error,tower_sessions_core=error,sqlx=warn";

/// Starts logging as the settings say.
///
/// # Errors
/// The filter cannot be read, or logging was started before.
pub fn start(settings: &Settings) -> Result<()> {
    start_at(&settings.log, settings.log_format)
}

/// Starts logging for a command that a person waits for: warnings only.
///
/// # Errors
/// Logging was started before.
pub fn start_quietly(settings: &Settings) -> Result<()> {
    start_at("warn", settings.log_format)
}

fn start_at(filter: &str, format: LogFormat) -> Result<()> {
    let filter = EnvFilter::try_new(format!("{QUIETER},{filter}"))?;
    let log = fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => log.with_ansi(false).finish().try_init()?,
        LogFormat::Json => log.json().flatten_event(true).finish().try_init()?,
    }
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string);
        tracing::error!(panic = panic.payload_as_str(), place, "a part of the program broke");
    }));
    Ok(())
}
