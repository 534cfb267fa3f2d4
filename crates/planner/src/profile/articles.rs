//! What the site has written.

use domain::profile::FactKind;

use super::{
    Site,
    blocks::{Block, Kind},
    doc::Doc,
    findings::Findings,
    text::{is_one_of, words},
    words::{ARTICLE_PAGES, COMMON_LABELS},
};

/// A title with its day.
type Article = (String, Option<String>);

/// Finds articles: on their own pages, as described, and as listed.
pub(super) fn find(site: &Site<'_>, findings: &mut Findings) {
    let readers: [fn(&Doc) -> Vec<Article>; 3] = [own_page, described, listed];
    for read in readers {
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
    let day = day.or_else(|| doc.content().find_map(|block| block.day.clone()));
    doc.heading()
        .map(|title| (title.text(), day.as_deref().and_then(iso_day)))
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

fn listed(doc: &Doc) -> Vec<Article> {
    let blocks: Vec<&Block> = doc.content().collect();
    let lists = is_listing(doc);
    let leads_to_article = |block: &Block| {
        let Some(to) = &block.link else { return false };
        let mut folders: Vec<&str> = to.path().split('/').filter(|part| !part.is_empty()).collect();
        folders.pop().is_some()
            && to.host_str() == doc.url.host_str()
            && folders.iter().any(|folder| ARTICLE_PAGES.contains(folder))
    };
    let titles = blocks.iter().enumerate().filter(|(_, block)| match block.kind {
        Kind::Heading(1) => false,
        Kind::Heading(_) => leads_to_article(block) || (lists && block.in_article),
        _ => leads_to_article(block) && lists && words(&block.text()).len() >= 3,
    });
    titles
        .map(|(at, title)| {
            let around = &blocks[at.saturating_sub(1)..blocks.len().min(at + 3)];
            let own = title.day.clone().or_else(|| blocks.get(at + 1)?.day.clone());
            let day = own.or_else(|| around.iter().find_map(|block| block.day.clone()));
            (title.text(), day.as_deref().and_then(iso_day))
        })
        .filter(|(title, _)| words(title).len() >= 2 && !is_one_of(title, COMMON_LABELS))
        .collect()
}

/// The day of a date or an instant in ISO 8601.
fn iso_day(text: &str) -> Option<String> {
    let day = text.trim().get(..10)?;
    let shape: String = day.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect();
    (shape == "0000-00-00").then(|| day.to_owned())
}
