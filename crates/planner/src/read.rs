//! Reading: a website fetched politely, page by page.
//!
//! Honours `robots.txt`, stays on the site, and ends in time whatever the site does.

mod address;
mod crawl;
mod decode;
mod frontier;
pub(crate) mod html;
mod links;
mod robots;
mod sitemap;
mod visit;

use std::time::Duration;

use outbound::{FetchError, Outbound};
use url::Url;

/// The pages of a site, the first page first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SitePages {
    /// At least one page.
    pub pages: Vec<Page>,
    /// What the marketer should know about the reading.
    pub notes: Vec<ReadNote>,
}

/// One page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Where it was found, after redirects.
    pub url: Url,
    /// Its source, decoded.
    pub html: String,
}

/// The bounds of one reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadLimits {
    /// The most pages kept.
    pub pages: usize,
    /// The largest page in bytes; larger ones are left out.
    pub page_bytes: usize,
    /// The most bytes of all pages together.
    pub total_bytes: usize,
    /// The longest that the whole reading may take.
    pub total_time: Duration,
    /// The longest that one request may take.
    pub request_time: Duration,
    /// How many requests run at once. A crawl delay makes it one.
    pub concurrency: usize,
}

impl Default for ReadLimits {
    fn default() -> Self {
        ReadLimits {
            pages: 60,
            page_bytes: 5_000_000,
            total_bytes: 30_000_000,
            total_time: Duration::from_secs(30),
            request_time: Duration::from_secs(10),
            concurrency: 4,
        }
    }
}

/// How far a reading is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadProgress {
    /// Pages read so far.
    pub read: usize,
    /// Pages known of, read ones included.
    pub known: usize,
    /// The page read last.
    pub latest: Url,
}

/// Something about a reading that is no failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ReadNote {
    /// Time was up with pages still unread.
    #[error("The site answered slowly, so only the pages that came in time were read.")]
    TimeUp,
    /// There are more pages than are read.
    #[error("The site has more than {limit} pages; the first {limit} were read.")]
    PageLimit {
        /// The limit.
        limit: usize,
    },
    /// The pages together are larger than is read.
    #[error("The site's pages are very large, so only some of them were read.")]
    SizeLimit,
    /// `robots.txt` keeps some pages from us.
    #[error("The site's robots.txt keeps {pages} of its pages from being read.")]
    Forbidden {
        /// How many.
        pages: usize,
    },
    /// The site asked for a pause.
    #[error("The site asked for fewer requests, so reading ended early.")]
    AskedToStop,
    /// There is no https.
    #[error("The site has no https, so it was read over http.")]
    OnlyHttp,
}

/// Why a site could not be read, in words for the marketer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// There is no page to read.
    #[error("{address} {why}")]
    NotPublished {
        /// The address asked for.
        address: Url,
        /// What was found instead.
        why: NotPublished,
    },
    /// The site did not answer.
    #[error("{0}")]
    Unreachable(FetchError),
}

/// What was found instead of a page.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NotPublished {
    /// Nothing is there.
    #[error("has no page (it answers {status}). Publish the site, or check the address.")]
    Missing {
        /// The HTTP status.
        status: u16,
    },
    /// It is closed to us.
    #[error(
        "does not let its page be read (it answers {status}). If it is behind a password or a filter against robots, open it to the user agent Almanac."
    )]
    Closed {
        /// The HTTP status.
        status: u16,
    },
    /// It is broken just now.
    #[error("answers with an error ({status}). Try again when the site works.")]
    Failing {
        /// The HTTP status.
        status: u16,
    },
    /// Something other than a web page is there.
    #[error("is not a web page. Type the address of the site's first page.")]
    NotHtml,
    /// A page is there, with nothing in it.
    #[error("shows an empty page. Publish the site, then read it again.")]
    Empty,
    /// `robots.txt` forbids it.
    #[error(
        "asks programs not to read it, in its robots.txt. Allow the user agent Almanac there, then read it again."
    )]
    Forbidden,
}

/// Reads a site. Has no effect on it beyond its access log, and may be repeated.
///
/// Ends within [`ReadLimits::total_time`] and returns what was read by then. `progress`
/// hears of every page.
///
/// # Errors
/// [`ReadError`] when not even the first page could be read.
pub async fn read_site(
    outbound: &Outbound,
    address: &Url,
    limits: &ReadLimits,
    progress: impl Fn(ReadProgress) + Send + Sync,
) -> Result<SitePages, ReadError> {
    crawl::Crawl::begin(outbound, address, limits).await?.finish(&progress).await
}
