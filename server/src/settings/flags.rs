//! The settings that the command line takes.

use std::path::PathBuf;

use clap::Args;

/// Settings on the command line. They go before the file and the environment.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Settings (see --help for all of them)")]
pub struct Flags {
    /// A settings file, in TOML [ALMANAC_CONFIG]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// The folder that holds the database, the pictures and the key [ALMANAC_DATA, ./data]
    #[arg(long, global = true, value_name = "FOLDER")]
    pub data: Option<String>,
    /// The IP address and port to listen on [ALMANAC_LISTEN, 127.0.0.1:3000]
    #[arg(long, global = true, value_name = "IP:PORT")]
    pub listen: Option<String>,
    /// The address people reach Almanac at [ALMANAC_PUBLIC_URL, http:// and IP:PORT]
    #[arg(long, global = true, value_name = "URL")]
    pub public_url: Option<String>,
    /// What is logged [ALMANAC_LOG, info]
    #[arg(long, global = true, value_name = "FILTER")]
    pub log: Option<String>,
    /// How it is written, text or json [ALMANAC_LOG_FORMAT, text]
    #[arg(long, global = true, value_name = "FORMAT")]
    pub log_format: Option<String>,
}

impl Flags {
    /// The settings that were given, by key.
    pub fn given(&self) -> impl Iterator<Item = (&'static str, &String)> {
        [
            ("data", &self.data),
            ("listen", &self.listen),
            ("public_url", &self.public_url),
            ("log", &self.log),
            ("log_format", &self.log_format),
        ]
        .into_iter()
        .filter_map(|(key, value)| Some((key, value.as_ref()?)))
    }
}
