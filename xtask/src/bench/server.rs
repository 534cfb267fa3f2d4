//! The release server, on data of its own that is removed afterwards.

use std::ops::Deref;
use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result};
use serde::Deserialize;
use tempfile::TempDir;

use super::http;
use super::listening::Listening;
use crate::process::Background;
use crate::{process, say, tree};

/// How to sign in to the sample workspace.
#[derive(Default, Deserialize)]
pub struct Sample {
    email: String,
    password: String,
    /// The sample site.
    pub site_id: String,
}

/// The data of an almanac, perhaps with a database.
pub struct Installation {
    data: TempDir,
    database_url: Option<String>,
    /// The sample workspace; empty on an empty folder.
    pub sample: Sample,
}

/// A running almanac and its data.
pub struct Almanac {
    // Dropped in this order: first the server, then its folder.
    server: Listening,
    installation: Installation,
}

impl Installation {
    /// Lays the sample site out, over SQLite or over a PostgreSQL.
    fn with_demo(database_url: Option<String>) -> Result<Self> {
        let data = folder()?;
        let made = process::capture(
            command(data.path(), database_url.as_deref()).args(["demo", "--json"]),
        )
        .context("the sample site could not be laid out")?;
        let sample =
            serde_json::from_str(&made).context("demo printed something else than JSON")?;
        Ok(Self { data, database_url, sample })
    }

    /// Runs `server/examples/stage` on this data; gives what it prints.
    pub fn stage(&self, words: &[&str]) -> Result<String> {
        process::capture(&mut self.stage_command(words))
    }

    /// As [`Installation::stage`], beside us.
    pub fn stage_beside(&self, words: &[&str]) -> Result<Background> {
        Background::start(&mut self.stage_command(words))
    }

    fn stage_command(&self, words: &[&str]) -> Command {
        let mut stage = Command::new(tree::at("target/release/examples/stage"));
        stage.args(words).env("ALMANAC_DATA", self.data.path());
        if let Some(url) = &self.database_url {
            stage.env("ALMANAC_DATABASE_URL", url);
        }
        stage
    }
}

impl Almanac {
    /// Starts the server on the sample site, over SQLite or over a PostgreSQL.
    pub fn start_with_demo(database_url: Option<String>) -> Result<Self> {
        say::step("starting the server with the sample site");
        Self::start(Installation::with_demo(database_url)?)
    }

    /// Starts the server on an empty folder.
    pub fn start_empty() -> Result<Self> {
        let (data, sample) = (folder()?, Sample::default());
        Self::start(Installation { data, database_url: None, sample })
    }

    fn start(installation: Installation) -> Result<Self> {
        let Installation { data, database_url, .. } = &installation;
        let server = Listening::start(command(data.path(), database_url.as_deref()).arg("serve"))?;
        Ok(Self { server, installation })
    }

    /// Ends the server; gives its data.
    pub fn stop(self) -> Installation {
        self.installation
    }

    /// Host and port.
    pub fn address(&self) -> &str {
        &self.server.address
    }

    /// The process id.
    pub fn id(&self) -> u32 {
        self.server.id()
    }

    /// Signs in to the sample workspace; gives the cookie.
    pub fn sign_in(&self) -> Result<String> {
        let form = [("email", self.sample.email.as_str()), ("password", &self.sample.password)];
        let answer = http::post(self.address(), "/sign-in", "", &form)?;
        answer.cookie.context("signing in gave no cookie")
    }
}

impl Deref for Almanac {
    type Target = Installation;
    fn deref(&self) -> &Installation {
        &self.installation
    }
}

fn folder() -> Result<TempDir> {
    tempfile::tempdir().context("could not make a temporary folder")
}

fn command(data: &Path, database_url: Option<&str>) -> Command {
    let mut command = Command::new(tree::almanac(true));
    command
        .env("ALMANAC_DATA", data)
        .env("ALMANAC_LISTEN", "127.0.0.1:0")
        .env("ALMANAC_ALLOW_PRIVATE_HOSTS", "127.0.0.1")
        // A line for each of ten thousand posts would bury the figures.
        .env("ALMANAC_LOG", "warn")
        // A developer's own database is no place for a bench.
        .env_remove("ALMANAC_DATABASE_URL");
    if let Some(url) = database_url {
        command.env("ALMANAC_DATABASE_URL", url);
    }
    command
}
