//! What this installation was told: read once, checked at once, before a port is opened.
//!
//! `settings.default.toml` explains every setting. The last place that speaks counts:
//! defaults, settings file, environment, command line.

mod complaint;
mod flags;
mod parse;
mod places;
#[cfg(test)]
mod tests;

use std::{ffi::OsString, net::SocketAddr, path::PathBuf, time::Duration};

use api::social::Limits;
use outbound::mail::Mailer;
use store::media::Bucket;
use url::Url;

pub use complaint::Complaints;
pub use flags::Flags;

use parse::Reader;

/// The defaults, with what each setting means.
pub const DEFAULTS: &str = include_str!("settings.default.toml");

/// Every setting, by its key in a settings file.
const KEYS: [&str; 17] = [
    "data",
    "listen",
    "database_url",
    "media_bucket",
    "public_url",
    "allow_private_hosts",
    "log",
    "log_format",
    "publisher_lease_seconds",
    "publisher_grace_minutes",
    "trust_proxy",
    "wix_address",
    "metrics_address",
    "post_for_me_requests_per_second",
    "post_for_me_requests_per_minute",
    "mail_server",
    "mail_from",
];

/// The settings that hold.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The folder that holds everything.
    pub data: PathBuf,
    /// Where to listen.
    pub listen: SocketAddr,
    /// PostgreSQL; `None` means SQLite in `data`.
    pub database_url: Option<DatabaseUrl>,
    /// Where pictures are kept; `None` means in `data`.
    pub media_bucket: Option<Bucket>,
    /// Where people reach this installation, when they were told.
    pub public_url: Option<Url>,
    /// Private hosts that may be reached.
    pub allow_private_hosts: Vec<String>,
    /// What is logged.
    pub log: String,
    /// How it is written.
    pub log_format: LogFormat,
    /// How long a post stays claimed.
    pub publisher_lease: Duration,
    /// How late a post may go out.
    pub publisher_grace: Duration,
    /// Whether `X-Forwarded-For` is believed.
    pub trust_proxy: bool,
    /// Where the hosted plan source is asked.
    pub wix_address: Url,
    /// Where the metrics are told, if they are.
    pub metrics_address: Option<SocketAddr>,
    /// How much a key may ask of the methods of Post for Me.
    pub limits: Limits,
    /// The way to the mail server, if there is one.
    pub mailer: Option<Mailer>,
}

/// How the log is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For people.
    Text,
    /// For machines.
    Json,
}

/// An address of a database, which may hold a password and does not print.
#[derive(Clone, PartialEq, Eq)]
pub struct DatabaseUrl(String);

impl std::fmt::Debug for DatabaseUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DatabaseUrl(…)")
    }
}

impl Settings {
    /// Reads and checks every setting.
    ///
    /// # Errors
    /// Everything that is wrong, not only the first thing.
    pub fn gather(
        flags: &Flags,
        environment: impl IntoIterator<Item = (OsString, OsString)>,
    ) -> Result<Self, Complaints> {
        let mut reader = Reader::new(places::gather(flags, environment)?);
        let settings = Settings {
            data: reader.folder("data"),
            listen: reader.listen("listen"),
            database_url: reader.database("database_url"),
            media_bucket: reader.bucket("media_bucket"),
            public_url: reader.public_url("public_url"),
            allow_private_hosts: reader.list("allow_private_hosts"),
            log: reader.log("log"),
            log_format: reader.log_format("log_format"),
            publisher_lease: reader.seconds("publisher_lease_seconds", SHORTEST_LEASE..=3600),
            publisher_grace: reader.minutes("publisher_grace_minutes", 1..=1440),
            trust_proxy: reader.yes_or_no("trust_proxy"),
            wix_address: reader.origin("wix_address"),
            metrics_address: reader.listen_perhaps("metrics_address"),
            limits: Limits {
                per_second: reader.requests("post_for_me_requests_per_second"),
                per_minute: reader.requests("post_for_me_requests_per_minute"),
            },
            mailer: reader.mailer("mail_server", "mail_from"),
        };
        reader.finish(settings)
    }

    /// Where the database and the pictures are.
    pub fn location(&self) -> store::Location {
        let database_url = self.database_url.as_ref().map(|url| url.0.clone());
        store::Location { database_url, data: self.data.clone(), bucket: self.media_bucket.clone() }
    }

    /// The address people use when the server listens on `bound`.
    pub fn public_url(&self, bound: SocketAddr) -> Result<Url, url::ParseError> {
        match &self.public_url {
            Some(url) => Ok(url.clone()),
            None => Url::parse(&format!("http://{}/", reachable(bound))),
        }
    }
}

/// Longer than the slowest send takes, or a post could be looked up while it is being
/// sent. The torture tests kill the process and cannot wait that long.
const SHORTEST_LEASE: u64 = if cfg!(feature = "torture") { 1 } else { 35 };

/// An address that listens on everything is reached on this machine.
fn reachable(bound: SocketAddr) -> SocketAddr {
    let mut reachable = bound;
    if bound.ip().is_unspecified() {
        reachable.set_ip(match bound {
            SocketAddr::V4(_) => std::net::Ipv4Addr::LOCALHOST.into(),
            SocketAddr::V6(_) => std::net::Ipv6Addr::LOCALHOST.into(),
        });
    }
    reachable
}
