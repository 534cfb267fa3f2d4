//! The command line.

use std::{path::PathBuf, process::ExitCode};

use anyhow::Result;
use clap::{Parser, Subcommand};
use domain::id::SiteId;

use crate::{
    almanac::Almanac,
    api_key, demo, doctor, freeze, logging, rotate_key, serve,
    settings::{Complaints, DEFAULTS, Flags, Settings},
    whole_plan,
};

/// Plans a business's marketing, writes and draws the posts, and publishes them on time
#[derive(Debug, Parser)]
#[command(name = "almanac", version, disable_help_subcommand = true, after_long_help = every_setting())]
pub struct Cli {
    #[command(flatten)]
    flags: Flags,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Clone, Subcommand)]
enum Command {
    /// Serve the pages and do the background work (the default)
    Serve,
    /// Do the background work only: publishing and planning
    Work,
    /// Bring the database's tables up to date, and nothing else
    Migrate,
    /// Lay out the sample site, with an account that opens it; safe to repeat
    Demo {
        /// Answer in JSON
        #[arg(long)]
        json: bool,
    },
    /// Credentials for the API
    #[command(subcommand)]
    Key(Key),
    /// Replace the secret key, and seal all credentials anew
    ///
    /// Every workspace gets a new data key and its credentials are sealed with it, in one
    /// change of the database; then secret.key in the data folder is replaced. It may be
    /// interrupted at any point: the next start finishes it, or goes on with the key as it
    /// was.
    ///
    /// Restart every server and worker afterwards. Until then they cannot open credentials:
    /// posts that need some wait. Other machines of the same installation need the new
    /// secret.key first. Then back up the data folder: a backup from before opens with the
    /// key that was backed up with it.
    RotateKey {
        /// Take the new key from this file of 64 hexadecimal digits, instead of making one
        #[arg(long, value_name = "FILE")]
        key: Option<PathBuf>,
    },
    /// Publish nothing for now: posts stay scheduled. Without a choice, say what is frozen
    ///
    /// Every server and worker obeys at once; a post that is being sent at that moment is
    /// finished. What is too late when the freeze ends is missed, and a person decides.
    Freeze {
        #[command(flatten)]
        what: freeze::What,
        /// Why, for those who look at the queue
        #[arg(long, value_name = "TEXT", default_value = "")]
        why: String,
    },
    /// Publish again
    ///
    /// A copy of an installation (a restored backup, a moved folder) freezes everything when
    /// it starts, so that nothing goes out twice. Look at what is due, and then say
    /// `almanac unfreeze --all`.
    Unfreeze {
        #[command(flatten)]
        what: freeze::What,
    },
    /// Plan a website's marketing into a folder, without account or database
    ///
    /// Reads the site, plans today through the end of next month, writes every post and draws
    /// its picture. The folder then holds index.html to read, plan.json for programs, and the
    /// pictures. Progress is told on standard error.
    Plan(whole_plan::Wanted),
    /// Check this installation and say what to do
    Doctor,
}

#[derive(Debug, Clone, Subcommand)]
enum Key {
    /// Make a key for a site and print it, the only time it can be seen
    Create {
        /// The site's id, as it stands in the address of its pages
        #[arg(long, value_name = "ID")]
        site: SiteId,
        /// What to call the key
        #[arg(long, value_name = "NAME", default_value = "API key")]
        name: String,
    },
}

impl Cli {
    /// Does what was asked for.
    ///
    /// # Errors
    /// What went wrong and what to do, for the operator.
    pub async fn run(self) -> Result<ExitCode> {
        let settings = Settings::gather(&self.flags, std::env::vars_os());
        match self.command.unwrap_or(Command::Serve) {
            Command::Serve => serve::serve(&aloud(settings)?).await?,
            Command::Work => serve::work(&aloud(settings)?).await?,
            Command::Migrate => migrate(&quietly(settings)?).await?,
            Command::Demo { json } => demo::lay_out(&quietly(settings)?, json).await?,
            Command::Key(Key::Create { site, name }) => {
                api_key::create(&quietly(settings)?, site, &name).await?;
            }
            Command::RotateKey { key } => {
                rotate_key::rotate(&quietly(settings)?, key.as_deref()).await?;
            }
            Command::Freeze { what, why } => {
                freeze::freeze(&quietly(settings)?, &what, &why).await?;
            }
            Command::Unfreeze { what } => freeze::unfreeze(&quietly(settings)?, &what).await?,
            Command::Plan(wanted) => whole_plan::make(&quietly(settings)?, &wanted).await?,
            Command::Doctor => return doctor::examine(settings).await,
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// For a process that goes on: the log is its diary.
fn aloud(settings: Result<Settings, Complaints>) -> Result<Settings> {
    let settings = settings?;
    logging::start(&settings)?;
    Ok(settings)
}

/// For a command that a person waits for.
fn quietly(settings: Result<Settings, Complaints>) -> Result<Settings> {
    let settings = settings?;
    logging::start_quietly(&settings)?;
    Ok(settings)
}

async fn migrate(settings: &Settings) -> Result<()> {
    let almanac = Almanac::open(settings).await?;
    println!("the tables of the {} database are up to date", almanac.store.engine());
    almanac.store.close().await;
    Ok(())
}

fn every_setting() -> String {
    let settings: String = DEFAULTS.lines().map(|line| format!("  {line}\n")).collect();
    format!("Every setting:\n\n{settings}")
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_sound_and_its_help_explains_every_setting() {
        let mut command = Cli::command();
        command.clone().debug_assert();
        let help = command.render_long_help().to_string();
        assert!(help.contains("publisher_grace_minutes = 15") && help.contains("demo"), "{help}");
    }
}
