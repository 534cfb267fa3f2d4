//! The reading itself: first page, site map, then link by link until a bound is met.

use std::{
    collections::{HashSet, VecDeque},
    time::Duration,
};

use futures_util::stream::{FuturesUnordered, StreamExt};
use outbound::{FetchError, Limits, Outbound};
use tokio::time::{Instant, sleep, timeout_at};
use url::Url;

use super::{
    NotPublished, Page, ReadError, ReadLimits, ReadNote, ReadProgress, SitePages,
    address::{key, same_site, wanted},
    decode::decode,
    frontier::{Found, Frontier},
    robots::Robots,
    sitemap,
    visit::{Visit, Visited, visit},
};

/// Most site maps read, indexes included.
const MOST_MAPS: usize = 5;
const MAP_BYTES: usize = 5_000_000;

/// A reading under way; its first page has been read.
pub(super) struct Crawl<'a> {
    outbound: &'a Outbound,
    limits: ReadLimits,
    deadline: Instant,
    robots: Robots,
    home: Url,
    frontier: Frontier,
    pages: Vec<Page>,
    bodies: HashSet<u64>,
    bytes: usize,
    forbidden: usize,
    notes: Vec<ReadNote>,
}

impl<'a> Crawl<'a> {
    /// Reads robots.txt and the first page. A host that takes no https is read over http.
    pub(super) async fn begin(
        outbound: &'a Outbound,
        address: &Url,
        limits: &ReadLimits,
    ) -> Result<Self, ReadError> {
        let deadline = Instant::now() + limits.total_time;
        match Self::begin_at(outbound, address, limits, deadline).await {
            Err(ReadError::Unreachable(FetchError::Refused { host })) => {
                let refused = ReadError::Unreachable(FetchError::Refused { host });
                let plain = over_http(address).ok_or(refused)?;
                let mut crawl = Self::begin_at(outbound, &plain, limits, deadline).await?;
                crawl.notes.push(ReadNote::OnlyHttp);
                Ok(crawl)
            }
            result => result,
        }
    }

    async fn begin_at(
        outbound: &'a Outbound,
        address: &Url,
        limits: &ReadLimits,
        deadline: Instant,
    ) -> Result<Self, ReadError> {
        let patience = || limits.request_time.min(deadline - Instant::now());
        let not_published = |why| ReadError::NotPublished { address: address.clone(), why };
        let robots = async |url: &Url| {
            let robots = Robots::load(outbound, url, patience()).await;
            match robots.map_err(ReadError::Unreachable)? {
                Robots::Failing(status) => Err(not_published(NotPublished::Failing { status })),
                robots => Ok(robots),
            }
        };
        let mut rules = robots(address).await?;
        if !rules.allows(address) {
            return Err(not_published(NotPublished::Forbidden));
        }
        let first = visit(outbound, address.clone(), page_limits(limits, patience())).await;
        let visited = first.and_then(Visit::into_page);
        let Visited { page, links, body } = visited.map_err(|why| why.for_first(address))?;
        if !same_site(&page.url, address) {
            rules = robots(&page.url).await?;
        }
        if !rules.allows(&page.url) {
            return Err(not_published(NotPublished::Forbidden));
        }
        let mut crawl = Crawl {
            outbound,
            limits: *limits,
            deadline,
            robots: rules,
            home: page.url.clone(),
            frontier: Frontier::default(),
            pages: Vec::new(),
            bodies: HashSet::from([body]),
            bytes: page.html.len(),
            forbidden: 0,
            notes: Vec::new(),
        };
        crawl.frontier.mark(address);
        crawl.frontier.mark(&page.url);
        crawl.offer(links.to, Found::OnFirstPage);
        crawl.pages.push(page);
        Ok(crawl)
    }

    /// Reads the rest, as far as the bounds allow.
    pub(super) async fn finish(
        mut self,
        progress: &(impl Fn(ReadProgress) + Send + Sync),
    ) -> Result<SitePages, ReadError> {
        self.report(progress);
        self.read_maps().await;
        self.read_pages(progress).await;
        if self.forbidden > 0 {
            self.notes.push(ReadNote::Forbidden { pages: self.forbidden });
        }
        Ok(SitePages { pages: self.pages, notes: self.notes })
    }

    async fn read_maps(&mut self) {
        let mut maps: VecDeque<(Url, u8)> =
            self.robots.sitemaps().into_iter().map(|map| (map, 0)).collect();
        if maps.is_empty() {
            maps.extend(self.home.join("/sitemap.xml").map(|map| (map, 0)));
        }
        let mut read = HashSet::new();
        while let Some((map, depth)) = maps.pop_front() {
            let known = !read.insert(key(&map));
            if known || read.len() > MOST_MAPS || !same_site(&map, &self.home) {
                continue;
            }
            if !self.robots.allows(&map) || !self.pause_fits() {
                continue;
            }
            self.pause().await;
            let limits = Limits {
                max_bytes: MAP_BYTES,
                timeout: self.patience(),
                accept: "application/xml, text/xml, text/plain",
            };
            let Ok(found) = self.outbound.get(&map, limits).await else { continue };
            if found.status != 200 {
                continue;
            }
            let found = sitemap::parse(&decode(&found.body, found.content_type.as_deref()));
            self.offer(found.pages, Found::Later);
            if depth == 0 {
                maps.extend(found.maps.into_iter().map(|map| (map, 1)));
            }
        }
    }

