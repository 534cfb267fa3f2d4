//! From text to settings, one function per kind of value.

use std::{net::SocketAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

use outbound::mail::{Mailer, MailerError};
use store::media::Bucket;
use tracing_subscriber::EnvFilter;
use url::Url;

use super::{
    DatabaseUrl, LogFormat,
    complaint::{Complaint, Complaints},
    places::{Said, Values},
};

/// Reads settings and collects what is wrong with them. A wrong setting becomes a
/// stand-in that nobody sees, because [`Reader::finish`] then gives the complaints.
pub struct Reader {
    values: Values,
    complaints: Vec<Complaint>,
}

impl Reader {
    /// A reader of these values.
    pub const fn new(values: Values) -> Self {
        Reader { values, complaints: Vec::new() }
    }

    /// The settings, unless something was wrong.
    pub fn finish<T>(self, settings: T) -> Result<T, Complaints> {
        if self.complaints.is_empty() { Ok(settings) } else { Err(Complaints(self.complaints)) }
    }

    /// A folder, which need not be there yet.
    pub fn folder(&mut self, key: &'static str) -> PathBuf {
        let said = self.said(key);
        let folder = PathBuf::from(&said.value);
        let accepted = "Name a folder, such as ./data; it is made when it is missing.";
        if said.value.is_empty() {
            self.complain(&said, "which names no folder", accepted);
        } else if folder.exists() && !folder.is_dir() {
            self.complain(&said, "which is a file and not a folder", accepted);
        }
        folder
    }

    /// An address to listen on.
    pub fn listen(&mut self, key: &'static str) -> SocketAddr {
        let said = self.said(key);
        said.value.parse().unwrap_or_else(|_| {
            self.complain(
                &said,
                "which is not an address to listen on",
                "Write an IP address and a port, such as 127.0.0.1:3000 or [::]:3000; port 0 takes any free one.",
            );
            SocketAddr::from(([127, 0, 0, 1], 0))
        })
    }

    /// An address to listen on, if there is one.
    pub fn listen_perhaps(&mut self, key: &'static str) -> Option<SocketAddr> {
        self.values.get(key)?;
        Some(self.listen(key))
    }

    /// A PostgreSQL address, if there is one.
    pub fn database(&mut self, key: &'static str) -> Option<DatabaseUrl> {
        let said = self.values.get(key)?.clone();
        let url = Url::parse(&said.value).ok();
        if !url.as_ref().is_some_and(|url| matches!(url.scheme(), "postgres" | "postgresql")) {
            let shown = Said { value: without_secrets(url, &said.value), ..said };
            self.complain(
                &shown,
                "which is not a PostgreSQL address",
                "Write one such as postgres://user:password@host/database, or leave the setting out for SQLite in the data folder.",
            );
            return None;
        }
        Some(DatabaseUrl(said.value))
    }

    /// The address of a bucket, if there is one. It holds a secret, which is not shown.
    pub fn bucket(&mut self, key: &'static str) -> Option<Bucket> {
        let said = self.values.get(key)?.clone();
        let bucket = Bucket::parse(&said.value);
        if bucket.is_none() {
            let value = without_secrets(Url::parse(&said.value).ok(), &said.value);
            self.complain(
                &Said { value, ..said },
                "which is not the address of a bucket",
                "Write one such as https://KEY:SECRET@s3.example.com/bucket/folder?region=us-east-1, with the special characters of the secret percent-encoded, or leave the setting out for media/ in the data folder.",
            );
        }
        bucket
    }

    /// The address that people use, if they were told one.
    pub fn public_url(&mut self, key: &'static str) -> Option<Url> {
        let said = self.values.get(key)?.clone();
        let url = Url::parse(&said.value).ok().filter(is_an_origin);
        if url.is_none() {
            self.complain(
                &said,
                "which cannot be the address people use",
                "Write http or https and a host, without a path, such as https://almanac.example.com.",
            );
        }
        url
    }

    /// The origin of a service.
    pub fn origin(&mut self, key: &'static str) -> Url {
        let said = self.said(key);
        let url = Url::parse(&said.value).ok().filter(is_an_origin);
        url.unwrap_or_else(|| {
            self.complain(
                &said,
                "which cannot be the address of a service",
                "Write http or https and a host, without a path, such as https://www.wixapis.com.",
            );
            Url::parse("http://localhost/").unwrap_or_else(|_| unreachable!("this is an address"))
        })
    }

    /// The way to a mail server, if there is one. Its address may hold a password, and is not
    /// shown.
    pub fn mailer(&mut self, server: &'static str, from: &'static str) -> Option<Mailer> {
        let said = self.values.get(server)?.clone();
        let sender = self.said(from);
        match Mailer::new(&said.value, &sender.value) {
            Ok(mailer) => return Some(mailer),
            Err(MailerError::Address) => {
                let shown = without_secrets(Url::parse(&said.value).ok(), &said.value);
                self.complain(
                    &Said { value: shown, ..said },
                    "which is not the address of a mail server",
                    "Write one such as smtps://user:password@smtp.example.com or smtp://user:password@smtp.example.com:587?tls=required, or leave the setting out.",
                );
            }
            Err(MailerError::From) => self.complain(
                &sender,
                "which mail cannot come from",
                "Write an address, such as Almanac <almanac@example.com>.",
            ),
        }
        None
    }

    /// Several values, separated by commas.
    pub fn list(&mut self, key: &'static str) -> Vec<String> {
        let said = self.said(key);
        said.value
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
            .map(Into::into)
            .collect()
    }

    /// A filter for the log.
    pub fn log(&mut self, key: &'static str) -> String {
        let said = self.said(key);
        // A lone word that is no level would silence everything but the part of that name.
        let levels = said.value.split(',').filter(|part| !part.contains(['=', '[']));
        let known = levels.map(str::trim).all(|level| LEVELS.contains(&level));
        if !known || EnvFilter::try_new(&said.value).is_err() {
            self.complain(
                &said,
                "which is not a filter for the log",
                "Write off, error, warn, info, debug or trace, or per part, such as info,publisher=debug.",
            );
        }
        said.value
    }

    /// How the log is written.
    pub fn log_format(&mut self, key: &'static str) -> LogFormat {
        let said = self.said(key);
        match said.value.as_str() {
            "text" => LogFormat::Text,
            "json" => LogFormat::Json,
            _ => {
                self.complain(&said, "which is not a format", "Write text or json.");
                LogFormat::Text
            }
        }
    }

    /// A number of seconds.
    pub fn seconds(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Duration {
        Duration::from_secs(self.number(key, "seconds", range))
    }

    /// A number of minutes.
    pub fn minutes(&mut self, key: &'static str, range: RangeInclusive<u64>) -> Duration {
        Duration::from_secs(60 * self.number(key, "minutes", range))
    }

    /// A number of requests; zero is no limit.
    pub fn requests(&mut self, key: &'static str) -> u32 {
        u32::try_from(self.number(key, "requests", 0..=100_000)).unwrap_or(u32::MAX)
    }

    /// Yes or no.
    pub fn yes_or_no(&mut self, key: &'static str) -> bool {
        let said = self.said(key);
        said.value.parse().unwrap_or_else(|_| {
            self.complain(&said, "which is neither yes nor no", "Write true or false.");
            false
        })
    }

    fn number(&mut self, key: &'static str, unit: &str, range: RangeInclusive<u64>) -> u64 {
        let said = self.said(key);
        match said.value.parse() {
            Ok(number) if range.contains(&number) => number,
            Ok(_) | Err(_) => {
                let (first, last) = (range.start(), range.end());
                let accepted = format!("Write a whole number of {unit} from {first} to {last}.");
                self.complain(&said, "which is out of range or not a number", accepted);
                *first
            }
        }
    }

    /// What was said about a setting that has a default.
    fn said(&self, key: &'static str) -> Said {
        let nothing = || Said { value: String::new(), place: format!("`{key}`") };
        self.values.get(key).cloned().unwrap_or_else(nothing)
    }

    fn complain(&mut self, said: &Said, wrong: &'static str, accepted: impl Into<String>) {
        self.complaints.push(Complaint::Value {
            place: said.place.clone(),
            value: format!("{:?}", said.value.chars().take(200).collect::<String>()),
            wrong,
            accepted: accepted.into(),
        });
    }
}

const LEVELS: [&str; 6] = ["off", "error", "warn", "info", "debug", "trace"];

fn is_an_origin(url: &Url) -> bool {
    matches!(url.scheme(), "http" | "https")
        && url.has_host()
        && url.path() == "/"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// An address without its password; what is no address may be nothing but a password.
fn without_secrets(url: Option<Url>, value: &str) -> String {
    let Some(mut url) = url.filter(Url::has_host) else {
        return format!("({} characters, not shown)", value.chars().count());
    };
    if url.password().is_some() && url.set_password(Some("***")).is_err() {
        return "(not shown)".to_owned();
    }
    url.into()
}
