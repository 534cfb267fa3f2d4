//! What the site has written.

use std::sync::LazyLock;

use domain::profile::{Confidence, FactKind};
use regex::Regex;

use super::{
    Site,
    blocks::{Block, Kind},
    dates,
    doc::Doc,
    findings::Findings,
    text::{is_one_of, length_in_words, words},
    words::{ARTICLE_PAGES, COMMON_LABELS},
};

/// A title with its day.
type Article = (String, Option<String>);

/// Finds articles: on their own pages, as described, and as listed.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    type Reader = fn(&Doc) -> Vec<Article>;
    let readers: [(Reader, Confidence); 3] = [
        (own_page, Confidence::Medium),
        (described, Confidence::High),
        (listed, Confidence::Medium),
    ];
    for (read, confidence) in readers {
        findings.judge(confidence);
        for doc in site.docs {
            for (title, day) in read(doc) {
                findings.add(FactKind::Article, &title, day.as_deref(), &doc.url);
            }
        }
    }
}

fn own_page(doc: &Doc) -> Vec<Article> {
    let path = doc.path();
    let folders = &path[..path.len().saturating_sub(1)];
    let listed_at = folders.is_empty() || is_listing(doc);
    let said = doc.meta("og:type") == Some("article") && doc.is_in_folder(&path, ARTICLE_PAGES);
    if listed_at || !(said || doc.is_in_folder(folders, ARTICLE_PAGES)) {
        return Vec::new();
    }
    let day = doc.meta("article:published_time").map(str::to_owned);
    let day = day.or_else(|| described(doc).into_iter().find_map(|(_, day)| day));
    let day = day.or_else(|| doc.content().find_map(dateline));
    doc.heading()
        .map(|title| (title.text(), day.as_deref().and_then(dates::find)))
        .into_iter()
        .collect()
}

fn described(doc: &Doc) -> Vec<Article> {
    let told = doc.is_under(ARTICLE_PAGES);
    let posts = doc.things.iter().filter(|thing| {
        thing.is(&["BlogPosting", "NewsArticle"]) || (told && thing.is(&["Article"]))
    });
    posts
        .filter_map(|thing| {
            let title = thing.text("headline").or_else(|| thing.text("name"))?;
            Some((title, thing.text("datePublished").as_deref().and_then(iso_day)))
        })
        .collect()
}

/// Whether the page lists articles, as its last folder says; a page number may follow.
fn is_listing(doc: &Doc) -> bool {
    let path = doc.path();
    let mut parts =
        path.iter().rev().skip_while(|part| *part == "page" || part.parse::<u32>().is_ok());
    parts.next().is_some_and(|last| ARTICLE_PAGES.contains(&last.as_str()))
        || path.iter().any(|part| matches!(part.as_str(), "category" | "tag" | "author"))
}

/// Longest line that is the date of an article rather than prose, in words.
const LONGEST_DATELINE: usize = 12;
/// How far below a title its date stands at most, in blocks.
const NEAR: usize = 2;

/// Titles that lead to articles, and headings with a date of their own.
fn listed(doc: &Doc) -> Vec<Article> {
    let blocks: Vec<&Block> = doc.content().collect();
    let dated: Vec<Option<String>> = blocks.iter().map(|block| dateline(block)).collect();
    let lists = is_listing(doc);
    let is_title = |at: usize| {
        let block = blocks[at];
        match block.kind {
            Kind::Heading(1) => false,
            Kind::Heading(_) => leads_to_article(doc, block) || (lists && block.in_article),
            _ => leads_to_article(doc, block) && lists && words(&block.text()).len() >= 3,
        }
    };
    let headed =
        |at: usize| matches!(blocks[at].kind, Kind::Heading(2..)) && blocks[at].day.is_none();
    // Dates stand above all titles of a list or below all of them.
    let first_date = dated.iter().position(Option::is_some);
    let first_heading = (0..blocks.len()).find(|at| is_title(*at) || headed(*at));
    let above = first_date.zip(first_heading).is_some_and(|(date, title)| date < title);
    let day = |at: usize| {
        let own = dated[at].clone();
        let before = || dated[..at].last().cloned().flatten().filter(|_| above);
        let end = blocks.len().min(at + 1 + NEAR);
        let below = || {
            let own = blocks[at + 1..end].iter().position(|block| block.is_heading());
            let end = own.map_or(end, |length| at + 1 + length);
            dated[at + 1..end].iter().flatten().next().cloned().filter(|_| !above)
        };
        own.or_else(before).or_else(below)
    };
    let titles =
        (0..blocks.len()).filter(|at| is_title(*at) || (headed(*at) && day(*at).is_some()));
    titles
        .map(|at| (blocks[at].text(), day(at)))
        .filter(|(title, _)| length_in_words(title) >= 2 && !is_one_of(title, COMMON_LABELS))
        .collect()
}

fn leads_to_article(doc: &Doc, block: &Block) -> bool {
    let Some(to) = &block.link else { return false };
    let mut folders: Vec<&str> = to.path().split('/').filter(|part| !part.is_empty()).collect();
    folders.pop().is_some()
        && to.host_str() == doc.url.host_str()
        && folders.iter().any(|folder| ARTICLE_PAGES.contains(folder))
}

/// The day of a line that is about little else: *by Rosa, 3 May 2026*.
fn dateline(block: &Block) -> Option<String> {
    let marked = block.day.as_deref().and_then(iso_day);
    let written = || {
        let text = block.text();
        let line = !block.is_heading() && words(&text).len() <= LONGEST_DATELINE;
        // A span of time makes it an appointment.
        let timed = SPAN_OF_TIME.as_ref().is_some_and(|span| span.is_match(&text));
        dates::find(&text).filter(|_| line && !timed)
    };
    marked.or_else(written)
}

static SPAN_OF_TIME: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)\b\d{1,2}(?::\d{2}|h(?:\d{2})?\b| ?(?:am|pm|uhr)\b)").ok());

/// The day of a date or an instant in ISO 8601.
fn iso_day(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    let shape: String = day.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (shape == "0000-00-00").then(|| day.to_owned())
}