    async fn read_pages(&mut self, progress: &(impl Fn(ReadProgress) + Send + Sync)) {
        let width = if self.robots.delay().is_some() { 1 } else { self.limits.concurrency.max(1) };
        let mut tries = 2 * self.limits.pages;
        let mut running = FuturesUnordered::new();
        loop {
            while running.len() < width && self.pages.len() + running.len() < self.limits.pages {
                if tries == 0 || !self.pause_fits() {
                    break;
                }
                let Some(url) = self.frontier.next() else { break };
                tries -= 1;
                let (outbound, delay) = (self.outbound, self.robots.delay());
                let limits = page_limits(&self.limits, self.patience());
                running.push(async move {
                    sleep(delay.unwrap_or_default()).await;
                    visit(outbound, url, limits).await
                });
            }
            match timeout_at(self.deadline, running.next()).await {
                Ok(Some(Ok(visit))) if visit.asks_to_stop() => {
                    return self.notes.push(ReadNote::AskedToStop);
                }
                Ok(Some(Ok(visit))) => {
                    if let Ok(visited) = visit.into_page() {
                        self.keep(visited, progress);
                    }
                }
                Ok(Some(Err(_))) => {}
                Ok(None) => return self.note_what_is_left(),
                Err(_) => {}
            }
            if Instant::now() >= self.deadline {
                return self.notes.push(ReadNote::TimeUp);
            }
            if self.bytes > self.limits.total_bytes {
                return self.notes.push(ReadNote::SizeLimit);
            }
        }
    }

    fn note_what_is_left(&mut self) {
        if self.frontier.is_empty() {
            return;
        }
        let limit = self.limits.pages;
        let full = self.pages.len() >= limit;
        self.notes.push(if full { ReadNote::PageLimit { limit } } else { ReadNote::TimeUp });
    }

    /// Keeps a page unless it is off the site, forbidden, or read under another address.
    fn keep(&mut self, visited: Visited, progress: &(impl Fn(ReadProgress) + Send + Sync)) {
        let Visited { page, links, body } = visited;
        let Some(landed) = wanted(page.url.clone(), &self.home) else { return };
        if !self.robots.allows(&landed) || !self.bodies.insert(body) {
            return;
        }
        self.frontier.mark(&landed);
        if self.is_copy(&landed, links.canonical.as_ref()) {
            return;
        }
        self.offer(links.to, Found::Later);
        self.bytes += page.html.len();
        self.pages.push(page);
        self.report(progress);
    }

    /// Whether the page names another one, already read, as the original. Careless sites
    /// name their first page on every page, so that one does not count.
    fn is_copy(&self, landed: &Url, canonical: Option<&Url>) -> bool {
        let Some(original) = canonical.map(key) else { return false };
        original != key(landed)
            && original != key(&self.home)
            && self.pages.iter().any(|page| key(&page.url) == original)
    }

    fn offer(&mut self, links: Vec<Url>, found: Found) {
        for url in links.into_iter().filter_map(|url| wanted(url, &self.home)) {
            if self.robots.allows(&url) {
                self.frontier.offer(url, found);
            } else if self.frontier.mark(&url) {
                self.forbidden += 1;
            }
        }
    }

    fn report(&self, progress: &(impl Fn(ReadProgress) + Send + Sync)) {
        if let Some(latest) = self.pages.last() {
            progress(ReadProgress {
                read: self.pages.len(),
                known: self.frontier.known().max(self.pages.len()),
                latest: latest.url.clone(),
            });
        }
    }

    async fn pause(&self) {
        sleep(self.robots.delay().unwrap_or_default()).await;
    }

    /// Whether the asked pause still leaves time for a request.
    fn pause_fits(&self) -> bool {
        Instant::now() + self.robots.delay().unwrap_or_default() < self.deadline
    }

    fn patience(&self) -> Duration {
        self.limits.request_time.min(self.deadline - Instant::now())
    }
}

fn page_limits(limits: &ReadLimits, timeout: Duration) -> Limits<'static> {
    let accept = "text/html, application/xhtml+xml";
    Limits { max_bytes: limits.page_bytes, timeout, accept }
}

fn over_http(address: &Url) -> Option<Url> {
    let mut plain = address.clone();
    let default_https = plain.scheme() == "https" && plain.port().is_none();
    (default_https && plain.set_scheme("http").is_ok()).then_some(plain)
}
