//! One page asked for and taken apart.

use std::hash::{DefaultHasher, Hash, Hasher};

use outbound::{FetchError, Fetched, Limits, Outbound};
use url::Url;

use super::{
    NotPublished, Page, ReadError,
    decode::decode,
    html,
    links::{Links, links},
};

/// What a request for a page brought.
pub(super) struct Visit {
    status: u16,
    /// `None` where no web page came.
    page: Option<Visited>,
}

/// A page with what is needed to go on from it.
pub(super) struct Visited {
    pub(super) page: Page,
    pub(super) links: Links,
    /// The same for two pages with the same source.
    pub(super) body: u64,
}

/// Why a page was not read.
pub(super) enum NoPage {
    Unreachable(FetchError),
    NotPublished(NotPublished),
}

/// Asks for a page and takes it apart on a thread where that may take a moment.
pub(super) async fn visit(
    outbound: &Outbound,
    url: Url,
    limits: Limits<'_>,
) -> Result<Visit, NoPage> {
    let fetched = outbound.get(&url, limits).await.map_err(NoPage::Unreachable)?;
    let broken = || {
        NoPage::Unreachable(FetchError::Other {
            host: url.host_str().unwrap_or_default().to_owned(),
        })
    };
    tokio::task::spawn_blocking(move || take_apart(fetched)).await.map_err(|_| broken())
}

impl Visit {
    /// Whether the site has had enough of us.
    pub(super) fn asks_to_stop(&self) -> bool {
        self.status == 429
    }

    /// The page, if there is one.
    pub(super) fn into_page(self) -> Result<Visited, NoPage> {
        let status = self.status;
        let missing = match status {
            200..300 => {
                let page = self.page.ok_or(NoPage::NotPublished(NotPublished::NotHtml))?;
                let empty = page.page.html.trim().is_empty();
                return if empty {
                    Err(NoPage::NotPublished(NotPublished::Empty))
                } else {
                    Ok(page)
                };
            }
            401 | 403 | 429 => NotPublished::Closed { status },
            500.. => NotPublished::Failing { status },
            _ => NotPublished::Missing { status },
        };
        Err(NoPage::NotPublished(missing))
    }
}

impl NoPage {
    /// The error when this was the first page.
    pub(super) fn for_first(self, address: &Url) -> ReadError {
        match self {
            NoPage::Unreachable(why) => ReadError::Unreachable(why),
            NoPage::NotPublished(why) => ReadError::NotPublished { address: address.clone(), why },
        }
    }
}

fn take_apart(fetched: Fetched) -> Visit {
    let Fetched { url, status, content_type, body } = fetched;
    if !(200..300).contains(&status) || !is_html(content_type.as_deref(), &body) {
        return Visit { status, page: None };
    }
    let source = decode(&body, content_type.as_deref());
    let links = links(&html::parse(&source), &url);
    let mut hasher = DefaultHasher::new();
    source.hash(&mut hasher);
    let page = Page { url, html: source };
    Visit { status, page: Some(Visited { page, links, body: hasher.finish() }) }
}

/// The server's word, or where it says nothing, how the body begins.
fn is_html(content_type: Option<&str>, body: &[u8]) -> bool {
    match content_type.map(|header| header.to_ascii_lowercase()) {
        Some(header) => header.starts_with("text/html") || header.contains("xhtml"),
        None => body.trim_ascii_start().starts_with(b"<") || body.trim_ascii().is_empty(),
    }
}
